import { createHash } from 'node:crypto';
import { UNREADABLE } from './json.ts';

/** One object, as Personio sends it or on its way to a record. */
export type Row = Record<string, unknown>;

/** A scalar as text, with its original digits; anything else as JSON. */
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

/** Reads the member at a path such as `job.department`: null if there is something other than an object on the way. */
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

/** A copy of parsed JSON. Raw JSON is immutable and therefore shared. */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => copyOf(item));
  if (!isObject(value)) return value;
  // Spreading makes every member an own property, including `__proto__`, so it can be assigned.
  const copy = { ...value };
  for (const name in copy) if (typeof copy[name] === 'object') copy[name] = copyOf(copy[name]);
  return copy;
}

/** Null, missing, or empty text. */
export const isNone = (value: unknown): boolean => value === null || value === undefined || value === '';

/** Non-empty text. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A short text in place of a long one: 132 bits of its SHA-256 in base64url. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** A change to a value on its way into a record, for a destination's `_airbyte_meta`. */
export interface Change {
  readonly field: string;
  readonly change: 'NULLED' | 'TRUNCATED';
  readonly reason: 'SOURCE_SERIALIZATION_ERROR' | 'SOURCE_RECORD_SIZE_LIMITATION';
}
