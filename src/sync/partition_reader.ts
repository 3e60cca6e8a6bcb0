import type { RecordParts } from '../airbyte/messages.ts';
import type { Output } from '../airbyte/output.ts';
import type { BuiltRecord, RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import type { Page, Partition } from '../streams/partition.ts';
import { spanOf } from '../streams/partitions/cuts.ts';
import type { Api, Stream } from '../streams/stream.ts';
import type { Cursor } from './cursor.ts';
import type { GoneParents } from './gone_parents.ts';
import type { ListParents, PartitionRead } from './partition_reads.ts';
import type { Batch, Tracking } from './tracking/tracking.ts';

/**
 * The outcome for a partition: all of its rows became records; some did not, and the state stays before the first of
 * them; or it has too many pages to be read one after another.
 */
export type Outcome = 'whole' | 'without some' | 'too long';

/** The records of one page by key, to spot repeats on the next. */
type PageData = ReadonlyMap<string, string>;

export interface StreamReading {
  readonly stream: Stream;
  readonly cursor: Cursor;
  readonly builder: RecordBuilder;
  readonly tracking: Tracking;
  readonly api: Api;
  /** The same for requests that end with the signal. */
  readonly open: (signal: AbortSignal) => Api;
  readonly out: Output;
  readonly workers: number;
  /** Aborted when the stream or the whole sync is abandoned. */
  readonly abort: AbortController;
  /** Reads its own list and its parents', which other streams may share. */
  readonly list?: Stream['pages'] | undefined;
  readonly listParents?: ListParents | undefined;
  /** The ids of parents that are visited in any case, and whose children are all requested. */
  readonly inFull?: ReadonlySet<string> | undefined;
}

/** Reads partitions page by page and writes each page in one piece; the state follows the records it covers. */
export class PartitionReader {
  readonly #reading: StreamReading;
  readonly #gone: GoneParents;
  #estimated = false;
  /** True if any partition had a row. */
  hasRows = false;

  constructor(reading: StreamReading, gone: GoneParents) {
    this.#reading = reading;
    this.#gone = gone;
  }

  /** `onAnswer` is called when the first page has arrived. */
  async read(read: PartitionRead, api: Api, onAnswer: () => void = () => {}): Promise<Outcome> {
    const { stream, out, cursor, builder, abort, tracking } = this.#reading;
    const { partition, after } = read;
    const isLong = after === undefined && (spanOf(partition) ?? 0) > (partition.mostDays ?? Number.POSITIVE_INFINITY);
    let previous: PageData | undefined;
    let whole = true;
    let isFirst = true;
    const seen = new Map<string, number>();
    const batch = tracking.open(partition);
    for await (const { rows, next, total } of this.#pages(read, api)) {
      abort.signal.throwIfAborted();
      if (isFirst) {
        this.#gone.answered(partition);
        onAnswer();
      }
      if (isFirst && isLong && next !== undefined && rows.length >= stream.pageSize) return 'too long';
      isFirst = false;
      this.hasRows ||= rows.length > 0;
      if (total !== undefined && !stream.parent && !this.#estimated) {
        this.#estimated = true;
        if (partition.range?.range.from === undefined) out.progress?.listed(stream.name, total);
        await out.estimate(stream.name, total);
      }
      await builder.prepare(rows);
      const { records, keyless, written } = this.#writePage(rows, partition, batch, previous, seen);
      whole &&= keyless === 0;
      // Records given to the sink count as written; the state covers them before we wait for the reader.
      if (whole && next !== undefined && !batch.holds) read.moved(next);
      previous = next === undefined ? undefined : byKey(records);
      await written;
      await out.checkpoint(stream.name, () => cursor.state);
    }
    await this.#put(batch.rest());
    return whole ? 'whole' : 'without some';
  }

  /** Writes rows that were not read page by page. */
  async write(rows: Row[], partition: Partition): Promise<void> {
    const batch = this.#reading.tracking.open(partition);
    await this.#reading.builder.prepare(rows);
    await this.#writePage(rows, partition, batch).written;
    await this.#put(batch.rest());
  }

  /** Earlier failures are read without sharing: each stream has its own ways to recover. */
  #pages({ partition, after, tried }: PartitionRead, api: Api): AsyncGenerator<Page> {
    const { stream, list } = this.#reading;
    return list && !tried ? list(api, partition, after) : stream.pages(api, partition, after);
  }

  /** Writes the records of a page. `seen` counts the keys of the partition so far. */
  #writePage(
    rows: Row[],
    partition: Partition,
    batch: Batch,
    previous?: PageData,
    seen = new Map<string, number>(),
  ): { records: BuiltRecord[]; keyless: number; written: Promise<void> } {
    const { builder } = this.#reading;
    const before = builder.counts.withoutKey;
    const records = builder.records(rows, partition, seen);
    const keyless = builder.counts.withoutKey - before;
    // Free the rows: they are not needed while the next page is awaited.
    rows.length = 0;
    const fresh = previous ? records.filter(({ key, data }) => previous.get(key) !== data) : records;
    builder.counts.repeats += records.length - fresh.length;
    return { records, keyless, written: this.#put(batch.take(fresh)) };
  }

  async #put(records: readonly RecordParts[]): Promise<void> {
    const { stream, out, builder } = this.#reading;
    builder.counts.records += records.length;
    await out.records(stream.name, records);
  }
}

function byKey(records: readonly BuiltRecord[]): PageData {
  const page = new Map<string, string>();
  for (const { key, data } of records) page.set(key, data);
  return page;
}
