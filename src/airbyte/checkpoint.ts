import type { StreamState } from './protocol.ts';

/** A state is written at the first safe point after this many records … */
const RECORDS_PER_STATE = 5_000;
/** … or this long after the last one with records since, … */
const STATE_EVERY_MS = 10_000;
/** … or, as a sign of life, this long after the last one without any. */
const IDLE_STATE_EVERY_MS = 600_000;

/** Knows when the next state of a stream is due, and how many records it claims. */
export class Checkpoint {
  #unclaimed = 0;
  #at = Date.now();
  #last = '';

  wrote(records: number): void {
    this.#unclaimed += records;
  }

  get isDue(): boolean {
    const age = Date.now() - this.#at;
    const isOld = age >= (this.#unclaimed > 0 ? STATE_EVERY_MS : IDLE_STATE_EVERY_MS);
    return isOld || this.#unclaimed >= RECORDS_PER_STATE;
  }

  /** The number of records that this state claims; undefined if it repeats the last one and claims none. */
  claim(state: StreamState): number | undefined {
    const text = JSON.stringify(state);
    if (text === this.#last && this.#unclaimed === 0) return undefined;
    const claimed = this.#unclaimed;
    this.#unclaimed = 0;
    this.#at = Date.now();
    this.#last = text;
    return claimed;
  }
}
