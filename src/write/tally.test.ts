import { describe, expect, test } from 'vitest';
import { Reject } from './reject.ts';
import { Tally } from './tally.ts';

function tally(stored: number, rejected: number): Tally {
  const made = new Tally();
  made.outcomes.created = stored;
  for (let row = 1; row <= rejected; row++) made.reject(row, new Reject('bad_value', 'Wrong.', { member: 'm' }), 'c');
  return made;
}

describe('the reject limit', () => {
  test.each([
    [0, 19, false],
    [0, 20, true],
    [1, 20, false],
    [39, 10, false],
    [40, 10, false],
    [39, 11, true],
    [4000, 1001, true],
  ])('%i stored and %i rejected rows of a limit of 20 percent: %s', (stored, rejected, expected) => {
    expect(tally(stored, rejected).isOverLimit(20)).toBe(expected);
  });

  test.each([
    [4, false],
    [6, false],
    [3, true],
  ])('counts rows that are still open: every row %i is bad', (nth, expected) => {
    const made = tally(0, 0);
    for (let row = nth; row <= 300; row += nth) made.reject(row, new Reject('bad_value', 'Wrong.'), 'c');
    expect(made.isOverLimit(30)).toBe(expected);
  });

  test('of all rows never stops a stream', () => {
    expect(tally(0, 1000).isOverLimit(100)).toBe(false);
  });
});

test('rejects are told by kind, with the numbers of some rows', () => {
  const made = tally(3, 7);
  made.reject(9, new Reject('exists', 'There.'), undefined);
  made.received = 12;
  expect(made.warnings()).toEqual([
    '7 rows rejected in the column c (bad_value): Wrong. Rows 1, 2, 3, 4, 5 and 2 more.',
    '1 row rejected (exists): There. Row 9.',
  ]);
  expect(made.summary()).toBe(
    '12 rows received: 3 created, 0 changed, 0 unchanged, 0 removed, 8 rejected, 1 not written.',
  );
});
