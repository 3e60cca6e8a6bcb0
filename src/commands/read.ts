import { isReport } from '../account/available.ts';
import { parseCatalog } from '../airbyte/catalog.ts';
import type { Output } from '../airbyte/output.ts';
import { parseStates } from '../airbyte/state.ts';
import { andMore } from '../counted.ts';
import { ConnectorError } from '../errors.ts';
import { readJson, readText } from '../files.ts';
import { keepHeapSmall } from '../heap.ts';
import { SILENT, type Watcher } from '../http/api.ts';
import { printable, shortened } from '../printable.ts';
import { clocksDiffer } from '../streams/failure.ts';
import { allStreams } from '../streams/index.ts';
import { failAll, read as readAll } from '../sync/sync.ts';
import { toInstant } from '../times.ts';
import type { Command } from './command.ts';
import { loadConfig, withContext } from './context.ts';

/** A state file may hold any names. */
const MOST_NAMES = 10;
const WIDEST_NAME = 60;
/** What comes of a time that is in doubt. */
const HELD_CURSORS =
  'What changed since the saved cursors is read, and they stay where they are: the next sync reads it again.';

export const read: Command = async (out, flags, signal) => {
  const [config, configured, { states, torn }] = allOrEveryProblem(
    () => loadConfig(flags.config, out),
    () => parseCatalog(readJson(flags.catalog, 'catalog'), flags.catalog),
    (selected = []) => {
      const isStream = (name: string) =>
        isReport(name) || [...allStreams(), ...selected].some((each) => each.name === name);
      return parseStates(flags.state === undefined ? '' : readText(flags.state, 'state'), flags.state ?? '', isStream);
    },
  );
  if (torn) {
    await out.log(
      'WARN',
      `The state file ${flags.state} holds text that was cut off or is no JSON. The states beside it are used.`,
    );
  }
  const idle = [...states.keys()].filter((name) => !configured.some((each) => each.name === name));
  if (idle.length > 0) {
    await out.log('INFO', `States of streams that the catalog does not select are not used: ${listed(idle)}.`);
  }
  keepHeapSmall();
  const options = {
    out,
    signal,
    watcher: patient(out),
    onFailedLogin: (error: ConnectorError) => failAll(error, { configured, out, signal }),
  };
  const isComplete = await withContext(
    config,
    options,
    async ({ client, streams, window, doubt, warn, openPrivacy }) => {
      if (doubt) await warn(`${clocksDiffer(doubt)} ${HELD_CURSORS}`);
      const privacy = await openPrivacy(configured.map(({ name }) => name));
      return await readAll({ config, configured, states, streams, client, window, privacy, out, signal });
    },
  );
  return isComplete ? 0 : 1;
};

/** Counts requests, and reports waits, while there is no stream to report them for. */
const patient = (out: Output): Watcher => ({
  ...SILENT,
  sent: () => out.progress?.sent(),
  paused: (until) =>
    void out.log('INFO', `Personio's rate limit leaves no room before ${toInstant(until)}. The sync waits.`),
});

function listed(names: readonly string[]): string {
  return andMore(
    names.map((name) => shortened(printable(name), WIDEST_NAME)),
    MOST_NAMES,
  );
}

/** The results of all, or one config_error that tells the problems of all. The third may need the second. */
function allOrEveryProblem<A, B, C>(a: () => A, b: () => B, c: (b: B | undefined) => C): [A, B, C] {
  const problems: string[] = [];
  const attempt = <T>(load: () => T): T | undefined => {
    try {
      return load();
    } catch (error) {
      if (!(error instanceof ConnectorError && error.failureType === 'config_error')) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const [first, second] = [attempt(a), attempt(b)];
  const third = attempt(() => c(second));
  if (problems.length > 0) throw new ConnectorError('config_error', problems.join(' '));
  return [first, second, third] as [A, B, C];
}
