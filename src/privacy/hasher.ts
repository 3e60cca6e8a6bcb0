import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { isObject, type Row, scalarText } from '../read/row.ts';

const HASH_BYTES = 16;
const KEY_ID_DIGITS = 8;
/** So many values are remembered: ids come again and again. */
const MOST_REMEMBERED = 20_000;

/** Replaces values by what nobody can turn back without the key; the same value is always replaced by the same text. */
export class Hasher {
  /** Tells keys apart without telling them: see whether a hash was made with the same one. */
  readonly keyId: string;
  readonly #key: KeyObject;
  readonly #known = new Map<string, string>();

  constructor(key: string) {
    this.#key = createSecretKey(key, 'utf8');
    this.keyId = createHmac('sha256', this.#key).update('key id').digest('hex').slice(0, KEY_ID_DIGITS);
  }

  /** HMAC-SHA-256 over the text as UTF-8, the first 16 bytes in base64url without padding. */
  text(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const hash = createHmac('sha256', this.#key).update(text, 'utf8').digest().toString('base64url', 0, HASH_BYTES);
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(text, hash);
    return hash;
  }

  /** A value with each of its leaves replaced; null stays null. */
  value(value: unknown): unknown {
    if (value === null || value === undefined) return value;
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (!isObject(value)) return this.text(scalarText(value));
    const hashed: Row = Object.create(null) as Row;
    for (const name in value) hashed[name] = this.value(value[name]);
    return hashed;
  }
}
