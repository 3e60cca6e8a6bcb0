import { describe, expect, test } from 'vitest';
import { AT, want } from '../../../integration_tests/units/partitions.ts';
import { AbsenceBreakdowns, AbsencePeriods } from '../absences.ts';
import { Employments } from '../employments.ts';
import { usualVisits } from './visits.ts';

const { parent } = new AbsenceBreakdowns().partitioning;
const since = { since: '2026-02-01T00:00:00Z', lookbackDays: 10 };

describe('a followed parent is visited', () => {
  test.each([
    ['unless it changed too long ago, even if the server knows no filter', '2026-01-21T23:00:00Z', since, false],
    ['if it changed since', '2026-01-22T01:00:00Z', since, true],
    ['if it is unknown when it changed', undefined, since, true],
    ['by a sync that reads everything', '2000-01-01T00:00:00Z', {}, true],
  ])('%s', (_, updated_at, more, expected) => {
    expect(usualVisits(parent, want(more)).includes({ id: '1', updated_at })).toBe(expected);
  });

  test.each([
    ['2025-12-31T00:00:00', false],
    ['2026-01-01T00:00:00', true],
    [undefined, true],
  ])('unless it ended before the start date: %s', (date_time, expected) => {
    const row = { id: '1', updated_at: AT, ends_at: date_time === undefined ? null : { date_time } };

    for (const window of [want({ startDate: '2026-01-01' }), want({ ...since, startDate: '2026-01-01' })])
      expect(usualVisits(parent, window).includes(row)).toBe(expected);
  });

  test('whenever it changed, if all are to be read', () => {
    const visits = usualVisits(parent, want(since), true);

    expect(visits.list).toEqual(new AbsencePeriods().whole());
    expect(visits.includes({ id: '1', updated_at: '2000-01-01T00:00:00Z' })).toBe(true);
  });
});

test('the lists of changed parents and of all have names of their own in the state', () => {
  expect(usualVisits(parent, want(since)).list.key).toBe('changes');
  expect(usualVisits(parent, want()).list.key).toBe('');
});

test('a parent that nobody follows is always visited', () => {
  const visits = usualVisits(new Employments().partitioning.parent, want(since));

  expect(visits.list.key).toBe('');
  expect(visits.includes({ id: '1', updated_at: '2000-01-01T00:00:00Z' })).toBe(true);
});
