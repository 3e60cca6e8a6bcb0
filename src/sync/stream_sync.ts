import type { Warn } from '../account/available.ts';
import { readColumns } from '../account/change_columns.ts';
import { requestedAttributes } from '../account/requested_attributes.ts';
import type { ConfiguredStream } from '../airbyte/catalog.ts';
import type { Output } from '../airbyte/output.ts';
import type { States } from '../airbyte/state.ts';
import { ConnectorError } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import { Hasher } from '../privacy/hasher.ts';
import type { PrivacySettings } from '../privacy/policy.ts';
import type { Privacy } from '../privacy/privacy.ts';
import { prepareStream } from '../records/prepare.ts';
import { RowCounts } from '../records/row_counts.ts';
import { toConnectorError } from '../streams/failure.ts';
import type { SyncWindow } from '../streams/partition.ts';
import type { Stream } from '../streams/stream.ts';
import { AccountForm } from './account_form.ts';
import { Cursor } from './cursor.ts';
import type { ListParents } from './partition_reads.ts';
import type { RemovalSettings } from './removals/stream_removals.ts';
import type { WebhookLog } from './removals/webhook_log.ts';
import { isForeign } from './saved_state.ts';
import type { SharedLists } from './shared_lists.ts';
import { readStream } from './stream_reader.ts';
import { reportEnd, reportStart, type StreamCounts, UNRELEASED, watch } from './stream_report.ts';
import { endTracking, namedParents, startTracking } from './track_stream.ts';
import { ChangeTracking } from './tracking/change_tracking.ts';
import { noteOf } from './tracking/note.ts';
import { keptIn, reportsRemovals } from './tracking/open_tracking.ts';
import type { WindowSettings } from './window.ts';

/** More workers than parallel requests, so that the requests never run out while some workers parse and write. */
const WORKERS_PER_REQUEST = 2;

/** The configuration of a sync. */
interface SyncSettings extends WindowSettings {
  readonly client_id: string;
  readonly client_secret: string;
  readonly api_url: string;
  readonly privacy: PrivacySettings;
  readonly deletions: RemovalSettings & { readonly mark: boolean };
  readonly max_concurrency: number;
}

export interface Sync {
  readonly config: SyncSettings;
  readonly configured: readonly ConfiguredStream[];
  readonly states: States;
  readonly streams: readonly Stream[];
  readonly client: HttpClient;
  /** What to read of a stream without a state. */
  readonly window: SyncWindow;
  readonly privacy: Privacy;
  readonly out: Output;
  readonly signal: AbortSignal;
}

/** What the streams of a sync share. */
interface Shared {
  readonly lists: SharedLists;
  /** The events that webhooks received. */
  readonly events: WebhookLog;
}

/** Reads one stream in the configured mode, and reports it. Throws a ConnectorError if something is missing. */
export async function readSelected(
  stream: Stream,
  configured: ConfiguredStream,
  sync: Sync,
  shared: Shared,
): Promise<void> {
  const { config, out, window, states } = sync;
  const { name } = stream;
  const state = states.get(name);
  const mayKeep = (link: string) => out.masker.mask(link) === link;
  // A list that is compared as a whole is read as a whole.
  const generation = config.deletions.mark && configured.syncMode === 'incremental' ? undefined : configured.generation;
  const options = { generation, mayKeep };
  const cursor = new Cursor(stream, configured.syncMode === 'incremental', state, window, options);
  // What the stream kept stays until its outcome is known.
  cursor.tracked = () => keptIn(state);
  const counts: StreamCounts = { requested: 'nothing', requests: 0, retries: 0, rows: new RowCounts() };
  await out.status(name, 'RUNNING');
  if (isForeign(state, stream)) {
    out.notices.add('WARN', name, 'the saved state holds nothing that the connector knows, so everything is read.');
  }
  if (cursor.inFuture) {
    out.notices.add(
      'WARN',
      name,
      "the saved cursor is ahead of Personio's clock. Nothing was read; reset the stream if that is wrong.",
    );
    await out.state(name, cursor.state);
    await reportEnd(name, counts, out);
    return;
  }
  counts.requested = requested(cursor);
  await reportStart(stream, cursor, window, out);
  try {
    await readRecords(stream, configured, cursor, counts, sync, shared);
  } catch (error) {
    await out.state(name, cursor.state);
    throw toConnectorError(error, stream);
  } finally {
    await reportEnd(name, counts, out);
  }
}

const requested = (cursor: Cursor): string => cursor.asksFor + (cursor.stays ? ', leaving the cursor where it is' : '');

async function readRecords(
  stream: Stream,
  configured: ConfiguredStream,
  cursor: Cursor,
  counts: StreamCounts,
  sync: Sync,
  { lists, events }: Shared,
): Promise<void> {
  const { config, client, signal, out, privacy, window, states } = sync;
  const { name } = stream;
  const { mark } = config.deletions;
  // An error of this stream, or the end of the whole sync, stops its requests.
  const abort = new AbortController();
  const stop = () => abort.abort(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    const watcher = watch(name, counts, out);
    const api = client.api(watcher, abort.signal);
    const reader = { name, api, watcher, signal: abort.signal };
    const listParents: ListParents = (parents, partition, after) => lists.pages(parents, partition, reader, after);
    const list: Stream['pages'] = (own, partition, after) =>
      lists.pages(stream, partition, { ...reader, api: own, changesRows: true }, after);
    const workers = config.max_concurrency * WORKERS_PER_REQUEST;
    const warn: Warn = async (message, of = name) => out.notices.add('WARN', of, message);
    const added = readColumns(stream, configured, mark);
    const note = mark && configured.syncMode === 'incremental' ? noteOf(stream) : undefined;
    const options = { startDate: config.start_date, privacy, warn, added, note };
    const { builder, attributes } = await prepareStream(stream, configured.schema, api, options);
    counts.rows = builder.counts;
    const asking = requestedAttributes(api, stream, attributes);
    const form = new AccountForm(stream, cursor);
    await form.settle(builder, api, out);
    const tracked = {
      ...{ stream, configured, builder, mark, window },
      state: states.get(name),
      conditions: conditionsOf(sync),
      secret: config.client_secret,
    };
    const tracking = await startTracking(tracked, cursor, out);
    const { since } = cursor;
    counts.requested = requested(cursor);
    const open = (end: AbortSignal) => client.api(watcher, AbortSignal.any([abort.signal, end]));
    const named = { events, watcher, since };
    const inFull = await namedParents(stream, tracking, named);
    const reading = {
      stream,
      cursor,
      builder,
      tracking,
      api: asking,
      open,
      out,
      workers,
      abort,
      list,
      listParents,
      inFull,
    };
    await readStream(reading).catch((error) => {
      throw form.judge(error);
    });
    if (tracking instanceof ChangeTracking) counts.rows.unchanged = tracking.unchanged;
    // If few attributes are selected, few markers are expected.
    if (attributes) counts.rows.bare = 0;
    if (counts.rows.bare > 0 && counts.rows.built === 0)
      throw new ConnectorError(
        'config_error',
        `${name}: Personio leaves out ${stream.attributes.readableMarkers?.join(', ')}. ${UNRELEASED}`,
      );
    await endTracking(tracking, reportsRemovals(tracked), reading, {
      settings: config.deletions,
      window,
      ...named,
      list: () =>
        stream.parent
          ? listParents(stream.parent.stream, stream.parent.stream.whole())
          : stream.pages(api, stream.whole()),
      isSame: () => JSON.stringify(conditionsOf(sync)) === JSON.stringify(tracked.conditions),
    });
    await out.state(name, cursor.state);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Everything that decides which rows are seen and how they are written, besides the selection. */
function conditionsOf({ config, client }: Sync): readonly unknown[] {
  const { client_id, api_url, start_date, privacy } = config;
  const { hash_key: key, ...rules } = privacy;
  return [client_id, api_url, start_date, client.scopes, rules, key && new Hasher(key).keyId];
}
