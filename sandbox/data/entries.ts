import type { Entry } from './facts.ts';
import { type Fact, still, Table } from './table.ts';

/** How many jobs the account begins with: contracts refer to them. */
export const JOBS = 20;

/** How many salary bands: jobs refer to them. */
export const BANDS = 12;

type Part = Omit<Entry, keyof Fact>;

/** A table of master data. */
export function entries(parts: readonly Part[], compare = bySerial<Entry>): Table<Entry> {
  return new Table(parts.map(entry), compare);
}

export function entry({ name, category, unit }: Part, serial: number): Entry {
  return { ...still(serial), name, ...(category !== undefined && { category }), ...(unit !== undefined && { unit }) };
}

/** As many parts as wanted; when the names run out they start again with a number behind. */
export function numbered(names: readonly string[], count: number): { name: string }[] {
  return Array.from({ length: count }, (_, serial) => {
    const round = Math.floor(serial / names.length);
    return { name: `${names[serial % names.length]}${round === 0 ? '' : ` ${round + 1}`}` };
  });
}

/** The name that an entry's own row has by now. Rows that refer to it keep the first one: they would change unseen. */
export function nameNow({ name, revision }: Entry): string {
  return revision > 0 ? `${name} (${revision})` : name;
}

export function bySerial<F extends Fact>(a: F, b: F): number {
  return a.serial - b.serial;
}
