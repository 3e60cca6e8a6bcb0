import type { ConfiguredStream } from '../airbyte/catalog.ts';
import { ConnectorError } from '../errors.ts';
import { SILENT, type Watcher } from '../http/api.ts';
import { findStream } from '../records/prepare.ts';
import { isFailedList } from '../streams/failure.ts';
import { WebhookLog } from './removals/webhook_log.ts';
import { SharedLists } from './shared_lists.ts';
import { reportPauses } from './stream_report.ts';
import { readSelected, type Sync } from './stream_sync.ts';

interface Failure {
  readonly stream: string;
  readonly error: ConnectorError;
}

type Attempts = Pick<Sync, 'configured' | 'out' | 'signal'>;

/**
 * Reads the configured streams, all at once. A stream that fails stops no other; errors are reported at the end. True if
 * none failed. When `signal` aborts, each stream leaves the state as of what was written, and INCOMPLETE.
 */
export async function read(sync: Sync): Promise<boolean> {
  const { streams, client, out, signal } = sync;
  const selected = streams.filter(({ name }) => sync.configured.some((each) => each.name === name));
  const open = (watcher: Watcher) => client.api(watcher, signal);
  const lists = new SharedLists(open, selected);
  const events = new WebhookLog(open, sync.window.at);
  return await attemptAll(sync, async (configured) => {
    const { name, syncMode } = configured;
    const watcher = { ...SILENT, paused: reportPauses(name, out) };
    try {
      const stream = await findStream(name, streams, client.api(watcher, signal));
      if (!syncMode)
        throw new ConnectorError('config_error', `${name}: its sync mode is neither full_refresh nor incremental.`);
      await readSelected(stream, configured, sync, { lists, events });
    } finally {
      lists.settled(name);
    }
  });
}

/** Fails the configured streams because the sync cannot begin. */
export async function failAll(error: ConnectorError, attempts: Attempts): Promise<boolean> {
  return await attemptAll(attempts, async () => {
    throw error;
  });
}

async function attemptAll(attempts: Attempts, work: (configured: ConfiguredStream) => Promise<void>): Promise<boolean> {
  const { configured, out, signal } = attempts;
  const results = await Promise.all(configured.map((each) => attempt(each, attempts, work)));
  if (signal.aborted) return false;
  const failures = results.filter((failure) => failure !== undefined);
  // The first trace decides whether the platform tries again: what may pass by itself comes first.
  const order = ['transient_error', 'system_error', 'config_error'];
  failures.sort((a, b) => order.indexOf(a.error.failureType) - order.indexOf(b.error.failureType));
  for (const { stream, error } of failures) await out.error(error, stream);
  return failures.length === 0;
}

async function attempt(
  configured: ConfiguredStream,
  { out, signal }: Attempts,
  work: (configured: ConfiguredStream) => Promise<void>,
): Promise<Failure | undefined> {
  const { name } = configured;
  await out.status(name, 'STARTED');
  try {
    await work(configured);
    await out.status(name, 'COMPLETE');
    return undefined;
  } catch (cause) {
    const error = withOutlook(ConnectorError.from(cause));
    if (!signal.aborted) await out.log('WARN', `${name} is incomplete. ${error.message}`);
    await out.status(name, 'INCOMPLETE');
    return { stream: name, error };
  }
}

/** A failed request may succeed next time: then nothing has to be done, and nothing is read twice. */
function withOutlook(error: ConnectorError): ConnectorError {
  const { failureType, message, cause } = error;
  if (failureType !== 'transient_error' || !isFailedList(cause)) return error;
  return new ConnectorError(failureType, `${message} The next sync resumes where this one stopped.`, { cause });
}
