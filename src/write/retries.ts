import type { Changes } from './changes.ts';
import type { Parking } from './parking.ts';
import type { Prospects } from './prospects.ts';
import type { Streams } from './streams.ts';

interface Parts {
  readonly parking: Parking;
  readonly prospects: Prospects;
  readonly streams: Streams;
  readonly changes: Pick<Changes, 'isSettled' | 'settled'>;
  readonly signal: AbortSignal;
}

/** Tries rows again that wait for other rows. */
export class Retries {
  readonly #parts: Parts;
  /** Arrivals of which waiting rows were told to make room. */
  #seen = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Before more is read, rows that wait are tried again with what has come for them. */
  async makeRoom(): Promise<void> {
    const { parking, prospects, streams } = this.#parts;
    await streams.drain();
    if (prospects.arrivals === this.#seen) return;
    this.#seen = prospects.arrivals;
    parking.release('all');
    await streams.drain();
  }

  /** At the end of the input: until no row gets any further, then without the hope that something comes. */
  async settle(): Promise<void> {
    const { parking, prospects, changes, signal } = this.#parts;
    while (parking.size > 0 && !signal.aborted) {
      if (await this.#getsFurther('all')) continue;
      if (!changes.isSettled) {
        // A signal ends it.
        await changes.settled().catch(() => {});
        continue;
      }
      if (prospects.isOver) return parking.refuseAll();
      // People who wait for each other come first, because others may wait for them.
      prospects.isOver = true;
      if (await this.#getsFurther('bringing')) prospects.isOver = false;
    }
  }

  /** Tries these rows, and tells whether one of them got any further. */
  async #getsFurther(which: 'bringing' | 'all'): Promise<boolean> {
    const { parking, prospects, streams } = this.#parts;
    const progress = () => prospects.arrivals + streams.settled;
    const before = progress();
    parking.release(which);
    await streams.drain();
    return progress() > before;
  }
}
