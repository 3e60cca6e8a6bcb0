import type { Fact } from './table.ts';

/** Facts that are only listed per owner, and created on first access. */
export class Drawers<O, F extends Fact> {
  readonly #make: (owner: O) => F[];
  readonly #made = new Map<O, F[]>();

  constructor(make: (owner: O) => F[]) {
    this.#make = make;
  }

  of(owner: O): readonly F[] {
    return this.all(owner).filter(({ removed }) => !removed);
  }

  /** Includes removed facts. */
  all(owner: O): readonly F[] {
    return this.#drawer(owner);
  }

  add(owner: O, fact: F): void {
    this.#drawer(owner).push(fact);
  }

  #drawer(owner: O): F[] {
    const known = this.#made.get(owner);
    if (known !== undefined) return known;
    const made = this.#make(owner);
    this.#made.set(owner, made);
    return made;
  }
}
