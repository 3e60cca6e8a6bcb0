import { createdSince } from './created.ts';
import { KeySet } from './key_set.ts';
import { packKey, type Subject } from './keys.ts';

/** A row of a list that is compared. */
export interface ListedKey extends Subject {
  /** As it came; absent where nobody knows when it was created. */
  readonly createdAt?: unknown;
}

/** The rows of one reading of a list. */
export class Listing {
  /** Every row, once. */
  readonly listed = new KeySet();
  /** Those of them that were created since `startedAt`. */
  readonly young = new KeySet();
  readonly #startedAt: string;
  #unpackable = 0;

  /** What changed from `startedAt` on is left to the changes of the next sync. */
  constructor(startedAt: string) {
    this.#startedAt = startedAt;
  }

  /** How many rows were seen whose keys cannot be held: what is gone of such cannot be told. */
  get unpackable(): number {
    return this.#unpackable;
  }

  /** The key of a row that was not seen before. */
  see(row: ListedKey): Uint8Array | undefined {
    const key = packKey(row);
    if (!key) this.#unpackable++;
    if (!key || !this.listed.add(key)) return undefined;
    if (createdSince(row.createdAt, this.#startedAt)) this.young.add(key);
    return key;
  }
}
