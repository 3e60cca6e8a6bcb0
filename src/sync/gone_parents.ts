import { isKey } from '../row.ts';
import { isGone } from '../streams/failure.ts';
import type { Partition, SyncWindow } from '../streams/partition.ts';
import { childPartition } from '../streams/partitions/children.ts';
import type { Api, Parent, Stream } from '../streams/stream.ts';

/** How many other parents are tried. */
const MOST_OTHERS = 3;
/** All children. */
export const EVER: SyncWindow = { at: '', lookbackDays: 0 };

/**
 * Parents that were gone when their children were requested: deleted since they were listed, or known from a list other
 * than their own. The endpoint itself may also be gone.
 */
export class GoneParents {
  count = 0;
  /** Those that were listed and should exist. */
  unforeseen = 0;
  /** The position in the list of parents when the first one was gone. */
  before: string | undefined;
  readonly #stream: Stream;
  #error: unknown;
  #answers = 0;
  #answered: Partition | undefined;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  add(error: unknown, link?: string, isForeseen = false): void {
    if (this.count === 0) this.before = link;
    this.count++;
    if (!isForeseen) this.unforeseen++;
    this.#error = error;
  }

  answered(partition: Partition): void {
    this.#answers++;
    this.#answered = partition;
  }

  /** Throws if the endpoint never answered, or has stopped answering. */
  async judge(api: Api): Promise<void> {
    const { parent } = this.#stream;
    if (this.count === 0) return;
    if (!this.#answered) {
      const isSelective = parent?.followed === true || parent?.watch !== undefined;
      const answers = isSelective ? await this.#answersForOthers(parent, api) : undefined;
      if (answers ?? (this.count === 1 && !parent?.promises)) return;
      throw parent?.noneAnswered?.(this.#error) ?? this.#error;
    }
    // If most are gone, a parent that existed a moment earlier shows whether the endpoint still exists.
    if (this.count > this.#answers && (await this.#isGone(this.#answered, api))) throw this.#error;
  }

  /**
   * If few were visited, all of them may be gone. True if the endpoint answers for one that is listed now, undefined if
   * none is listed.
   */
  async #answersForOthers(parent: Parent, api: Api): Promise<boolean | undefined> {
    for await (const { rows } of parent.stream.pages(api, parent.stream.whole())) {
      const others = rows.flatMap((row) => parent.stream.rowsOf(row)).filter(({ id }) => isKey(id));
      for (const row of others.slice(0, MOST_OTHERS))
        if (!(await this.#isGone(childPartition(this.#stream, parent, [row], EVER), api))) return true;
      return others.length > 0 ? false : undefined;
    }
    return undefined;
  }

  async #isGone(partition: Partition, api: Api): Promise<boolean> {
    try {
      for await (const _ of this.#stream.pages(api, { ...partition, single: true })) break;
      return false;
    } catch (error) {
      if (!isGone(error)) throw error;
      return true;
    }
  }
}
