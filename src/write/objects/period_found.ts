/** What Personio has of the rows of a lot. */
export class FoundPeriods<P extends { readonly id: string | undefined }> {
  /** When the look began, on the clock of `performance`. */
  readonly lookedAt: number;
  /** Lists may have lacked what an earlier run has created. */
  readonly isEarly: boolean;
  readonly #slots = new Map<string, Map<string, P>>();
  readonly #ids = new Map<string, P>();
  readonly #lookAgain: () => Promise<FoundPeriods<P>>;
  #again: Promise<FoundPeriods<P>> | undefined;

  constructor(isEarly: boolean, lookAgain: () => Promise<FoundPeriods<P>>) {
    this.lookedAt = performance.now();
    this.isEarly = isEarly;
    this.#lookAgain = lookAgain;
  }

  /** A later look for the same rows, which all of them share. */
  again(): Promise<FoundPeriods<P>> {
    this.#again ??= this.#lookAgain();
    return this.#again;
  }

  /** Nothing else is kept. */
  expect(slot: string): void {
    if (!this.#slots.has(slot)) this.#slots.set(slot, new Map());
  }

  /** It could not be looked up. */
  forget(slot: string): void {
    this.#slots.delete(slot);
  }

  /** Lists may overlap: each counts once. */
  add(slot: string, period: P): void {
    this.#slots.get(slot)?.set(period.id ?? '', period);
  }

  addById(period: P | undefined): void {
    if (period?.id !== undefined) this.#ids.set(period.id, period);
  }

  withId(id: string): P | undefined {
    return this.#ids.get(id);
  }

  /** Undefined if it was not looked up. */
  at(slot: string): P[] | undefined {
    const periods = this.#slots.get(slot);
    return periods && [...periods.values()];
  }
}
