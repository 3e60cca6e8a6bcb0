import { hash } from 'node:crypto';
import { KEY_BYTES } from './keys.ts';

const CELLS_PER_KEY = 4;
/** Cells per key of the capacity, and a minimum, because small tables fail more often. */
const CELLS_PER_CAPACITY = 1.42;
const LEAST_CELLS = 48;

/** A cell: the XOR of its keys, the XOR of their checks, and their number modulo 256. */
const CHECK_BYTES = 6;
const MARK_BYTES = KEY_BYTES + CHECK_BYTES;
const CELL_BYTES = MARK_BYTES + 1;

/** What a table with the difference of two sets contains. */
export interface Difference {
  readonly added: Uint8Array[];
  readonly removed: Uint8Array[];
}

/**
 * An invertible Bloom lookup table (Goodrich and Mitzenmacher 2011). It accepts any number of packed keys without
 * growing. If few keys are left, or keys were removed that it never contained, it can name all of them: a cell with one
 * key names it, and removing that key from its other cells leaves more cells with one key.
 */
export class Iblt {
  readonly #cells: Uint8Array;

  private constructor(cells: Uint8Array) {
    this.#cells = cells;
  }

  /** The capacity is the number of keys left or missing that can be named. */
  static of(capacity: number): Iblt {
    return new Iblt(new Uint8Array(CELL_BYTES * (LEAST_CELLS + Math.ceil(CELLS_PER_CAPACITY * capacity))));
  }

  /** Undefined for bytes that are not a table. */
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

  /** Inserts a key (1) or removes it (-1), whether or not it is there. */
  toggle(key: Uint8Array, by: 1 | -1): void {
    this.#toggle(this.#traceOf(key), by);
  }

  /**
   * The keys that are left (`added`), and those removed without having been there; undefined if it cannot name all of
   * them.
   */
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
      // Every key frees a cell: only invalid bytes give more keys than cells.
      if (added.length + removed.length > this.#size) return undefined;
      places.push(...trace.places);
    }
    return this.#cells.every((byte) => byte === 0) ? { added, removed } : undefined;
  }
}

/** What a key changes in a table. */
interface Trace {
  readonly mark: Uint8Array;
  readonly places: readonly number[];
}
