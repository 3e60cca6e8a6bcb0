import type { SyncWindow } from '../streams/partition.ts';

/**
 * One way through a stream: it hands out the remaining partitions, and remembers which are done and where the others
 * are. This memory goes into the state.
 */
export class Pass {
  readonly window: SyncWindow;
  /** The key of the list of parents that it walks; empty if that has all of them. */
  parents = '';
  readonly #done: Set<string>;
  readonly #links: Map<string, string>;

  constructor(window: SyncWindow, done: Iterable<string> = [], links: Iterable<readonly [string, string]> = []) {
    this.window = window;
    this.#done = new Set(done);
    this.#links = new Map(links);
  }

  /** True if part of it was read. */
  get isBegun(): boolean {
    return this.#done.size + this.#links.size > 0;
  }

  isDone(key: string): boolean {
    return this.#done.has(key);
  }

  /** Where to resume in this partition. */
  link(key: string): string | undefined {
    return this.#links.get(key);
  }

  /** A page was written; the next one is behind this link. */
  moved(key: string, link: string): void {
    this.#links.set(key, link);
  }

  /** The position in the list of parents. */
  get parentsLink(): string | undefined {
    return this.#links.get(this.parents);
  }

  /** Forgets what was written since the pass was at this position. */
  rewind(link: string | undefined): void {
    if (link === undefined) this.#links.delete(this.parents);
    else this.#links.set(this.parents, link);
  }

  /** The whole partition was written. */
  finished(key: string): void {
    this.#links.delete(key);
    this.#done.add(key);
  }

  get progress() {
    return { done: [...this.#done], next: [...this.#links].map(([partition, link]) => ({ partition, link })) };
  }
}
