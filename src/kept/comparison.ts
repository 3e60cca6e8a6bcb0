import { createdSince } from './created.ts';
import type { Iblt } from './iblt.ts';
import { KeySet } from './key_set.ts';
import { type Subject, unpackKey } from './keys.ts';
import { type ListedKey, Listing } from './listing.ts';

/** What a baseline knows. A row may be in the table and in one of the sets at the same time. */
export interface Kept {
  /** Rows that were listed when the baseline began. */
  readonly table: Iblt;
  /** Rows that were written since and were not listed then. */
  readonly young: KeySet;
  /** Rows that were written since, and nobody knows when they were created: many are in the table as well. */
  readonly touched: KeySet;
  /** Rows whose tombstones were written since. */
  readonly told: KeySet;
  /** Those of the time before: they were not listed, and may come back. */
  readonly toldBefore: KeySet;
  /** Rows of which nobody knows whether a tombstone was written. They are to be told again if they are not listed, and written if they are. */
  readonly unsure: KeySet;
}

const toldIn = ({ told, toldBefore }: Kept): Uint8Array[] => [...told, ...toldBefore];
export const isToldIn = ({ told, toldBefore }: Kept, key: Uint8Array): boolean => told.has(key) || toldBefore.has(key);

interface Changes {
  /** Rows that had to be listed and were not. */
  readonly gone: Subject[];
  /** Rows that are listed and not known, and that no later sync has among its changes. */
  readonly came: Subject[];
}

/** Compares what a list has now with what is known of it. */
export class Comparison {
  readonly listing: Listing;
  readonly #kept: Kept;
  readonly #table: Iblt;
  /** The same, out of which no touched rows are taken: of them, too many may be new. */
  readonly #tableOfOthers: Iblt;
  /** What was written before this sync, or is in doubt: what it writes itself is there, and may lie behind the reader of the list. */
  readonly #written: KeySet;
  readonly #told: KeySet;
  /** Listed rows that were created since the last comparison, and were not written when they were seen. */
  readonly #missed: Uint8Array[] = [];

  constructor(kept: Kept, written: KeySet, startedAt: string) {
    this.listing = new Listing(startedAt);
    this.#kept = kept;
    this.#table = kept.table.copy();
    this.#tableOfOthers = kept.table.copy();
    this.#written = written;
    this.#told = new KeySet(toldIn(kept));
  }

  /** A listed row; it may be seen again. `since` is when the list was last compared. */
  see(row: ListedKey, since: string): void {
    const key = this.listing.see(row);
    const { young, unsure } = this.#kept;
    if (!key || this.listing.young.has(key) || young.has(key) || unsure.has(key) || isToldIn(this.#kept, key)) return;
    // What cannot be in the table is not taken out of it: it has room for few differences.
    if (createdSince(row.createdAt, since)) this.#missed.push(key);
    else {
      this.#table.toggle(key, -1);
      if (!this.#kept.touched.has(key)) this.#tableOfOthers.toggle(key, -1);
    }
  }

  /** Undefined if there are more differences than can be told. */
  result(): Changes | undefined {
    const difference = this.#table.decode() ?? this.#tableOfOthers.decode();
    if (!difference) return undefined;
    const { listed } = this.listing;
    const { young, touched, unsure } = this.#kept;
    const unlisted = this.#unlisted([...difference.added, ...this.#written]).filter((key) => !this.#isOfNow(key));
    const gone = this.#notMoved(
      subjectsOf(unlisted.filter((key) => !isToldIn(this.#kept, key) && !this.#told.has(key))),
    );
    const known = new KeySet([...difference.added, ...young, ...touched]);
    const unknown = [...difference.removed, ...this.#missed].filter((key) => !known.has(key));
    const came = subjectsOf([...unknown, ...unsure, ...toldIn(this.#kept)].filter((key) => listed.has(key)));
    return gone && came && { gone, came };
  }

  /** What this sync has written, and is not listed. */
  get writtenMeanwhile(): Uint8Array[] {
    const { young, touched } = this.#kept;
    return this.#unlisted([...young, ...touched]).filter((key) => this.#isOfNow(key));
  }

  /** What was told since the last comparison, and is not listed again. */
  get told(): Uint8Array[] {
    return this.#unlisted([...this.#kept.told]);
  }

  #isOfNow(key: Uint8Array): boolean {
    const { young, touched } = this.#kept;
    return (young.has(key) || touched.has(key)) && !this.#written.has(key);
  }

  /** Without those that another parent has now: a record has the key of the row, wherever it is. */
  #notMoved(subjects: Subject[] | undefined): Subject[] | undefined {
    const children = new Set(subjects?.flatMap(({ id, parent }) => (parent === undefined ? [] : [id])));
    if (children.size === 0) return subjects;
    const moved = new Set<string>();
    for (const key of this.listing.listed) {
      const id = unpackKey(key)?.id;
      if (id !== undefined && children.has(id)) moved.add(id);
    }
    return subjects?.filter(({ id }) => !moved.has(id));
  }

  #unlisted(keys: readonly Uint8Array[]): Uint8Array[] {
    return keys.filter((key) => !this.listing.listed.has(key));
  }
}

/** Each once; undefined if one is no key. */
function subjectsOf(keys: readonly Uint8Array[]): Subject[] | undefined {
  const subjects = [...new KeySet(keys)].map(unpackKey);
  return subjects.every((subject) => subject !== undefined) ? subjects : undefined;
}
