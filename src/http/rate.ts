/** How many requests are left in the server's bucket, as a margin for responses on their way. */
const RESERVE = 2;
/** The longest pause that a refusal without `Retry-After` can lead to. */
const LONGEST_PAUSE_MS = 60_000;
/** `Retry-After` counts seconds, so less than one says nothing. */
const SHORTEST_PAUSE_MS = 1000;
/** The slowest measured rate: one request in twenty seconds. */
const SLOWEST = 0.05;

/** The usual rate of endpoints, for one that announces none. */
const USUAL = 10;

/** What a response says about the rate limit. */
export interface RateSigns {
  readonly throttled: boolean;
  readonly retryAfterMs?: number | undefined;
  /** The announced requests per second, and how many of the burst are left. */
  readonly replenishRate?: number | undefined;
  readonly remaining?: number | undefined;
}

/**
 * How many requests a second an endpoint accepts. If the server announces its token bucket, the stock above one second's
 * worth is spent at once, and then the rate is the replenish rate. That uses the whole allowance, and no bucket refuses
 * it, whether it fills steadily or once a second. If the server announces nothing, requests are not limited until the
 * first refusal; then the rate is what was accepted between two refusals, rising slowly again.
 */
export class Rate {
  /** Requests per second, as announced or measured. */
  #announcedRate: number | undefined;
  #stock = 0;
  #measuredRate = Number.POSITIVE_INFINITY;
  #measuredAt = 0;
  /** The last burst of refusals (initially, the first request), requests accepted since, and bursts in a row. */
  #refusedAt = Number.NEGATIVE_INFINITY;
  #accepted = 0;
  #bursts = 0;

  /** The announced requests per second, or the usual ones. */
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

  /** A request that was sent at `startedAt` was refused. Returns how long to pause. */
  refused(startedAt: number, now: number, retryAfterMs = 0): number {
    const sameBurst = startedAt < this.#refusedAt;
    if (!sameBurst) {
      this.#bursts = this.#accepted === 0 ? this.#bursts + 1 : 1;
      this.#measuredRate = this.#slower(now);
      this.#refusedAt = now;
      this.#accepted = 0;
    }
    // A server that asks for almost no pause and still refuses gets more time.
    if (retryAfterMs >= SHORTEST_PAUSE_MS) return retryAfterMs;
    return sameBurst ? 0 : Math.min(1000 * 2 ** (this.#bursts - 1), LONGEST_PAUSE_MS) * (1 + Math.random() / 4);
  }

  /** The measured rate rises slowly from then on. */
  growsFrom(at: number): void {
    this.#measuredAt = at;
  }

  #slower(now: number): number {
    // Nothing was accepted, so nothing was learned about the rate: the pause grows instead.
    if (this.#accepted === 0) return this.#measuredRate;
    if (this.#announcedRate !== undefined) return Math.max(SLOWEST, 0.8 * Math.min(this.at(now), this.#announcedRate));
    // What was accepted since the last refusal is what the server allows, unless it includes the initial burst.
    const observed = (this.#accepted * 1000) / Math.max(now - this.#refusedAt, 1);
    if (this.#measuredRate === Number.POSITIVE_INFINITY) return Math.max(SLOWEST, observed / 2);
    // Never by more than half at a time: a window that has just ended says little.
    return Math.max(SLOWEST, this.at(now) / 2, 0.95 * Math.min(observed, this.at(now)));
  }
}
