import { hash } from 'node:crypto';

/** This program writes no longer text. */
const MOST_CHARACTERS = 1024 * 1024;
const SEAL_BYTES = 4;
/** Enough for every whole number that a double holds exactly. */
const MOST_VARINT_BYTES = 8;

/** A part of a digest, long enough to detect damage. */
const sealOf = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer').subarray(0, SEAL_BYTES);

/** Collects bytes for a member of the state. */
export class Writer {
  readonly #bytes: number[] = [];

  /** A whole number of 0 or more: seven bits per byte, lowest first. */
  varint(number: number): void {
    let rest = number;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes.push(128 + (rest % 128));
    this.#bytes.push(rest);
  }

  /** A whole number in a fixed number of bytes. */
  number(number: number, length: number): void {
    const bytes = Buffer.alloc(length);
    bytes.writeUIntBE(number, 0, length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  /** Any text, exactly: UTF-8 cannot encode lone surrogates. */
  string(text: string): void {
    const isUtf8 = text.isWellFormed();
    const bytes = Buffer.from(text, isUtf8 ? 'utf8' : 'utf16le');
    this.varint(2 * bytes.length + (isUtf8 ? 0 : 1));
    this.raw(bytes);
  }

  /** All bytes in base64url, with a seal. */
  text(): string {
    const bytes = Buffer.from(this.#bytes);
    return Buffer.concat([bytes, sealOf(bytes)]).toString('base64url');
  }
}

/** Reads what a `Writer` wrote. Throws a RangeError for invalid bytes. */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  varint(): number {
    let number = 0;
    for (let index = 0; index < MOST_VARINT_BYTES; index++) {
      const byte = this.raw(1).readUInt8();
      number += (byte % 128) * 128 ** index;
      if (byte < 128) return safe(number);
    }
    throw new RangeError('too many bytes');
  }

  number(length: number): number {
    return this.raw(length).readUIntBE(0, length);
  }

  raw(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('too few bytes');
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  string(): string {
    const size = this.varint();
    return this.raw(Math.floor(size / 2)).toString(size % 2 === 0 ? 'utf8' : 'utf16le');
  }
}

/** The number. Throws a RangeError if a double cannot hold it exactly. */
export function safe(number: number): number {
  if (!Number.isSafeInteger(number)) throw new RangeError('too large a number');
  return number;
}

/** Reads the text of a `Writer`; undefined for anything else. */
export function readText<T>(text: string, read: (reader: Reader) => T): T | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  const body = bytes.subarray(0, -SEAL_BYTES);
  if (bytes.toString('base64url') !== text || !sealOf(body).equals(bytes.subarray(body.length))) return undefined;
  try {
    const reader = new Reader(body);
    const value = read(reader);
    return reader.isAtEnd ? value : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
