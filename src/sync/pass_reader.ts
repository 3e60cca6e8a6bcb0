import type { Output } from '../airbyte/output.ts';
import { ConnectorError } from '../errors.ts';
import type { BuiltRecord, RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import {
  isExpiredLink,
  isForgottenLink,
  isGone,
  isOfOneParent,
  isServerFault,
  isWithoutChildren,
  toConnectorError,
} from '../streams/failure.ts';
import { ShortListError } from '../streams/pager.ts';
import { ends, halves, spanOf } from '../streams/partitions.ts';
import type { Api, Partition, Stream } from '../streams/stream.ts';
import type { Cursor, Pass } from './cursor.ts';
import { GoneParents } from './gone_parents.ts';
import { listRead, mayHaveRows, openPartitions, type PartitionRead, units } from './partition_reads.ts';
import { forEachLimit } from './pool.ts';

/** So many days or parents that fail in a row, beside those that were under way, are no accident of theirs: the server is down. */
const MOST_FAILURES_IN_A_ROW = 15;

/** Counts what the HTTP client did for a stream. */
export interface RequestCounts {
  requests: number;
  retries: number;
}

export interface StreamReading {
  readonly stream: Stream;
  readonly cursor: Cursor;
  readonly builder: RecordBuilder;
  readonly api: Api;
  readonly out: Output;
  readonly workers: number;
  /** Aborted when the stream or the whole sync is given up. */
  readonly abort: AbortController;
}

/**
 * Reads what a sync wants of one stream and writes it: page by page, each in one piece, the state after what it
 * promises. Throws a ConnectorError if something is missing in the end; a partition that cannot be read holds up no other.
 */
export async function readStream(reading: StreamReading): Promise<void> {
  const { stream, cursor, out } = reading;
  const { counts } = reading.builder;
  const missing: string[] = [];
  for (const { pass, complete } of cursor.passes()) {
    const before = missing.length + counts.withoutKey;
    await new PassReader(reading, pass, missing).read();
    if (missing.length + counts.withoutKey === before) complete();
  }
  await out.state(stream.name, cursor.state);
  const { withoutKey } = counts;
  if (withoutKey > 0) missing.push(`${withoutKey} rows that came without "${stream.primaryKey}"`);
  if (missing.length > 0) {
    const failureType = withoutKey > 0 ? 'system_error' : 'transient_error';
    throw new ConnectorError(
      failureType,
      `${stream.name}: everything was read but ${summary(missing)}. The next sync tries again.`,
    );
  }
}

class PassReader {
  readonly #reading: StreamReading;
  readonly #pass: Pass;
  readonly #missing: string[];
  readonly #gone: GoneParents;
  readonly #isResumed: boolean;
  #failuresInARow = 0;
  #estimated = false;
  /** Where the pass stood when the first parent was gone. */
  #beforeGone: string | undefined;
  #hasRows = false;

  constructor(reading: StreamReading, pass: Pass, missing: string[]) {
    this.#reading = reading;
    this.#pass = pass;
    this.#missing = missing;
    this.#gone = new GoneParents(reading.stream);
    this.#isResumed = pass.progress.done.length + pass.progress.next.length > 0;
  }

  async read(): Promise<void> {
    const { stream, api, out, abort } = this.#reading;
    try {
      const read = async (unit: PartitionRead) => void (await this.#unit(unit));
      await this.#all(this.#units(false), read);
      if (await this.#isWorthDoubting()) await this.#all(this.#units(true), read);
      if (this.#pass.want.since !== undefined) {
        for (const { rows } of stream.closing?.() ?? [])
          await this.#write(rows, stream.whole(), undefined, new Map()).written;
      }
      await this.#gone.judge(api).catch((error) => {
        this.#pass.rewind(this.#beforeGone);
        throw error;
      });
    } catch (error) {
      throw toConnectorError(abort.signal.aborted ? abort.signal.reason : error, stream);
    }
    if (this.#gone.count > 0) {
      await out.log('WARN', `${stream.name}: ${this.#gone.count} parents were gone when their records were asked for.`);
    }
  }

  /** In parallel; what ends the stream ends the others at once. */
  async #all<T>(items: AsyncIterable<T> | Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
    const { workers, abort } = this.#reading;
    await forEachLimit(items, workers, async (item) => {
      try {
        await work(item);
      } catch (error) {
        abort.abort(error);
        throw error;
      }
    });
  }

  async *#units(doubtful: boolean): AsyncGenerator<PartitionRead> {
    const { stream, api } = this.#reading;
    for await (const unit of units(stream, this.#pass, api))
      if ((unit.partition.doubtful ?? false) === doubtful) yield unit;
  }

  /** True if what was left for later has to be asked for: there are rows, or there is somebody who may have some. */
  async #isWorthDoubting(): Promise<boolean> {
    const { stream, api } = this.#reading;
    if (!stream.months || !openPartitions(stream, this.#pass).some(({ doubtful }) => doubtful)) return false;
    return this.#hasRows || this.#isResumed || (await mayHaveRows(stream.months.of, api));
  }

  /** True if all of it was written. */
  async #unit(unit: PartitionRead): Promise<boolean> {
    const reached = { answered: false };
    try {
      const outcome = await this.#pages(unit, this.#apiFor(unit), reached);
      if (outcome === 'too long') return await this.#inHalves(unit);
      this.#failuresInARow = 0;
      if (outcome === 'whole') unit.finished();
      return outcome === 'whole';
    } catch (error) {
      if (this.#reading.abort.signal.aborted) throw error;
      if (error instanceof ShortListError && !unit.again) {
        return await this.#unit({ ...unit, after: undefined, again: true });
      }
      const isLost = reached.answered ? isForgottenLink(error) : unit.after !== undefined && isExpiredLink(error);
      if (isLost && !unit.afresh) return await this.#unit({ ...unit, after: undefined, afresh: true });
      if (unit.apart && isOfOneParent(error)) return await this.#apart(unit, unit.apart);
      // What has given a page exists, and has rows.
      if (unit.mayRefuse && !reached.answered && isWithoutChildren(error)) {
        unit.finished();
        return true;
      }
      if (this.#reading.stream.parent !== undefined && !reached.answered && isGone(error)) {
        if (this.#gone.count === 0) this.#beforeGone = this.#pass.link('');
        this.#gone.add(error);
        unit.finished();
        return true;
      }
      return await this.#withoutBroken(unit, error);
    }
  }

  /** Where the server has just failed for as much, or for others, patience has been had. */
  #apiFor({ part }: PartitionRead): Api {
    const { api } = this.#reading;
    if (!part && this.#failuresInARow === 0) return api;
    return {
      ...api,
      get: (request, parse) => api.get({ ...request, brief: true }, parse),
      bytes: (request) => api.bytes({ ...request, brief: true }),
    };
  }

  /** Parents that share a request also share its failure: each by itself then. */
  async #apart(unit: PartitionRead, partitions: readonly Partition[]): Promise<boolean> {
    let whole = true;
    for (const partition of partitions) {
      const one = { partition, part: true, moved: () => {}, finished: () => {} };
      whole = (await this.#unit(one)) && whole;
    }
    if (whole) unit.finished();
    return whole;
  }

  /** What would take many pages, one after another, in parts that are read at the same time. */
  async #inHalves(unit: PartitionRead): Promise<boolean> {
    const results: boolean[] = [];
    await this.#all(halves(unit.partition) ?? [], async (half) => {
      results.push(await this.#partOf(unit, half, false));
    });
    const whole = results.every(Boolean);
    if (whole) unit.finished();
    return whole;
  }

  async #partOf(unit: PartitionRead, partition: Partition, afterFailure = true): Promise<boolean> {
    if (this.#pass.isDone(partition.key)) return true;
    return await this.#unit({
      ...listRead(this.#reading.stream, partition, this.#pass),
      part: unit.part || afterFailure,
    });
  }

  /** One broken record makes the server fail for every window that holds it: all around it is read, it is named. */
  async #withoutBroken(unit: PartitionRead, error: unknown): Promise<boolean> {
    const { stream, out, workers, builder } = this.#reading;
    const { partition } = unit;
    if (!isServerFault(error)) throw error;
    const parts = unit.part ? halves(partition) : await this.#aroundEnds(unit, error);
    if (parts) {
      let whole = true;
      for (const part of parts) whole = (await this.#partOf(unit, part)) && whole;
      if (whole) unit.finished();
      return whole;
    }
    if (!partition.days && !stream.parent) throw error;
    if (++this.#failuresInARow > MOST_FAILURES_IN_A_ROW + workers) throw error;
    const what = partition.days ? `the day ${partition.days.from}` : builder.nameOf(partition);
    this.#missing.push(what);
    await out.log(
      'WARN',
      `${stream.name}: Personio's server keeps failing (${error.status}) for ${what}; going on without it.`,
    );
    return false;
  }

  /**
   * The parts to read of a window that the server failed for; undefined for a single day. Throws if the server fails for
   * its first and its last day, too: then it is not a record that is broken.
   */
  async #aroundEnds(unit: PartitionRead, error: unknown): Promise<Partition[] | undefined> {
    const parts = ends(unit.partition);
    if (!parts) return undefined;
    const { first, middle, last } = parts;
    if (!(await this.#answers(first)) && !(await this.#answers(last))) throw error;
    return [first, ...(middle ? [middle] : []), last];
  }

  /** Reads a part; false if the server fails for it. */
  async #answers(partition: Partition): Promise<boolean> {
    if (this.#pass.isDone(partition.key)) return true;
    const unit = { ...listRead(this.#reading.stream, partition, this.#pass), part: true };
    try {
      if ((await this.#pages(unit, this.#apiFor(unit))) === 'whole') unit.finished();
      this.#failuresInARow = 0;
      return true;
    } catch (error) {
      if (!isServerFault(error)) throw error;
      return false;
    }
  }

  /**
   * `whole` if every row became a record; else the state keeps what stands before the first that did not. `reached` is told
   * of the first page.
   */
  async #pages(
    unit: PartitionRead,
    api: Api,
    reached: { answered: boolean } = { answered: false },
  ): Promise<'whole' | 'without some' | 'too long'> {
    const { stream, out, cursor, builder, abort } = this.#reading;
    const { partition, after } = unit;
    const isLong = after === undefined && (spanOf(partition) ?? 0) > (partition.mostDays ?? Number.POSITIVE_INFINITY);
    let previous: PreviousPage | undefined;
    let whole = true;
    let isFirst = true;
    const seen = new Map<string, number>();
    for await (const { rows, next, total } of stream.pages(api, partition, after)) {
      abort.signal.throwIfAborted();
      if (isFirst) this.#gone.answered(partition);
      reached.answered = true;
      if (isFirst && isLong && next !== undefined && rows.length >= stream.pageSize) return 'too long';
      isFirst = false;
      this.#hasRows ||= rows.length > 0;
      if (total !== undefined && !stream.parent && !this.#estimated) {
        this.#estimated = true;
        await out.estimate(stream.name, total);
      }
      await builder.prepare(rows);
      const { records, keyless, written } = this.#write(rows, partition, previous, seen);
      whole &&= keyless === 0;
      // What the sink was given counts as written; waiting for its reader comes after the state knows of it.
      if (whole && next !== undefined) unit.moved(next);
      previous = next === undefined ? undefined : new PreviousPage(records);
      await written;
      await out.checkpoint(stream.name, () => cursor.state);
    }
    return whole ? 'whole' : 'without some';
  }

  /** Writes the records of a page in one piece. */
  #write(
    rows: Row[],
    partition: Partition,
    previous: PreviousPage | undefined,
    seen: Map<string, number>,
  ): { records: BuiltRecord[]; keyless: number; written: Promise<void> } {
    const { stream, out, builder } = this.#reading;
    const before = builder.counts.withoutKey;
    const records = builder.records(rows, partition, seen);
    const keyless = builder.counts.withoutKey - before;
    // Nobody needs the rows any more; while the next page is awaited they would only grow old in memory.
    rows.length = 0;
    const fresh = previous ? records.filter((record) => !previous.has(record)) : records;
    builder.counts.repeats += records.length - fresh.length;
    builder.counts.records += fresh.length;
    return { records, keyless, written: out.records(stream.name, fresh) };
  }
}

/** The records of one page, to tell repeats on the next. */
class PreviousPage {
  readonly #dataByKey: ReadonlyMap<string, string>;

  constructor(records: readonly BuiltRecord[]) {
    this.#dataByKey = new Map(records.map(({ key, data }) => [key, data]));
  }

  has({ key, data }: BuiltRecord): boolean {
    return this.#dataByKey.get(key) === data;
  }
}

function summary(missing: readonly string[]): string {
  const shown = missing.slice(0, 5).join(', ');
  return missing.length > 5 ? `${shown} and ${missing.length - 5} more` : shown;
}
