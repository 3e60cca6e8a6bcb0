import { ReferenceColumns } from '../../../records/reference_columns.ts';
import { isKey, type Row, scalarText } from '../../../row.ts';
import type { Ask, Subject } from '../../../streams/removals.ts';
import type { Stream } from '../../../streams/stream.ts';

/** What to request to learn about the record with that key; undefined if the key is ambiguous. */
export function subjectOf({ keyParts, removals }: Stream, key: string): Subject | undefined {
  if (!removals || key === '') return undefined;
  const { ask } = removals;
  // The key belongs to one row of each parent.
  if (keyParts.length === 0 && ask.by === 'parent') return { id: key, parent: key };
  if (keyParts.length === 0) return needsParent(ask) ? undefined : { id: key };
  // An id with a colon in it would be taken for two.
  const [parent = '', id = '', ...more] = key.split(':');
  return needsParent(ask) && parent !== '' && id !== '' && more.length === 0 ? { id, parent } : undefined;
}

/** True if a row can be requested only through its parent. */
export function needsParent(ask: Ask): boolean {
  if (ask.by !== 'path') return ask.by !== 'filter';
  return [ask.path, ...Object.values(ask.query ?? {})].some((text) => text.includes('{parent}'));
}

/** A row with the record columns that may hold its key and its parent's id. */
export function withKeyColumns(stream: Stream, row: Row, adds: Row = {}): Row {
  const whole = { ...row };
  for (const name in adds) whole[name] ??= adds[name];
  new ReferenceColumns(stream, new Set()).addIds(whole);
  return whole;
}

/** The key that the record of a row with these columns has; undefined if it has none. */
export function recordKeyOf(stream: Stream, row: Row): string | undefined {
  const key = stream.keyParts.length > 0 ? stream.recordKey(row) : row[stream.primaryKey];
  return isKey(key) ? scalarText(key) : undefined;
}
