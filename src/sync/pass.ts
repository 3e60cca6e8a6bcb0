import type { SyncWindow } from '../streams/partition.ts';

/**
 * One way through a stream: from its partitions it hands out, it remembers which are done and where the others stand.
 * What it remembers goes into the state.
 */
export class Pass {
  readonly window: SyncWindow;
  /** The key of the list of parents that it goes through; empty where that has all of them. */
  parents = '';
  readonly #done: Set<string>;
  readonly #links: Map<string, string>;

  constructor(window: SyncWindow, done: Iterable<string> = [], links: Iterable<readonly [string, string]> = []) {
    this.window = window;
    this.#done = new Set(done);
    this.#links = new Map(links);
  }

  /** True where a part of it was read. */
  get isBegun(): boolean {
    return this.#done.size + this.#links.size > 0;
  }

  isDone(key: string): boolean {
    return this.#done.has(key);
  }

  /** Where to go on in this partition. */
  link(key: string): string | undefined {
    return this.#links.get(key);
  }

  /** A page was written; the next one is behind this link. */
  moved(key: string, link: string): void {
    this.#links.set(key, link);
  }

  /** Where it stands in the list of parents. */
  get parentsLink(): string | undefined {
    return this.#links.get(this.parents);
  }

  /** What was written since the pass stood there does not count. */
  rewind(link: string | undefined): void {
    if (link === undefined) this.#links.delete(this.parents);
    else this.#links.set(this.parents, link);
  }

  /** All of the partition was written. */
  finished(key: string): void {
    this.#links.delete(key);
    this.#done.add(key);
  }

  get progress() {
    return { done: [...this.#done], next: [...this.#links].map(([partition, link]) => ({ partition, link })) };
  }
}
