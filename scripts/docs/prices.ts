// What a sync costs in requests, computed from the declarations of the streams.
import { ListStream } from '../../src/streams/list.ts';
import type { Partition, SyncWindow } from '../../src/streams/partition.ts';
import { partitionsOf } from '../../src/streams/partitions/changes.ts';
import { childPartition } from '../../src/streams/partitions/children.ts';
import { halves, spanOf } from '../../src/streams/partitions/cuts.ts';
import { sinceWithOverlap } from '../../src/streams/partitions/ranges.ts';
import { changedParents, usualVisits } from '../../src/streams/partitions/visits.ts';
import type { Parent, Stream } from '../../src/streams/stream.ts';
import { V1Stream } from '../../src/streams/v1.ts';
import { NOBODY, type Share, shareOf, turnFrom } from '../../src/sync/turn.ts';

/** How many objects an account has in a part of a list; for children, how many all parents have together. */
export type CountRows = (stream: Stream, partition: Partition) => number;

/** The requests for a list, or for the children of its rows. */
interface Price {
  /** The stream that they are counted for. */
  readonly stream: Stream;
  readonly path: string;
  readonly requests: number;
}

interface Listing {
  /** Equal for equal lists. */
  readonly name: string;
  readonly price: Price;
}

/** If the server decides the length of a page: this is documented for holidays. */
const USUAL_PAGE = 100;

/** How many rows an endpoint returns per page; undefined if all come in one response, or as the server decides. */
export function rowsPerPage(stream: Stream): number | undefined {
  const isPaged = stream instanceof V1Stream ? stream.offset !== 'nothing' : stream instanceof ListStream;
  return isPaged && stream.pageSize > 0 ? stream.pageSize : undefined;
}

/**
 * One sync of these streams. A whole list that several need is read once: it counts for the stream whose list it is, or
 * for the first whose parents it has.
 */
export function prices(streams: readonly Stream[], window: SyncWindow, count: CountRows): Price[] {
  const lists = new Map<string, Price>();
  const parents = new Set(streams.map(({ parent }) => parent?.stream.name));
  const rank = ({ name, parent }: Stream) => (parents.has(name) ? 0 : parent ? 2 : 1);
  const inOrder = streams.toSorted((a, b) => rank(a) - rank(b));
  for (const { name, price } of inOrder.flatMap((stream) => listings(stream, windowFor(stream, window), count)))
    if (!lists.has(name)) lists.set(name, price);
  return [...lists.values()];
}

/** Requests by the `keyOf` of a price. */
export function sums(all: readonly Price[], keyOf: (price: Price) => string): Map<string, number> {
  const byKey = new Map<string, number>();
  for (const price of all) byKey.set(keyOf(price), (byKey.get(keyOf(price)) ?? 0) + price.requests);
  return byKey;
}

/** Without a cursor everything is read; if the cursor is a month, `since` is one. */
function windowFor({ cursorField, partitioning }: Stream, { since, ...window }: SyncWindow): SyncWindow {
  if (cursorField === undefined || since === undefined) return window;
  return { ...window, since: partitioning?.months ? since.slice(0, 7) : since };
}

function listings(stream: Stream, window: SyncWindow, count: CountRows): Listing[] {
  const { parent, path } = stream;
  if (parent) return childListings(stream, parent, window, count);
  const own = partitionsOf(stream, window).map((partition) => listing(stream, stream, partition, count));
  const lists = [...learnings(stream, window), ...own];
  // Finding out what the offset counts.
  const isDisputed = stream instanceof V1Stream && stream.offset === 'disputed';
  return isDisputed ? [...lists, { name: `${path} offset`, price: { stream, path, requests: 2 } }] : lists;
}

/** What a first sync requests to learn how the account writes something. */
function learnings(stream: Stream, { since }: SyncWindow): Listing[] {
  const asks = since === undefined ? (stream.convention?.asks ?? []) : [];
  return asks.map((path) => ({ name: `${stream.name} learns by ${path}`, price: { stream, path, requests: 1 } }));
}

function childListings(stream: Stream, parent: Parent, window: SyncWindow, count: CountRows): Listing[] {
  const { before = [], list, visited } = visits(stream, parent, window, count);
  const { most = 1 } = parent.shared ?? {};
  const all = count(parent.stream, parent.stream.whole());
  const unchanged = childPartition(stream, parent, [{ id: 0, updated_at: '1970-01-01T00:00:00Z' }], window);
  const rows = all === 0 ? 0 : (count(stream, unchanged) / all) * most;
  const requests = Math.ceil(visited / most) * pages(rows, stream);
  return [
    ...before,
    listing(stream, parent.stream, list, count),
    { name: stream.name, price: { stream, path: stream.path, requests } },
  ];
}

interface Visits {
  /** The requests that determine which parents to visit. */
  readonly before?: readonly Listing[];
  readonly list: Partition;
  readonly visited: number;
}

/** The parents that are listed and visited. */
function visits(stream: Stream, parent: Parent, window: SyncWindow, count: CountRows): Visits {
  const { list } = usualVisits(parent, window);
  const usual = { list, visited: count(parent.stream, list) };
  const { watch } = parent;
  const { since, at, rereadDays } = window;
  if (!watch || since === undefined || rereadDays === undefined) return usual;
  const share = shareOf(turnFrom(NOBODY, since), at, rereadDays);
  if (share === 'all') return usual;
  const watching = (name: string, requests: number) => ({
    name: `${stream.name} ${name}`,
    price: { stream, path: watch.stream.path, requests },
  });
  const look = watching('look', 1);
  if (usual.visited <= watch.least) return { ...usual, before: [look] };
  const own = changedParents(parent, window, sinceWithOverlap(stream, window)).list;
  const told = changedParents(watch, window, sinceWithOverlap(watch.stream, window)).list;
  // Changed parents are in one of the lists, most in both.
  const changed = Math.max(count(parent.stream, own), count(watch.stream, told));
  return {
    before: [look, watching('changes', listRequests(watch.stream, told, count))],
    list: share ? parent.stream.whole() : own,
    visited: changed + Math.round((usual.visited - changed) * (share ? partOf(share) : 0)),
  };
}

/** Its share of the whole. */
function partOf({ from, to }: Share): number {
  const [begin, end] = [from, to].map((place) => Number.parseInt(place, 16) / 2 ** 32) as [number, number];
  return end > begin ? end - begin : 1 + end - begin;
}

/** Whole lists are shared, parts of them are not. */
function listing(stream: Stream, listed: Stream, partition: Partition, count: CountRows): Listing {
  const { path, query, names, range, key } = partition;
  const isWhole = !names && !range?.range.from && !range?.range.to;
  const requests = listRequests(listed, partition, count);
  const name = JSON.stringify(isWhole ? [path, query] : [stream.name, path, key]);
  return { name, price: { stream, path: listed.path, requests } };
}

/** A partition of many days is halved once its first page shows that it has more than that. */
function listRequests(stream: Stream, partition: Partition, count: CountRows): number {
  const requests = pages(count(stream, partition), stream);
  const isLong = (spanOf(partition) ?? 0) > (partition.mostDays ?? Number.POSITIVE_INFINITY);
  if (!isLong || requests === 1) return requests;
  return (halves(partition) ?? []).reduce((sum, half) => sum + listRequests(stream, half, count), 1);
}

function pages(rows: number, stream: Stream): number {
  const page = rowsPerPage(stream) ?? (stream instanceof ListStream ? USUAL_PAGE : Number.POSITIVE_INFINITY);
  return Math.max(1, Math.ceil(rows / page));
}
