import type { Change } from '../row.ts';

/** So many names of unknown members are remembered. */
const MOST_UNKNOWN = 50;
/** So many names of columns that lost a value: more than any stream has. */
const MOST_NULLED = 1000;

/** What happened to the rows of a stream, for its summary. */
export class RowCounts {
  records = 0;
  repeats = 0;
  beforeStart = 0;
  /** Records that an earlier sync wrote as they are now. */
  unchanged = 0;
  /** Records that tell of removed ones. */
  removed = 0;
  withoutKey = 0;
  /** Objects without a single attribute. */
  bare = 0;
  /** Columns and attributes of which nobody can say whether a privacy rule means them. */
  withheld = 0;
  readonly unknown = new Set<string>();
  /** How many values became null because their column cannot hold them, by column. */
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
      // Two names tell the place; below it, names may be as many as values.
      const steps = field.split('.').filter((step) => !/^\d+$/.test(step));
      const column = steps.slice(0, 2).join('.');
      if (this.nulled.has(column) || this.nulled.size < MOST_NULLED)
        this.nulled.set(column, (this.nulled.get(column) ?? 0) + 1);
    }
  }
}
