/** An endpoint that waits for a shared resource to send its next request. */
export interface Waiting {
  /** Its requests in flight, divided by its requests per second. */
  readonly load: number;
  /** Sends what may be sent, and queues again if something is left. */
  advance(): void;
}

/** Endpoints that wait for the same resource. */
export class Line {
  readonly #waiting = new Set<Waiting>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  join(one: Waiting): void {
    this.#waiting.add(one);
  }

  leave(one: Waiting): void {
    this.#waiting.delete(one);
  }

  /** Calls one after the other while the gate is open. */
  callWhile(isOpen: () => boolean): void {
    for (let next = this.#next(); next && isOpen(); next = this.#next()) {
      this.#waiting.delete(next);
      next.advance();
    }
  }

  /**
   * The one with the fewest requests in flight in proportion to its rate: three times the rate needs three times the
   * places. Among equals, the one that came first.
   */
  #next(): Waiting | undefined {
    let best: Waiting | undefined;
    for (const one of this.#waiting) if (!best || one.load < best.load) best = one;
    return best;
  }
}
