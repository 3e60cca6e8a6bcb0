import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hashed, numeric, ODD_IDS, uuid } from '../../integration_tests/units/ids.ts';
import { Dice } from '../../sandbox/data/dice.ts';
import { Writer } from './bytes.ts';
import { Digests, digest48 } from './digests.ts';

const MOST_DIGEST = 2 ** 48 - 1;

function digestsOf(entries: Iterable<readonly [string, number]>): Digests {
  const digests = new Digests();
  for (const [key, digest] of entries) digests.set(key, digest);
  return digests;
}

const entriesOf = (digests: Digests | undefined) =>
  digests && new Map([...digests.keys()].map((key) => [key, digests.get(key)]));

const PREFIXES = [
  'department',
  '5',
  '5:6',
  'a:b',
  '',
  ':',
  '2026-01-01',
  '8c1d0f7e-0000-4000-8000-000000000001',
  '\udc00',
];

function anyKey(dice: Dice): string {
  const id = dice.pick([uuid, hashed, numeric, (die: Dice) => die.pick(ODD_IDS)])(dice);
  if (dice.chance(0.4)) return id;
  const parent = dice.pick([
    numeric,
    uuid,
    hashed,
    (die: Dice) => die.pick(ODD_IDS),
    (die: Dice) => die.pick(PREFIXES),
  ]);
  return `${parent(dice)}:${id}`;
}

const anyEntries = (dice: Dice, most: number) =>
  new Map(Array.from({ length: dice.below(most) }, () => [anyKey(dice), dice.below(2 ** 48)] as const));

describe('a digest', () => {
  test('is the first 48 bits of the HMAC-SHA-256', () => {
    for (const key of ['a key', 'ein Schlüssel'])
      expect(digest48('ä', key).toString(16).padStart(12, '0')).toBe(
        createHmac('sha256', key).update('ä').digest('hex').slice(0, 12),
      );
  });

  test('takes a few microseconds', () => {
    const texts = Array.from({ length: 20_000 }, (_, index) => `${index}`.padEnd(400, 'x'));
    const start = performance.now();
    for (const text of texts) digest48(text, 'a key');
    // Even on a busy machine.
    expect((performance.now() - start) / texts.length).toBeLessThan(0.1);
  });
});

describe('a round trip as text keeps', () => {
  test('nothing, as empty text', () => {
    expect(new Digests().text()).toBe('');
    expect(Digests.parse('')?.size).toBe(0);
    const digests = digestsOf([['17', 1]]);
    digests.delete('17');
    expect(digests.text()).toBe('');
  });

  test.each(ODD_IDS.flatMap((id) => [id, `${id}:17`, `5:${id}`, `a:${id}:`]))('the key %j', (key) => {
    const entries = new Map([[key, MOST_DIGEST]]);
    expect(entriesOf(Digests.parse(digestsOf(entries).text()))).toEqual(entries);
  });

  test('similar keys apart', () => {
    const keys = ODD_IDS.flatMap((id) => [id, `:${id}`, `${id}:`, `5:${id}`, `:5:${id}`, `05:${id}`, `${id}:5`]);
    const entries = new Map(keys.map((key, index) => [key, index]));
    expect(entriesOf(Digests.parse(digestsOf(entries).text()))).toEqual(entries);
  });

  test.each(Array.from({ length: 300 }, (_, seed) => seed))('any keys (round %i)', (seed) => {
    const dice = new Dice(seed);
    const entries = anyEntries(dice, seed % 10 === 0 ? 2000 : 60);
    const text = digestsOf(entries).text();
    const again = Digests.parse(text);
    expect(entriesOf(again)).toEqual(entries);
    expect(again?.size).toBe(entries.size);
    expect(again?.text()).toBe(text);
    // Set in any order.
    const others = dice.some([...entries], entries.size - 1);
    expect(digestsOf([...others, ...[...entries].reverse()]).text()).toBe(text);
  });

  test('keys that were set again or deleted', () => {
    const digests = digestsOf([
      ['17', 1],
      ['18', 2],
      ['17', 3],
    ]);
    digests.delete('18');
    digests.delete('unknown');
    expect(entriesOf(Digests.parse(digests.text()))).toEqual(new Map([['17', 3]]));
    expect(digests.get('18')).toBeUndefined();
  });
});

describe('a row takes', () => {
  const sizeOf = (keys: readonly string[]) =>
    digestsOf(keys.map((key) => [key, digest48(key, 'a key')])).text().length / keys.length;
  const many = (count: number, keyOf: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => keyOf(index));
  const dice = new Dice(1);

  test.each([
    ['numbers', 9.4, many(10_000, (index) => String(1_234_567 + index))],
    ['numbers with gaps', 9.4, many(10_000, (index) => String(1_234_567 + 97 * index))],
    ['numbers with one parent', 9.4, many(10_000, (index) => `2026-01-01:${1_234_567 + index}`)],
    ['UUIDs', 29.4, many(1000, () => uuid(dice))],
    ['hashes', 29.4, many(1000, () => hashed(dice))],
    ['two kinds of unit', 9.6, many(1000, (index) => `${index % 2 ? 'department' : 'team'}:${index}`)],
    ['five children for each of 1,000 parents', 11.5, many(5000, (index) => `${700_000 + (index % 1000)}:${index}`)],
  ])('few characters: %s, %d', (_, most, keys) => {
    expect(sizeOf(keys)).toBeLessThan(most);
  });

  test('nothing for absent parents', () => {
    const bytesOf = (keys: readonly string[]) =>
      Buffer.from(digestsOf(keys.map((key) => [key, 1])).text(), 'base64url').length;
    // Forms, count, number, digest, no parents, seal; with a parent, forms and numbers of both.
    expect(bytesOf(['17'])).toBe(1 + 1 + 1 + 6 + 1 + 4);
    expect(bytesOf(['5:17'])).toBe(1 + 3 + 3 + 6 + 4);
  });

  test('at most 95 KiB for 10,000 numbers', () => {
    const keys = many(10_000, (index) => String(1_234_567 + 13 * index));
    expect(sizeOf(keys) * keys.length).toBeLessThan(95 * 1024);
  });
});

describe('an invalid text', () => {
  test.each(['x', '1', 'AAAA', 'A'.repeat(2_000_000), '[]', '{"17":1}', 'ä'])('%s', (text) => {
    expect(Digests.parse(text)).toBeUndefined();
  });

  test('with arbitrary bytes and a valid seal is harmless', () => {
    const dice = new Dice(2);
    for (let round = 0; round < 3000; round++) {
      const writer = new Writer();
      const bytes = Buffer.from(Array.from({ length: dice.below(80) }, () => dice.below(dice.chance(0.5) ? 20 : 256)));
      writer.raw(bytes);
      const digests = Digests.parse(writer.text());
      expect(digests?.size ?? 0).toBeLessThanOrEqual(bytes.length / 6);
    }
  });

  test('cannot promise more keys than it has bytes', () => {
    const writer = new Writer();
    writer.varint(1);
    writer.varint(2 ** 50);
    writer.raw(Buffer.alloc(100));
    expect(Digests.parse(writer.text())).toBeUndefined();
  });

  test('cannot expand one long prefix into many long keys', () => {
    const children = 1000;
    const withPrefix = (length: number) =>
      digestsOf(Array.from({ length: children }, (_, index) => [`${'x'.repeat(length)}:${index}`, 1]));
    expect(Digests.parse(withPrefix(4000).text())?.size).toBe(children);
    expect(Digests.parse(withPrefix(4300).text())).toBeUndefined();
  });
});
