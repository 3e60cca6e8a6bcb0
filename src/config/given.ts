import * as z from 'zod';
import { isObject, type Row } from '../row.ts';

/**
 * What was given, as the form's fields expect it. Setup forms trim what is typed and leave out what is empty; other callers
 * send blanks and nulls. Runners that pass settings by environment have nothing but text: where a field is no text, JSON
 * text counts as what it says.
 */
export function given(input: Row, form: z.ZodObject): Row {
  const entries = Object.entries(input).flatMap(([key, raw]): [string, unknown][] => {
    const field = Object.hasOwn(form.shape, key) ? (form.shape[key] as z.ZodType) : undefined;
    const value = trimmed(raw);
    if (value === null || (value === '' && (field === undefined || field.safeParse(undefined).success))) return [];
    return [[key, field ? valueFor(plain(field), value) : value]];
  });
  return Object.fromEntries(entries);
}

function valueFor(field: z.ZodType, value: unknown): unknown {
  if (field instanceof z.ZodString || field instanceof z.ZodEnum) return value;
  const read = fromText(value);
  if (Array.isArray(read)) return read.map(trimmed);
  return field instanceof z.ZodObject && isObject(read) ? given(read, field) : read;
}

/** The field itself, whatever it is without a value. */
export function plain(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodPrefault
    ? plain(field.unwrap() as z.ZodType)
    : field;
}

export function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);
