import type { Reason } from './judge.ts';

/** A request that came to nothing. What that means for the user is said where the stream is known: `read/explain.ts`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly reason: Reason;
  /** The last status, 0 without an answer. */
  readonly status: number;
  /** Requests that were sent for it. */
  readonly attempts: number;
  /** When the server lets the next request through (epoch ms), if it said so. */
  readonly retryAt: number | undefined;
  /** It was the login that came to nothing. */
  readonly login: boolean;

  constructor(
    reason: Reason,
    status: number,
    attempts: number,
    options: { code?: string | undefined; retryAt?: number | undefined; login?: boolean; cause?: unknown } = {},
  ) {
    const code = options.code === undefined ? '' : ` (${options.code})`;
    super(`${reason}: status ${status}${code} after ${attempts} request${attempts === 1 ? '' : 's'}`, {
      cause: options.cause,
    });
    this.reason = reason;
    this.status = status;
    this.attempts = attempts;
    this.retryAt = options.retryAt;
    this.login = options.login ?? false;
  }
}
