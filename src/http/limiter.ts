import type { Gate } from './gates.ts';
import type { Waiting } from './line.ts';
import { Rate, type RateSigns } from './rate.ts';
import { timer as realTimer, type Timer } from './timer.ts';

/** Turns at most this far apart count as spaced, not paused, however short a pause is allowed. */
const LONGEST_SPACING_MS = 2000;

interface Waiter {
  readonly resolve: (permit: Permit) => void;
  readonly reject: (reason: unknown) => void;
  readonly onWait: (ms: number) => void;
}

/** The server demands a longer pause than allowed; infinite if it accepts nothing. */
export class PausedTooLong extends Error {
  override readonly name = 'PausedTooLong';
  readonly ms: number;

  constructor(ms: number) {
    super('paused for too long');
    this.ms = ms;
  }
}

/** Permission to send one request immediately; return it with the signs in the response. */
export interface Permit {
  /** Without signs if it was sent and nobody waited for the response. */
  answered(signs?: RateSigns): void;
  /** Returns it unused. */
  withdraw(): void;
}

export interface LimiterOptions {
  /** Longer pauses fail instead, whether the server demands them or its rate implies them. */
  readonly longestPauseMs?: number;
  /** What its requests share with those of other endpoints. */
  readonly gates?: readonly Gate[];
  readonly timer?: Timer;
}

/**
 * Spaces the requests to one endpoint evenly, at its rate. A refusal pauses the whole endpoint, and no other: it does not
 * name its limit, and if several endpoints share that, each finds out. The first request, and the first after a pause,
 * goes alone, to learn before the burst.
 *
 * Only the first request in the queue waits at the gates. It takes its turn when it is sent, so that no turn is lost on a
 * request that is not sent.
 */
export class RateLimiter implements Waiting {
  readonly #timer: Timer;
  readonly #rate = new Rate();
  readonly #longestPauseMs: number;
  readonly #gates: readonly Gate[];
  readonly #queue: Waiter[] = [];
  /** Cancels the timer that would let the first in the queue go. */
  #sleep: (() => void) | undefined;
  #answers = 0;
  #inFlight = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  #pausedUntil = 0;

  constructor({ longestPauseMs = Number.POSITIVE_INFINITY, gates = [], timer = realTimer }: LimiterOptions = {}) {
    this.#longestPauseMs = longestPauseMs;
    this.#gates = gates;
    this.#timer = timer;
  }

  get load(): number {
    return this.#inFlight / this.#rate.allowed;
  }

  /** Milliseconds for which the endpoint is paused from now. */
  get pausedMs(): number {
    return Math.max(0, this.#pausedUntil - this.#timer.now());
  }

  /**
   * Resolves when one request may be sent, first come, first served. Rejects with PausedTooLong, or when `signal` aborts.
   * `onWait` receives the time until the next turn of anybody in the queue, whenever that becomes known.
   */
  async acquire(signal: AbortSignal, onWait: (ms: number) => void = () => {}): Promise<Permit> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Permit>();
    const waiter: Waiter = { resolve, reject, onWait };
    const leave = () => {
      const place = this.#queue.indexOf(waiter);
      if (place < 0) return;
      this.#queue.splice(place, 1);
      if (this.#queue.length === 0) this.#stopWaiting();
      reject(signal.reason);
    };
    this.#queue.push(waiter);
    signal.addEventListener('abort', leave);
    this.advance();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Timers must not keep the process alive if nobody waits. */
  #stopWaiting(): void {
    this.#wake();
    for (const gate of this.#gates) gate.leave(this);
  }

  #wake(): void {
    this.#sleep?.();
    this.#sleep = undefined;
  }

  /** Lets requests go if allowed, and sets a timer or queues at a gate for the next one. */
  advance(): void {
    this.#wake();
    while (this.#queue.length > 0) {
      const waitMs = this.#waitMs();
      if (waitMs === undefined) return;
      if (waitMs > this.#longestWaitMs()) {
        for (const { reject } of this.#queue.splice(0)) reject(new PausedTooLong(waitMs));
        this.#stopWaiting();
        return;
      }
      if (waitMs > 0) {
        this.#sleep = this.#timer.after(waitMs, () => this.advance());
        for (const { onWait } of this.#queue) onWait(waitMs);
        return;
      }
      if (!this.#gates.every((gate) => gate.isOpenFor(this))) return;
      this.#queue.shift()?.resolve(this.#start());
    }
  }

  /** Until the first in the queue may go; undefined if that depends on a response that is on its way. */
  #waitMs(): number | undefined {
    const now = this.#timer.now();
    if (this.#pausedUntil > now) return this.#pausedUntil - now;
    if (this.#answers === 0 && this.#inFlight > 0) return undefined;
    return Math.max(0, this.#lastStart + 1000 / this.#rate.at(now) - now);
  }

  #longestWaitMs(): number {
    return this.pausedMs > 0 ? this.#longestPauseMs : Math.max(this.#longestPauseMs, LONGEST_SPACING_MS);
  }

  #start(): Permit {
    const startedAt = this.#timer.now();
    // Evenly spaced even if a timer fires late, but unused turns are not saved up.
    const due = this.#lastStart + 1000 / this.#rate.at(startedAt);
    this.#lastStart = startedAt - due < 50 ? due : startedAt;
    this.#rate.started(startedAt);
    this.#inFlight++;
    for (const gate of this.#gates) gate.enter();
    return {
      answered: (signs) => this.#answered(startedAt, signs),
      withdraw: () => this.#withdrawn(),
    };
  }

  #withdrawn(): void {
    this.#inFlight--;
    this.#rate.withdrawn();
    this.#proceed(false);
  }

  /** After the end of a request: those that waited longer go first. */
  #proceed(used: boolean): void {
    for (const gate of this.#gates) gate.exit(used);
    this.advance();
  }

  #answered(startedAt: number, signs: RateSigns | undefined): void {
    this.#inFlight--;
    if (signs) {
      this.#answers++;
      this.#rate.announced(signs, this.#inFlight);
      if (signs.throttled) this.#refused(startedAt, signs.retryAfterMs);
      else this.#rate.accepted();
    }
    this.#proceed(true);
  }

  #refused(startedAt: number, retryAfterMs: number | undefined): void {
    const now = this.#timer.now();
    this.#pausedUntil = Math.max(this.#pausedUntil, now + this.#rate.refused(startedAt, now, retryAfterMs));
    // After the pause, one request goes alone again.
    this.#answers = 0;
    this.#rate.growsFrom(this.#pausedUntil);
  }
}
