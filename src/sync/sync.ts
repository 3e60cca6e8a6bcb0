import { isReport } from '../account/available.ts';
import type { ConfiguredStream } from '../airbyte/catalog.ts';
import type { Output } from '../airbyte/output.ts';
import { ConnectorError } from '../errors.ts';
import { SILENT, type Watcher } from '../http/client.ts';
import { EVERYTHING, openPrivacy, type Privacy } from '../privacy/privacy.ts';
import { findStream } from '../records/prepare.ts';
import { clocksDiffer, toLoginError } from '../streams/failure.ts';
import { toInstant } from '../times.ts';
import { SharedLists } from './shared_lists.ts';
import { pauseTeller } from './stream_report.ts';
import { type Reading, readSelected, type Sync } from './stream_sync.ts';
import { type Begin, beginAt } from './window.ts';

/** What comes of a time that is in doubt. */
const HELD_CURSORS =
  'What changed since the saved cursors is read, and they stay where they are: the next sync reads it again.';

interface Failure {
  readonly stream: string;
  readonly error: ConnectorError;
}

/**
 * Reads the configured streams, all at once. A stream that fails stops no other; errors are told at the end. True if
 * none failed. When `signal` aborts, each stream leaves the state as of what was written, and INCOMPLETE.
 */
export async function read(sync: Sync): Promise<boolean> {
  const { out, signal } = sync;
  const begin = await beginning(sync);
  const privacy = begin instanceof ConnectorError ? EVERYTHING : await privacyOf(sync);
  const lists = new SharedLists((watcher) => sync.client.api(watcher, signal));
  const results = await Promise.all(
    sync.configured.map((configured) => readConfigured(configured, begin, { ...sync, privacy, lists })),
  );
  if (signal.aborted) return false;
  const failures = results.filter((failure) => failure !== undefined);
  // The first trace decides whether the platform tries again: what may pass by itself comes first.
  const order = ['transient_error', 'system_error', 'config_error'];
  failures.sort((a, b) => order.indexOf(a.error.failureType) - order.indexOf(b.error.failureType));
  for (const { stream, error } of failures) await out.error(error, stream);
  return failures.length === 0;
}

/** When the sync begins; or why it cannot. */
async function beginning({ client, out }: Sync): Promise<Begin | ConnectorError> {
  try {
    const time = await client.serverTime(patient(out));
    if (time.doubt) await out.log('WARN', `${clocksDiffer(time.doubt)} ${HELD_CURSORS}`);
    return beginAt(time);
  } catch (error) {
    return toLoginError(error);
  }
}

async function privacyOf({ config, configured, streams, client, out, signal }: Sync): Promise<Privacy> {
  const wanted = configured.map(({ name }) => name);
  const warn = (message: string) => out.log('WARN', message);
  return await openPrivacy(config.privacy, { api: client.api(patient(out), signal), streams, wanted, warn });
}

/** Tells of waits before there is a stream to report them for. */
const patient = (out: Output): Watcher => ({
  ...SILENT,
  paused: (until) =>
    void out.log('INFO', `Personio's rate limit leaves no room before ${toInstant(until)}. The sync waits.`),
});

async function readConfigured(
  configured: ConfiguredStream,
  begin: Begin | ConnectorError,
  sync: Reading,
): Promise<Failure | undefined> {
  const { out, signal } = sync;
  const { name } = configured;
  await out.status(name, 'STARTED');
  try {
    if (begin instanceof ConnectorError && isReport(name)) throw begin;
    const watcher = { ...SILENT, paused: pauseTeller(name, out) };
    const stream = await findStream(name, sync.streams, sync.client.api(watcher, signal));
    if (!configured.syncMode)
      throw new ConnectorError('config_error', `${name}: its sync mode is neither full_refresh nor incremental.`);
    if (begin instanceof ConnectorError) throw begin;
    await readSelected(stream, configured, begin, sync);
    await out.status(name, 'COMPLETE');
    return undefined;
  } catch (cause) {
    const error = ConnectorError.from(cause);
    if (!signal.aborted) await out.log('WARN', `${name} is incomplete. ${error.message}`);
    await out.status(name, 'INCOMPLETE');
    return { stream: name, error };
  }
}
