import type { StreamState } from '../../airbyte/protocol.ts';
import { Baseline } from '../../kept/baseline.ts';
import { createdSince } from '../../kept/created.ts';
import { Listing } from '../../kept/listing.ts';
import type { RowNote } from '../../records/builder.ts';
import type { Removals, Subject } from '../../streams/removals.ts';
import { type Instant, toInstant } from '../../times.ts';
import { type Kept, keptText, MOST_KEPT } from './kept_text.ts';
import type { Batch, Tracking } from './tracking.ts';

/** If a sync wrote more rows than this, Personio is asked whether they exist. */
const MOST_SEEN = 20_000;

interface SweepOptions {
  /** This sync reads everything, from its beginning. */
  readonly isFresh: boolean;
  /** The cursor that the last sync left; undefined if none has read everything yet. */
  readonly since: string | undefined;
  readonly at: Instant;
}

/** Remembers the rows that are written, so that vanished ones can be found. */
export class SweepTracking implements Tracking {
  /** What the state keeps, apart from the rows. */
  kept: Kept;
  /** The rows that the last comparison listed, and those written since. */
  baseline: Baseline | undefined;
  /** All rows, if this sync reads them from the beginning. */
  readonly collected: Listing | undefined;
  /** Rows written in this sync, if only events report removals: they exist, whatever an event says. */
  readonly #seen: Set<string> | undefined;
  readonly #reported = new Set<string>();
  /** Events could not be read: the next sync looks again. */
  missed = false;
  #highestMs: number;
  /** True for a row that no sync has counted. */
  readonly #isUncounted: (createdAt: unknown) => boolean;
  readonly #needsRows: boolean;

  constructor(kept: Kept, { compared, namedBy, subjectIn }: Removals, { isFresh, since, at }: SweepOptions) {
    const isSwept = compared === 'sweeps';
    this.#needsRows = namedBy !== undefined;
    this.kept = isFresh ? { ...kept, count: 0 } : kept;
    this.baseline = isSwept && !isFresh ? Baseline.parse(kept.body) : undefined;
    // If records stand for other rows, a row without a record is listed as well.
    const hasAll = namedBy !== undefined || subjectIn === undefined;
    this.collected = isSwept && isFresh && hasAll ? new Listing(at) : undefined;
    this.#highestMs = kept.highest === '' ? 0 : Date.parse(kept.highest);
    // Comparisons count listed rows; without them, new rows are counted when they first appear.
    this.#isUncounted = (createdAt) => since === undefined || (!isSwept && createdSince(createdAt, since) === true);
    this.#seen = compared === undefined && !isFresh ? new Set() : undefined;
  }

  /**
   * The list was compared, in a sync that began then. Without a baseline it is not compared again until the stream is
   * refreshed.
   */
  compared(at: Instant, now?: { readonly baseline: Baseline; readonly count: number }): void {
    this.baseline = now?.baseline;
    const { lookedAt, count } = this.kept;
    this.kept = { ...this.kept, comparedAt: at, lookedAt: this.missed ? lookedAt : at, count: now?.count ?? count };
  }

  /** True if a comparison has shown that there is nothing to compare with. */
  get cannotCompare(): boolean {
    return this.#needsRows && this.kept.comparedAt !== '' && this.baseline === undefined;
  }

  /** True if the comparison has to begin with all rows, and this sync does not read them. */
  get needsAll(): boolean {
    return this.#needsRows && this.kept.comparedAt === '' && this.collected === undefined;
  }

  get state(): StreamState {
    return { kept: this.#text ?? '' };
  }

  get keepsTooMuch(): boolean {
    return this.#text === undefined;
  }

  /** The length of the text in the state. */
  get length(): number {
    return this.#text?.length ?? MOST_KEPT;
  }

  get #text(): string | undefined {
    return keptText({ ...this.kept, highest: this.highest, body: this.baseline?.text() ?? '' });
  }

  /** No record had a later cursor, in whole seconds. */
  get highest(): string {
    return this.#highestMs === 0 ? '' : toInstant(Math.ceil(this.#highestMs / 1000) * 1000);
  }

  /** Its tombstone was written. */
  reported(subject: Subject): void {
    this.#reported.add(JSON.stringify(subject));
    this.baseline?.reported(subject);
  }

  /** True if its tombstone was written in this sync: a record of it in the same batch would not be later. */
  hasTold(subject: Subject): boolean {
    return this.#reported.has(JSON.stringify(subject));
  }

  hasSeen(id: string): boolean {
    return this.#seen?.has(id) ?? false;
  }

  open(): Batch {
    return {
      take: (records) => {
        for (const { note } of records) if (note) this.#wrote(note);
        return records;
      },
      rest: () => [],
      holds: false,
    };
  }

  #wrote({ id = '', parent, createdAt, cursor }: RowNote): void {
    const ms = typeof cursor === 'string' ? Date.parse(cursor) : Number.NaN;
    if (ms > this.#highestMs) this.#highestMs = ms;
    if (this.#isUncounted(createdAt)) this.kept = { ...this.kept, count: this.kept.count + 1 };
    if (this.#seen && this.#seen.size < MOST_SEEN) this.#seen.add(id);
    this.collected?.see({ id, parent, createdAt });
    this.baseline?.wrote({ id, parent, createdAt }, this.kept.comparedAt);
  }
}
