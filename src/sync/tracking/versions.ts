import { DIGESTS, type Digests } from '../../kept/digests.ts';

/** Which version of each row, or group of rows, was written last, for as many as can be kept. */
export class Versions {
  readonly #digests: Digests;
  readonly #most: number;
  readonly #seen = new Set<string>();
  #tooMany = false;

  constructor(digests: Digests, most: number) {
    this.#digests = digests;
    this.#most = most;
  }

  /** True if nothing is kept because it would be too much. Then every version is new. */
  get keepsNone(): boolean {
    return this.#tooMany;
  }

  keepNone(): void {
    this.#tooMany = true;
    for (const key of [...this.#digests.keys()]) this.#digests.delete(key);
    this.#seen.clear();
  }

  /** True for a version other than the one written last; from now on it is that one. */
  isNew(key: string, digest: number): boolean {
    if (this.#tooMany) return true;
    this.#seen.add(key);
    if (this.#digests.get(key) === digest) return false;
    this.#digests.set(key, digest);
    if (this.#digests.size > this.#most) this.keepNone();
    return true;
  }

  /** True if any key with this prefix is kept. */
  knows(beginning: string): boolean {
    for (const key of this.#digests.keys()) if (key.startsWith(beginning)) return true;
    return false;
  }

  /** All kept keys, and whether this sync has seen them. */
  *all(): Generator<[key: string, isSeen: boolean]> {
    for (const key of this.#digests.keys()) yield [key, this.#seen.has(key)];
  }

  /** Those that an earlier sync wrote and this one has not seen. */
  unseen(): string[] {
    return [...this.#digests.keys()].filter((key) => !this.#seen.has(key));
  }

  /** The version written last may no longer be there: from now on every version is new. */
  doubt(key: string): void {
    const digest = this.#digests.get(key);
    if (digest !== undefined) this.#digests.set(key, (digest + 1) % DIGESTS);
  }

  forget(key: string): void {
    this.#digests.delete(key);
  }

  forgetUnseen(): void {
    for (const key of this.unseen()) this.forget(key);
  }

  text(): string {
    return this.#digests.text();
  }
}
