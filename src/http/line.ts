/** An endpoint that would send its next request if what it shares with others let it. */
export interface Waiting {
  /** Its requests under way, for each that it may send in a second. */
  readonly load: number;
  /** Sends what may be sent, and stands in line again if something is left. */
  advance(): void;
}

/** Endpoints that wait for the same thing. */
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

  /** Calls one after another while the gate is open. */
  callWhile(isOpen: () => boolean): void {
    for (let next = this.#next(); next && isOpen(); next = this.#next()) {
      this.#waiting.delete(next);
      next.advance();
    }
  }

  /**
   * The one with the fewest requests under way in proportion to its pace: one that may send three times as many needs three
   * times the places. Among equals, the one that came first.
   */
  #next(): Waiting | undefined {
    let best: Waiting | undefined;
    for (const one of this.#waiting) if (!best || one.load < best.load) best = one;
    return best;
  }
}
