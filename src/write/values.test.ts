import { describe, expect, test } from 'vitest';
import type { Member } from './members.ts';
import { isGivenFor, memberValue } from './values.ts';

const read = (kind: Member['kind'], value: unknown, more: Partial<Member> = {}, zone?: string) =>
  memberValue('it', { kind, describe: '', ...more }, value, zone);

describe('values that people write', () => {
  test.each<[Member['kind'], unknown, unknown, Partial<Member>?]>([
    ['text', ' Ada ', 'Ada'],
    ['text', 7, '7'],
    ['text', true, 'true'],
    ['email', ' Ada@Example.com ', 'Ada@Example.com'],
    ['id', 123, '123'],
    ['day', '2026-02-28', '2026-02-28'],
    ['day', '2026-02-28T00:00:00', '2026-02-28'],
    ['day', '2026-02-28 00:00:00'.replace(' ', 'T'), '2026-02-28'],
    ['day', '2026-02-28T00:00:00.000Z', '2026-02-28'],
    ['moment', '2026-02-28T08:30:00', '2026-02-28T08:30:00'],
    ['moment', '2026-02-28 08:30', '2026-02-28T08:30:00'],
    ['number', '38.5', 38.5],
    ['number', 40, 40],
    ['flag', 'TRUE', true],
    ['flag', 0, false],
    ['choice', 'work', 'WORK', { choices: ['WORK', 'BREAK'] }],
    ['texts', ['a', 1], ['a', '1']],
    ['texts', '["a","b"]', ['a', 'b']],
    ['texts', 'a', ['a']],
  ])('%s: %j', (kind, value, expected, more) => {
    expect(read(kind, value, more)).toEqual(expected);
  });

  test.each([
    ['2026-07-01T08:00:00Z', '2026-07-01T10:00:00'],
    ['2026-01-01T08:00:00+00:00', '2026-01-01T09:00:00'],
    ['2026-01-01T23:30:00-05:00', '2026-01-02T05:30:00'],
    // The hour that the clocks skip.
    ['2026-03-29T00:59:00Z', '2026-03-29T01:59:00'],
    ['2026-03-29T01:00:00Z', '2026-03-29T03:00:00'],
  ])('a time with an offset is the wall clock of the zone: %s', (value, expected) => {
    expect(read('moment', value, {}, 'Europe/Berlin')).toBe(expected);
  });
});

test.each<[Member['kind'], unknown, boolean]>([
  ['choice', 'UNSPECIFIED', false],
  ['choice', ' unspecified ', false],
  ['choice', 'MALE', true],
  ['text', 'UNSPECIFIED', true],
  ['text', ' ', false],
  ['number', 0, true],
  ['flag', false, true],
])('a %s of %j is given: %s', (kind, value, expected) => {
  expect(isGivenFor({ kind, describe: '', choices: ['MALE'] }, value)).toBe(expected);
});

test.each<[Member['kind'], unknown, string, Partial<Member>?]>([
  ['text', { a: 1 }, 'The value must be text.'],
  ['text', 'long', 'The value must be at most 3 characters long.', { most: 3 }],
  ['email', 'nobody', 'The value must be an e-mail address.'],
  ['id', 'a b', 'The value must be an id of Personio.'],
  ['day', '2026-02-30', 'The value must be a date like 2026-01-31.'],
  ['day', '2026-02-28T08:00:00', 'The value must be a date like 2026-01-31.'],
  ['day', '28.02.2026', 'The value must be a date like 2026-01-31.'],
  [
    'moment',
    '2026-02-28T08:00:00Z',
    'The value must be a wall-clock time without an offset, unless Time Zone is configured.',
  ],
  ['moment', 'eight', 'The value must be a wall-clock time like 2026-01-31T08:30:00.'],
  ['number', '1,5', 'The value must be a number.'],
  ['number', true, 'The value must be a number.'],
  ['flag', 'yes', 'The value must be true or false.'],
  ['choice', 'HOLIDAY', 'The value must be one of WORK, BREAK.', { choices: ['WORK', 'BREAK'] }],
  ['texts', [{ a: 1 }], 'The value must be a list of texts.'],
])('a bad value is rejected without being quoted: %s %j', (kind, value, sentence, more) => {
  expect(() => read(kind, value, more)).toThrow(
    expect.objectContaining({ code: 'bad_value', member: 'it', message: sentence }) as Error,
  );
});
