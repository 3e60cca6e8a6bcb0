// Compares the rows of a mart with the truth.
import type { Row } from '../../answers/duckdb.ts';
import type { TruthRow } from './truth/marts.ts';

/** A sentence about the first difference and the number of all; undefined if there is none. Order does not matter. */
export function differenceOf(found: readonly Row[], truth: readonly TruthRow[]): string | undefined {
  const [first] = truth;
  if (first === undefined) return found.length === 0 ? undefined : `${found.length} rows instead of none`;
  const columns = Object.keys(first);
  const lacking = columns.filter((column) => found[0] !== undefined && !(column in found[0]));
  if (lacking.length > 0) return `has no column ${lacking.join(', ')}`;
  const [given, expected] = [textsOf(found, columns), textsOf(truth, columns)];
  const [wrong, missing] = [without(given, expected), without(expected, given)];
  if (wrong.length === 0 && missing.length === 0) return undefined;
  return `${wrong.length} of ${found.length} rows are wrong, ${missing.length} of ${truth.length} are missing: ${closest(wrong, missing)}`;
}

const textsOf = (rows: readonly Row[], columns: readonly string[]): string[] =>
  rows.map((row) => JSON.stringify(columns.map((column) => [column, plain(row[column])])));

/** Numbers are equal if they are to seven digits. */
function plain(value: unknown): unknown {
  if (typeof value !== 'number') return value ?? null;
  return value === 0 ? 0 : Number(value.toPrecision(7));
}

function without(texts: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const text of others) left.set(text, (left.get(text) ?? 0) + 1);
  return texts.filter((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

/** The first wrong row, and the columns in which the most similar missing row differs. */
function closest([wrong]: readonly string[], missing: readonly string[]): string {
  if (wrong === undefined) return `missing is ${missing[0]}`;
  const cells: [string, unknown][] = JSON.parse(wrong);
  const differing = (text: string): [string, unknown][] => {
    const others: [string, unknown][] = JSON.parse(text);
    return others.filter(([, value], at) => value !== cells[at]?.[1]);
  };
  const [best] = missing.map(differing).sort((a, b) => a.length - b.length);
  const row = JSON.stringify(Object.fromEntries(cells));
  return best === undefined ? row : `${row} should have ${JSON.stringify(Object.fromEntries(best))}`;
}
