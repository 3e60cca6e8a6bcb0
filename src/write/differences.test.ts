import { describe, expect, test } from 'vitest';
import { differences, isSame } from './differences.ts';
import { PERSON_MEMBERS } from './people_values.ts';

describe('values are the same', () => {
  test.each([
    ['email', 'Ada@Example.org', 'ada@example.org', true],
    ['text', ' Ada ', 'Ada', true],
    ['text', 'Ada', 'ada', false],
    ['text', 'a\r\nb', 'a\nb', true],
    ['text', 'u\u0308', '\u00fc', true],
    ['text', 5, '5', true],
    ['text', null, '', true],
    ['number', '38,5', 38.5, true],
    ['number', '38.50', 38.5, true],
    ['number', null, 0, false],
    ['day', '2026-03-01T00:00:00Z', '2026-03-01', true],
    ['day', '2026-03-02', '2026-03-01', false],
    ['choice', 'active', 'ACTIVE', true],
    ['flag', null, false, true],
    ['flag', null, true, false],
    ['texts', ['b', 'a'], ['a', 'b'], true],
    ['texts', '["a"]', ['a'], true],
    ['texts', [], null, true],
    ['texts', null, ['a'], false],
  ] as const)('as %s: %j and %j: %j', (kind, one, other, expected) => {
    expect(isSame({ kind }, one, other)).toBe(expected);
  });

  test.each([
    ['UNSPECIFIED', 'UNKNOWN', true],
    ['UNSPECIFIED', null, true],
    ['UNSPECIFIED', 'MALE', false],
  ])('as a choice that may be unset: %j and %j: %j', (one, other, expected) => {
    expect(isSame({ kind: 'choice', unset: ['UNKNOWN', 'UNSPECIFIED'] }, one, other)).toBe(expected);
  });

  test('only members of the row count, null as a wish', () => {
    const found = { first_name: 'Ada', last_name: 'Byron', gender: 'FEMALE' };

    expect(differences(PERSON_MEMBERS, { first_name: 'Ada', last_name: 'King', gender: null }, found)).toEqual([
      { member: 'last_name', from: 'Byron', to: 'King' },
      { member: 'gender', from: 'FEMALE', to: null },
    ]);
  });
});
