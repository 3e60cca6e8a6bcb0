import { isReport } from '../account/available.ts';
import { requestedAttributes } from '../account/requested_attributes.ts';
import type { ConfiguredStream } from '../airbyte/catalog.ts';
import type { Output } from '../airbyte/output.ts';
import type { States } from '../airbyte/state.ts';
import { ConnectorError } from '../errors.ts';
import { type HttpClient, SILENT, type Watcher } from '../http/client.ts';
import type { PrivacySettings } from '../privacy/policy.ts';
import { EVERYTHING, openPrivacy, type Privacy } from '../privacy/privacy.ts';
import { withheldColumns } from '../privacy/stream_privacy.ts';
import { noRows, type RowCounts } from '../records/builder.ts';
import { findStream, prepareStream } from '../records/prepare.ts';
import { clocksDiffer, GRANT, toConnectorError, toLoginError } from '../streams/explain.ts';
import { DEFAULT_MONTHS } from '../streams/partitions.ts';
import type { Stream } from '../streams/stream.ts';
import { toInstant } from '../times.ts';
import { Cursor, isForeign } from './cursor.ts';
import { type RequestCounts, readStream } from './pass_reader.ts';
import { type Begin, beginAt, limitsOf, type WindowSettings } from './window.ts';

/** More workers than requests at once, so that a free place is taken at once while others parse and write. */
const WORKERS_PER_REQUEST = 2;
/** A rate limit is told anew when it moves by more than this. */
const TELL_AGAIN_MS = 5000;

/** What comes of a time that is in doubt. */
const HELD_CURSORS =
  'What changed since the saved cursors is read, and they stay where they are: the next sync reads it again.';

/** What to do where all attributes are missing. */
const UNRELEASED = `No attribute is readable for the API credential. ${GRANT}, as readable attributes.`;

/** What the configuration says of a sync. */
export interface SyncSettings extends WindowSettings {
  readonly privacy: PrivacySettings;
  readonly max_concurrency: number;
}

export interface Sync {
  readonly config: SyncSettings;
  readonly configured: readonly ConfiguredStream[];
  readonly states: States;
  readonly streams: readonly Stream[];
  readonly client: HttpClient;
  readonly out: Output;
  readonly signal: AbortSignal;
}

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
  const results = await Promise.all(
    sync.configured.map((configured) => readConfigured(configured, begin, { ...sync, privacy })),
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

interface Reading extends Sync {
  readonly privacy: Privacy;
}

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

async function readSelected(stream: Stream, configured: ConfiguredStream, begin: Begin, sync: Reading): Promise<void> {
  const { config, out, client, states, signal, privacy } = sync;
  const { name } = stream;
  const cursor = new Cursor(
    stream,
    configured.syncMode === 'incremental',
    states.get(name),
    begin.at,
    limitsOf(config, begin.at, begin.latest),
    { generation: configured.generation, mayKeep: (link) => out.masker.mask(link) === link },
  );
  const counts: RequestCounts = { requests: 0, retries: 0 };
  await out.status(name, 'RUNNING');
  if (isForeign(states.get(name), stream)) {
    await out.log('WARN', `${name}: its state holds nothing that the connector knows, so everything is read.`);
  }
  if (cursor.inFuture) {
    await out.log(
      'WARN',
      `${name}: the cursor in its state lies ahead of Personio's clock. Nothing was read; reset the stream if that is wrong.`,
    );
    await out.state(name, cursor.state);
    await tellSummary(name, 'nothing', counts, noRows(), out);
    return;
  }
  if (Object.keys(configured.schema.properties ?? {}).length === 0) {
    await out.log('INFO', `${name}: the configured catalog names no fields of it, so all are read.`);
  }
  if (stream.ends !== undefined) {
    await out.log('WARN', `${name}: Personio switches this endpoint off on ${stream.ends}.`);
  }
  if (stream.months && config.start_date === undefined) {
    await out.log('INFO', `${name}: without a start date it goes back ${DEFAULT_MONTHS} months.`);
  }
  const asked = cursor.asksFor + (cursor.stays ? ', leaving the cursor where it is' : '');
  let rows = noRows();
  // An error of this stream, or the end of the whole sync, stops what it has under way.
  const abort = new AbortController();
  const stop = () => abort.abort(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    const api = client.api(watch(name, counts, out), abort.signal);
    const workers = config.max_concurrency * WORKERS_PER_REQUEST;
    const warn = (message: string) => out.log('WARN', message);
    const options = { startDate: config.start_date, privacy, warn };
    const { builder, attributes } = await prepareStream(stream, configured.schema, api, options);
    rows = builder.counts;
    const asking = requestedAttributes(api, stream, attributes);
    await readStream({ stream, cursor, builder, api: asking, out, workers, abort });
    // Who asked for few attributes is not told that there are few.
    if (attributes) rows.bare = 0;
    if (rows.bare > 0 && rows.records === 0)
      throw new ConnectorError(
        'config_error',
        `${name}: Personio leaves out ${stream.readableMarkers.join(', ')}. ${UNRELEASED}`,
      );
  } catch (error) {
    await out.state(name, cursor.state);
    await tellSummary(name, asked, counts, rows, out);
    throw toConnectorError(error, stream);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  await tellSummary(name, asked, counts, rows, out);
}

/** Reports that a stream waits for the rate limit, and until when. */
function pauseTeller(stream: string, out: Output): Watcher['paused'] {
  let told = 0;
  return (until) => {
    if (until - told < TELL_AGAIN_MS) return;
    told = until;
    void out.status(stream, 'RUNNING', until);
  };
}

/** Counts requests, and reports waits. */
function watch(stream: string, counts: RequestCounts, out: Output): Watcher {
  return {
    sent: () => {
      counts.requests++;
    },
    retried: (reason) => {
      counts.retries++;
      void out.log('DEBUG', `${stream}: a request is repeated (${reason}).`);
    },
    paused: pauseTeller(stream, out),
  };
}

async function tellSummary(
  stream: string,
  asked: string,
  { requests, retries }: RequestCounts,
  counts: RowCounts,
  out: Output,
): Promise<void> {
  const parts = [`${counts.records} records`, `${requests} requests`, `${retries} of them repeated`];
  if (counts.repeats > 0) parts.push(`${counts.repeats} repeats left out`);
  if (counts.beforeStart > 0) parts.push(`${counts.beforeStart} left out as before the start date`);
  await out.log('INFO', `${stream}: asked for ${asked}: ${parts.join(', ')}.`);
  if (counts.withheld > 0) await out.log('WARN', withheldColumns(stream, counts.withheld));
  if (counts.bare > 0 && counts.bare >= counts.records) {
    await out.log('WARN', `${stream}: the records hold ids and nothing else. ${UNRELEASED}`);
  }
  if (counts.nulled.size > 0) {
    const columns = [...counts.nulled].map(([column, count]) => `${column} (${count})`).sort();
    await out.log(
      'WARN',
      `${stream}: values that their columns cannot hold became null, as each record's meta says: ${columns.join(', ')}.`,
    );
  }
  if (counts.unknown.size > 0) {
    await out.log(
      'INFO',
      `${stream}: members that its schema does not know (additional_fields holds them, where it is selected): ${[...counts.unknown].sort().join(', ')}.`,
    );
  }
}
