import type { ConfiguredStream } from '../airbyte/catalog.ts';
import type { Output } from '../airbyte/output.ts';
import { parseStates } from '../airbyte/state.ts';
import { ConnectorError } from '../errors.ts';
import { readText } from '../files.ts';
import { keepHeapSmall } from '../heap.ts';
import { SILENT, type Watcher } from '../http/api.ts';
import { listed } from '../printable.ts';
import { clocksDiffer } from '../streams/failure.ts';
import { failAll, read as readAll } from '../sync/sync.ts';
import { toInstant } from '../times.ts';
import type { Command, Flags } from './command.ts';
import { loadConfig, withContext } from './context.ts';
import { asConfigured, chooseStreams, loadCatalog, mayExist, namesIn } from './selection.ts';

/** The consequence of a time that is in doubt. */
const HELD_CURSORS =
  'This sync reads what changed since the saved cursors but does not move them, so the next sync reads it again.';

export const read: Command = async (out, flags, signal) => {
  const [config, selection, { states, torn }] = allOrEveryProblem(
    () => loadConfig(flags.config, out),
    () => selectionOf(flags),
    (selected) => {
      const configured = selected?.configured ?? [];
      const isStream = (name: string) => mayExist(name) || configured.some((each) => each.name === name);
      return parseStates(flags.state === undefined ? '' : readText(flags.state, 'state'), flags.state ?? '', isStream);
    },
  );
  if (torn) {
    await out.log(
      'WARN',
      `The state file ${flags.state} contains text that is truncated or not JSON. Only the other states in it are used.`,
    );
  }
  keepHeapSmall();
  const isComplete = await withContext(
    config,
    { ...beforeStreams(out, selection, signal), out, signal },
    async (context) => {
      const { client, streams, window, doubt, warn } = context;
      if (doubt) await warn(`${clocksDiffer(doubt)} ${HELD_CURSORS}`);
      const configured = selection.configured ?? asConfigured(await chooseStreams(context, selection.names), context);
      const names = configured.map(({ name }) => name);
      const idle = [...states.keys()].filter((name) => !names.includes(name));
      if (idle.length > 0)
        await out.log('INFO', `Ignoring the states of streams that are not selected: ${listed(idle)}.`);
      const privacy = await context.openPrivacy(names);
      return await readAll({ config, configured, states, streams, client, window, privacy, out, signal });
    },
  );
  return isComplete ? 0 : 1;
};

/** The streams of a catalog, or the names of streams. Without either, the suggested streams are read. */
interface Selection {
  readonly configured?: readonly ConfiguredStream[];
  readonly names?: readonly string[] | undefined;
}

const selectionOf = ({ catalog, streams }: Flags): Selection =>
  catalog === '' ? { names: namesIn(streams) } : { configured: loadCatalog(catalog, streams) };

/** What to do before there is a stream to report on. */
const beforeStreams = (out: Output, { configured }: Selection, signal: AbortSignal) => ({
  watcher: patient(out),
  ...(configured && { onFailedLogin: (error: ConnectorError) => failAll(error, { configured, out, signal }) }),
});

/** Counts requests and reports waits before there is a stream to report them for. */
const patient = (out: Output): Watcher => ({
  ...SILENT,
  sent: () => out.progress?.sent(),
  paused: (until) =>
    void out.log('INFO', `Personio's rate limit allows no requests before ${toInstant(until)}. The sync waits.`),
});

/** All results, or one config_error with all problems. The third may need the second. */
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
