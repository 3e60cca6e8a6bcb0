/** A double keeps every number of fifteen digits. */
const KEPT_DIGITS = 15;

/**
 * Nothing is nested deeper: readers of records stop at 1,000 levels, and a recursion through some thousands ends the
 * process. Of what is, the part at the upper level is replaced as a whole.
 */
const MOST_LEVELS = 600;
const REPLACED_LEVEL = 9;
/**
 * Stands in the place of what no reader of records can hold: what is nested too deeply, and numbers beyond every double.
 * Whoever writes rows finds it as any lone surrogate.
 */
export const UNREADABLE = '\udead cannot be read';

/**
 * Parses JSON so that every number keeps its digits: those that a double cannot hold become raw JSON. Throws SyntaxError.
 */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = hasLongNumber(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
    if (isReadable(value, MOST_LEVELS)) return value;
  } catch (error) {
    // Raw JSON is made in a recursion.
    if (!(error instanceof RangeError)) throw error;
  }
  return JSON.parse(shallow(text), keepDigits);
}

function isReadable(value: unknown, levels: number): boolean {
  if (typeof value !== 'object') return typeof value !== 'number' || Number.isFinite(value);
  if (value === null) return true;
  if (levels === 0) return false;
  // Most are text: a call for each would take longer than all else here.
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

/** The same JSON with a mark in the place of what is nested too deeply. */
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
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
  if (!Number.isFinite(value)) return UNREADABLE;
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
