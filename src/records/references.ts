import { listOf } from '../convert.ts';
import { isKey, isObject, type Row, scalarText } from '../row.ts';
import type { Reference } from '../streams/stream.ts';

/** Adds the columns of references, which Personio's objects lack: the ids of what they refer to. */
export function addReferences(row: Row, references: readonly Reference[]): void {
  for (const each of references) {
    if (each.column === undefined) continue;
    const id = referencedId(row[each.member], each);
    if (id !== undefined) row[each.column] = id;
  }
}

function referencedId(value: unknown, { type }: Reference): unknown {
  if (value === undefined) return undefined;
  if (type !== undefined) {
    const target = listOf(value)?.find((item) => isObject(item) && scalarText(item.type).toLowerCase() === type);
    return isObject(target) ? target.id : undefined;
  }
  if (isKey(value)) return value;
  return isObject(value) ? value.id : null;
}
