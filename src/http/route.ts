import { type LimiterOptions, RateLimiter } from './limiter.ts';

/** Answers below this size cost more to unpack than to send as they are. */
const WORTH_PACKING = 8 * 1024;

/** One endpoint: its pace, and what was learned about it in this run. */
export class Route {
  /** The endpoint with its ids in braces. */
  readonly name: string;
  readonly limiter: RateLimiter;
  /** It is asked with the header for beta: it did not answer without. */
  isBeta = false;
  /** The size of its answers, unpacked; the later ones count for more. */
  #usualSize: number | undefined;
  readonly #learned = new Map<new () => unknown, unknown>();

  constructor(name: string, pace?: LimiterOptions) {
    this.name = name;
    this.limiter = new RateLimiter(pace);
  }

  /** It has let us in. */
  get isGranted(): boolean {
    return this.#usualSize !== undefined;
  }

  /** It is asked for compressed answers: they are large, or not known yet. */
  get isPacked(): boolean {
    return this.#usualSize === undefined || this.#usualSize >= WORTH_PACKING;
  }

  /** It gave an answer that could be read, of so many bytes. */
  answered(size: number): void {
    this.#usualSize = this.#usualSize === undefined ? size : (7 * this.#usualSize + size) / 8;
  }

  /** The one object of that kind that belongs to the endpoint. */
  learned<T>(Kind: new () => T): T {
    const known = this.#learned.get(Kind);
    if (known !== undefined) return known as T;
    const created = new Kind();
    this.#learned.set(Kind, created);
    return created;
  }
}
