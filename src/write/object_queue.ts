import type { ObjectWriter, Task, Written, WrittenObject } from './object.ts';

/** A row in the queue of its object. */
export interface Queued {
  /** What the object made of it. */
  readonly row: unknown;
  /** It cannot be written yet, and comes again. */
  readonly isWaiting: boolean;
  /** True if it is not to be written any more. */
  isDropped(): boolean;
  written(written: Written): void;
  failed(error: unknown): void;
  /** Waits as long as an earlier row of its target. False if there is no room to wait. */
  waitBehind(earlier: Queued): boolean;
}

/** A row of a lot, and its place in the order of its target. */
interface Turn {
  readonly queued: Queued;
  readonly target: string;
  /** Resolves when the earlier row is done. */
  readonly before: Promise<void> | undefined;
  over(): void;
}

/** Rows are gathered for this long, so that they are looked up together. */
const GATHER_MS = 500;

/**
 * Writes the rows of one object: looks them up in lots, some of which are worked on at a time; then writes the rows of
 * the same target in order, and those of different targets in parallel.
 */
export class ObjectQueue {
  readonly #writer: ObjectWriter<unknown, unknown>;
  readonly #lot: WrittenObject['lot'];
  #coming: Queued[] = [];
  #working = 0;
  #gathering: NodeJS.Timeout | undefined;
  /** The end of the last row of each target that is in work. */
  readonly #targets = new Map<string, Promise<void>>();
  /** The rows of each target that wait, in order: later ones do not overtake them. */
  readonly #waiting = new Map<string, readonly Queued[]>();
  #isHurried = false;
  #idle: (() => void)[] = [];

  constructor(writer: ObjectWriter<unknown, unknown>, { lot }: WrittenObject) {
    this.#writer = writer;
    this.#lot = lot;
  }

  get members() {
    return this.#writer.members;
  }

  parse(task: Task): unknown {
    return this.#writer.parse(task);
  }

  add(queued: Queued): void {
    this.#coming.push(queued);
    this.#start();
  }

  get isBusy(): boolean {
    return this.#coming.length > 0 || this.#working > 0;
  }

  /** Resolves when every row so far has been written. */
  async drain(): Promise<void> {
    this.#isHurried = true;
    this.#start();
    if (this.isBusy)
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
      });
    this.#isHurried = false;
  }

  #start(): void {
    const { rows, parallel } = this.#lot;
    while (this.#coming.length > 0 && this.#working < parallel) {
      if (this.#coming.length < rows && !this.#isHurried) {
        this.#gathering ??= setTimeout(() => {
          this.#gathering = undefined;
          if (this.#working < parallel) this.#work();
        }, GATHER_MS);
        return;
      }
      this.#work();
    }
  }

  #work(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    const lot = this.#coming.splice(0, this.#lot.rows);
    if (lot.length === 0) return;
    this.#working++;
    void this.#write(lot).finally(() => {
      this.#working--;
      this.#start();
      if (this.isBusy) return;
      for (const resolve of this.#idle.splice(0)) resolve();
    });
  }

  async #write(lot: readonly Queued[]): Promise<void> {
    // The order is that of arrival, whichever lot is looked up first.
    const turns = lot.filter((each) => !each.isDropped()).map((each) => this.#turn(each));
    if (turns.length === 0) return;
    let found: unknown;
    try {
      found = await this.#writer.look(turns.map(({ queued }) => queued.row));
    } catch (error) {
      for (const { queued, over } of turns) {
        queued.failed(error);
        over();
      }
      return;
    }
    await Promise.all(
      turns.map(async (turn) => {
        await turn.before;
        await this.#writeOne(turn, found);
        turn.over();
      }),
    );
  }

  #turn(queued: Queued): Turn {
    const target = this.#writer.targetOf(queued.row);
    const before = this.#targets.get(target);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#targets.set(target, promise);
    const over = () => {
      resolve();
      if (this.#targets.get(target) === promise) this.#targets.delete(target);
    };
    return { queued, target, before, over };
  }

  async #writeOne({ queued, target }: Turn, found: unknown): Promise<void> {
    if (queued.isDropped()) return;
    const waiting = (this.#waiting.get(target) ?? []).filter((each) => !each.isDropped());
    const [first] = waiting;
    if (!first || first === queued || !queued.waitBehind(first)) {
      try {
        queued.written(await this.#writer.write(queued.row, found));
      } catch (error) {
        queued.failed(error);
      }
    }
    const isListed = waiting.includes(queued);
    const left = queued.isWaiting
      ? [...waiting, ...(isListed ? [] : [queued])]
      : waiting.filter((each) => each !== queued);
    if (left.length > 0) this.#waiting.set(target, left);
    else this.#waiting.delete(target);
  }
}
