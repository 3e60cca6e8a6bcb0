import { RateLimiter } from './limiter.ts';

/** One endpoint: its pace, and what was learned about it in this run. */
export class Route {
  readonly limiter: RateLimiter;
  /** It answers with the header for beta only. */
  isBeta = false;
  /** It has let us in. */
  isGranted = false;

  constructor(longestPauseMs?: number) {
    this.limiter = new RateLimiter(longestPauseMs);
  }
}
