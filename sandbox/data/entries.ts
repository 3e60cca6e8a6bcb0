import type { Entry } from './facts.ts';
import { type Fact, still, Table } from './table.ts';

/** The initial number of jobs, which contracts refer to. */
export const JOBS = 20;

/** The initial number of salary bands, which jobs refer to. */
export const BANDS = 12;

type Part = Omit<Entry, keyof Fact>;

/** A table of master data. */
export function entries(parts: readonly Part[], compare = bySerial<Entry>): Table<Entry> {
  return new Table(parts.map(entry), compare);
}

export function entry({ name, category, unit }: Part, serial: number): Entry {
  return { ...still(serial), name, ...(category !== undefined && { category }), ...(unit !== undefined && { unit }) };
}

/** As many parts as wanted; after the last name they start again with a number appended. */
export function numbered(names: readonly string[], count: number): { name: string }[] {
  return Array.from({ length: count }, (_, serial) => {
    const round = Math.floor(serial / names.length);
    return { name: `${names[serial % names.length]}${round === 0 ? '' : ` ${round + 1}`}` };
  });
}

/**
 * The current name in an entry's own row. Rows that refer to it keep the first name, or they would change without a
 * time of change.
 */
export function nameNow({ name, revision }: Entry): string {
  return revision > 0 ? `${name} (${revision})` : name;
}

export function bySerial<F extends Fact>(a: F, b: F): number {
  return a.serial - b.serial;
}
