import { requestedAttributes } from '../account/requested_attributes.ts';
import type { ConfiguredStream } from '../airbyte/catalog.ts';
import type { Output } from '../airbyte/output.ts';
import type { States } from '../airbyte/state.ts';
import { ConnectorError } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import type { PrivacySettings } from '../privacy/policy.ts';
import type { Privacy } from '../privacy/privacy.ts';
import { prepareStream } from '../records/prepare.ts';
import { RowCounts } from '../records/row_counts.ts';
import { toConnectorError } from '../streams/failure.ts';
import type { Stream } from '../streams/stream.ts';
import { Cursor } from './cursor.ts';
import type { ListParents } from './partition_reads.ts';
import { isForeign } from './saved_state.ts';
import type { SharedLists } from './shared_lists.ts';
import { readStream } from './stream_reader.ts';
import { type RequestCounts, tellSummary, UNRELEASED, watch } from './stream_report.ts';
import { type Begin, type WindowSettings, windowBounds } from './window.ts';

/** More workers than requests at once, so that a free place is taken at once while others parse and write. */
const WORKERS_PER_REQUEST = 2;

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
  readonly begin: Begin;
  readonly privacy: Privacy;
  readonly out: Output;
  readonly signal: AbortSignal;
}

export interface Reading extends Sync {
  readonly lists: SharedLists;
}

/** Reads one stream in the mode that is configured, and says what came of it. Throws a ConnectorError if something is missing. */
export async function readSelected(stream: Stream, configured: ConfiguredStream, sync: Reading): Promise<void> {
  const { config, out, client, begin, lists, states, signal, privacy } = sync;
  const { name } = stream;
  const months = stream.partitioning?.months;
  const cursor = new Cursor(
    stream,
    configured.syncMode === 'incremental',
    states.get(name),
    begin.at,
    windowBounds(config, begin.at, begin.latest),
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
    await tellSummary(name, 'nothing', counts, new RowCounts(), out);
    return;
  }
  if (Object.keys(configured.schema.properties ?? {}).length === 0) {
    await out.log('INFO', `${name}: the configured catalog names no fields of it, so all are read.`);
  }
  if (stream.service.ends !== undefined) {
    await out.log('WARN', `${name}: Personio switches this endpoint off on ${stream.service.ends}.`);
  }
  if (months && config.start_date === undefined) {
    await out.log('INFO', `${name}: without a start date it goes back ${months.back} months.`);
  }
  const asked = cursor.asksFor + (cursor.stays ? ', leaving the cursor where it is' : '');
  let rows = new RowCounts();
  // An error of this stream, or the end of the whole sync, stops what it has under way.
  const abort = new AbortController();
  const stop = () => abort.abort(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    const watcher = watch(name, counts, out);
    const api = client.api(watcher, abort.signal);
    const reader = { api, watcher, signal: abort.signal };
    const listParents: ListParents = (parents, partition) => lists.pages(parents, partition, reader);
    const workers = config.max_concurrency * WORKERS_PER_REQUEST;
    const warn = (message: string) => out.log('WARN', message);
    const options = { startDate: config.start_date, privacy, warn };
    const { builder, attributes } = await prepareStream(stream, configured.schema, api, options);
    rows = builder.counts;
    const asking = requestedAttributes(api, stream, attributes);
    await readStream({ stream, cursor, builder, api: asking, out, workers, abort, listParents });
    // Who asked for few attributes is not told that there are few.
    if (attributes) rows.bare = 0;
    if (rows.bare > 0 && rows.records === 0)
      throw new ConnectorError(
        'config_error',
        `${name}: Personio leaves out ${stream.attributes.readableMarkers?.join(', ')}. ${UNRELEASED}`,
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
