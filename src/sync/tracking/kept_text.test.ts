import { describe, expect, test } from 'vitest';
import { Dice } from '../../../sandbox/data/dice.ts';
import { type Kept, keptText, MOST_KEPT, NOTHING_KEPT, parseKept } from './kept_text.ts';

const KEPT: Kept = {
  conditions: 'aB-_0123456',
  comparedAt: '2026-02-11T09:00:00Z',
  lookedAt: '2026-02-11T09:00:01Z',
  refusedAt: '',
  highest: '1999-12-31T23:59:59Z',
  count: 12_345,
  body: 'AgU9xf6OSAlHPKBfYup9Bw-PeVTqLB',
};
const TEXT = keptText(KEPT) ?? '';

describe('what is kept', () => {
  test.each<[string, Partial<Kept>]>([
    ['with everything', { refusedAt: '2026-02-01T00:00:00Z' }],
    ['without a body', { body: '' }],
    ['without a time', { comparedAt: '', lookedAt: '', highest: '' }],
    ['with a body that has dots', { body: '.a..b.' }],
    ['without conditions', { conditions: '' }],
    ['of no rows', { count: 0 }],
    ['with the last possible time', { highest: '9999-12-31T23:59:59Z' }],
    ['of very many', { count: Number.MAX_SAFE_INTEGER }],
  ])('comes back from its text: %s', (_, more) => {
    const kept = { ...KEPT, ...more };

    expect(parseKept(keptText(kept))).toEqual(kept);
  });

  test('is an empty text if there is nothing, whatever the conditions', () => {
    expect(keptText(NOTHING_KEPT)).toBe('');
    expect(keptText({ ...NOTHING_KEPT, conditions: KEPT.conditions, count: 7 })).toBe('');
  });

  test.each<keyof Kept>(['comparedAt', 'lookedAt', 'refusedAt', 'highest', 'body'])(
    'is a text if there is %s',
    (name) => {
      expect(keptText({ ...NOTHING_KEPT, [name]: KEPT.comparedAt })).not.toBe('');
    },
  );

  test('has a text of 200 KiB at most, as JSON as well', () => {
    const room = MOST_KEPT - (keptText({ ...KEPT, body: 'A' })?.length ?? 0) + 1;
    const longest = keptText({ ...KEPT, body: 'A'.repeat(room) });

    expect(MOST_KEPT).toBe(200 * 1024);
    expect(longest).toHaveLength(MOST_KEPT);
    expect(JSON.stringify(longest)).toHaveLength(MOST_KEPT + 2);
    expect(parseKept(longest)?.body).toHaveLength(room);
    expect(keptText({ ...KEPT, body: 'A'.repeat(room + 1) })).toBeUndefined();
  });
});

describe('a text that no sync of this version wrote', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['empty', ''],
    ['a number', 1],
    ['an object', { kept: TEXT }],
    ['a list', [TEXT]],
    ['of another version', TEXT.replace('1.', '2.')],
    ['of a version that begins alike', `1${TEXT}`],
    ['without a version', TEXT.slice(2)],
    ['cut off in the header', TEXT.slice(0, 20)],
    ['without dots', TEXT.replaceAll('.', '')],
    ['with an invalid time', TEXT.replace(/^(1\.[^.]+)\.[^.]+/, '$1.!')],
    ['with a time below zero', TEXT.replace(/^(1\.[^.]+)\.[^.]+/, '$1.-5')],
    ['with a time that is too late', TEXT.replace(/^(1\.[^.]+)\.[^.]+/, '$1.zzzzzzzz')],
    ['with a time that is too long', TEXT.replace(/^(1\.[^.]+)\.[^.]+/, '$1.000000001')],
    ['with an invalid count', TEXT.replace(/\.[^.]+\.([^.]+)$/, '..$1')],
    ['too long', TEXT.padEnd(MOST_KEPT + 1, 'A')],
  ])('is not read: %s', (_, text) => {
    expect(parseKept(text)).toBeUndefined();
  });

  test('is read as something or not at all, however damaged', () => {
    const dice = new Dice(7);
    for (let round = 0; round < 2000; round++) {
      const letters = [...TEXT];
      for (let count = dice.between(1, 3); count > 0; count--)
        letters.splice(dice.below(letters.length), dice.below(3), dice.pick(['.', 'A', '-', '\0', '{', '9', 'é', '']));
      const kept = parseKept(letters.join(''));
      for (const time of kept ? [kept.comparedAt, kept.lookedAt, kept.refusedAt, kept.highest] : [])
        expect(time).toMatch(/^(|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/);
    }
  });
});
