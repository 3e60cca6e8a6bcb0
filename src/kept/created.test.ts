import { expect, test } from 'vitest';
import { createdSince } from './created.ts';

const SINCE = '2026-11-21T08:00:05Z';

test.each([
  ['2026-11-21T08:00:04Z', false],
  ['2026-11-21T08:00:04.999Z', false],
  ['2020-01-01T00:00:00Z', false],
  ['2026-11-21T09:00:04+01:00', false],
  ['2026-11-21T08:00:05Z', true],
  ['2026-11-21T08:00:05.5Z', true],
  ['2026-11-21T08:00:05', true],
  ['2026-11-21T07:00:05-01:00', true],
  ['2026-11-22T00:00:00Z', true],
  [{ 'date-time': '2026-11-21T10:00:05', timezone: 'Europe/Berlin' }, true],
  [{ 'date-time': '2026-11-21T09:00:04', timezone: 'Europe/Berlin' }, false],
  // The time of day is unknown, or this is not a time.
  ['2026-11-20', undefined],
  ['2026-11-21', undefined],
  ['yesterday', undefined],
  ['', undefined],
  [1_700_000_000, undefined],
  [null, undefined],
  [undefined, undefined],
  [{}, undefined],
  [['2026-11-22T00:00:00Z'], undefined],
])('a row of %j was created since then: %s', (createdAt, expected) => {
  expect(createdSince(createdAt, SINCE)).toBe(expected);
  expect(createdSince(createdAt, SINCE.replace('Z', '.900Z'))).toBe(expected);
});
