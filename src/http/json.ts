/** A double keeps every number of fifteen digits. */
const KEPT_DIGITS = 15;

/** Parses JSON so that every number keeps its digits: those that a double cannot hold become raw JSON. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  return hasLongNumber(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

/** True if more than fifteen digits stand in a row. Every such row has one at a multiple of sixteen: only those are looked at. */
function hasLongNumber(text: string): boolean {
  const stride = KEPT_DIGITS + 1;
  for (let at = KEPT_DIGITS; at < text.length; at += stride) {
    if (!isDigit(text, at)) continue;
    let from = at;
    while (isDigit(text, from - 1)) from--;
    let to = at + 1;
    while (isDigit(text, to)) to++;
    if (to - from >= stride) return true;
  }
  return false;
}

/** A digit or a decimal point. */
function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || code === 46;
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || !Number.isFinite(value) || String(value) === source)
    return value;
  return isKept(value, source) ? value : JSON.rawJSON(source);
}

function isKept(value: number, source: string): boolean {
  if (value === 0) return /^[-0.]+$/.test(source);
  return /[eE]/.test(source) ? Number.isSafeInteger(value) : digits(String(value)) === digits(source);
}

/** The number as text without what means nothing, to tell 1.50 (a double keeps it) from 9007199254740993 (it does not). */
function digits(text: string): string {
  // Each run of zeros is looked at once: without the lookbehind it would be from each of its zeros.
  return text.includes('.') ? text.replace(/\.?(?<!0)0+$/, '') : text;
}

declare global {
  interface JSON {
    /** JSON text that `JSON.stringify` passes on as it is (Node 22 and newer). */
    rawJSON(text: string): { readonly rawJSON: string };
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
  }
}
