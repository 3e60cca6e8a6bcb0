import { createdSince } from './created.ts';
import { KeySet } from './key_set.ts';
import { packKey, type Subject } from './keys.ts';

/** A row of a list that is compared. */
export interface ListedKey extends Subject {
  /** As received; absent if the creation time is unknown. */
  readonly createdAt?: unknown;
}

/** The rows of one pass over a list. */
export class Listing {
  /** All rows, without duplicates. */
  readonly listed = new KeySet();
  /** The rows among these that were created since `startedAt`. */
  readonly young = new KeySet();
  readonly #startedAt: string;
  #unpackable = 0;

  /** Changes from `startedAt` on are left to the next sync. */
  constructor(startedAt: string) {
    this.#startedAt = startedAt;
  }

  /** The number of rows whose keys cannot be held. Removals of such rows cannot be reported. */
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
