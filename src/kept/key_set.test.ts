import { describe, expect, test } from 'vitest';
import { Dice } from '../../sandbox/data/dice.ts';
import { KeySet } from './key_set.ts';
import { KEY_BYTES, packKey } from './keys.ts';

const keyOf = (id: number): Uint8Array => packKey({ id: String(id) }) ?? Buffer.of();
const hex = (key: Uint8Array): string => Buffer.from(key).toString('hex');
const contentOf = (set: KeySet): string[] => [...set].map(hex).sort();

describe('a set of keys', () => {
  test('contains a key once', () => {
    const set = new KeySet();
    expect(set.add(keyOf(1))).toBe(true);
    expect(set.add(keyOf(1))).toBe(false);
    expect([set.size, set.has(keyOf(1)), set.has(keyOf(2))]).toEqual([1, true, false]);
  });

  test('copies what it is given and what it returns', () => {
    const set = new KeySet();
    const key = keyOf(1);
    set.add(key);
    key.fill(0);
    for (const own of set) own.fill(0);
    expect(contentOf(set)).toEqual([hex(keyOf(1))]);
  });

  test.each(Array.from({ length: 100 }, (_, seed) => seed))(
    'behaves like a set under any operations (round %i)',
    (seed) => {
      const dice = new Dice(seed);
      const set = new KeySet();
      const naive = new Set<string>();
      const ids = dice.pick([4, 30, 300]);
      for (let step = 0; step < 600; step++) {
        const key = keyOf(dice.below(ids));
        const isNew = !naive.has(hex(key));
        if (dice.chance(0.5)) {
          expect(set.add(key)).toBe(isNew);
          naive.add(hex(key));
        } else {
          expect(set.delete(key)).toBe(!isNew);
          naive.delete(hex(key));
        }
        expect(set.size).toBe(naive.size);
      }
      expect(contentOf(set)).toEqual([...naive].sort());
      for (let id = 0; id < ids; id++) expect(set.has(keyOf(id))).toBe(naive.has(hex(keyOf(id))));
    },
  );

  test('grows over many chunks, and shrinks again', () => {
    const count = 20_000;
    const set = new KeySet();
    for (let id = 0; id < count; id++) set.add(keyOf(id));
    for (let id = 0; id < count; id += 2) expect(set.delete(keyOf(id))).toBe(true);
    expect(set.size).toBe(count / 2);
    for (let id = 0; id < count; id++) expect(set.has(keyOf(id))).toBe(id % 2 === 1);
    expect(new Set(contentOf(set)).size).toBe(count / 2);
  });

  test('takes 12 MB for 360,000 keys, and a few microseconds for each', () => {
    const { arrayBuffers } = process.memoryUsage();
    const set = new KeySet();
    const key = Buffer.alloc(KEY_BYTES);
    const start = performance.now();
    for (let id = 0; id < 360_000; id++) {
      key.writeUInt32BE(id, 1);
      set.add(key);
    }
    // Even on a busy machine.
    expect((performance.now() - start) / set.size).toBeLessThan(0.1);
    expect(set.size).toBe(360_000);
    expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(12_000_000 + 2 ** 20);
  });
});
