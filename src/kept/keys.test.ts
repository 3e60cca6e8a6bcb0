import { describe, expect, test } from 'vitest';
import { hashed, numeric, ODD_IDS, uuid } from '../../integration_tests/units/ids.ts';
import { Dice } from '../../sandbox/data/dice.ts';
import { readText, Writer } from './bytes.ts';
import { KEY_BYTES, packKey, readKeys, type Subject, unpackKey, writeKeys } from './keys.ts';

const UUID = '8c1d0f7e-0000-4000-8000-000000000001';
const MOST_PARENT = '9999999999999999999';

function textOf(keys: readonly Uint8Array[]): string {
  const writer = new Writer();
  writeKeys(writer, keys);
  return writer.text();
}

const keysIn = (text: string) => readText(text, (reader) => [...readKeys(reader)]);

describe('a key is restored exactly or cannot be packed', () => {
  const PACKED: readonly Subject[] = [
    { id: '17' },
    { id: '' },
    { id: '007' },
    { id: 'department:17' },
    { id: '€'.repeat(8) },
    { id: 'x'.repeat(24) },
    { id: UUID },
    { id: UUID, parent: '0' },
    { id: UUID, parent: '1234567' },
    { id: UUID, parent: MOST_PARENT },
  ];
  test.each(PACKED)('%j', (subject) => {
    const key = packKey(subject);
    expect(key).toHaveLength(KEY_BYTES);
    expect(key && unpackKey(key)).toEqual(subject);
  });

  const NONE: readonly Subject[] = [
    { id: 'x'.repeat(25) },
    { id: `${'€'.repeat(8)}x` },
    { id: '\ud800' },
    { id: UUID.toUpperCase() },
    { id: '17', parent: '5' },
    { id: UUID, parent: '' },
    { id: UUID, parent: '05' },
    { id: UUID, parent: '-5' },
    { id: UUID, parent: '5 ' },
    { id: UUID, parent: '10000000000000000000' },
    { id: UUID, parent: UUID },
  ];
  test.each(NONE)('not %j', (subject) => {
    expect(packKey(subject)).toBeUndefined();
  });

  test('for any key, and no two are the same', () => {
    const dice = new Dice(1);
    const anyId = () => dice.pick([uuid, hashed, numeric, (die: Dice) => die.pick(ODD_IDS)])(dice);
    const subjects = new Map<string, Subject>();
    for (let round = 0; round < 5000; round++) {
      const subject = { id: anyId(), ...(dice.chance(0.3) && { parent: anyId() }) };
      const key = packKey(subject);
      if (!key) continue;
      expect(unpackKey(key)).toEqual(subject);
      const text = Buffer.from(key).toString('hex');
      expect(subjects.get(text) ?? subject).toEqual(subject);
      subjects.set(text, subject);
    }
    expect(subjects.size).toBeGreaterThan(2500);
  });

  test('other bytes are not keys', () => {
    const dice = new Dice(2);
    for (let round = 0; round < 5000; round++) {
      const first = dice.pick([dice.below(256), dice.below(26), 0x80, 0x81]);
      const bytes = Uint8Array.from({ length: KEY_BYTES }, (_, index) =>
        index === 0 ? first : dice.pick([0, dice.below(256), 65]),
      );
      const subject = unpackKey(bytes);
      expect(subject ? packKey(subject) : bytes).toEqual(subject ? Buffer.from(bytes) : bytes);
    }
    for (const length of [0, 1, 16, 24, 26]) expect(unpackKey(new Uint8Array(length))).toBeUndefined();
  });
});

describe('keys as text', () => {
  const dice = new Dice(3);
  const subjects = Array.from({ length: 200 }, (_, index) =>
    index % 3 === 0
      ? { id: uuid(dice) }
      : index % 3 === 1
        ? { id: uuid(dice), parent: numeric(dice) }
        : { id: numeric(dice) },
  );
  const keys = subjects.flatMap((subject) => packKey(subject) ?? []);

  test('are restored, always in the same order', () => {
    const again = keysIn(textOf(keys));
    expect(again).toHaveLength(200);
    expect(new Set(again?.map((key) => JSON.stringify(unpackKey(key))))).toEqual(
      new Set(subjects.map((subject) => JSON.stringify(subject))),
    );
    expect(textOf(keys.toReversed())).toBe(textOf(keys));
    expect(keysIn(textOf([]))).toEqual([]);
  });

  test('take no space for absent parts', () => {
    const size = (subject: Subject) =>
      Buffer.from(textOf([packKey(subject) ?? Buffer.of()]), 'base64url').length - 1 - 4;
    expect([{ id: '' }, { id: '1234567' }, { id: UUID }, { id: UUID, parent: '5' }].map(size)).toEqual([1, 8, 17, 25]);
  });

  test.each([
    ['an unknown form', [1, 0x82, ...Array(24).fill(0)]],
    ['a text longer than a key', [1, 25, ...Array(25).fill(65)]],
    ['a text that is not UTF-8', [1, 1, 0xff]],
    ['fewer keys than promised', [2, 1, 65]],
    ['half a key', [1, 0x80, 1, 2]],
  ])('are invalid with %s', (_, bytes) => {
    const writer = new Writer();
    writer.raw(Uint8Array.from(bytes));
    expect(keysIn(writer.text())).toBeUndefined();
  });
});
