import { describe, expect, test } from 'vitest';
import { uuid } from '../../integration_tests/units/ids.ts';
import { Dice } from '../../sandbox/data/dice.ts';
import { type Difference, Iblt } from './iblt.ts';
import { packKey } from './keys.ts';

const hex = (keys: readonly Uint8Array[]): string[] => keys.map((key) => Buffer.from(key).toString('hex')).sort();
const texts = ({ added, removed }: Difference) => ({ added: hex(added), removed: hex(removed) });

/** Keys as in an account: consecutive numbers, or UUIDs with or without a parent. */
function keysOf(dice: Dice, count: number): Uint8Array[] {
  const first = dice.below(1_000_000);
  const subject = dice.pick([
    (index: number) => ({ id: String(first + index) }),
    () => ({ id: uuid(dice) }),
    (index: number) => ({ id: uuid(dice), parent: String(first + index) }),
  ]);
  return Array.from({ length: count }, (_, index) => packKey(subject(index)) ?? Buffer.of());
}

function tableOf(capacity: number, added: readonly Uint8Array[], removed: readonly Uint8Array[]): Iblt {
  const table = Iblt.of(capacity);
  for (const key of added) table.toggle(key, 1);
  for (const key of removed) table.toggle(key, -1);
  return table;
}

describe('a table', () => {
  test('that is empty names nothing', () => {
    expect(Iblt.of(100).decode()).toEqual({ added: [], removed: [] });
  });

  test.each(Array.from({ length: 10 }, (_, batch) => batch))(
    'names all keys that are left and missing, or refuses (50 rounds each, %i)',
    (batch) => {
      for (let round = 0; round < 50; round++) {
        const dice = new Dice(batch, round);
        const capacity = 100;
        const both = keysOf(dice, dice.below(300));
        const different = keysOf(dice, dice.below(1.6 * capacity));
        const [added, removed] = [
          different.filter((_, index) => index % 3 > 0),
          different.filter((_, index) => index % 3 === 0),
        ];
        const table = tableOf(capacity, [...both, ...added], [...removed, ...both.toReversed()]);
        const before = Buffer.from(table.bytes);
        const difference = table.decode();
        expect(before.equals(table.bytes)).toBe(true);
        if (different.length <= 0.9 * capacity) expect(difference).toBeDefined();
        if (difference) expect(texts(difference)).toEqual({ added: hex(added), removed: hex(removed) });
      }
    },
  );

  test('rarely refuses what is within its capacity', () => {
    let refused = 0;
    for (let round = 0; round < 400; round++) {
      const different = keysOf(new Dice(3, round), 100);
      if (!tableOf(100, different, []).decode()) refused++;
    }
    expect(refused).toBeLessThanOrEqual(2);
    for (let round = 0; round < 8; round++)
      expect(tableOf(1000, keysOf(new Dice(4, round), 1000), []).decode()?.added).toHaveLength(1000);
  });

  test('refuses far too many', () => {
    const keys = keysOf(new Dice(5), 30_000);
    expect(tableOf(1000, keys, []).decode()).toBeUndefined();
    expect(tableOf(1000, [], keys).decode()).toBeUndefined();
    // Enough for cells to wrap around after 256.
    expect(tableOf(100, keys, keys.slice(5)).decode()?.added).toHaveLength(5);
  });

  test('refuses a key that was inserted twice', () => {
    const [key = Buffer.of()] = keysOf(new Dice(6), 1);
    expect(tableOf(100, [key, key], []).decode()).toBeUndefined();
    expect(tableOf(100, [key, key], [key]).decode()?.added).toHaveLength(1);
  });

  test('has a fixed size, whatever it contains', () => {
    const characters = (capacity: number) => Buffer.from(Iblt.of(capacity).bytes).toString('base64url').length;
    expect(characters(100)).toBeLessThanOrEqual(8 * 1024);
    expect(characters(1000)).toBeLessThanOrEqual(62 * 1024);
  });

  test('takes a few microseconds per key', () => {
    const keys = keysOf(new Dice(7), 20_000);
    const start = performance.now();
    tableOf(1000, keys, []);
    // Even on a busy machine.
    expect((performance.now() - start) / keys.length).toBeLessThan(0.2);
  });
});

describe('the bytes of a table', () => {
  test('restore it, and a copy is independent', () => {
    const [left = Buffer.of(), other = Buffer.of()] = keysOf(new Dice(8), 2);
    const table = tableOf(100, [left], []);
    const again = Iblt.from(table.bytes);
    const copy = table.copy();
    table.toggle(other, 1);
    for (const each of [again, copy]) expect(each?.decode()?.added.map((key) => hex([key]))).toEqual([hex([left])]);
  });

  test.each([0, 1, 31, 33, 32 * 47, 32 * 100 + 1])('are invalid if there are %i', (length) => {
    expect(Iblt.from(new Uint8Array(length))).toBeUndefined();
  });

  test('are harmless, whatever they are', () => {
    for (let round = 0; round < 300; round++) {
      const dice = new Dice(9, round);
      const table = tableOf(100, keysOf(dice, dice.below(40)), keysOf(dice, dice.below(40)));
      const bytes = Uint8Array.from(table.bytes);
      for (let damage = dice.between(1, 5); damage > 0; damage--) bytes[dice.below(bytes.length)] = dice.below(256);
      const difference = Iblt.from(bytes)?.decode();
      if (difference) expect(Buffer.from(bytes).equals(table.bytes)).toBe(true);
      expect(Iblt.from(bytes.map(() => dice.below(256)))?.decode()).toBeUndefined();
    }
  });

  test('that name a key endlessly are refused', () => {
    // A cell that names a key which does not belong there: removing the key inserts it elsewhere, again and again.
    const [key = Buffer.of()] = keysOf(new Dice(10), 1);
    const bytes = tableOf(100, [key], []).bytes;
    const size = 32;
    const own = Array.from({ length: bytes.length / size }, (_, place) => place).filter(
      (place) => bytes[place * size + 31] === 1,
    );
    const strange = Uint8Array.from(bytes);
    strange.fill(0);
    const place = own.includes(0) ? own.length + 1 : 0;
    strange.set(bytes.subarray((own[0] ?? 0) * size, ((own[0] ?? 0) + 1) * size), place * size);
    expect(Iblt.from(strange)?.decode()).toBeUndefined();
  });
});
