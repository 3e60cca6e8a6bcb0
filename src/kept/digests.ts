import { createHmac } from 'node:crypto';
import { type Reader, readText, Writer } from './bytes.ts';
import { readNames, writeNames } from './names.ts';

const DIGEST_BYTES = 6;
/** All digests are below this number. */
export const DIGESTS = 2 ** (8 * DIGEST_BYTES);
/** Keys with a common prefix can be far longer than the text that they are read from. */
const MOST_KEY_CHARACTERS = 4 * 1024 * 1024;

/** 48 bits of the HMAC-SHA-256 of a text. Without the key, a guess of the text cannot be checked. */
export const digest48 = (text: string, key: string): number =>
  createHmac('sha256', key).update(text).digest().readUIntBE(0, DIGEST_BYTES);

/** The last written version of each row, by key. */
export class Digests {
  readonly #digests = new Map<string, number>();

  /** '' is empty; undefined for invalid text. */
  static parse(text: string): Digests | undefined {
    return text === '' ? new Digests() : readText(text, readDigests);
  }

  get size(): number {
    return this.#digests.size;
  }

  get(key: string): number | undefined {
    return this.#digests.get(key);
  }

  set(key: string, digest: number): void {
    this.#digests.set(key, digest);
  }

  delete(key: string): void {
    this.#digests.delete(key);
  }

  keys(): Iterable<string> {
    return this.#digests.keys();
  }

  /** '' if empty. Equal entries give equal text, whatever the order they were set in. */
  text(): string {
    if (this.size === 0) return '';
    const writer = new Writer();
    const groups = Map.groupBy(this.#digests.keys(), groupOf);
    const writeGroup = (group: string): void => {
      const names = (groups.get(group) ?? []).map((key) => key.slice(group.length));
      for (const name of writeNames(writer, names)) writer.number(this.#digests.get(group + name) ?? 0, DIGEST_BYTES);
    };
    writeGroup('');
    groups.delete('');
    const prefixes = [...groups.keys()].map((group) => group.slice(0, -1));
    for (const prefix of writeNames(writer, prefixes)) writeGroup(`${prefix}:`);
    return writer.text();
  }
}

/** A key up to its last colon. It is written once for all keys that share it, often the children of one parent. */
const groupOf = (key: string): string => key.slice(0, key.lastIndexOf(':') + 1);

function readDigests(reader: Reader): Digests {
  const digests = new Digests();
  let characters = 0;
  const readGroup = (group: string): void => {
    for (const name of readNames(reader)) {
      characters += group.length + name.length;
      if (characters > MOST_KEY_CHARACTERS) throw new RangeError('keys too long');
      digests.set(group + name, reader.number(DIGEST_BYTES));
    }
  };
  readGroup('');
  for (const prefix of readNames(reader)) readGroup(`${prefix}:`);
  return digests;
}
