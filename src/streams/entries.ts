import { isObject } from '../row.ts';

/**
 * Turns the `value` of each entry into text, a number or a list of texts, whatever Personio sends: some clients fail on
 * a list of objects without a schema, and turn every value that might be a boolean into one. `withBooleans` keeps
 * booleans.
 */
export function plainValues(entries: unknown, withBooleans = false): void {
  if (!Array.isArray(entries)) return;
  for (const entry of entries) {
    if (!isObject(entry)) continue;
    const { value } = entry;
    if (Array.isArray(value)) entry.value = value.map(jsonText);
    else if (isObject(value) || (typeof value === 'boolean' && !withBooleans)) entry.value = jsonText(value);
  }
}

/** Text unchanged, anything else as JSON. */
export const jsonText = (value: unknown): unknown =>
  value === null || value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
