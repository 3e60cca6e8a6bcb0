import { Line, type Waiting } from './line.ts';
import { timer as realTimer, type Timer } from './timer.ts';

/** A resource that a request needs besides its endpoint's turn, shared with requests to other endpoints. */
export interface Gate {
  /** If it is closed, the endpoint is queued, and called when it may be open. */
  isOpenFor(endpoint: Waiting): boolean;
  enter(): void;
  /** A request that entered has ended; `used` is false if nothing was sent. */
  exit(used: boolean): void;
  /** The endpoint no longer waits. */
  leave(endpoint: Waiting): void;
}

/** A fixed number of parallel requests. */
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
  /** How many may be sent at once. */
  readonly burst: number;
}

/**
 * A maximum number of requests a minute, however the server counts its minutes. Two bursts and the steady flow fit into
 * a minute, because a restarted process begins with a burst while the server still counts the previous one.
 */
export class PaceGate implements Gate {
  readonly #timer: Timer;
  readonly #msPerRequest: number;
  readonly #burstMs: number;
  readonly #line = new Line();
  /** When the whole burst is available again. */
  #restedAt = Number.NEGATIVE_INFINITY;
  /** Cancels the timer that would let the next one go. */
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
    // The timer must not keep the process alive if nobody waits.
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
