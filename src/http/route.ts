import { type LimiterOptions, RateLimiter } from './limiter.ts';

/** Below this size, decompressing costs more than sending uncompressed. */
const WORTH_PACKING = 8 * 1024;

/** One endpoint: its rate limiter, and what was learned about it in this run. */
export class Route {
  /** The endpoint with its ids in braces. */
  readonly name: string;
  readonly limiter: RateLimiter;
  /** Requests have the beta header, because it did not answer without. */
  isBeta = false;
  /** The usual uncompressed size of its responses; later ones have more weight. */
  #usualSize: number | undefined;
  readonly #learned = new Map<new () => unknown, unknown>();

  constructor(name: string, pace?: LimiterOptions) {
    this.name = name;
    this.limiter = new RateLimiter(pace);
  }

  /** It has accepted the credential. */
  get isGranted(): boolean {
    return this.#usualSize !== undefined;
  }

  /** Compressed responses are requested: their size is large or not known yet. */
  get isPacked(): boolean {
    return this.#usualSize === undefined || this.#usualSize >= WORTH_PACKING;
  }

  /** It sent a readable response of this many bytes. */
  answered(size: number): void {
    this.#usualSize = this.#usualSize === undefined ? size : (7 * this.#usualSize + size) / 8;
  }

  /** The endpoint's only object of that kind. */
  learned<T>(Kind: new () => T): T {
    const known = this.#learned.get(Kind);
    if (known !== undefined) return known as T;
    const created = new Kind();
    this.#learned.set(Kind, created);
    return created;
  }
}
