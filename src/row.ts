import { createHash } from 'node:crypto';
import { UNREADABLE } from './json.ts';

/** One object as Personio sends it, or as it becomes on the way to a record. */
export type Row = Record<string, unknown>;

/** A scalar as text, with the digits that came; anything else as JSON. */
export function scalarText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A value that can identify a record. */
export function isKey(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value !== UNREADABLE;
  return typeof value === 'number' || JSON.isRawJSON(value);
}

export function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

/** Reads the member at a path, `job.department`: null if something else than an object is on the way. */
export function memberReader(path: string): (row: Row) => unknown {
  const [first = '', ...deeper] = path.split('.');
  if (deeper.length === 0) return (row) => row[first];
  const readInside = memberReader(deeper.join('.'));
  return (row) => {
    const holder = row[first];
    if (isObject(holder)) return readInside(holder);
    return holder === undefined ? undefined : null;
  };
}

/** A copy of what came as JSON. Raw JSON never changes: it is the same one. */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => copyOf(item));
  if (!isObject(value)) return value;
  // What is spread has every member as its own, `__proto__` too: it can be assigned to.
  const copy = { ...value };
  for (const name in copy) if (typeof copy[name] === 'object') copy[name] = copyOf(copy[name]);
  return copy;
}

/** Null, missing, or empty text. */
export const isNone = (value: unknown): boolean => value === null || value === undefined || value === '';

/** Text with something in it. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A short text for a long one: 132 bits of its SHA-256 in base64url. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** What a value became on its way into a record, for a destination's `_airbyte_meta`. */
export interface Change {
  readonly field: string;
  readonly change: 'NULLED' | 'TRUNCATED';
  readonly reason: 'SOURCE_SERIALIZATION_ERROR' | 'SOURCE_RECORD_SIZE_LIMITATION';
}
