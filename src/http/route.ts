import { type LimiterOptions, RateLimiter } from './limiter.ts';

/** One endpoint: its pace, and what was learned about it in this run. */
export class Route {
  readonly limiter: RateLimiter;
  /** It is asked with the header for beta: it did not answer without. */
  isBeta = false;
  /** It has let us in. */
  isGranted = false;
  readonly #learned = new Map<new () => unknown, unknown>();

  constructor(pace?: LimiterOptions) {
    this.limiter = new RateLimiter(pace);
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
