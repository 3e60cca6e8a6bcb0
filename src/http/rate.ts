/** How much of the server's bucket is left untouched, in requests: room for answers that are under way. */
const RESERVE = 2;
/** The longest pause that a refusal without `Retry-After` can lead to. */
const LONGEST_PAUSE_MS = 60_000;
/** `Retry-After` counts seconds: a part of one says nothing. */
const SHORTEST_PAUSE_MS = 1000;
/** The slowest rate that is found out: one request in twenty seconds. */
const SLOWEST = 0.05;

/** What most endpoints let through a second, where one does not tell. */
const USUAL = 10;

/** What an answer says about the server's pace. */
export interface RateSigns {
  readonly throttled: boolean;
  readonly retryAfterMs?: number | undefined;
  /** Requests a second that the server lets through, and how many of its burst are left, where it tells. */
  readonly replenishRate?: number | undefined;
  readonly remaining?: number | undefined;
}

/**
 * How many requests a second an endpoint lets through. Where the server tells its token bucket, the stock above one
 * second's worth is spent at once and from then on the rate is the replenish rate: that uses the allowance in full and is
 * refused neither by a bucket that fills steadily nor by one that fills once a second. Where it tells nothing, requests
 * are not limited until the first refusal; then the rate is what came through between two refusals, creeping up again.
 */
export class Rate {
  /** Requests a second; told by the server, or found out. */
  #announcedRate: number | undefined;
  #stock = 0;
  #measuredRate = Number.POSITIVE_INFINITY;
  #measuredAt = 0;
  /** When the last burst of refusals was (at first: the first request), how many were let through since, how many bursts in a row. */
  #refusedAt = Number.NEGATIVE_INFINITY;
  #accepted = 0;
  #bursts = 0;

  /** Requests a second that the server lets through, as far as it tells. */
  get allowed(): number {
    return Math.max(1, this.#announcedRate ?? USUAL);
  }

  at(now: number): number {
    const growth = this.#announcedRate === undefined ? 0.02 : 0.05;
    const measured = this.#measuredRate * (1 + growth * Math.max(0, (now - this.#measuredAt) / 1000));
    if (this.#announcedRate === undefined) return measured;
    if (this.#stock >= this.#announcedRate + RESERVE) return measured;
    return Math.min(measured, this.#announcedRate * (this.#stock < RESERVE ? 0.95 : 1));
  }

  started(now: number): void {
    if (this.#refusedAt === Number.NEGATIVE_INFINITY) this.#refusedAt = now;
    this.#stock--;
  }

  withdrawn(): void {
    this.#stock++;
  }

  announced({ replenishRate, remaining }: RateSigns, inFlight: number): void {
    if (replenishRate === undefined || remaining === undefined) return;
    this.#announcedRate = replenishRate;
    this.#stock = remaining - inFlight;
  }

  accepted(): void {
    this.#accepted++;
  }

  /** A request that was sent at `startedAt` was refused. Returns for how long to pause. */
  refused(startedAt: number, now: number, retryAfterMs = 0): number {
    const sameBurst = startedAt < this.#refusedAt;
    if (!sameBurst) {
      this.#bursts = this.#accepted === 0 ? this.#bursts + 1 : 1;
      this.#measuredRate = this.#slower(now);
      this.#refusedAt = now;
      this.#accepted = 0;
    }
    // A server that says "at once", or as good as that, and refuses all the same is given time.
    if (retryAfterMs >= SHORTEST_PAUSE_MS) return retryAfterMs;
    return sameBurst ? 0 : Math.min(1000 * 2 ** (this.#bursts - 1), LONGEST_PAUSE_MS) * (1 + Math.random() / 4);
  }

  /** The measured rate creeps up from then on. */
  growsFrom(at: number): void {
    this.#measuredAt = at;
  }

  #slower(now: number): number {
    // Nothing came through, so nothing was learned of the rate: the pause grows instead.
    if (this.#accepted === 0) return this.#measuredRate;
    if (this.#announcedRate !== undefined) return Math.max(SLOWEST, 0.8 * Math.min(this.at(now), this.#announcedRate));
    // What came through since the last refusal is what the server allows, unless the burst it began with is in it.
    const observed = (this.#accepted * 1000) / Math.max(now - this.#refusedAt, 1);
    if (this.#measuredRate === Number.POSITIVE_INFINITY) return Math.max(SLOWEST, observed / 2);
    // Never by more than half at once: a window that has just ended tells little.
    return Math.max(SLOWEST, this.at(now) / 2, 0.95 * Math.min(observed, this.at(now)));
  }
}
