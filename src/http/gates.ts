import { Line, type Waiting } from './line.ts';
import { timer as realTimer, type Timer } from './timer.ts';

/** What a request needs beside the turn of its endpoint, and shares with requests to other endpoints. */
export interface Gate {
  /** Where it is closed, the endpoint stands in line: it is called when it may be open. */
  isOpenFor(endpoint: Waiting): boolean;
  enter(): void;
  /** A request that entered has ended; it was not used if nothing was sent. */
  exit(used: boolean): void;
  /** The endpoint waits no longer. */
  leave(endpoint: Waiting): void;
}

/** A fixed number of requests at once. */
export class Places implements Gate {
  #free: number;
  readonly #line = new Line();

  constructor(count: number) {
    this.#free = count;
  }

  isOpenFor(endpoint: Waiting): boolean {
    if (this.#free > 0) return true;
    this.#line.join(endpoint);
    return false;
  }

  enter(): void {
    this.#free--;
  }

  exit(): void {
    this.#free++;
    this.#line.callWhile(() => this.#free > 0);
  }

  leave(endpoint: Waiting): void {
    this.#line.leave(endpoint);
  }
}

export interface Pace {
  readonly perMinute: number;
  /** How many may go at once. */
  readonly burst: number;
}

/**
 * So many requests a minute, however the server counts its minutes. Two bursts and the steady flow fit into a minute: a
 * process that is started again begins with a burst while the server still counts the one before.
 */
export class PaceGate implements Gate {
  readonly #timer: Timer;
  readonly #msPerRequest: number;
  readonly #burstMs: number;
  readonly #line = new Line();
  /** When all of the burst may be used again. */
  #restedAt = Number.NEGATIVE_INFINITY;
  /** Cancels the call that would let the next one go. */
  #sleep: (() => void) | undefined;

  constructor({ perMinute, burst }: Pace, timer: Timer = realTimer) {
    this.#timer = timer;
    this.#msPerRequest = 60_000 / (perMinute - 2 * burst);
    this.#burstMs = burst * this.#msPerRequest;
  }

  isOpenFor(endpoint: Waiting): boolean {
    if (this.#waitMs <= 0) return true;
    this.#line.join(endpoint);
    this.#fallAsleep();
    return false;
  }

  enter(): void {
    this.#restedAt = Math.max(this.#restedAt, this.#timer.now()) + this.#msPerRequest;
  }

  exit(used: boolean): void {
    if (used) return;
    this.#restedAt -= this.#msPerRequest;
    this.#callNext();
  }

  leave(endpoint: Waiting): void {
    this.#line.leave(endpoint);
    if (!this.#line.isEmpty) return;
    // Nothing that nobody waits for may keep the process alive.
    this.#sleep?.();
    this.#sleep = undefined;
  }

  get #waitMs(): number {
    return this.#restedAt + this.#msPerRequest - this.#burstMs - this.#timer.now();
  }

  #fallAsleep(): void {
    this.#sleep ??= this.#timer.after(Math.ceil(this.#waitMs), () => {
      this.#sleep = undefined;
      this.#callNext();
    });
  }

  #callNext(): void {
    this.#line.callWhile(() => this.#waitMs <= 0);
    if (!this.#line.isEmpty) this.#fallAsleep();
  }
}
