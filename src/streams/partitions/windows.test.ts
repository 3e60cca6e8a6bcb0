import { describe, expect, test } from 'vitest';
import {
  bounds,
  dayBounds,
  dice,
  expectLimits,
  FROM_2000,
  pairs,
  rounds,
  THIRTY_YEARS,
  want,
} from '../../../integration_tests/units/partitions.ts';
import { addDays, toDay, toInstant } from '../../times.ts';
import { AttendancePeriods } from '../attendance.ts';
import { partitionsOf } from './changes.ts';

describe('the windows of a first sync', () => {
  const stream = new AttendancePeriods();

  test.each(rounds)('follow each other day by day, open at the end (round %i)', (seed) => {
    const roll = dice(seed);
    const at = toInstant(FROM_2000 + roll() * THIRTY_YEARS);
    const startDate = roll() < 0.7 ? toDay(Date.parse(at) - (roll() * 4000 - 200) * 86_400_000) : undefined;

    const windows = partitionsOf(stream, want({ at, ...(startDate !== undefined && { startDate }) }));

    expect(dayBounds(windows[0]).from).toBe(startDate);
    expect(dayBounds(windows.at(-1)).to).toBeUndefined();
    for (const [one, next] of pairs(windows)) {
      expect(addDays(dayBounds(one).to ?? '', 1), `${one.key} | ${next.key}`).toBe(dayBounds(next).from);
    }
    expectLimits(windows, { longest: 27, mostDays: 28, most: 41 });
  });

  test('are as many for an early start date as for none', () => {
    const none = partitionsOf(stream, want());

    for (const startDate of ['1970-01-01', '2015-06-01'])
      expect(partitionsOf(stream, want({ startDate }))).toHaveLength(none.length);
  });

  test('have the same names the next day, except for the last ones', () => {
    const keys = (at: string) => partitionsOf(stream, want({ at })).map(({ key }) => key);
    const today = keys('2026-02-11T09:00:00Z');
    const tomorrow = keys('2026-02-12T09:00:00Z');

    const kept = today.filter((key) => tomorrow.includes(key));

    expect(kept.length).toBeGreaterThan(30);
    expect(today.length - kept.length).toBeLessThanOrEqual(3);
    expect(partitionsOf(stream, want())).toEqual(partitionsOf(stream, want()));
  });

  test('filter by the day that attendance counts for', () => {
    const [first, second] = partitionsOf(stream, want({ startDate: '2026-01-01' }));

    expect(first?.range?.filter.from).toBe('attribution_date.gte');
    expect(bounds(first).from).toBe('2026-01-01T00:00:00Z');
    expect(second?.days?.from).toBe(dayBounds(second).from);
  });
});
