import { KEY_BYTES } from './keys.ts';

/** Keys are stored in chunks of this many, so that a growing set is not copied. */
const PIECE_KEYS = 4096;
const FIRST_SLOTS = 16;
/** Lookups in a fuller table are slow. */
const FULLEST = 0.7;

/** A set of packed keys: about 31 bytes per key, where a `Set` of texts takes hundreds. */
export class KeySet {
  readonly #pieces: Buffer[] = [];
  #size = 0;
  /** The index of a key, counted from 1, in the first free slot from its own on; 0 marks a free slot. */
  #slots = new Uint32Array(FIRST_SLOTS);

  constructor(keys: Iterable<Uint8Array> = []) {
    for (const key of keys) this.add(key);
  }

  get size(): number {
    return this.#size;
  }

  has(key: Uint8Array): boolean {
    return this.#placeIn(this.#slotOf(key)) > 0;
  }

  /** False if it was already there. */
  add(key: Uint8Array): boolean {
    const slot = this.#slotOf(key);
    if (this.#placeIn(slot) > 0) return false;
    this.#size++;
    if (this.#size > PIECE_KEYS * this.#pieces.length) this.#pieces.push(Buffer.alloc(PIECE_KEYS * KEY_BYTES));
    this.#keyAt(this.#size).set(key);
    this.#slots[slot] = this.#size;
    if (this.#size > FULLEST * this.#slots.length) this.#widen();
    return true;
  }

  /** False if it was not there. */
  delete(key: Uint8Array): boolean {
    const slot = this.#slotOf(key);
    const place = this.#placeIn(slot);
    if (place === 0) return false;
    this.#free(slot);
    // The last key moves to its index.
    if (place < this.#size) {
      const last = this.#keyAt(this.#size);
      this.#slots[this.#slotOf(last)] = place;
      this.#keyAt(place).set(last);
    }
    this.#size--;
    return true;
  }

  /** Copies. */
  *[Symbol.iterator](): Generator<Uint8Array> {
    for (let place = 1; place <= this.#size; place++) yield Uint8Array.from(this.#keyAt(place));
  }

  #keyAt(place: number): Buffer {
    const piece = this.#pieces[Math.floor((place - 1) / PIECE_KEYS)] as Buffer;
    const start = ((place - 1) % PIECE_KEYS) * KEY_BYTES;
    return piece.subarray(start, start + KEY_BYTES);
  }

  #placeIn(slot: number): number {
    return this.#slots[slot] as number;
  }

  #next(slot: number): number {
    return (slot + 1) % this.#slots.length;
  }

  #ownSlot(key: Uint8Array): number {
    return hashOf(key) % this.#slots.length;
  }

  /** The slot of the key, or the free one where it would go. */
  #slotOf(key: Uint8Array): number {
    let slot = this.#ownSlot(key);
    for (let place = this.#placeIn(slot); place > 0; place = this.#placeIn(slot)) {
      if (Buffer.compare(this.#keyAt(place), key) === 0) break;
      slot = this.#next(slot);
    }
    return slot;
  }

  /** Frees a slot. Later keys that were displaced move up, or they would not be found. */
  #free(slot: number): void {
    let free = slot;
    for (let next = this.#next(free); this.#placeIn(next) > 0; next = this.#next(next)) {
      const place = this.#placeIn(next);
      if (this.#distance(this.#ownSlot(this.#keyAt(place)), next) < this.#distance(free, next)) continue;
      this.#slots[free] = place;
      free = next;
    }
    this.#slots[free] = 0;
  }

  #distance(from: number, to: number): number {
    return (to - from + this.#slots.length) % this.#slots.length;
  }

  #widen(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let place = 1; place <= this.#size; place++) this.#slots[this.#slotOf(this.#keyAt(place))] = place;
  }
}

/** FNV-1a, with the upper bits folded onto the lower ones. */
function hashOf(key: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < KEY_BYTES; index++) hash = Math.imul(hash ^ (key[index] as number), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
