/** How much of the server's bucket is left untouched, in requests: room for answers that are under way. */
const RESERVE = 2;
/** The longest pause that a refusal without `Retry-After` can lead to. */
const LONGEST_PAUSE_MS = 60_000;
/** `Retry-After` counts seconds: a part of one says nothing. */
const SHORTEST_PAUSE_MS = 1000;
/** Turns that are no further apart than this are spaced, not paused, however short the patience. */
const LONGEST_SPACING_MS = 2000;
/** The slowest rate that is found out: one request in twenty seconds. */
const SLOWEST = 0.05;
/** Node's timers fire at once when they are given more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What an answer says about the server's pace. */
export interface RateSigns {
  readonly throttled: boolean;
  readonly retryAfterMs?: number | undefined;
  /** Requests a second that the server lets through, and how many of its burst are left, where it tells. */
  readonly replenishRate?: number | undefined;
  readonly remaining?: number | undefined;
}

/** Time as the pace needs it; tests bring their own. */
export interface Clock {
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
  readonly go: (turn: Permit) => void;
  readonly giveUp: (reason: unknown) => void;
  readonly wait: (ms: number) => void;
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
 * The pace of one endpoint. Where the server tells its token bucket, the stock above one second's worth is spent at once
 * and from then on requests are spaced evenly at the replenish rate: that uses the allowance in full and is refused
 * neither by a bucket that fills steadily nor by one that fills once a second. Where it tells nothing, requests are not
 * limited until the first refusal; then the rate is what the server let through between two refusals, creeping up again.
 * A refusal pauses the whole endpoint. The first request, and the first after a pause, goes alone, to learn before the burst.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #longestPauseMs: number;
  readonly #queue: Waiter[] = [];
  /** Takes back the call that would let the first in line go. */
  #sleep: (() => void) | undefined;
  #answers = 0;
  #inFlight = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  #pausedUntil = 0;
  /** Requests a second; told by the server, or found out. */
  #announcedRate: number | undefined;
  #stock = 0;
  #measuredRate = Number.POSITIVE_INFINITY;
  #measuredAt = 0;
  /** When the last burst of refusals was (at first: the first request), how many were let through since, how many bursts in a row. */
  #refusedAt = Number.NEGATIVE_INFINITY;
  #accepted = 0;
  #bursts = 0;

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
  turn(signal: AbortSignal, onWait: (ms: number) => void = () => {}): Promise<Permit> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        // Nothing that nobody waits for may keep the process alive.
        if (this.#queue.length === 0) this.#wake();
        reject(signal.reason);
      };
      const settled = () => signal.removeEventListener('abort', leave);
      const waiter: Waiter = {
        go: (turn) => {
          settled();
          resolve(turn);
        },
        giveUp: (reason) => {
          settled();
          reject(reason);
        },
        wait: onWait,
      };
      this.#queue.push(waiter);
      signal.addEventListener('abort', leave);
      this.#advance();
    });
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
        for (const { giveUp } of this.#queue.splice(0)) giveUp(new PausedTooLong(waitMs));
        return;
      }
      if (waitMs > 0) {
        this.#sleep = this.#clock.after(waitMs, () => this.#advance());
        for (const { wait } of this.#queue) wait(waitMs);
        return;
      }
      this.#queue.shift()?.go(this.#start());
    }
  }

  /** Until the first in line may go; undefined if that depends on an answer that is under way. */
  #waitMs(): number | undefined {
    const now = this.#clock.now();
    if (this.#pausedUntil > now) return this.#pausedUntil - now;
    if (this.#answers === 0 && this.#inFlight > 0) return undefined;
    return Math.max(0, this.#lastStart + 1000 / this.#rate(now) - now);
  }

  #longestWaitMs(): number {
    return this.pausedMs > 0 ? this.#longestPauseMs : Math.max(this.#longestPauseMs, LONGEST_SPACING_MS);
  }

  #rate(now: number): number {
    const growth = this.#announcedRate === undefined ? 0.02 : 0.05;
    const found = this.#measuredRate * (1 + growth * Math.max(0, (now - this.#measuredAt) / 1000));
    if (this.#announcedRate === undefined) return found;
    if (this.#stock >= this.#announcedRate + RESERVE) return found;
    return Math.min(found, this.#announcedRate * (this.#stock < RESERVE ? 0.95 : 1));
  }

  #start(): Permit {
    const startedAt = this.#clock.now();
    // Evenly spaced even when a timer fires late, but without saving up turns that were not taken.
    const due = this.#lastStart + 1000 / this.#rate(startedAt);
    this.#lastStart = startedAt - due < 50 ? due : startedAt;
    if (this.#refusedAt === Number.NEGATIVE_INFINITY) this.#refusedAt = startedAt;
    this.#inFlight++;
    this.#stock--;
    return {
      answered: (signs) => this.#answered(startedAt, signs),
      withdraw: () => this.#withdrawn(),
    };
  }

  #withdrawn(): void {
    this.#inFlight--;
    this.#stock++;
    this.#advance();
  }

  #answered(startedAt: number, signs: RateSigns): void {
    this.#inFlight--;
    this.#answers++;
    if (signs.replenishRate !== undefined && signs.remaining !== undefined) {
      this.#announcedRate = signs.replenishRate;
      this.#stock = signs.remaining - this.#inFlight;
    }
    if (signs.throttled) this.#refused(startedAt, signs.retryAfterMs);
    else this.#accepted++;
    this.#advance();
  }

  #refused(startedAt: number, retryAfterMs = 0): void {
    const now = this.#clock.now();
    const sameBurst = startedAt < this.#refusedAt;
    if (!sameBurst) {
      this.#bursts = this.#accepted === 0 ? this.#bursts + 1 : 1;
      this.#measuredRate = this.#slower(now);
      this.#refusedAt = now;
      this.#accepted = 0;
    }
    const backoffMs = Math.min(1000 * 2 ** (this.#bursts - 1), LONGEST_PAUSE_MS) * (1 + Math.random() / 4);
    // A server that says "at once", or as good as that, and refuses all the same is given time.
    const asked = retryAfterMs >= SHORTEST_PAUSE_MS;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + (asked ? retryAfterMs : sameBurst ? 0 : backoffMs));
    // After the pause one goes first again.
    this.#answers = 0;
    this.#measuredAt = this.#pausedUntil;
  }

  #slower(now: number): number {
    // Nothing came through, so nothing was learned of the rate: the pause grows instead.
    if (this.#accepted === 0) return this.#measuredRate;
    if (this.#announcedRate !== undefined)
      return Math.max(SLOWEST, 0.8 * Math.min(this.#rate(now), this.#announcedRate));
    // What came through since the last refusal is what the server allows, unless the burst it began with is in it.
    const observed = (this.#accepted * 1000) / Math.max(now - this.#refusedAt, 1);
    if (this.#measuredRate === Number.POSITIVE_INFINITY) return Math.max(SLOWEST, observed / 2);
    // Never by more than half at once: a window that has just ended tells little.
    return Math.max(SLOWEST, this.#rate(now) / 2, 0.95 * Math.min(observed, this.#rate(now)));
  }
}
