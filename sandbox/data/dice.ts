/** A well-mixed 32-bit number derived from integers: the same integers always give the same number. */
export function hash(...parts: readonly number[]): number {
  let state = 0x811c9dc5;
  for (const part of parts) {
    state = Math.imul(state ^ part, 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

/**
 * A reproducible random generator: everything invented about a fact comes from one seeded with the seed and the fact's
 * serial number.
 */
export class Dice {
  #state: number;

  constructor(...seed: readonly number[]) {
    this.#state = hash(...seed);
  }

  /** At least 0, below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** Both ends included. */
  between(first: number, last: number): number {
    return first + this.below(Math.max(0, last - first) + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new Error('nothing to pick from');
    // The index is valid, although the element may be undefined.
    return choices[this.below(choices.length)] as T;
  }

  /** That many distinct choices; all of them if there are no more. */
  some<T>(choices: readonly T[], count: number): T[] {
    if (choices.length <= count) return [...choices];
    const chosen = new Set<T>();
    while (chosen.size < count) chosen.add(this.pick(choices));
    return [...chosen];
  }
}

/** Counts 0, 1, 2 … */
export function counter(first = 0): () => number {
  let next = first;
  return () => next++;
}
