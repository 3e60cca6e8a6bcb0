import { withPatience } from '../http/api.ts';
import { isServerFault } from '../streams/failure.ts';
import type { Partition } from '../streams/partition.ts';
import { ends, halves, spanOf } from '../streams/partitions/cuts.ts';
import type { Api } from '../streams/stream.ts';
import { decide } from './decide.ts';
import type { GoneParents } from './gone_parents.ts';
import { type Outcome, PartitionReader, type StreamReading } from './partition_reader.ts';
import { listRead, type PartitionRead, untracked } from './partition_reads.ts';
import type { Pass } from './pass.ts';
import { forEachLimit } from './pool.ts';

/**
 * After this many consecutive failures of days or parents, plus those in flight, the server is considered down: no
 * single record is to blame.
 */
const MOST_FAILURES_IN_A_ROW = 15;

/** Reads the partitions of a pass. One that fails is read again, in parts, or skipped, as `decide` says. */
export class RecoveringReader {
  readonly partitions: PartitionReader;
  readonly #reading: StreamReading;
  readonly #pass: Pass;
  readonly #gone: GoneParents;
  readonly #missing: string[];
  #failuresInARow = 0;

  /** Skipped partitions are named in `missing`. */
  constructor(reading: StreamReading, pass: Pass, gone: GoneParents, missing: string[]) {
    this.#reading = reading;
    this.#pass = pass;
    this.#gone = gone;
    this.#missing = missing;
    this.partitions = new PartitionReader(reading, gone);
  }

  /** In parallel; an error that ends the stream ends the other reads immediately. True if everything was written. */
  async readAll(reads: AsyncIterable<PartitionRead> | Iterable<PartitionRead>): Promise<boolean> {
    const { workers, abort } = this.#reading;
    let whole = true;
    await forEachLimit(reads, workers, async (read) => {
      try {
        whole = (await this.#read(read)) && whole;
      } catch (error) {
        abort.abort(error);
        throw error;
      }
    });
    return whole;
  }

  /** True if everything was written. */
  async #read(read: PartitionRead): Promise<boolean> {
    let answered = false;
    let outcome: Outcome;
    try {
      outcome = await this.partitions.read(read, this.#apiFor(read), () => {
        answered = true;
      });
    } catch (error) {
      if (this.#reading.abort.signal.aborted) throw error;
      return await this.#recover(error, read, answered);
    }
    if (outcome === 'too long') return await this.#inHalves(read);
    this.#failuresInARow = 0;
    if (outcome === 'whole') read.finished();
    return outcome === 'whole';
  }

  /** Acts on the decision about a failed read. True if everything was written in the end. */
  async #recover(error: unknown, read: PartitionRead, answered: boolean): Promise<boolean> {
    const { partition, after, apart = [], tried = [] } = read;
    const ofParents = this.#reading.stream.parent && (apart.length > 0 ? 'several' : 'one');
    const resumed = after !== undefined;
    const decision = decide(error, { ...read, resumed, answered, ofParents, span: spanOf(partition) });
    switch (decision) {
      case 'again':
      case 'restart':
        return await this.#read({ ...read, after: undefined, tried: [...tried, decision] });
      case 'apart':
        // Parents that share a request also share its failure.
        return await this.#inTurn(
          read,
          apart.map((one) => ({ ...untracked(one), isPart: true })),
        );
      case 'gone':
        this.#gone.add(error, this.#pass.parentsLink, read.mayBeGone);
        read.finished();
        return true;
      case 'empty':
        read.finished();
        return true;
      case 'probe_ends':
        return await this.#inTurn(read, this.#parts(read, await this.#aroundEnds(partition, error)));
      case 'halve':
        return await this.#inTurn(read, this.#parts(read, halves(partition) ?? []));
      case 'skip':
        return await this.#skip(partition, error);
      case 'give_up':
        throw error;
    }
  }

  /** After a failure of the whole or of other partitions, requests are retried only briefly. */
  #apiFor({ isPart }: PartitionRead): Api {
    const { api } = this.#reading;
    return isPart || this.#failuresInARow > 0 ? withPatience(api, { brief: true }) : api;
  }

  /** Parts of a read, one after another: the server is in trouble. */
  async #inTurn(read: PartitionRead, parts: readonly PartitionRead[]): Promise<boolean> {
    let whole = true;
    for (const part of parts) whole = (await this.#read(part)) && whole;
    if (whole) read.finished();
    return whole;
  }

  /** Splits a read of many consecutive pages into parts that are read in parallel. */
  async #inHalves(read: PartitionRead): Promise<boolean> {
    const whole = await this.readAll(this.#parts(read, halves(read.partition) ?? [], false));
    if (whole) read.finished();
    return whole;
  }

  /** Reads for the parts that are not done. */
  #parts(read: PartitionRead, partitions: readonly Partition[], afterFailure = true): PartitionRead[] {
    return partitions
      .filter(({ key }) => !this.#pass.isDone(key))
      .map((each) => ({
        ...listRead(this.#reading.stream, each, this.#pass),
        isPart: read.isPart === true || afterFailure,
      }));
  }

  /**
   * The parts to read of a window for which the server failed: one broken record makes every window that contains it
   * fail. Throws if the server also fails for the first and the last day: no single record explains that.
   */
  async #aroundEnds(partition: Partition, error: unknown): Promise<Partition[]> {
    const parts = ends(partition);
    if (!parts) throw error;
    const { first, middle, last } = parts;
    if (!(await this.#answers(first)) && !(await this.#answers(last))) throw error;
    return [first, ...(middle ? [middle] : []), last];
  }

  /** Reads a part; false if the server fails for it. */
  async #answers(partition: Partition): Promise<boolean> {
    if (this.#pass.isDone(partition.key)) return true;
    const read = { ...listRead(this.#reading.stream, partition, this.#pass), isPart: true };
    try {
      if ((await this.partitions.read(read, this.#apiFor(read))) === 'whole') read.finished();
      this.#failuresInARow = 0;
      return true;
    } catch (error) {
      if (!isServerFault(error)) throw error;
      return false;
    }
  }

  /** Names what is skipped. Throws if everything fails, because then the server is down. */
  async #skip(partition: Partition, error: unknown): Promise<false> {
    const { stream, out, workers, builder } = this.#reading;
    if (++this.#failuresInARow > MOST_FAILURES_IN_A_ROW + workers || !isServerFault(error)) throw error;
    const what = partition.days ? `the day ${partition.days.from}` : builder.nameOf(partition);
    this.#missing.push(what);
    await out.log(
      'WARN',
      `${stream.name}: Personio's server keeps failing (${error.status}) for ${what}; continuing without it.`,
    );
    return false;
  }
}
