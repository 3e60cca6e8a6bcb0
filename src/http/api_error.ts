import { counted } from '../counted.ts';
import { OwnError } from '../errors.ts';
import type { Host } from './hosts.ts';
import type { Reason } from './judge.ts';
import type { Refusal } from './refusal.ts';

interface Details {
  /** A known code: see `problemCode`. */
  readonly code?: string | undefined;
  readonly route?: string | undefined;
  readonly retryAt?: number | undefined;
  readonly login?: boolean;
  readonly mostBytes?: number | undefined;
  readonly host?: Host | undefined;
  readonly isDoubtful?: boolean;
  readonly refusal?: Refusal | undefined;
  readonly cause?: unknown;
}

/** A request that failed. `streams/failure.ts`, which knows the stream, explains it to the user. */
export class ApiError extends OwnError {
  override readonly name = 'ApiError';
  readonly reason: Reason;
  /** The last status; 0 if there was no response. */
  readonly status: number;
  /** The requested endpoint, with its ids in braces. */
  readonly route: string | undefined;
  /** The number of requests that were sent. */
  readonly attempts: number;
  /** When the server lets the next request through (epoch ms), if it said so. */
  readonly retryAt: number | undefined;
  /** It was the login that failed. */
  readonly login: boolean;
  /** The maximum size of the response. */
  readonly mostBytes: number | undefined;
  /** The server that was asked, or the proxy that did not let the request through. */
  readonly host: Host | undefined;
  /** A write that may have been carried out. */
  readonly isDoubtful: boolean;
  readonly refusal: Refusal | undefined;

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
    this.isDoubtful = details.isDoubtful ?? false;
    this.refusal = details.refusal;
  }
}
