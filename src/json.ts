/** A double keeps any number of fifteen digits. */
const KEPT_DIGITS = 15;

/**
 * Maximum nesting: readers of records stop at 1,000 levels, and recursion through a few thousand crashes the process.
 * In a deeper value, everything below this level is replaced as a whole.
 */
const MOST_LEVELS = 600;
const REPLACED_LEVEL = 9;
/**
 * Replaces values that no reader of records can hold: those nested too deeply, and numbers outside the range of a
 * double. Code that writes rows finds it like any lone surrogate.
 */
export const UNREADABLE = '\udead cannot be read';

/**
 * Parses JSON and keeps all digits of every number: those that a double cannot hold become raw JSON. Throws
 * SyntaxError.
 */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = hasLongNumber(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
    if (isReadable(value, MOST_LEVELS)) return value;
  } catch (error) {
    // Raw JSON is created recursively.
    if (!(error instanceof RangeError)) throw error;
  }
  return JSON.parse(shallow(text), keepDigits);
}

function isReadable(value: unknown, levels: number): boolean {
  if (typeof value !== 'object') return typeof value !== 'number' || Number.isFinite(value);
  if (value === null) return true;
  if (levels === 0) return false;
  // Most values are text: a call for each would take longer than everything else here.
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item !== 'string' && !isReadable(item, levels - 1)) return false;
    return true;
  }
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    if (typeof member !== 'string' && !isReadable(member, levels - 1)) return false;
  }
  return true;
}

/** The same JSON with a mark in place of anything nested too deeply. */
function shallow(text: string): string {
  let kept = '';
  let keptTo = 0;
  let level = 0;
  let from = 0;
  let isDeep = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at);
    else if (sign === '{' || sign === '[') {
      level++;
      if (level === REPLACED_LEVEL) from = at;
      isDeep ||= level > MOST_LEVELS;
    } else if (sign === '}' || sign === ']') {
      if (level === REPLACED_LEVEL && isDeep) {
        kept += text.slice(keptTo, from) + JSON.stringify(UNREADABLE);
        keptTo = at + 1;
        isDeep = false;
      }
      level--;
    }
  }
  return kept + text.slice(keptTo);
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/**
 * True if there are more than fifteen digits in a row. Any such run has a digit at a multiple of sixteen, so only those
 * positions are checked.
 */
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
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
  if (!Number.isFinite(value)) return UNREADABLE;
  return isKept(value, source) ? value : JSON.rawJSON(source);
}

function isKept(value: number, source: string): boolean {
  if (value === 0) return /^[-0.]+$/.test(source);
  return /[eE]/.test(source) ? Number.isSafeInteger(value) : digits(String(value)) === digits(source);
}

/**
 * The number without insignificant characters, to distinguish 1.50 (a double keeps it) from 9007199254740993 (it does
 * not).
 */
function digits(text: string): string {
  // The lookbehind ensures that each run of zeros is scanned once, not from each of its zeros.
  return text.includes('.') ? text.replace(/\.?(?<!0)0+$/, '') : text;
}

declare global {
  interface JSON {
    /** JSON text that `JSON.stringify` outputs unchanged (Node 22 and newer). */
    rawJSON(text: string): { readonly rawJSON: string };
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
  }
}
