/** A number of sixteen digits or more, or with an exponent: the only ones that a double might not keep. */
const DELICATE = /[:,[]\s*-?(?:[\d.]{16,}|[\d.]+[eE])/;

/** Parses JSON so that every number keeps its digits: those that a double cannot hold become raw JSON. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  return DELICATE.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || !Number.isFinite(value) || String(value) === source)
    return value;
  return digits(String(value)) === digits(source) ? value : JSON.rawJSON(source);
}

/** The significant digits of a number as text, to tell 1.50 (a double keeps it) from 9007199254740993 (it does not). */
function digits(text: string): string {
  const [mantissa = '', exponent = ''] = text.toLowerCase().split('e');
  return `${mantissa.replace('.', '').replace(/^-?0*/, '').replace(/0+$/, '')}e${exponent === '' ? '' : 'x'}`;
}

declare global {
  interface JSON {
    /** JSON text that `JSON.stringify` passes on as it is (Node 22 and newer). */
    rawJSON(text: string): { readonly rawJSON: string };
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
  }
}
