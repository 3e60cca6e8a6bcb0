import type { Change } from '../row.ts';

/** Maximum number of names of unknown members to keep. */
const MOST_UNKNOWN = 50;
/** Maximum number of columns with lost values to keep: more than any stream has. */
const MOST_NULLED = 1000;

/** Counts for a stream's summary. */
export class RowCounts {
  records = 0;
  repeats = 0;
  beforeStart = 0;
  /** Records that an earlier sync wrote in the same version. */
  unchanged = 0;
  /** Records that report removed rows. */
  removed = 0;
  withoutKey = 0;
  /** Objects without any attribute. */
  bare = 0;
  /** Columns and attributes withheld because it is unclear whether a privacy rule matches them. */
  withheld = 0;
  readonly unknown = new Set<string>();
  /** By column: values that became null because the column cannot hold them. */
  readonly nulled = new Map<string, number>();

  /** Records that could be written, new or not. */
  get built(): number {
    return this.records + this.unchanged;
  }

  addUnknown(name: string): void {
    if (this.unknown.size < MOST_UNKNOWN) this.unknown.add(name);
  }

  addChanges(changes: readonly Change[]): void {
    for (const { field, change } of changes) {
      if (change !== 'NULLED') continue;
      // Two names identify the place; below it, names may be as numerous as values.
      const steps = field.split('.').filter((step) => !/^\d+$/.test(step));
      const column = steps.slice(0, 2).join('.');
      if (this.nulled.has(column) || this.nulled.size < MOST_NULLED)
        this.nulled.set(column, (this.nulled.get(column) ?? 0) + 1);
    }
  }
}
