import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf } from './address.ts';
import { ApiError } from './api_error.ts';
import type { BodyReader } from './body.ts';
import { askedHost, failedHost, type Host } from './hosts.ts';
import { problemCode, type Reason } from './judge.ts';
import { refusalOf } from './refusal.ts';
import type { Job, Requester } from './requester.ts';
import { codeOf } from './silence.ts';

/** Some failures are given up before `retrySeconds` are over, some immediately. */
const PATIENCE_SECONDS: Partial<Record<Reason, number>> = {
  unexpected: 60,
  no_connection: 60,
  proxy_failed: 60,
  unresolved: 30,
  no_host: 0,
  too_large: 0,
};
const DIVISIBLE_PATIENCE_SECONDS = 30;
const BRIEF_PATIENCE_SECONDS = 2;
/** Several brief requests in a row take no longer than one ordinary request. */
const BRIEF_SHARE = 15;
const MOST_REDIRECTS = 5;
const MOST_REFUSALS = 5;

/** Sends a request until its response can be read, or until retrying is pointless. */
export async function sendWithRetries<T>(requester: Requester, job: Job, read: BodyReader<T>): Promise<T> {
  const { route, watcher, signal, login = false, mostBytes, write } = job;
  const deadline = retryDeadline(job, requester.options.retrySeconds);
  let address = job.address;
  let redirects = 0;
  let refusals = 0;
  let beta = false;
  for (let attempt = 1; ; attempt++) {
    const { reply, verdict, token, asBeta } = await requester.attempt(job, address, beta);
    const { settings } = requester.options;
    const { origin } = address;
    // Only failures need it, and most requests succeed.
    const host = () => (reply.error ? failedHost(reply.error, origin, settings) : askedHost(origin, settings));
    const fail = (reason: Reason, more: { retryAt?: number; isDoubtful?: boolean } = {}) =>
      new ApiError(reason, reply.status, attempt, {
        code: problemCode(reply.body),
        refusal: write && refusalOf(reply),
        cause: reply.error,
        route: route.name,
        login,
        mostBytes,
        host: host(),
        ...more,
      });
    let reason: Reason;
    switch (verdict.action) {
      case 'use': {
        const result = read(reply, mostBytes);
        if ('value' in result) {
          route.answered(result.size);
          return result.value;
        }
        reason = result.reason;
        if (write && !write.repeatable) throw fail(reason, { isDoubtful: true });
        break;
      }
      case 'follow': {
        const next = addressOf(verdict.location, address);
        // Another origin must not receive the token.
        if (next?.origin !== address.origin || ++redirects > MOST_REDIRECTS) throw fail('redirected');
        address = next;
        continue;
      }
      case 'try_beta':
        // The endpoint's other requests use this, too; a header that does not help is not kept.
        route.isBeta = !asBeta;
        if (asBeta) throw fail('feature');
        beta = true;
        continue;
      case 'renew_token': {
        if (!token || job.trustsToken) throw fail('unauthorized');
        // If the right is known to be granted, the token keeps expiring.
        if (++refusals >= (route.isGranted ? MOST_REFUSALS : 2)) throw fail('unauthorized');
        job.tokens?.refuse(token);
        continue;
      }
      case 'fail':
        throw fail(verdict.reason);
      case 'unknown':
        reason = verdict.reason;
        if (!write?.repeatable || reason === 'redirected') throw fail(reason, { isDoubtful: true });
        break;
      case 'retry':
        reason = isMissing(host(), reply.error) ? 'no_host' : verdict.reason;
    }
    const now = performance.now();
    const waitMs = reason === 'throttled' ? route.limiter.pausedMs : backoffMs(attempt);
    if (now + waitMs > deadline(reason, reply.status, now)) {
      const retryAt = reason === 'throttled' ? { retryAt: requester.clock.after(waitMs) } : {};
      throw fail(reason, retryAt);
    }
    watcher.retried(reason);
    // Throttling has paused the endpoint: the next permit comes after the pause.
    if (reason !== 'throttled') await sleep(waitMs, undefined, { signal });
  }
}

/** A configured name that does not exist. A resolver that does not respond says nothing about the name. */
const isMissing = ({ setting }: Host, error: Error | undefined): boolean =>
  setting !== undefined && codeOf(error) === 'ENOTFOUND';

/** 50 to 100 % of 0.5, 1, 2 … 30 seconds. */
const backoffMs = (attempt: number): number => Math.min(500 * 2 ** (attempt - 1), 30_000) * (0.5 + Math.random() / 2);

/** When to give up a request that has just failed, depending on its earlier failures. */
function retryDeadline({ brief, dispensable, divisible }: Job, retrySeconds: number) {
  let firstFailure: number | undefined;
  let lastReason: Reason | undefined;
  let sameSince = 0;
  const seconds = (reason: Reason, status: number): number => {
    if ((brief && status >= 500) || (dispensable && reason !== 'throttled'))
      return Math.min(BRIEF_PATIENCE_SECONDS, retrySeconds / BRIEF_SHARE);
    return divisible && status === 500 ? Math.min(DIVISIBLE_PATIENCE_SECONDS, retrySeconds) : retrySeconds;
  };
  return (reason: Reason, status: number, now: number): number => {
    firstFailure ??= now;
    if (reason !== lastReason) sameSince = now;
    lastReason = reason;
    const ofReason = PATIENCE_SECONDS[reason] ?? Number.POSITIVE_INFINITY;
    return Math.min(firstFailure + seconds(reason, status) * 1000, sameSince + ofReason * 1000);
  };
}
