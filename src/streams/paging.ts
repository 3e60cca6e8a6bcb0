import { OwnError } from '../errors.ts';

/** A page that was read already. */
export class PagingError extends OwnError {
  override readonly name = 'PagingError';
}

/** A list that ended before its own total. */
export class ShortListError extends OwnError {
  override readonly name = 'ShortListError';
  readonly read: number;
  readonly total: number;

  constructor(read: number, total: number) {
    super(`${read} of ${total} rows`);
    this.read = read;
    this.total = total;
  }
}

/** Sees a loop of links in constant memory, after Brent: holds on to one link, a later one each time the steps double. */
export class LoopGuard {
  #held: string | undefined;
  #step = 0;
  #renewAt = 1;

  constructor(first?: string) {
    this.#held = first;
  }

  /** True if this link was there before. */
  closes(link: string): boolean {
    if (link === this.#held) return true;
    if (++this.#step === this.#renewAt) {
      this.#held = link;
      this.#renewAt *= 2;
    }
    return false;
  }
}
