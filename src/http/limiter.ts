import { Rate, type RateSigns } from './rate.ts';

/** Turns that are no further apart than this are spaced, not paused, however short the patience. */
const LONGEST_SPACING_MS = 2000;
/** Node's timers fire at once when they are given more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Time as the limiter needs it; tests bring their own. */
interface Clock {
  now(): number;
  /** Calls back later; returns what takes it back. */
  after(ms: number, callback: () => void): () => void;
}

const clock: Clock = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

interface Waiter {
  readonly resolve: (permit: Permit) => void;
  readonly reject: (reason: unknown) => void;
  readonly onWait: (ms: number) => void;
}

/** The server wants a longer pause than anybody would wait for; without end where it lets nothing through. */
export class PausedTooLong extends Error {
  override readonly name = 'PausedTooLong';
  readonly ms: number;

  constructor(ms: number) {
    super('paused for too long');
    this.ms = ms;
  }
}

/** One permission to send; give it back with what the answer said. */
export interface Permit {
  answered(signs: RateSigns): void;
  /** Gives it back unused. */
  withdraw(): void;
}

/**
 * Lets the requests to one endpoint go at its rate, evenly spaced. A refusal pauses the whole endpoint. The first request,
 * and the first after a pause, goes alone, to learn before the burst.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #rate = new Rate();
  readonly #longestPauseMs: number;
  readonly #queue: Waiter[] = [];
  /** Takes back the call that would let the first in line go. */
  #sleep: (() => void) | undefined;
  #answers = 0;
  #inFlight = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  #pausedUntil = 0;

  /** Nobody waits for a pause that is longer than `longestPauseMs`, whether the server asked for it or its rate makes it. */
  constructor(longestPauseMs = Number.POSITIVE_INFINITY, ownClock: Clock = clock) {
    this.#longestPauseMs = longestPauseMs;
    this.#clock = ownClock;
  }

  /** Milliseconds for which the endpoint is paused from now. */
  get pausedMs(): number {
    return Math.max(0, this.#pausedUntil - this.#clock.now());
  }

  /**
   * Resolves when one request may be sent, first come, first served. Rejects with PausedTooLong, or when `signal` aborts.
   * `onWait` is told how long it will be until the next turn of all who wait, each time that becomes known.
   */
  async acquire(signal: AbortSignal, onWait: (ms: number) => void = () => {}): Promise<Permit> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Permit>();
    const waiter: Waiter = { resolve, reject, onWait };
    const leave = () => {
      const place = this.#queue.indexOf(waiter);
      if (place < 0) return;
      this.#queue.splice(place, 1);
      // Nothing that nobody waits for may keep the process alive.
      if (this.#queue.length === 0) this.#wake();
      reject(signal.reason);
    };
    this.#queue.push(waiter);
    signal.addEventListener('abort', leave);
    this.#advance();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #wake(): void {
    this.#sleep?.();
    this.#sleep = undefined;
  }

  /** Lets go who may, and sets the alarm for the next. */
  #advance(): void {
    this.#wake();
    while (this.#queue.length > 0) {
      const waitMs = this.#waitMs();
      if (waitMs === undefined) return;
      if (waitMs > this.#longestWaitMs()) {
        for (const { reject } of this.#queue.splice(0)) reject(new PausedTooLong(waitMs));
        return;
      }
      if (waitMs > 0) {
        this.#sleep = this.#clock.after(waitMs, () => this.#advance());
        for (const { onWait } of this.#queue) onWait(waitMs);
        return;
      }
      this.#queue.shift()?.resolve(this.#start());
    }
  }

  /** Until the first in line may go; undefined if that depends on an answer that is under way. */
  #waitMs(): number | undefined {
    const now = this.#clock.now();
    if (this.#pausedUntil > now) return this.#pausedUntil - now;
    if (this.#answers === 0 && this.#inFlight > 0) return undefined;
    return Math.max(0, this.#lastStart + 1000 / this.#rate.at(now) - now);
  }

  #longestWaitMs(): number {
    return this.pausedMs > 0 ? this.#longestPauseMs : Math.max(this.#longestPauseMs, LONGEST_SPACING_MS);
  }

  #start(): Permit {
    const startedAt = this.#clock.now();
    // Evenly spaced even when a timer fires late, but without saving up turns that were not taken.
    const due = this.#lastStart + 1000 / this.#rate.at(startedAt);
    this.#lastStart = startedAt - due < 50 ? due : startedAt;
    this.#rate.started(startedAt);
    this.#inFlight++;
    return {
      answered: (signs) => this.#answered(startedAt, signs),
      withdraw: () => this.#withdrawn(),
    };
  }

  #withdrawn(): void {
    this.#inFlight--;
    this.#rate.withdrawn();
    this.#advance();
  }

  #answered(startedAt: number, signs: RateSigns): void {
    this.#inFlight--;
    this.#answers++;
    this.#rate.announced(signs, this.#inFlight);
    if (signs.throttled) this.#refused(startedAt, signs.retryAfterMs);
    else this.#rate.accepted();
    this.#advance();
  }

  #refused(startedAt: number, retryAfterMs: number | undefined): void {
    const now = this.#clock.now();
    this.#pausedUntil = Math.max(this.#pausedUntil, now + this.#rate.refused(startedAt, now, retryAfterMs));
    // After the pause one goes first again.
    this.#answers = 0;
    this.#rate.growsFrom(this.#pausedUntil);
  }
}
