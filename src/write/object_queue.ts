import type { ObjectWriter, Task, Written, WrittenObject } from './object.ts';

/** A row in the queue of its object. */
export interface Queued {
  /** What the object made of it. */
  readonly row: unknown;
  /** True if it is not to be written any more. */
  isDropped(): boolean;
  written(written: Written): void;
  failed(error: unknown): void;
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
  #waiting: Queued[] = [];
  #working = 0;
  #gathering: NodeJS.Timeout | undefined;
  /** The last row of each target that is being written. */
  readonly #targets = new Map<string, Promise<void>>();
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
    this.#waiting.push(queued);
    this.#start();
  }

  get isBusy(): boolean {
    return this.#waiting.length > 0 || this.#working > 0;
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
    while (this.#waiting.length > 0 && this.#working < parallel) {
      if (this.#waiting.length < rows && !this.#isHurried) {
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
    const lot = this.#waiting.splice(0, this.#lot.rows);
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
    const rows = lot.filter((each) => !each.isDropped());
    if (rows.length === 0) return;
    let found: unknown;
    try {
      found = await this.#writer.look(rows.map(({ row }) => row));
    } catch (error) {
      for (const each of rows) each.failed(error);
      return;
    }
    await Promise.all(rows.map((each) => this.#inOrder(each, found)));
  }

  /** After the earlier rows of its target. */
  #inOrder(queued: Queued, found: unknown): Promise<void> {
    const target = this.#writer.targetOf(queued.row);
    const write = async () => {
      if (queued.isDropped()) return;
      try {
        queued.written(await this.#writer.write(queued.row, found));
      } catch (error) {
        queued.failed(error);
      }
    };
    const before = this.#targets.get(target);
    const done = before ? before.then(write) : write();
    this.#targets.set(target, done);
    return done.finally(() => {
      if (this.#targets.get(target) === done) this.#targets.delete(target);
    });
  }
}
