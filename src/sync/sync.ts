import type { ConfiguredStream } from '../airbyte/catalog.ts';
import type { Output } from '../airbyte/output.ts';
import { ConnectorError, withoutName } from '../errors.ts';
import { SILENT, type Watcher } from '../http/api.ts';
import { findStream } from '../records/prepare.ts';
import { isFailedList } from '../streams/failure.ts';
import { WebhookLog } from './removals/webhook_log.ts';
import { SharedLists } from './shared_lists.ts';
import { reportPauses, reportSelection } from './stream_report.ts';
import { readSelected, type Sync } from './stream_sync.ts';

interface Failure {
  readonly stream: string;
  readonly error: ConnectorError;
}

type Attempts = Pick<Sync, 'configured' | 'out' | 'signal'>;

/**
 * Reads the configured streams, all in parallel. A stream that fails stops no other; errors are reported at the end.
 * True if none failed. When `signal` aborts, each stream leaves a state that covers what was written, and INCOMPLETE.
 */
export async function read(sync: Sync): Promise<boolean> {
  const { streams, client, out, signal } = sync;
  const selected = streams.filter(({ name }) => sync.configured.some((each) => each.name === name));
  const open = (watcher: Watcher) => client.api(watcher, signal);
  const lists = new SharedLists(open, selected);
  const events = new WebhookLog(open, sync.window.at);
  await reportSelection(sync.configured, streams, out);
  return await attemptAll(sync, async (configured) => {
    const { name, syncMode } = configured;
    const watcher = { ...SILENT, sent: () => out.progress?.sent(), paused: reportPauses(name, out) };
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
export async function failAll(error: ConnectorError, { configured, out, signal }: Attempts): Promise<boolean> {
  const reported = withOutlook(error);
  const failures = configured.map(({ name }) => ({ stream: name, error: reported }));
  for (const { stream } of failures) await out.status(stream, 'STARTED');
  if (!signal.aborted) await out.log('WARN', `No stream was read. ${reported.message}`);
  for (const { stream } of failures) await out.status(stream, 'INCOMPLETE');
  return await ended(failures, { out, signal });
}

async function attemptAll(attempts: Attempts, work: (configured: ConfiguredStream) => Promise<void>): Promise<boolean> {
  const { configured, out } = attempts;
  const reasons = new Reasons();
  const results = await Promise.all(configured.map((each) => attempt(each, attempts, reasons, work)));
  await out.notices.say(configured.length);
  return await ended(
    results.filter((failure) => failure !== undefined),
    attempts,
  );
}

/** Reports failures. True if there were none, and nobody stopped the sync. */
async function ended(
  failures: readonly Failure[],
  { out, signal }: Pick<Attempts, 'out' | 'signal'>,
): Promise<boolean> {
  if (!signal.aborted) await reportFailures(failures, out);
  out.progress?.end();
  return failures.length === 0 && !signal.aborted;
}

/** The first trace decides whether the platform retries: temporary errors come first. */
async function reportFailures(failures: readonly Failure[], out: Output): Promise<void> {
  const order = ['transient_error', 'system_error', 'config_error'];
  const byType = failures.toSorted((a, b) => order.indexOf(a.error.failureType) - order.indexOf(b.error.failureType));
  for (const { stream, error } of byType) await out.error(error, stream);
}

async function attempt(
  configured: ConfiguredStream,
  { out, signal }: Attempts,
  reasons: Reasons,
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
    if (!signal.aborted) await out.log('WARN', reasons.sentence(name, error));
    await out.status(name, 'INCOMPLETE');
    return { stream: name, error };
  }
}

/** Why streams are incomplete. Each reason is given once, with the first stream that has it. */
class Reasons {
  readonly #firsts = new Map<string, string>();

  sentence(stream: string, { message }: ConnectorError): string {
    const reason = withoutName(message, stream);
    const first = this.#firsts.get(reason);
    if (first !== undefined) return `${stream} is incomplete for the same reason as ${first}.`;
    this.#firsts.set(reason, stream);
    return `${stream} is incomplete: ${reason}`;
  }
}

/** A failed request may succeed next time: the user has nothing to do, and nothing is read twice. */
function withOutlook(error: ConnectorError): ConnectorError {
  const { failureType, message, cause } = error;
  if (failureType !== 'transient_error' || !isFailedList(cause)) return error;
  return new ConnectorError(failureType, `${message} The next sync resumes where this one stopped.`, { cause });
}
