import type { Reader, Writer } from './bytes.ts';
import { isUuid, UUID_BYTES, uuidBytes, uuidText } from './uuid.ts';

/** Identifies a row, and is used to ask Personio whether the row exists. */
export interface Subject {
  readonly id: string;
  /** The id of the parent, if Personio needs both. */
  readonly parent?: string | undefined;
}

/** All packed keys have this length, so that they can be combined by XOR. */
export const KEY_BYTES = 25;

/**
 * The first byte of a packed key gives the length of the text in bytes, or is one of these. The rest is padded with
 * zeros.
 */
const MOST_TEXT_BYTES = KEY_BYTES - 1;
const ALONE = 0x80;
const WITH_PARENT = 0x81;
const PARENT_AT = 1 + UUID_BYTES;
/** Fits into eight bytes. */
const PARENT = /^(?:0|[1-9]\d{0,18})$/;

/** A key of fixed length; undefined if the subject could not be restored exactly. */
export function packKey({ id, parent }: Subject): Uint8Array | undefined {
  const key = Buffer.alloc(KEY_BYTES);
  if (!isUuid(id)) {
    const length = Buffer.byteLength(id);
    if (parent !== undefined || length > MOST_TEXT_BYTES || !id.isWellFormed()) return undefined;
    key[0] = length;
    key.write(id, 1);
    return key;
  }
  key[0] = parent === undefined ? ALONE : WITH_PARENT;
  key.set(uuidBytes(id), 1);
  if (parent === undefined) return key;
  if (!PARENT.test(parent)) return undefined;
  key.writeBigUInt64BE(BigInt(parent), PARENT_AT);
  return key;
}

/** The packed subject; undefined for bytes that `packKey` does not produce. */
export function unpackKey(bytes: Uint8Array): Subject | undefined {
  if (bytes.length !== KEY_BYTES) return undefined;
  const key = Buffer.from(bytes);
  const subject = subjectOf(key);
  const again = packKey(subject);
  return again && key.equals(again) ? subject : undefined;
}

function subjectOf(key: Buffer): Subject {
  const form = key.readUInt8();
  if (form < ALONE) return { id: key.toString('utf8', 1, 1 + form) };
  const id = uuidText(key.subarray(1, PARENT_AT));
  return form === ALONE ? { id } : { id, parent: String(key.readBigUInt64BE(PARENT_AT)) };
}

/** The zeros at the end of a key are not written: its first byte implies them. */
const writtenLength = (form: number): number => (form < ALONE ? 1 + form : form === ALONE ? PARENT_AT : KEY_BYTES);

/** Writes packed keys, always in the same order. */
export function writeKeys(writer: Writer, keys: Iterable<Uint8Array>): void {
  const sorted = [...keys].sort(Buffer.compare);
  writer.varint(sorted.length);
  for (const key of sorted) writer.raw(key.subarray(0, writtenLength(key[0] ?? 0)));
}

/** Reads what `writeKeys` wrote. Throws a RangeError for anything else. */
export function* readKeys(reader: Reader): Generator<Uint8Array> {
  for (let left = reader.varint(); left > 0; left--) {
    const [form = 0] = reader.raw(1);
    const key = Buffer.concat([Buffer.of(form), reader.raw(writtenLength(form) - 1)], KEY_BYTES);
    if (!unpackKey(key)) throw new RangeError('not a key');
    yield key;
  }
}
