import { createdSince } from './created.ts';
import type { Iblt } from './iblt.ts';
import { KeySet } from './key_set.ts';
import { packKey, type Subject, unpackKey } from './keys.ts';

export interface ListedKey extends Subject {
  /** As it came; absent where nobody knows. */
  readonly createdAt?: unknown;
}

/** What a baseline knows. A row may be in the table and one of the sets at the same time. */
export interface Kept {
  /** Rows that were listed when the baseline began. */
  readonly table: Iblt;
  /** Rows that were written since. They are not in the table, or it does not matter. */
  readonly young: KeySet;
  /** Rows that were written since, and nobody knows when they were created: many are in the table as well. */
  readonly touched: KeySet;
  /** Rows whose tombstones were written since. */
  readonly told: KeySet;
}

export interface Changes {
  /** Rows that had to be listed and were not. */
  readonly gone: Subject[];
  /** Rows that are listed and not known, but for those that were created since: the next sync's changes have them. */
  readonly came: Subject[];
}

/** Compares what a list has now with what is known of it. */
export class Comparison {
  /** Every listed row, once. */
  readonly listed = new KeySet();
  readonly #kept: Kept;
  readonly #table: Iblt;
  /** Written before the list is read: what is written meanwhile may lie behind the reader. */
  readonly #written: readonly Uint8Array[];
  #unpackable = 0;

  constructor(kept: Kept) {
    this.#kept = kept;
    this.#table = kept.table.copy();
    this.#written = [...kept.young, ...kept.touched];
  }

  /** How many rows were seen whose keys cannot be held: what is gone of such cannot be told. */
  get unpackable(): number {
    return this.#unpackable;
  }

  /** A listed row; it may be seen again. `since` is when the list was last compared. */
  see(row: ListedKey, since: string): void {
    const key = packKey(row);
    if (!key) {
      this.#unpackable++;
      return;
    }
    if (!this.listed.add(key)) return;
    const { young, told } = this.#kept;
    // None of these has to be in the table.
    if (createdSince(row.createdAt, since) || young.has(key) || told.has(key)) return;
    this.#table.toggle(key, -1);
  }

  /** Undefined if there are more differences than can be told. */
  result(): Changes | undefined {
    const difference = this.#table.decode();
    if (!difference) return undefined;
    const { young, touched, told } = this.#kept;
    const gone = subjectsOf(
      [...difference.added, ...this.#written].filter((key) => !this.listed.has(key) && !told.has(key)),
    );
    const unknown = difference.removed.filter((key) => !young.has(key) && !touched.has(key));
    const came = subjectsOf([...unknown, ...told].filter((key) => this.listed.has(key)));
    return gone && came && { gone, came };
  }
}

/** Each once; undefined if one is no key. */
function subjectsOf(keys: readonly Uint8Array[]): Subject[] | undefined {
  const distinct = new KeySet();
  for (const key of keys) distinct.add(key);
  const subjects = [...distinct].map(unpackKey);
  return subjects.every((subject) => subject !== undefined) ? subjects : undefined;
}
