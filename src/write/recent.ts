/** Longer than Personio's lists need to show a write: a minute, as far as known. */
const KEPT_MS = 300_000;

/**
 * What this run wrote in the last minutes, by key: lists may still show what was there before. It does not grow with the
 * run, because the rate limit bounds what is written in that time.
 */
export class Recent<T> {
  readonly #entries = new Map<string, { readonly value: T | undefined; readonly at: number }>();

  /** `undefined`: it was removed. */
  wrote(key: string, value: T | undefined): void {
    const now = performance.now();
    // In order of time: a new entry goes to the end.
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: now });
    for (const [old, { at }] of this.#entries) {
      if (now - at < KEPT_MS) break;
      this.#entries.delete(old);
    }
  }

  /** What this run wrote; otherwise `found`, as Personio has it. */
  over(key: string, found: T | undefined): T | undefined {
    const own = this.#entries.get(key);
    return own ? own.value : found;
  }
}
