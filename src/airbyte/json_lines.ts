import { isObject } from '../row.ts';

/** Where a message begins in a broken line: a brace that does not open a value inside another message. */
const MESSAGE_BEGINS = /(?<![:,[]\s*)(?=\{)|(?=\{\s*"type"\s*:\s*"STATE")/;

interface Values {
  readonly values: readonly unknown[];
  /** Something was left out because it is truncated or not JSON. */
  readonly torn: boolean;
}

/**
 * The values of a JSON text, or of JSON lines. Killing a process while it appends leaves a partial line, and the next
 * message follows directly behind it; a power failure leaves zeros. Complete values count.
 */
export function valuesOf(text: string): Values {
  if (text.trim() === '') return { values: [], torn: false };
  const whole = parsed(text);
  if (whole !== undefined) return { values: [whole], torn: false };
  const values: unknown[] = [];
  let torn = text.includes('\0');
  for (const line of text.split('\n').flatMap((each) => each.split('\0'))) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (isObject(value) || Array.isArray(value)) values.push(value);
    else {
      torn = true;
      values.push(...line.split(MESSAGE_BEGINS).map(parsed).filter(isObject));
    }
  }
  return { values, torn };
}

/** The value of a JSON text; undefined if the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
}
