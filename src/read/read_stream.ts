import { ConnectorError } from '../errors.ts';
import type { Output } from '../output.ts';
import {
  isExpiredLink,
  isForgottenLink,
  isGone,
  isOfOneParent,
  isServerFault,
  isWithoutChildren,
} from '../streams/failure.ts';
import { ShortListError } from '../streams/paging.ts';
import type { Api, Partition, Stream } from '../streams/stream.ts';
import type { Cursor, Pass } from './cursor.ts';
import { explain } from './explain.ts';
import { halves } from './plan.ts';
import { forEachLimit } from './pool.ts';
import type { Recorder, RecordLine } from './recorder.ts';
import type { Row } from './row.ts';
import { listUnit, type Unit, units } from './units.ts';

/** So many partitions that fail in a row are no accident of theirs: the server is down. */
const MOST_FAILURES_IN_A_ROW = 15;

/** Counts what the HTTP client did for a stream. */
export interface RequestCounts {
  requests: number;
  retries: number;
}

export interface StreamReading {
  readonly stream: Stream;
  readonly cursor: Cursor;
  readonly recorder: Recorder;
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
  const { counts } = reading.recorder;
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
  #failuresInARow = 0;
  #gone = 0;
  #goneError: unknown;
  #estimated = false;
  /** Where the pass stood when the first parent was gone. */
  #beforeGone: string | undefined;
  #finished = 0;

  constructor(reading: StreamReading, pass: Pass, missing: string[]) {
    this.#reading = reading;
    this.#pass = pass;
    this.#missing = missing;
  }

  async read(): Promise<void> {
    const { stream, api, out, workers, abort } = this.#reading;
    try {
      await forEachLimit(units(stream, this.#pass, api), workers, async (unit) => {
        try {
          await this.#unit(unit);
        } catch (error) {
          abort.abort(error);
          throw error;
        }
      });
      // Some parents may have been deleted since they were listed; if most are gone, it is the endpoint that is.
      if (this.#gone > 1 && this.#gone > this.#finished) {
        this.#pass.rewind(this.#beforeGone);
        throw this.#goneError;
      }
    } catch (error) {
      throw explain(abort.signal.aborted ? abort.signal.reason : error, stream);
    }
    if (this.#gone > 0) {
      await out.log('WARN', `${stream.name}: ${this.#gone} parents were gone when their records were asked for.`);
    }
  }

  async #unit(unit: Unit): Promise<void> {
    try {
      const whole = await this.#pages(unit, unit.after);
      this.#failuresInARow = 0;
      this.#finished++;
      if (whole) unit.finished();
    } catch (error) {
      if (this.#reading.abort.signal.aborted) throw error;
      if (error instanceof ShortListError && !unit.again) {
        await this.#unit({ ...unit, after: undefined, again: true });
      } else if (
        !unit.afresh &&
        (unit.after === undefined ? isForgottenLink(error) && this.#stands(unit) : isExpiredLink(error))
      ) {
        await this.#unit({ ...unit, after: undefined, afresh: true });
      } else if (unit.apart && isOfOneParent(error)) {
        await this.#apart(unit, unit.apart);
      } else if (
        (this.#isGone(error) && this.#reading.stream.mayBeMissing) ||
        (unit.mayRefuse && isWithoutChildren(error))
      ) {
        this.#finished++;
        unit.finished();
      } else if (this.#isGone(error)) {
        if (this.#gone++ === 0) this.#beforeGone = this.#pass.link('');
        this.#goneError = error;
        unit.finished();
      } else await this.#withoutBroken(unit, error);
    }
  }

  /** Parents that share a request also share its failure: each by itself then. */
  async #apart(unit: Unit, partitions: readonly Partition[]): Promise<void> {
    let left = partitions.length;
    const finished = () => {
      if (--left === 0) unit.finished();
    };
    for (const partition of partitions) await this.#unit({ partition, moved: () => {}, finished });
  }

  /** True if it does not begin at its first page. */
  #stands({ after, partition }: Unit): boolean {
    return (after ?? this.#pass.link(partition.key)) !== undefined;
  }

  /** A single parent that was deleted since it was listed. */
  #isGone(error: unknown): boolean {
    return this.#reading.stream.parent !== undefined && isGone(error);
  }

  /** One broken record makes the server fail for every window that holds it: all around it is read, it is named. */
  async #withoutBroken(unit: Unit, error: unknown): Promise<void> {
    const { stream, out } = this.#reading;
    const { partition } = unit;
    if (!isServerFault(error) || ++this.#failuresInARow > MOST_FAILURES_IN_A_ROW) throw error;
    const parts = halves(partition);
    if (parts) {
      for (const part of parts) if (!this.#pass.isDone(part.key)) await this.#unit(listUnit(part, this.#pass));
      if (parts.every(({ key }) => this.#pass.isDone(key))) unit.finished();
      return;
    }
    if (!partition.days && !stream.parent) throw error;
    const what = partition.days ? `the day ${partition.days.from}` : this.#reading.recorder.nameOf(partition);
    this.#missing.push(what);
    await out.log(
      'WARN',
      `${stream.name}: Personio's server keeps failing (${error.status}) for ${what}; going on without it.`,
    );
  }

  /** True if every row became a record; else the state keeps what stands before the first that did not. */
  async #pages(unit: Unit, after: string | undefined): Promise<boolean> {
    const { stream, api, out, cursor, abort } = this.#reading;
    let previous: PreviousPage | undefined;
    let whole = true;
    const seen = new Map<string, number>();
    for await (const { rows, next, total } of stream.pages(api, unit.partition, after)) {
      abort.signal.throwIfAborted();
      if (total !== undefined && !stream.parent && !this.#estimated) {
        this.#estimated = true;
        await out.estimate(stream.name, total);
      }
      const { records, keyless, written } = this.#write(rows, unit.partition, previous, seen);
      whole &&= keyless === 0;
      // What the sink was given counts as written; waiting for its reader comes after the state knows of it.
      if (whole && next !== undefined) unit.moved(next);
      previous = next === undefined ? undefined : new PreviousPage(records);
      await written;
      await out.checkpoint(stream.name, () => cursor.state);
    }
    return whole;
  }

  /** Writes the records of a page in one piece. */
  #write(
    rows: Row[],
    partition: Partition,
    previous: PreviousPage | undefined,
    seen: Map<string, number>,
  ): { records: RecordLine[]; keyless: number; written: Promise<void> } {
    const { stream, out, recorder } = this.#reading;
    const before = recorder.counts.withoutKey;
    const records = recorder.records(rows, partition, seen);
    const keyless = recorder.counts.withoutKey - before;
    // Nobody needs the rows any more; while the next page is awaited they would only grow old in memory.
    rows.length = 0;
    const fresh = previous ? records.filter((record) => !previous.has(record)) : records;
    recorder.counts.repeats += records.length - fresh.length;
    recorder.counts.records += fresh.length;
    const emittedAt = Date.now();
    const lines = fresh.map((record) => recorder.line(record, emittedAt));
    return { records, keyless, written: out.records(stream.name, lines) };
  }
}

/** The records of one page, to tell repeats on the next. */
class PreviousPage {
  readonly #dataByKey: ReadonlyMap<string, string>;

  constructor(records: readonly RecordLine[]) {
    this.#dataByKey = new Map(records.map(({ key, data }) => [key, data]));
  }

  has({ key, data }: RecordLine): boolean {
    return this.#dataByKey.get(key) === data;
  }
}

function summary(missing: readonly string[]): string {
  const shown = missing.slice(0, 5).join(', ');
  return missing.length > 5 ? `${shown} and ${missing.length - 5} more` : shown;
}
