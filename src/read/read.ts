import { AttributeColumns, chosenColumns, withColumns } from '../account/attributes.ts';
import { accountColumns, fixedSchema, isReport } from '../account/offer.ts';
import { FIXED, findReports, ReportRows } from '../account/reports.ts';
import type { ConfiguredStream } from '../catalog.ts';
import type { Config } from '../config.ts';
import { ConnectorError } from '../errors.ts';
import { type HttpClient, SILENT, type Watcher } from '../http/client.ts';
import type { Output } from '../output.ts';
import type { JsonSchema } from '../protocol.ts';
import type { States } from '../state.ts';
import { Reports } from '../streams/reports.ts';
import type { Api, Stream } from '../streams/stream.ts';
import { type Instant, toInstant } from '../times.ts';
import { Cursor, isForeign } from './cursor.ts';
import { explain, explainLogin, GRANT } from './explain.ts';
import { limitsOf } from './limits.ts';
import { DEFAULT_MONTHS } from './plan.ts';
import { type RequestCounts, readStream } from './read_stream.ts';
import { noRows, Recorder, type RowCounts } from './recorder.ts';

/** More workers than requests at once, so that a free place is taken at once while others parse and write. */
const WORKERS_PER_REQUEST = 2;
/** A sync promises nothing of the second in which it began: that second may not be over. */
const INCOMPLETE_SECOND_MS = 1000;
/** A rate limit is told anew when it moves by more than this. */
const TELL_AGAIN_MS = 5000;

/** What to do where all attributes are missing. */
const UNRELEASED = `No attribute is readable for the API credential. ${GRANT}, as readable attributes.`;

export interface Sync {
  readonly config: Config;
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
  const begin = await beginning(sync.client);
  const results = await Promise.all(sync.configured.map((configured) => readConfigured(configured, begin, sync)));
  if (signal.aborted) return false;
  const failures = results.filter((failure) => failure !== undefined);
  // The first trace decides whether the platform tries again: what may pass by itself comes first.
  const order = ['transient_error', 'system_error', 'config_error'];
  failures.sort((a, b) => order.indexOf(a.error.failureType) - order.indexOf(b.error.failureType));
  for (const { stream, error } of failures) await out.error(error, stream);
  return failures.length === 0;
}

/** When the sync begins, by the server's clock; or why it cannot. */
async function beginning(client: HttpClient): Promise<Instant | ConnectorError> {
  try {
    return toInstant((await client.serverTime()) - INCOMPLETE_SECOND_MS);
  } catch (error) {
    return explainLogin(error);
  }
}

async function readConfigured(
  configured: ConfiguredStream,
  begin: Instant | ConnectorError,
  sync: Sync,
): Promise<Failure | undefined> {
  const { out, signal } = sync;
  const { name } = configured;
  await out.status(name, 'STARTED');
  try {
    const stream = sync.streams.find((each) => each.name === name) ?? (await findReport(name, begin, sync));
    if (!stream)
      throw new ConnectorError(
        'config_error',
        `${name}: there is no such stream. Refresh the source's schema, or take it out of the selection.`,
      );
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

/** A stream of the account's own: a report that is shared now. */
async function findReport(name: string, begin: Instant | ConnectorError, sync: Sync): Promise<Stream | undefined> {
  if (!isReport(name) || begin instanceof ConnectorError) return undefined;
  try {
    const reports = await findReports(sync.client.api(SILENT, sync.signal));
    return reports.find((report) => report.name === name);
  } catch (error) {
    throw explain(error, new Reports());
  }
}

async function readSelected(stream: Stream, configured: ConfiguredStream, begin: Instant, sync: Sync): Promise<void> {
  const { config, out, client, states, signal } = sync;
  const { name } = stream;
  const cursor = new Cursor(
    stream,
    configured.syncMode === 'incremental',
    states.get(name),
    begin,
    limitsOf(config, begin),
    (link) => out.masker.mask(link) === link,
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
  if (stream.ends !== undefined) {
    await out.log('WARN', `${name}: Personio switches this endpoint off on ${stream.ends}.`);
  }
  if (stream.months && config.start_date === undefined) {
    await out.log('INFO', `${name}: without a start date it goes back ${DEFAULT_MONTHS} months.`);
  }
  const asked = cursor.asksFor;
  let rows = noRows();
  // An error of this stream, or the end of the whole sync, stops what it has under way.
  const abort = new AbortController();
  const stop = () => abort.abort(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    const api = client.api(watch(name, counts, out), abort.signal);
    const workers = config.max_concurrency * WORKERS_PER_REQUEST;
    const recorder = await recorderFor(stream, configured.schema, api, sync);
    rows = recorder.counts;
    await readStream({ stream, cursor, recorder, api, out, workers, abort });
    if (rows.bare > 0 && rows.records === 0)
      throw new ConnectorError(
        'config_error',
        `${name}: Personio leaves out ${stream.released.join(', ')}. ${UNRELEASED}`,
      );
  } catch (error) {
    await out.state(name, cursor.state);
    await tellSummary(name, asked, counts, rows, out);
    throw explain(error, stream);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  await tellSummary(name, asked, counts, rows, out);
}

/**
 * What turns the stream's rows into records. The account's own columns are those of the configured schema, so that what
 * changed since discover cannot fail a sync; where everything is selected without a schema, they are asked for again.
 */
async function recorderFor(stream: Stream, configured: JsonSchema, api: Api, { config, out }: Sync): Promise<Recorder> {
  const startDate = config.start_date;
  const isReportRows = stream instanceof ReportRows;
  const fixed = isReportRows ? FIXED : fixedSchema(stream);
  if (!isReportRows && stream.attributes === undefined) return new Recorder(stream, fixed, configured, { startDate });
  if (Object.keys(configured.properties ?? {}).length === 0) {
    const tell = (message: string) => out.log('WARN', message);
    const columns = isReportRows ? await stream.columns(api) : await accountColumns(stream, api, tell);
    const attributes = new AttributeColumns(columns, undefined);
    return new Recorder(stream, withColumns(fixed, columns), configured, { startDate, attributes });
  }
  const { columns, all } = chosenColumns(configured, fixed);
  const selected = all || Object.keys(columns).length === 0 ? undefined : new Set(Object.keys(columns));
  // What has no column may be what was not selected: then it does not leave.
  const known = all ? undefined : new Set(Object.keys(fixed.properties ?? {}));
  const attributes = new AttributeColumns(columns, selected, known);
  return new Recorder(stream, withColumns(fixed, columns), configured, { startDate, attributes });
}

/** Counts requests and tells when the stream waits for the rate limit. */
function watch(stream: string, counts: RequestCounts, out: Output): Watcher {
  let told = 0;
  return {
    sent: () => {
      counts.requests++;
    },
    retried: (reason) => {
      counts.retries++;
      void out.log('DEBUG', `${stream}: a request is repeated (${reason}).`);
    },
    paused: (until) => {
      if (until - told < TELL_AGAIN_MS) return;
      told = until;
      void out.status(stream, 'RUNNING', until);
    },
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
  if (counts.bare > 0 && counts.bare >= counts.records) {
    await out.log('WARN', `${stream}: the records hold ids and nothing else. ${UNRELEASED}`);
  }
  if (counts.unknown.size > 0) {
    await out.log(
      'INFO',
      `${stream}: members that its schema does not know (additional_fields holds them, where it is selected): ${[...counts.unknown].sort().join(', ')}.`,
    );
  }
}
