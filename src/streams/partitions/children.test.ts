import { describe, expect, test } from 'vitest';
import { AT, childrenOf, want } from '../../../integration_tests/units/partitions.ts';
import { AbsenceBreakdowns } from '../absences.ts';
import { ProjectMembers } from '../attendance.ts';
import { Employments } from '../employments.ts';
import { isPassedOver } from './children.ts';

describe('the children of one parent', () => {
  test('lie below it, with its id encoded', () => {
    expect(childrenOf(new Employments(), 'a/b?c', want())).toEqual({
      key: 'a/b?c',
      path: '/v2/persons/a%2Fb%3Fc/employments',
      query: {},
      adds: { person_id: 'a/b?c' },
    });
  });

  test('are asked for changes since the cursor less its overlap', () => {
    const { range } = childrenOf(new Employments(), '7', want({ since: '2026-02-10T00:00:00Z', lookbackDays: 2 }));

    expect(range?.range).toEqual({ from: '2026-02-08T00:00:00Z' });
    expect(range?.filter.from).toBe('updated_at.gt');
  });

  test('carry its id where they have a column for it', () => {
    expect(childrenOf(new ProjectMembers(), '7', want({ since: '2026-02-10T00:00:00Z' }))).toEqual({
      key: '7',
      path: '/v2/projects/7/members',
      query: {},
      adds: { project_id: '7' },
    });
  });
});

describe('a parent is passed over', () => {
  const { parent } = new AbsenceBreakdowns().partitioning;
  const since = { since: '2026-02-01T00:00:00Z', rereadDays: 10 };

  test.each([
    ['where it changed too long ago for a server that knows no filter', '2026-01-21T23:00:00Z', since, true],
    ['not where it changed since', '2026-01-22T01:00:00Z', since, false],
    ['not where nobody knows when it changed', undefined, since, false],
    ['not by a sync that reads everything', '2000-01-01T00:00:00Z', {}, false],
  ])('%s', (_, updated_at, more, expected) => {
    expect(isPassedOver(parent, { id: '1', updated_at }, want(more))).toBe(expected);
  });

  test.each([
    ['2025-12-31T00:00:00', true],
    ['2026-01-01T00:00:00', false],
    [undefined, false],
  ])('where it ended before the start date: %s', (date_time, expected) => {
    const row = { id: '1', updated_at: AT, ends_at: date_time === undefined ? null : { date_time } };

    expect(isPassedOver(parent, row, want({ startDate: '2026-01-01' }))).toBe(expected);
  });
});
