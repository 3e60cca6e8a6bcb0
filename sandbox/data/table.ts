/** Something the account stores: kept small, because there may be millions. Its row is created when it is served. */
export interface Fact {
  /** Numbers the facts of a table in order of creation; ids are derived from it. */
  readonly serial: number;
  /** Time of the last change, in seconds. */
  updated: number;
  /** Number of changes; rows depend on it. */
  revision: number;
  removed: boolean;
  /** When a client created it, in milliseconds: nothing about it is invented then. */
  readonly postedAt?: number;
}

/** A fact that never changes. */
export function still(serial: number): Fact {
  return { serial, updated: 0, revision: 0, removed: false };
}

/** The facts of one kind in the order in which the API lists them, without deleted ones. */
export class Table<F extends Fact> {
  /** Every fact ever created, by serial number: cursors may point to a deleted one. */
  readonly #made: F[];
  readonly #compare: (a: F, b: F) => number;
  #listed: F[];
  readonly #orderings = new Map<unknown, F[]>();
  /** The initial number of facts. */
  readonly begun: number;

  /** `facts` are in the order of their serial numbers. */
  constructor(facts: F[], compare: (a: F, b: F) => number) {
    this.#made = facts;
    this.#compare = compare;
    this.begun = facts.length;
    this.#listed = facts.toSorted(compare);
  }

  get listed(): readonly F[] {
    return this.#listed;
  }

  get nextSerial(): number {
    return this.#made.length;
  }

  get(serial: number | undefined): F | undefined {
    const fact = this.made(serial);
    return fact?.removed ? undefined : fact;
  }

  /** Includes removed facts, since others still refer to them. */
  made(serial: number | undefined): F | undefined {
    return serial === undefined ? undefined : this.#made[serial];
  }

  insert(facts: readonly F[]): void {
    if (facts.length === 0) return;
    const [only] = facts;
    for (const fact of facts) this.#made.push(fact);
    this.#listed =
      facts.length === 1 && only !== undefined
        ? this.#listed.toSpliced(this.positionAfter(only.serial), 0, only)
        : [...this.#listed, ...facts].sort(this.#compare);
    this.#orderings.clear();
  }

  /** Call this when facts have changed a value by which they are listed. */
  reorder(): void {
    this.#listed = this.#listed.toSorted(this.#compare);
    this.#orderings.clear();
  }

  /** Call this when facts have been marked as removed or restored. */
  relist(facts: readonly F[]): void {
    const back = new Set(facts.filter(({ removed }) => !removed));
    const stay = this.#listed.filter((fact) => !fact.removed && !back.has(fact));
    this.#listed = back.size === 0 ? stay : [...stay, ...back].sort(this.#compare);
    this.#orderings.clear();
  }

  /** Call this when facts have changed: other orderings are computed again. */
  touch(): void {
    this.#orderings.clear();
  }

  /** Where the list continues after a fact, even if that fact has been deleted. */
  positionAfter(serial: number): number {
    const last = this.#made[serial];
    if (last === undefined) return this.#listed.length;
    let low = 0;
    let high = this.#listed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const fact = this.#listed[middle];
      if (fact !== undefined && this.#compare(fact, last) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The listed facts in another order; cached until something changes. */
  orderedBy(compare: (a: F, b: F) => number, name: string): readonly F[] {
    const known = this.#orderings.get(name);
    if (known !== undefined) return known;
    const ordered = this.#listed.toSorted(compare);
    this.#orderings.set(name, ordered);
    return ordered;
  }
}
