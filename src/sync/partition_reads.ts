import { ConnectorError } from '../errors.ts';
import { isKey, type Row, scalarText } from '../row.ts';
import { isExpiredLink, isForgottenLink, isUnreadable, toConnectorError } from '../streams/failure.ts';
import { childPartition, isPassedOver, type ParentRecord, parentPartition, partitions } from '../streams/partitions.ts';
import type { Api, Page, Parent, Partition, Stream } from '../streams/stream.ts';
import type { Pass } from './cursor.ts';
import { readAhead } from './pool.ts';

/** One partition to read, and whom to tell how far it got. */
export interface PartitionRead {
  readonly partition: Partition;
  /** A refusal means that there is nothing. */
  readonly mayRefuse?: boolean;
  /** The same for each of the parents that share it, where there are several. */
  readonly apart?: readonly Partition[];
  /** Where to go on. */
  readonly after?: string | undefined;
  /** It is read for the second time, because it came out too short. */
  readonly again?: boolean;
  /** It was begun anew, because the server no longer knew a link. */
  readonly afresh?: boolean;
  /** It is a part of one that the server failed for. */
  readonly part?: boolean;
  moved(link: string): void;
  finished(): void;
}

/** What is left to read in a pass. Parents are drained page by page, never all in memory. */
export async function* units(stream: Stream, pass: Pass, api: Api): AsyncGenerator<PartitionRead> {
  if (stream.parent) yield* children(stream, stream.parent, pass, api);
  else for (const partition of openPartitions(stream, pass)) yield listRead(stream, partition, pass);
}

/** Those that an earlier sync has not read in full. */
export const openPartitions = (stream: Stream, pass: Pass): Partition[] =>
  partitions(stream, pass.want).filter(({ key }) => !pass.isDone(key));

/** False if a list is empty: what would be of its rows need not be asked for. True where nobody can know. */
export async function mayHaveRows(stream: Stream, api: Api): Promise<boolean> {
  try {
    for await (const { rows } of stream.pages(api, { ...stream.whole(), single: true }))
      if (rows.length > 0) return true;
    return false;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return true;
  }
}

export function listRead({ closing }: Stream, partition: Partition, pass: Pass): PartitionRead {
  // What is said at the end depends on all that was read: the next sync has to read it again.
  if (closing && pass.want.since !== undefined) return { partition, moved: () => {}, finished: () => {} };
  return {
    partition,
    after: pass.link(partition.key),
    moved: (link) => pass.moved(partition.key, link),
    finished: () => pass.finished(partition.key),
  };
}

/** A page of parents that is being read: its children, and where the page after it begins. */
interface ParentPage {
  unread: number;
  readonly next: string | undefined;
}

async function* children(stream: Stream, parent: Parent, pass: Pass, api: Api): AsyncGenerator<PartitionRead> {
  const open: ParentPage[] = [];
  let nameless = 0;
  const closeRead = () => {
    while (open[0]?.unread === 0) {
      const { next } = open.shift() as ParentPage;
      // The state names the first page that is not read in full: small, however many parents there are.
      if (next !== undefined) pass.moved('', next);
    }
  };
  for await (const page of readAhead(parentPages(stream, parent, pass, api))) {
    const rows = page.rows
      .flatMap((row) => parent.stream.rowsOf(row))
      .filter((row) => !isPassedOver(parent, row, pass.want));
    const records = rows.filter(({ id }) => isKey(id)).map((row) => parentRecord(row, parent));
    const missing = rows.length - records.length;
    page.rows.length = 0;
    nameless += missing;
    const batches = chunks(records, parent.shared?.most ?? 1);
    // A page with a parent that cannot be asked for is never read in full.
    const entry = { unread: batches.length + missing, next: page.next };
    open.push(entry);
    for (const batch of batches) {
      yield {
        partition: childPartition(stream, parent, batch, pass.want),
        mayRefuse: batch[0]?.mayRefuse ?? false,
        ...(batch.length > 1 && {
          apart: batch.map((record) => childPartition(stream, parent, [record], pass.want)),
        }),
        moved: () => {},
        finished: () => {
          entry.unread--;
          closeRead();
        },
      };
    }
    closeRead();
  }
  if (nameless > 0) {
    throw new ConnectorError(
      'system_error',
      `${stream.name}: ${nameless} records of ${parent.stream.name} came without id, so theirs are missing.`,
    );
  }
}

function parentRecord(row: Row, { gives = {}, mayRefuse, promises }: Parent): ParentRecord {
  return {
    id: scalarText(row.id),
    changedAt: row.updated_at,
    mayRefuse: mayRefuse?.(row) ?? false,
    promises: promises?.(row) ?? false,
    gives: Object.fromEntries(Object.entries(gives).map(([column, member]) => [column, row[member]])),
  };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** The parents, or the error of the right that they need: it may be another than their children's. */
async function* parentPages(stream: Stream, parent: Parent, pass: Pass, api: Api): AsyncGenerator<Page> {
  try {
    yield* resumedPages(parent, pass, api);
  } catch (error) {
    const { path, scope, badRequestIsRefusal, feed } = parent.stream;
    throw toConnectorError(error, { name: stream.name, path, scope, badRequestIsRefusal, feed });
  }
}

/** The parents from where the pass stands; from the beginning if the server does not honour that link any more. */
async function* resumedPages(parent: Parent, pass: Pass, api: Api): AsyncGenerator<Page> {
  const partition = parentPartition(parent, pass.want);
  const saved = pass.link('');
  let link = saved;
  for (let afresh = false; ; afresh = true) {
    try {
      for await (const page of parent.stream.pages(api, partition, link)) {
        yield page;
        link = page.next ?? link;
      }
      return;
    } catch (error) {
      const lost = link !== undefined && (link === saved ? isExpiredLink(error) : isForgottenLink(error));
      if (afresh || !lost) throw error;
      link = undefined;
    }
  }
}
