import { createHmac } from 'node:crypto';
import { UNREADABLE } from '../json.ts';
import { isObject, type Row, scalarText } from '../row.ts';

const HASH_BYTES = 16;
const KEY_ID_DIGITS = 8;
/** A decimal number in JSON notation, or with a decimal comma. */
const DECIMAL = /^(-?)(0|[1-9]\d*)(?:\.(\d+)|,(\d{1,2}))$/;
const EXPONENT = /^(-?)(\d+)(?:\.(\d+))?[eE]([-+]?\d{1,3})$/;
/** Maximum number of values to cache: ids occur again and again. */
const MOST_REMEMBERED = 20_000;

/** Replaces values with text that cannot be reversed without the key. The same value always gets the same text. */
export class Hasher {
  /** Identifies the key without revealing it: shows whether two hashes were made with the same one. */
  readonly keyId: string;
  readonly #key: string;
  readonly #known = new Map<string, string>();

  constructor(key: string) {
    this.#key = key;
    this.keyId = createHmac('sha256', key).update('key id').digest('hex').slice(0, KEY_ID_DIGITS);
  }

  /** HMAC-SHA-256 of the UTF-8 text; the first 16 bytes in base64url without padding. See `plainNumber`. */
  text(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const digest = createHmac('sha256', this.#key).update(plainNumber(text), 'utf8').digest();
    const hashed = digest.toString('base64url', 0, HASH_BYTES);
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(text, hashed);
    return hashed;
  }

  /** Replaces each leaf of a value. Null stays null; unreadable values stay for the caller to report. */
  value(value: unknown): unknown {
    if (value === null || value === undefined || value === UNREADABLE) return value;
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (!isObject(value)) return this.text(typeof value === 'string' ? value : withoutExponent(scalarText(value)));
    const hashed: Row = Object.create(null) as Row;
    for (const name in value) hashed[name] = this.value(value[name]);
    return hashed;
  }
}

/** One spelling of a decimal number, however the API version or column type writes it: 38.5 for 38.50. */
function plainNumber(text: string): string {
  const decimal = DECIMAL.exec(text);
  if (!decimal) return text;
  const [, sign = '', whole = '', point, comma] = decimal;
  const fraction = (point ?? comma ?? '').replace(/0+$/, '');
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return digits === '0' ? digits : sign + digits;
}

/** For numbers only: as text, `1e5` may be a code. */
function withoutExponent(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] = EXPONENT.exec(number) ?? [];
  if (exponent === undefined) return number;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const before = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  const after = digits.slice(point);
  return `${sign}${before}${after === '' ? '' : `.${after}`}`;
}
