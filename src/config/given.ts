import * as z from 'zod';
import { isObject, type Row } from '../row.ts';
import { entryOf, plain } from './form.ts';

/**
 * Normalises the input for the form's fields. Setup forms trim text and omit empty fields; other callers send blanks and
 * nulls. Runners that pass settings as environment variables have only text, so JSON text is parsed unless the field
 * is text.
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
  const entry = entryOf(field);
  if (Array.isArray(read)) return read.map((each) => (entry && isObject(each) ? given(each, entry) : trimmed(each)));
  return field instanceof z.ZodObject && isObject(read) ? given(read, field) : read;
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
