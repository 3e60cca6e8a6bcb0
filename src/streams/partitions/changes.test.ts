import { describe, expect, test } from 'vitest';
import {
  bounds,
  dice,
  expectLimits,
  FROM_2000,
  pairs,
  rounds,
  THIRTY_YEARS,
  want,
} from '../../../integration_tests/units/partitions.ts';
import { addSeconds, toInstant } from '../../times.ts';
import { AbsencePeriods } from '../absences.ts';
import { AttendancePeriods } from '../attendance.ts';
import { Employees } from '../employees.ts';
import { Attendances, HourlyAbsencePeriods, TimeOffs } from '../legacy.ts';
import { LegalEntities, OrgUnits } from '../organisation.ts';
import type { Partition } from '../partition.ts';
import { Persons } from '../persons.ts';
import { RecruitingCandidates } from '../recruiting.ts';
import type { Stream } from '../stream.ts';
import { partitionsOf } from './changes.ts';
import { halves } from './cuts.ts';

describe('the windows of changes', () => {
  test.each(rounds)('touch each other from the cursor minus its overlap to the open end (round %i)', (seed) => {
    const roll = dice(seed);
    const stream: Stream = roll() < 0.5 ? new Persons() : new AttendancePeriods();
    const at = toInstant(FROM_2000 + roll() * THIRTY_YEARS);
    const since = toInstant(Date.parse(at) - roll() * roll() * 4000 * 86_400_000);
    const lookbackDays = Math.floor(roll() * 91);

    const windows = partitionsOf(stream, want({ at, since, lookbackDays }));

    const overlap = lookbackDays + (stream.changes?.unknownZone ? 1 : 0);
    expect(bounds(windows[0]).from).toBe(addSeconds(since, -overlap * 86_400));
    expect(bounds(windows.at(-1)).to).toBeUndefined();
    for (const [one, next] of pairs(windows)) {
      expect(bounds(one).to).toBe(bounds(next).from);
      expect((bounds(one).to ?? '') > (bounds(one).from ?? '')).toBe(true);
    }
    expectLimits(windows, { longest: 30, mostDays: 30, most: 38 });
  });

  test('after a day are one', () => {
    const windows = partitionsOf(new Persons(), want({ since: '2026-02-10T08:00:00Z' }));

    expect(windows.map(({ key }) => key)).toEqual(['2026-02-09T08:00:00Z..']);
    expect(windows[0]?.range?.filter.from).toBe('updated_at.gt');
  });

  test('exclude attendance before the start date', () => {
    const windows = partitionsOf(
      new AttendancePeriods(),
      want({ since: '2025-09-01T00:00:00Z', startDate: '2025-06-01' }),
    );

    expect(windows.length).toBeGreaterThan(3);
    for (const { query } of windows) expect(query).toEqual({ 'attribution_date.gte': '2025-06-01' });
  });

  test('do not exclude people or absences by the start date', () => {
    for (const stream of [new Persons(), new AbsencePeriods()]) {
      const windows = partitionsOf(stream, want({ since: '2026-02-01T00:00:00Z', startDate: '2026-01-01' }));
      for (const { query } of windows) expect(query).toEqual({});
    }
  });
});

describe('a list without windows', () => {
  test('is one partition', () => {
    expect(partitionsOf(new LegalEntities(), want())).toEqual([{ key: '', path: '/v2/legal-entities', query: {} }]);
  });

  test('with a filter for changes is one too, the first time, and can be halved', () => {
    const [whole, ...more] = partitionsOf(new Persons(), want({ startDate: '2026-01-01' }));

    expect(more).toEqual([]);
    expect(whole).toMatchObject({ key: '', query: {}, range: { range: {} } });
    expect(whole && halves(whole)).toBeDefined();
  });

  test('with variants is one partition each, which adds what tells them apart', () => {
    expect(partitionsOf(new OrgUnits(), want())).toEqual(
      ['department', 'team'].map((type) => ({
        key: type,
        path: '/v2/org-units',
        query: { include_parent_chain: 'true' },
        names: { parameter: 'type', values: [type], forms: ['repeated', 'capitals'], member: 'type' },
        adds: { type },
      })),
    );
  });
});

describe('the start date', () => {
  test.each([
    ['time_offs', new TimeOffs(), {}],
    ['hourly_absence_periods', new HourlyAbsencePeriods(), {}],
    ['attendances', new Attendances(), new Attendances().query],
  ])('is sent to the legacy list of %s, which has a parameter for it', (_, stream, query) => {
    for (const since of [undefined, '2026-02-10T00:00:00Z']) {
      const [first] = partitionsOf(stream, want({ startDate: '2025-01-01', ...(since !== undefined && { since }) }));
      const [open] = partitionsOf(stream, want({ ...(since !== undefined && { since }) }));

      expect(first?.query).toEqual({ ...query, start_date: '2025-01-01' });
      expect(open?.query).toEqual(query);
    }
  });

  test.each([
    ['persons', new Persons()],
    ['employees', new Employees()],
    ['recruiting_candidates', new RecruitingCandidates()],
  ])('is not used for %s: those are no events', (_, stream) => {
    expect(partitionsOf(stream, want({ startDate: '2025-01-01' }))).toEqual(partitionsOf(stream, want()));
  });
});

describe('an endpoint without an upper bound', () => {
  test('has one window of changes, however long ago the last sync was, and it is not halved', () => {
    for (const stream of [new Employees(), new RecruitingCandidates(), new TimeOffs()]) {
      const windows = partitionsOf(stream, want({ since: '2020-01-01T00:00:00Z' }));

      expect(windows).toHaveLength(1);
      expect(bounds(windows[0]).to).toBeUndefined();
      expect(halves(windows[0] as Partition)).toBeUndefined();
    }
  });
});
