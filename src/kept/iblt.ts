import { hash } from 'node:crypto';
import { KEY_BYTES } from './keys.ts';

const CELLS_PER_KEY = 4;
/** Cells for each key of the capacity, and a least number: small tables fail more often. */
const CELLS_PER_CAPACITY = 1.42;
const LEAST_CELLS = 48;

/** A cell: all its keys over each other (XOR), the same of their checks, and how many there are, modulo 256. */
const CHECK_BYTES = 6;
const MARK_BYTES = KEY_BYTES + CHECK_BYTES;
const CELL_BYTES = MARK_BYTES + 1;

/** What a table that holds the difference of two sets says of it. */
export interface Difference {
  readonly added: Uint8Array[];
  readonly removed: Uint8Array[];
}

/**
 * An invertible Bloom lookup table (Goodrich and Mitzenmacher 2011). It takes any number of packed keys and does not grow.
 * If keys are taken out that it was never given, or few are left, it can name them all: a cell that holds
 * one key names it, and once that key is taken out of its other cells, more cells hold one.
 */
export class Iblt {
  readonly #cells: Uint8Array;

  private constructor(cells: Uint8Array) {
    this.#cells = cells;
  }

  /** For so many keys that are left or missing. */
  static of(capacity: number): Iblt {
    return new Iblt(new Uint8Array(CELL_BYTES * (LEAST_CELLS + Math.ceil(CELLS_PER_CAPACITY * capacity))));
  }

  /** Undefined for bytes that are no table. */
  static from(bytes: Uint8Array): Iblt | undefined {
    const cells = bytes.length / CELL_BYTES;
    return Number.isInteger(cells) && cells >= LEAST_CELLS ? new Iblt(Uint8Array.from(bytes)) : undefined;
  }

  get bytes(): Uint8Array {
    return this.#cells;
  }

  copy(): Iblt {
    return new Iblt(Uint8Array.from(this.#cells));
  }

  /** Puts a key in (1), or takes one out (-1), whether it is there or not. */
  toggle(key: Uint8Array, by: 1 | -1): void {
    this.#toggle(this.#traceOf(key), by);
  }

  /** The keys that are left (`added`), and those that were taken out and not there; undefined if it cannot name them all. */
  decode(): Difference | undefined {
    return this.copy().#takeApart();
  }

  get #size(): number {
    return this.#cells.length / CELL_BYTES;
  }

  #traceOf(key: Uint8Array): Trace {
    const digest = hash('sha256', key, 'buffer');
    const mark = new Uint8Array(MARK_BYTES);
    mark.set(key);
    mark.set(digest.subarray(0, CHECK_BYTES), KEY_BYTES);
    const places: number[] = [];
    for (let index = 1; index <= CELLS_PER_KEY; index++) {
      let place = digest.readUInt32BE(digest.length - 4 * index) % this.#size;
      while (places.includes(place)) place = (place + 1) % this.#size;
      places.push(place);
    }
    return { mark, places };
  }

  #toggle({ mark, places }: Trace, by: 1 | -1): void {
    for (const place of places) {
      const start = place * CELL_BYTES;
      for (let index = 0; index < MARK_BYTES; index++)
        this.#cells[start + index] = (this.#cells[start + index] as number) ^ (mark[index] as number);
      this.#cells[start + MARK_BYTES] = (this.#cells[start + MARK_BYTES] as number) + by;
    }
  }

  #takeApart(): Difference | undefined {
    const added: Uint8Array[] = [];
    const removed: Uint8Array[] = [];
    const places = Array.from({ length: this.#size }, (_, place) => place);
    for (const place of places) {
      const cell = this.#cells.subarray(place * CELL_BYTES, (place + 1) * CELL_BYTES);
      const by = cell[MARK_BYTES] === 1 ? -1 : cell[MARK_BYTES] === 255 ? 1 : undefined;
      if (by === undefined) continue;
      const key = cell.slice(0, KEY_BYTES);
      const trace = this.#traceOf(key);
      if (Buffer.compare(trace.mark, cell.subarray(0, MARK_BYTES)) !== 0) continue;
      this.#toggle(trace, by);
      (by === -1 ? added : removed).push(key);
      // Every key frees a cell: more keys than cells come only of bytes that no keys made.
      if (added.length + removed.length > this.#size) return undefined;
      places.push(...trace.places);
    }
    return this.#cells.every((byte) => byte === 0) ? { added, removed } : undefined;
  }
}

/** What a key leaves in a table. */
interface Trace {
  readonly mark: Uint8Array;
  readonly places: readonly number[];
}
