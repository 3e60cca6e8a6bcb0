import { describe, expect, test } from 'vitest';
import { ODD_IDS } from '../../integration_tests/units/ids.ts';
import { Dice } from '../../sandbox/data/dice.ts';
import { readText, Writer } from './bytes.ts';

function textOf(write: (writer: Writer) => void): string {
  const writer = new Writer();
  write(writer);
  return writer.text();
}

const NUMBERS = [0, 1, 127, 128, 255, 16_383, 16_384, 2 ** 31, 2 ** 32, 2 ** 48 - 1, Number.MAX_SAFE_INTEGER];

describe('written values are read back', () => {
  test.each(NUMBERS)('the number %i', (number) => {
    expect(
      readText(
        textOf((writer) => writer.varint(number)),
        (reader) => reader.varint(),
      ),
    ).toBe(number);
  });

  test('numbers below 128 in one byte', () => {
    const length = (number: number) =>
      Buffer.from(
        textOf((writer) => writer.varint(number)),
        'base64url',
      ).length;
    expect([0, 127, 128, 16_383, 16_384].map(length)).toEqual([5, 5, 6, 6, 7]);
  });

  test.each([0, 1, 2 ** 48 - 1])('the number %i in six bytes', (number) => {
    expect(
      readText(
        textOf((writer) => writer.number(number, 6)),
        (reader) => reader.number(6),
      ),
    ).toBe(number);
  });

  test.each([...ODD_IDS, 'x'.repeat(1000)])('the text %j', (text) => {
    expect(
      readText(
        textOf((writer) => writer.string(text)),
        (reader) => reader.string(),
      ),
    ).toBe(text);
  });

  test('one after the other', () => {
    const text = textOf((writer) => {
      writer.varint(300);
      writer.string('ä');
      writer.raw(Buffer.of(1, 2));
    });
    expect(readText(text, (reader) => [reader.varint(), reader.string(), [...reader.raw(2)]])).toEqual([
      300,
      'ä',
      [1, 2],
    ]);
  });
});

describe('undefined for', () => {
  const text = textOf((writer) => writer.string('some text'));
  const read = (damaged: string) => readText(damaged, (reader) => reader.string());

  test('a text with a changed character', () => {
    const dice = new Dice(1);
    for (let index = 0; index < text.length; index++)
      for (const letter of ['A', '_', '=', ' ', 'ä', dice.pick([...'bcdefghij'])]) {
        if (text[index] === letter) continue;
        expect(read(text.slice(0, index) + letter + text.slice(index + 1))).toBeUndefined();
      }
  });

  test('a text that is truncated or extended', () => {
    for (let length = 0; length < text.length; length++) expect(read(text.slice(0, length))).toBeUndefined();
    expect(read(`${text}A`)).toBeUndefined();
    expect(read(`${text}==`)).toBeUndefined();
    expect(read(`${text}\n`)).toBeUndefined();
  });

  test('reading too little or too much', () => {
    expect(readText(text, (reader) => reader.raw(3))).toBeUndefined();
    expect(readText(text, (reader) => [reader.string(), reader.varint()])).toBeUndefined();
  });

  test('numbers that a double cannot hold', () => {
    const tooLarge = textOf((writer) => writer.raw(Buffer.of(...Array(7).fill(255), 127)));
    const tooLong = textOf((writer) => writer.raw(Buffer.alloc(9, 128)));
    for (const each of [tooLarge, tooLong])
      expect(readText(each, (reader) => [reader.varint(), reader])).toBeUndefined();
  });

  test('a text of more than a mebibyte, whatever it contains', () => {
    const sized = (bytes: number) => textOf((writer) => writer.raw(Buffer.alloc(bytes)));
    const most = (1024 * 1024 * 3) / 4 - 4;
    expect(readText(sized(most), (reader) => reader.raw(most).length)).toBe(most);
    expect(readText(sized(most + 1), (reader) => reader.raw(most + 1).length)).toBeUndefined();
  });
});

test('other errors are not hidden', () => {
  const fail = () => {
    throw new TypeError('our own error');
  };
  expect(() =>
    readText(
      textOf(() => undefined),
      fail,
    ),
  ).toThrow('our own error');
});
