import { counted } from '../counted.ts';
import { OwnError } from '../errors.ts';
import type { Host } from './hosts.ts';
import type { Reason } from './judge.ts';

interface Details {
  /** One that is known: see `problemCode`. */
  readonly code?: string | undefined;
  readonly route?: string | undefined;
  readonly retryAt?: number | undefined;
  readonly login?: boolean;
  readonly mostBytes?: number | undefined;
  readonly host?: Host | undefined;
  readonly cause?: unknown;
}

/** A request that came to nothing. What that means for the user is said where the stream is known: `streams/failure.ts`. */
export class ApiError extends OwnError {
  override readonly name = 'ApiError';
  readonly reason: Reason;
  /** The last status, 0 without an answer. */
  readonly status: number;
  /** The endpoint that was asked, with its ids in braces. */
  readonly route: string | undefined;
  /** Requests that were sent for it. */
  readonly attempts: number;
  /** When the server lets the next request through (epoch ms), if it said so. */
  readonly retryAt: number | undefined;
  /** It was the login that came to nothing. */
  readonly login: boolean;
  /** How large the answer might have been. */
  readonly mostBytes: number | undefined;
  /** The server that gave no answer. */
  readonly host: Host | undefined;

  constructor(reason: Reason, status: number, attempts: number, details: Details = {}) {
    const code = details.code === undefined ? '' : ` (${details.code})`;
    super(`${reason}: status ${status}${code} after ${counted(attempts, 'request')}`, {
      cause: details.cause,
    });
    this.reason = reason;
    this.status = status;
    this.route = details.route;
    this.attempts = attempts;
    this.retryAt = details.retryAt;
    this.login = details.login ?? false;
    this.mostBytes = details.mostBytes;
    this.host = details.host;
  }
}
