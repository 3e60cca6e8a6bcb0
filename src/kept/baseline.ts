import { type Reader, readText, Writer } from './bytes.ts';
import { Comparison, isReportedIn, type Kept } from './comparison.ts';
import { createdSince } from './created.ts';
import { Iblt } from './iblt.ts';
import { KeySet } from './key_set.ts';
import { packKey, readKeys, type Subject, writeKeys } from './keys.ts';
import type { ListedKey, Listing } from './listing.ts';

const LEAST_CAPACITY = 100;
const MOST_CAPACITY = 1000;

/** What Personio said about the rows that were not listed. */
export interface Answers {
  readonly gone: readonly Subject[];
  readonly alive: readonly Subject[];
}

/** Which rows a list had at the last comparison, and which were written and reported removed since. */
export class Baseline {
  readonly #kept: Kept;
  /** Rows written before this sync. */
  readonly #writtenBefore: KeySet;
  /** How many rows in the table were not reported removed; may be too low. */
  #listed: number;

  private constructor(listed: number, kept: Kept) {
    this.#listed = listed;
    this.#kept = kept;
    this.#writtenBefore = new KeySet([...kept.young, ...kept.touched]);
  }

  /** From a list that was read in full, with space for twice as many differences as are allowed. */
  static of({ listed, young }: Listing, mostPercent: number): Baseline {
    const allowed = Math.ceil((listed.size * mostPercent) / 100);
    const table = Iblt.of(Math.min(Math.max(2 * allowed, LEAST_CAPACITY), MOST_CAPACITY));
    for (const key of listed) if (!young.has(key)) table.toggle(key, 1);
    const [touched, reported, reportedBefore, unsure] = [new KeySet(), new KeySet(), new KeySet(), new KeySet()];
    return new Baseline(listed.size - young.size, {
      table,
      young: new KeySet(young),
      touched,
      reported,
      reportedBefore,
      unsure,
    });
  }

  /**
   * The baseline that replaces the compared one; its `since` is the `startedAt` of the comparison. Of the rows that
   * were not listed, `gone` have a tombstone, and `alive` still exist.
   */
  static after(comparison: Comparison, mostPercent: number, { gone, alive }: Answers): Baseline {
    const baseline = Baseline.of(comparison.listing, mostPercent);
    const { touched, reportedBefore } = baseline.#kept;
    for (const key of [...comparison.writtenMeanwhile, ...alive.map(packKey)]) if (key) touched.add(key);
    for (const key of [...comparison.reported, ...gone.map(packKey)]) if (key) reportedBefore.add(key);
    return baseline;
  }

  /** Undefined for invalid text. */
  static parse(text: string): Baseline | undefined {
    return readText(text, (reader) => {
      const listed = reader.varint();
      const table = Iblt.from(reader.raw(reader.varint()));
      if (!table) throw new RangeError('no table');
      const [young, touched] = [readSet(reader), readSet(reader)];
      const [reported, reportedBefore, unsure] = [readSet(reader), readSet(reader), readSet(reader)];
      return new Baseline(listed, { table, young, touched, reported, reportedBefore, unsure });
    });
  }

  /** base64url, never empty. */
  text(): string {
    const { table, young, touched, reported, reportedBefore, unsure } = this.#kept;
    const writer = new Writer();
    writer.varint(this.#listed);
    writer.varint(table.bytes.length);
    writer.raw(table.bytes);
    for (const keys of [young, touched, reported, reportedBefore, unsure]) writeKeys(writer, keys);
    return writer.text();
  }

  /**
   * How many rows are known: listed at that time, or written since. If rows may be both, the number is too low rather
   * than too high.
   */
  get known(): number {
    const { young, touched, unsure } = this.#kept;
    return Math.max(this.#listed, touched.size) + young.size + unsure.size;
  }

  /**
   * A row was written. It is kept by itself if it was created since the last comparison or at an unknown time, or was
   * reported removed. Any other row was listed then. Rows that were not, because they `came` or were found only by id,
   * are passed without `createdAt`.
   */
  wrote(row: ListedKey, since: string): void {
    const key = packKey(row);
    if (!key) return;
    const { young, touched, reported, reportedBefore, unsure } = this.#kept;
    const isYoung = createdSince(row.createdAt, since);
    // Rows reported removed are no longer in the table.
    if (reported.delete(key) || reportedBefore.delete(key) || unsure.delete(key) || isYoung) {
      young.add(key);
      touched.delete(key);
    } else if (isYoung === undefined && !young.has(key)) touched.add(key);
  }

  /**
   * A tombstone may have been written, or may be about to be: if the run dies, this is unknown. The row is a candidate
   * while it is not listed, and is written again if it is.
   */
  doubt(subject: Subject): void {
    const key = packKey(subject);
    if (!key || this.#kept.unsure.has(key)) return;
    this.#forget(key);
    this.#kept.unsure.add(key);
  }

  /**
   * A tombstone was written. The row is not a candidate until the baseline after the next, or until it is written
   * again.
   */
  reported(subject: Subject): void {
    const key = packKey(subject);
    if (!key || isReportedIn(this.#kept, key)) return;
    this.#forget(key);
    this.#kept.reported.add(key);
  }

  /** Removes the row from what is known. */
  #forget(key: Uint8Array): void {
    const { table, young, touched, reported, reportedBefore, unsure } = this.#kept;
    if (young.delete(key) || reported.delete(key) || reportedBefore.delete(key) || unsure.delete(key)) return;
    this.#listed = Math.max(0, this.#listed - 1);
    // It may or may not have been in the table. If it is still in a set, the comparison knows that it is not one of its
    // rows.
    if (!touched.delete(key)) table.toggle(key, -1);
  }

  wasReported(subject: Subject): boolean {
    const key = packKey(subject);
    return key !== undefined && isReportedIn(this.#kept, key);
  }

  /** Compares with the current list. Changes from `startedAt` on are left to the next sync. */
  compare(startedAt: string): Comparison {
    return new Comparison(this.#kept, new KeySet([...this.#writtenBefore, ...this.#kept.unsure]), startedAt);
  }
}

const readSet = (reader: Reader): KeySet => new KeySet(readKeys(reader));
