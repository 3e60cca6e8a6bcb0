import { createdSince } from './created.ts';
import type { Iblt } from './iblt.ts';
import { KeySet } from './key_set.ts';
import { type Subject, unpackKey } from './keys.ts';
import { type ListedKey, Listing } from './listing.ts';

/** A baseline's knowledge. A row may be in the table and in one of the sets at the same time. */
export interface Kept {
  /** Rows that were listed when the baseline began. */
  readonly table: Iblt;
  /** Rows written since that were not listed then. */
  readonly young: KeySet;
  /** Rows written since, with an unknown creation time: many are also in the table. */
  readonly touched: KeySet;
  /** Rows whose tombstones were written since. */
  readonly reported: KeySet;
  /** Rows whose tombstones were written earlier: they were not listed, and may come back. */
  readonly reportedBefore: KeySet;
  /**
   * Rows whose tombstones may or may not have been written. They are reported again if they are not listed, and written
   * if they are.
   */
  readonly unsure: KeySet;
}

const reportedIn = ({ reported, reportedBefore }: Kept): Uint8Array[] => [...reported, ...reportedBefore];
export const isReportedIn = ({ reported, reportedBefore }: Kept, key: Uint8Array): boolean =>
  reported.has(key) || reportedBefore.has(key);

interface Changes {
  /** Rows that should be listed and are not. */
  readonly gone: Subject[];
  /** Rows that are listed but unknown, and that no later sync will find among its changes. */
  readonly came: Subject[];
}

/** Compares the current list with what is known about it. */
export class Comparison {
  readonly listing: Listing;
  readonly #kept: Kept;
  readonly #table: Iblt;
  /** The same table, but touched rows are not removed from it: too many of them may be new. */
  readonly #tableOfOthers: Iblt;
  /**
   * Rows written before this sync, or in doubt. Rows that this sync writes exist, and may be in a part of the list
   * already read.
   */
  readonly #written: KeySet;
  readonly #reported: KeySet;
  /** Listed rows created since the last comparison that had not been written when they were seen. */
  readonly #missed: Uint8Array[] = [];

  constructor(kept: Kept, written: KeySet, startedAt: string) {
    this.listing = new Listing(startedAt);
    this.#kept = kept;
    this.#table = kept.table.copy();
    this.#tableOfOthers = kept.table.copy();
    this.#written = written;
    this.#reported = new KeySet(reportedIn(kept));
  }

  /** A listed row; it may be seen again. `since` is the time of the last comparison. */
  see(row: ListedKey, since: string): void {
    const key = this.listing.see(row);
    const { young, unsure } = this.#kept;
    if (!key || this.listing.young.has(key) || young.has(key) || unsure.has(key) || isReportedIn(this.#kept, key))
      return;
    // A row that cannot be in the table is not removed from it: the table has space for few differences.
    if (createdSince(row.createdAt, since)) this.#missed.push(key);
    else {
      this.#table.toggle(key, -1);
      if (!this.#kept.touched.has(key)) this.#tableOfOthers.toggle(key, -1);
    }
  }

  /** Undefined if there are too many differences to name. */
  result(): Changes | undefined {
    const difference = this.#table.decode() ?? this.#tableOfOthers.decode();
    if (!difference) return undefined;
    const { listed } = this.listing;
    const { young, touched, unsure } = this.#kept;
    const unlisted = this.#unlisted([...difference.added, ...this.#written]).filter((key) => !this.#isOfNow(key));
    const gone = this.#notMoved(
      subjectsOf(unlisted.filter((key) => !isReportedIn(this.#kept, key) && !this.#reported.has(key))),
    );
    const known = new KeySet([...difference.added, ...young, ...touched]);
    const unknown = [...difference.removed, ...this.#missed].filter((key) => !known.has(key));
    const came = subjectsOf([...unknown, ...unsure, ...reportedIn(this.#kept)].filter((key) => listed.has(key)));
    return gone && came && { gone, came };
  }

  /** Rows that this sync has written and that are not listed. */
  get writtenMeanwhile(): Uint8Array[] {
    const { young, touched } = this.#kept;
    return this.#unlisted([...young, ...touched]).filter((key) => this.#isOfNow(key));
  }

  /** Rows reported removed since the last comparison and not listed again. */
  get reported(): Uint8Array[] {
    return this.#unlisted([...this.#kept.reported]);
  }

  #isOfNow(key: Uint8Array): boolean {
    const { young, touched } = this.#kept;
    return (young.has(key) || touched.has(key)) && !this.#written.has(key);
  }

  /** Without rows that have moved to another parent: a record's key is the row's key, whatever its parent. */
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

/** Without duplicates; undefined if one is not a key. */
function subjectsOf(keys: readonly Uint8Array[]): Subject[] | undefined {
  const subjects = [...new KeySet(keys)].map(unpackKey);
  return subjects.every((subject) => subject !== undefined) ? subjects : undefined;
}
