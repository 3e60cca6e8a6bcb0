import { describe, expect, test } from 'vitest';
import { hashOf, KEY } from '../../integration_tests/units/privacy.ts';
import { parseJson } from '../json.ts';
import { Hasher } from './hasher.ts';

const hasher = new Hasher(KEY);

describe('a hash', () => {
  test.each(['5005', 'Änne Hößler', '', '😀', ' x '])('of "%s" is an HMAC-SHA-256, truncated, in base64url', (text) => {
    expect(hasher.value(text)).toBe(hashOf(text));
    expect(hasher.value(text)).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });

  test('works for text and keys of any length', () => {
    for (const key of [KEY, 'ä'.repeat(32), 'ä'.repeat(33), 'k'.repeat(64), 'k'.repeat(65), '😀'.repeat(50)]) {
      const one = new Hasher(key);
      for (const length of [0, 1, 55, 56, 63, 64, 65, 200, 1023, 1024, 1025, 3072, 3073, 20_000]) {
        for (const text of ['x', 'ß', '€', '\ud800'].map((letter) => letter.repeat(length))) {
          expect(one.text(text), `${key} ${length}`).toBe(hashOf(text, key));
        }
      }
    }
  });

  test('stays the same across versions', () => {
    expect(hasher.text('5005')).toBe('nUxNRtpVZHe0J-0PLPrU7w');
  });

  test('of a number is the hash of its digits as received', () => {
    expect(hasher.value(5005)).toBe(hashOf('5005'));
    expect(hasher.value(64.25)).toBe(hashOf('64.25'));
    expect(hasher.value(parseJson('9007199254740993123'))).toBe(hashOf('9007199254740993123'));
    expect(hasher.value(true)).toBe(hashOf('true'));
  });

  test.each([
    ['38.5', [38.5, '38.5', '38.50', '38,5', '38,50', JSON.rawJSON('38.500'), JSON.rawJSON('3.85e1')]],
    ['-0.25', [-0.25, '-0.25', '-0,25', '-0.250', JSON.rawJSON('-25E-2')]],
    ['4100101', [4100101, '4100101', '4100101.0', JSON.rawJSON('4100101.00'), JSON.rawJSON('4.100101e6')]],
    ['0', [0, -0, '0', '0.0', '-0.00', '0,00', JSON.rawJSON('0.0e0')]],
    ['0.0000001', [1e-7, '0.0000001', '0.00000010']],
    ['1000000000000000000000', [1e21, '1000000000000000000000', JSON.rawJSON('0.1e22')]],
    ['9007199254740993.25', ['9007199254740993.250', JSON.rawJSON('9007199254740993.2500')]],
  ])('of a decimal number is the hash of %s, in any notation', (plain, values) => {
    for (const value of values) expect(hasher.value(value), JSON.stringify(value)).toBe(hashOf(plain));
  });

  test.each([
    '007',
    '1e5',
    '38.',
    '.5',
    '1.2.3',
    '1,234',
    '1.234,50',
    '+1.50',
    ' 1.50',
    '01.50',
    '1.5e0',
    'v1.50',
    '1,500,0',
  ])('of the text %j is the hash of that exact text', (text) => {
    expect(hasher.value(text)).toBe(hashOf(text));
  });

  test('replaces the leaves of containers; null stays null', () => {
    expect(hasher.value({ a: [1, null, 'x'], b: { c: false }, d: null, e: [], f: {} })).toEqual({
      a: [hashOf('1'), null, hashOf('x')],
      b: { c: hashOf('false') },
      d: null,
      e: [],
      f: {},
    });
    expect(hasher.value(null)).toBeNull();
    expect(hasher.value(undefined)).toBeUndefined();
  });

  test('accepts members of any name', () => {
    const hashed = hasher.value(JSON.parse('{"__proto__":{"x":"1"},"constructor":"2"}'));

    expect(JSON.stringify(hashed)).toBe(`{"__proto__":{"x":"${hashOf('1')}"},"constructor":"${hashOf('2')}"}`);
  });

  test('is the same again after many other values', () => {
    const few = new Hasher(KEY);
    const first = few.text('first');
    for (let i = 0; i < 45_000; i++) few.text(`other ${i}`);

    expect(few.text('first')).toBe(first);
  });
});

describe('the id of a key', () => {
  test('is short, distinguishes keys, and is not the hash of a value', () => {
    expect(hasher.keyId).toMatch(/^[0-9a-f]{8}$/);
    expect(new Hasher(KEY).keyId).toBe(hasher.keyId);
    expect(new Hasher(`${KEY}!`).keyId).not.toBe(hasher.keyId);
    expect(KEY).not.toContain(hasher.keyId);
  });
});

test('a different key gives different hashes', () => {
  expect(new Hasher(`${KEY}!`).text('5005')).not.toBe(hasher.text('5005'));
});
