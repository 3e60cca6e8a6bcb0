import { digestOf, isKey, type Row, scalarText } from '../row.ts';

/** Rows of one partition that share a key get `:2`, `:3` in the order received; `seen` counts the keys so far. */
export function numberKey(row: Row, name: string, seen: Map<string, number>): void {
  if (row[name] === undefined) return;
  const key = String(row[name]);
  const times = (seen.get(key) ?? 0) + 1;
  seen.set(key, times);
  if (times > 1) row[name] = `${key}:${times}`;
}

/** A key for a record that has none: of all that leaves, and of nothing else. `shown` says what may be seen of it. */
export function keyOfAll(data: string, parentId: unknown, shown: (digest: string) => string): string {
  const key = shown(digestOf(data));
  return isKey(parentId) ? `${scalarText(parentId)}:${key}` : key;
}

/** JSON text of an object, with one member more. */
export const withMember = (data: string, name: string, value: unknown): string =>
  `{${JSON.stringify(name)}:${JSON.stringify(value)}${data === '{}' ? '' : ','}${data.slice(1)}`;
