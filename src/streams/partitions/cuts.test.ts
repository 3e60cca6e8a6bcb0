import { describe, expect, test } from 'vitest';
import { AT, bounds, childrenOf, dice, pairs, rounds, want } from '../../../integration_tests/units/partitions.ts';
import { addDays, addSeconds, toInstant } from '../../times.ts';
import { AbsencePeriods } from '../absences.ts';
import { AttendancePeriods } from '../attendance.ts';
import { Employments } from '../employments.ts';
import { LegalEntities } from '../organisation.ts';
import type { Partition } from '../partition.ts';
import { Persons } from '../persons.ts';
import { partitionsOf } from './changes.ts';
import { halves } from './cuts.ts';

describe('halves', () => {
  /** All one-day parts that a partition is split into. */
  function leaves(partition: Partition): Partition[] {
    const parts = halves(partition);
    return parts ? parts.flatMap(leaves) : [partition];
  }

  test.each(rounds.slice(0, 20))('cover the whole without a gap, down to a day (round %i)', (seed) => {
    const roll = dice(seed);
    const at = toInstant(Date.parse('2024-01-01') + roll() * 700 * 86_400_000);
    const streams = [new AttendancePeriods(), new Persons(), new AbsencePeriods()];
    const stream = streams[Math.floor(roll() * streams.length)] ?? new Persons();
    const since = toInstant(Date.parse(at) - roll() * 100 * 86_400_000);
    const windows = partitionsOf(stream, want({ at, ...(roll() < 0.6 && { since }) }));
    const whole = windows[Math.floor(roll() * windows.length)] as Partition;

    const parts = leaves(whole);

    expect(bounds(parts[0]).from).toBe(bounds(whole).from);
    expect(bounds(parts.at(-1)).to).toBe(bounds(whole).to);
    const byDay = whole.range?.filter.formats[0] === 'day';
    for (const [one, next] of pairs(parts)) {
      // Days are included to their end; points in time must touch.
      const after = byDay ? addSeconds(bounds(one).to ?? '', 86_400) : bounds(one).to;
      expect(after, `${one.key} | ${next.key}`).toBe(bounds(next).from);
      expect(addDays(one.days?.to ?? '', 1)).toBe(next.days?.from);
    }
    for (const { days } of parts) expect(days?.from).toBe(days?.to);
    expect(new Set(parts.map(({ key }) => key)).size).toBe(parts.length);
  });

  test('keep the path, the query and the added members', () => {
    const [window] = partitionsOf(
      new AttendancePeriods(),
      want({ since: '2026-01-01T00:00:00Z', startDate: '2025-01-01' }),
    );

    for (const half of (window && halves(window)) ?? []) {
      expect(half).toMatchObject({ path: '/v2/attendance-periods', query: { 'attribution_date.gte': '2025-01-01' } });
    }
  });

  test('of an open partition stay open, and are few until one day', () => {
    let partition = partitionsOf(new Persons(), want())[0];
    let steps = 0;
    for (let parts = partition && halves(partition); parts; parts = halves(parts[1])) {
      partition = parts[1];
      expect(bounds(partition).to).toBeUndefined();
      expect(bounds(parts[0]).to).toBeDefined();
      steps++;
    }

    expect(steps).toBeLessThan(16);
  });

  test('do not exist for one day, nor for a partition that spans no days', () => {
    const [day] = leaves(partitionsOf(new Persons(), want())[0] as Partition);

    expect(day && halves(day)).toBeUndefined();
    expect(halves(childrenOf(new Employments(), '7', want({ since: AT })))).toBeUndefined();
    expect(halves(new LegalEntities().whole())).toBeUndefined();
  });
});
