import type { Visited } from '../airbyte/output.ts';
import { counted } from '../counted.ts';
import { ConnectorError } from '../errors.ts';
import { isKey, type Row, scalarText } from '../row.ts';
import { toConnectorError } from '../streams/failure.ts';
import type { Page, Partition, SyncWindow } from '../streams/partition.ts';
import { partitionsOf } from '../streams/partitions/changes.ts';
import { childPartition } from '../streams/partitions/children.ts';
import { usualVisits, type Visits, withoutCursor } from '../streams/partitions/visits.ts';
import type { Api, Parent, Stream } from '../streams/stream.ts';
import { type Decision, decide, type FailedRead } from './decide.ts';
import type { Pass } from './pass.ts';
import { chunks, readAhead } from './pool.ts';

/** One partition to read, and how its progress is recorded. */
export interface PartitionRead extends Pick<FailedRead, 'mayRefuse' | 'mayBeGone' | 'tried' | 'isPart'> {
  readonly partition: Partition;
  /** The same for each of the parents that share it, if there are several. */
  readonly apart?: readonly Partition[];
  /** Where to resume. */
  readonly after?: string | undefined;
  moved(link: string): void;
  finished(): void;
}

/** Reads a list of parents, from its beginning or from a link. The rows may be shared, so they must not be changed. */
export type ListParents = (stream: Stream, partition: Partition, after?: string) => AsyncGenerator<Page>;

/**
 * How the parents of a stream are listed, and which of them are visited: unless planned otherwise, all that changed, or
 * all.
 */
interface ParentReads {
  readonly api: Api;
  readonly listParents?: ListParents | undefined;
  readonly visits?: Visits | undefined;
  /** Called with the number of parents that were visited. */
  readonly onVisit?: ((visited: Visited) => void) | undefined;
}

/** The remaining reads of a pass. Parents are drained page by page, never all in memory. */
export async function* partitionReads(stream: Stream, pass: Pass, parents: ParentReads): AsyncGenerator<PartitionRead> {
  if (stream.parent) {
    const { visits = usualVisits(stream.parent, pass.window) } = parents;
    pass.parents = visits.list.key;
    const tally = new Tally(stream.parent, isAll(visits, pass), parents.onVisit);
    const pages = parentPages(stream, stream.parent, pass, { ...parents, visits });
    yield* childReads(stream, stream.parent, pass, visits, pages, tally);
  } else for (const partition of openPartitions(stream, pass)) yield listRead(stream, partition, pass);
}

/** Partitions that an earlier sync has not read in full. */
export const openPartitions = (stream: Stream, pass: Pass): Partition[] =>
  partitionsOf(stream, pass.window).filter(({ key }) => !pass.isDone(key));

/** A read whose progress is not in the state. */
export const untracked = (partition: Partition): PartitionRead => ({
  partition,
  moved: () => {},
  finished: () => {},
});

export function listRead({ partitioning }: Stream, partition: Partition, pass: Pass): PartitionRead {
  // The result depends on having read everything: the next sync has to read it again.
  if (partitioning?.closing && pass.window.since !== undefined) return untracked(partition);
  return {
    partition,
    after: pass.link(partition.key),
    moved: (link) => pass.moved(partition.key, link),
    finished: () => pass.finished(partition.key),
  };
}

/** True if the pass visits every parent, from the beginning of their list. */
const isAll = ({ list }: Visits, pass: Pass): boolean => list.key === '' && pass.parentsLink === undefined;

/** Counts the parents of a pass. */
class Tally {
  readonly #parents: string;
  readonly #isAll: boolean;
  readonly #onVisit: ParentReads['onVisit'];
  #visited = 0;
  #found = 0;
  #foundAll = false;

  constructor({ stream }: Parent, isAll: boolean, onVisit: ParentReads['onVisit']) {
    this.#parents = stream.name;
    this.#isAll = isAll;
    this.#onVisit = onVisit;
  }

  found(count: number): void {
    this.#found += count;
  }

  /** Their list was read to its end. */
  foundAll(): void {
    this.#foundAll = true;
    this.#tell();
  }

  visited(count: number): void {
    this.#visited += count;
    this.#tell();
  }

  #tell(): void {
    const of = this.#foundAll ? this.#found : undefined;
    this.#onVisit?.({ parents: this.#parents, visited: this.#visited, of, isAll: this.#isAll });
  }
}

/** A page of parents that is being read: its children, and where the next page begins. */
interface ParentPage {
  unread: number;
  readonly next: string | undefined;
}

async function* childReads(
  stream: Stream,
  parent: Parent,
  pass: Pass,
  visits: Visits,
  pages: AsyncGenerator<Page>,
  tally: Tally,
): AsyncGenerator<PartitionRead> {
  const open: ParentPage[] = [];
  let nameless = 0;
  const closeRead = () => {
    while (open[0]?.unread === 0) {
      const { next } = open.shift() as ParentPage;
      // The state names the first page that is not read in full: it stays small, however many parents there are.
      if (next !== undefined) pass.moved(pass.parents, next);
    }
  };
  for await (const page of readAhead(pages)) {
    const rows = page.rows.flatMap((row) => parent.stream.rowsOf(row)).filter((row) => visits.includes(row));
    const named = rows.filter(({ id }) => isKey(id));
    const missing = rows.length - named.length;
    nameless += missing;
    const batches = [...chunks(named, parent.shared?.most ?? 1)];
    // A page with a parent that cannot be requested is never read in full.
    const entry = { unread: batches.length + missing, next: page.next };
    open.push(entry);
    tally.found(named.length);
    for (const batch of batches) {
      const window = windowOf(visits, batch);
      yield {
        partition: childPartition(stream, parent, batch, window),
        mayRefuse: parent.mayRefuse?.(batch[0]) ?? false,
        ...(batch.length > 1 && { apart: batch.map((row) => childPartition(stream, parent, [row], window)) }),
        moved: () => {},
        finished: () => {
          tally.visited(batch.length);
          entry.unread--;
          closeRead();
        },
      };
    }
    closeRead();
  }
  tally.foundAll();
  for (const id of visits.others?.() ?? []) {
    const partition = childPartition(stream, parent, [{ id }], windowOf(visits, [{ id }]));
    yield { ...untracked(partition), mayBeGone: visits.inFull?.has(id) ?? false };
  }
  if (nameless > 0) {
    throw new ConnectorError(
      'system_error',
      `${stream.name}: ${counted(nameless, 'record')} of ${parent.stream.name} came without an id, so what belongs to them is missing.`,
    );
  }
}

/** What is requested of these parents' children. */
const windowOf = ({ window, inFull }: Visits, parents: readonly Row[]): SyncWindow =>
  inFull && parents.some(({ id }) => inFull.has(scalarText(id))) ? withoutCursor(window) : window;

/**
 * The parents from the position of the pass; from the beginning if the server does not honour a link. Errors name the
 * right that the parents need, which may differ from their children's.
 */
async function* parentPages(
  stream: Stream,
  parent: Parent,
  pass: Pass,
  { api, listParents, visits }: ParentReads & { readonly visits: Visits },
): AsyncGenerator<Page> {
  const { list } = visits;
  let after = pass.parentsLink;
  const tried: Decision[] = [];
  for (;;) {
    let answered = false;
    try {
      const pages = listParents?.(parent.stream, list, after) ?? parent.stream.pages(api, list, after);
      for await (const page of pages) {
        answered = true;
        yield page;
      }
      return;
    } catch (error) {
      const decision = decide(error, { resumed: after !== undefined, answered, tried });
      if (decision !== 'restart' && decision !== 'again') {
        throw toConnectorError(error, stream);
      }
      tried.push(decision);
      after = undefined;
    }
  }
}
