import { isObject } from '../read/row.ts';

/**
 * Makes the `value` of each entry text, a number or a list of texts: Personio sends any type there. Some clients make a
 * boolean of every value whose schema allows one, so no schema allows one beside other types.
 */
export function plainValues(entries: unknown): void {
  if (!Array.isArray(entries)) return;
  for (const entry of entries) if (isObject(entry)) entry.value = plainValue(entry.value);
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonText);
  return typeof value === 'boolean' || isObject(value) ? jsonText(value) : value;
}

/** Text as it is, anything else as JSON. */
export const jsonText = (value: unknown): unknown =>
  value === null || value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
