import { describe, expect, test } from 'vitest';
import { addDays, addSeconds, daysBetween, toDay, toInstant } from '../../times.ts';
import { AbsenceBreakdowns, AbsencePeriods } from '../absences.ts';
import { AttendancePeriods, ProjectMembers } from '../attendance.ts';
import { Compensations } from '../compensations.ts';
import { Employees } from '../employees.ts';
import { Attendances, HourlyAbsencePeriods, TimeOffs } from '../legacy.ts';
import { LegalEntities, OrgUnits } from '../organisation.ts';
import type { Partition, SyncWindow } from '../partition.ts';
import { Employments, Persons } from '../persons.ts';
import { RecruitingCandidates } from '../recruiting.ts';
import type { Parent, Stream } from '../stream.ts';
import { partitionsOf } from './changes.ts';
import { childPartition, isPassedOver } from './children.ts';
import { halves } from './cuts.ts';

const AT = '2026-02-11T09:00:00Z';
const want = (more: Partial<SyncWindow> = {}): SyncWindow => ({ at: AT, lookbackDays: 1, ...more });

/** Numbers from 0 to below 1, the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    // mulberry32: neighbouring seeds have nothing in common.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const rounds = Array.from({ length: 60 }, (_, seed) => seed);
const FROM_2000 = Date.parse('2000-01-01');
const THIRTY_YEARS = 30 * 365 * 86_400_000;

/** The children of the parent with this id. */
function childrenOf(
  stream: Stream & { readonly partitioning: { readonly parent: Parent } },
  id: string,
  wanted: SyncWindow,
): Partition {
  return childPartition(stream, stream.partitioning.parent, [{ id, updated_at: '2000-01-01T00:00:00Z' }], wanted);
}

const bounds = (partition: Partition | undefined) => partition?.range?.range ?? {};
const dayBounds = (partition: Partition | undefined) => {
  const { from, to } = bounds(partition);
  return { from: from?.slice(0, 10), to: to?.slice(0, 10) };
};
const pairs = <T>(items: readonly T[]): [T, T][] => items.slice(1).map((item, index) => [items[index] as T, item]);

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
    const [oldest, ...others] = windows;
    for (const window of others) {
      const { from, to } = dayBounds(window);
      if (from && to) expect(daysBetween(from, to)).toBeLessThan(28);
    }
    if (others.length > 0) expect(oldest?.mostDays).toBe(28);
    expect(windows.length).toBeLessThanOrEqual(41);
    expect(new Set(windows.map(({ key }) => key)).size).toBe(windows.length);
  });

  test('are as many for an early start date as for none', () => {
    const none = partitionsOf(stream, want());

    for (const startDate of ['1970-01-01', '2015-06-01'])
      expect(partitionsOf(stream, want({ startDate }))).toHaveLength(none.length);
  });

  test('have the same names the next day, but for the last ones', () => {
    const keys = (at: string) => partitionsOf(stream, want({ at })).map(({ key }) => key);
    const today = keys('2026-02-11T09:00:00Z');
    const tomorrow = keys('2026-02-12T09:00:00Z');

    const kept = today.filter((key) => tomorrow.includes(key));

    expect(kept.length).toBeGreaterThan(30);
    expect(today.length - kept.length).toBeLessThanOrEqual(3);
    expect(partitionsOf(stream, want())).toEqual(partitionsOf(stream, want()));
  });

  test('ask by the day that attendance counts for', () => {
    const [first, second] = partitionsOf(stream, want({ startDate: '2026-01-01' }));

    expect(first?.range?.filter.from).toBe('attribution_date.gte');
    expect(bounds(first).from).toBe('2026-01-01T00:00:00Z');
    expect(second?.days?.from).toBe(dayBounds(second).from);
  });
});

describe('the windows of changes', () => {
  test.each(rounds)('touch each other from the cursor less its overlap to the open end (round %i)', (seed) => {
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
    const [oldest, ...others] = windows;
    for (const window of others) {
      const { from, to } = dayBounds(window);
      if (from && to) expect(daysBetween(from, to)).toBeLessThanOrEqual(30);
    }
    if (others.length > 0) expect(oldest?.mostDays).toBe(30);
    expect(windows.length).toBeLessThanOrEqual(38);
    expect(new Set(windows.map(({ key }) => key)).size).toBe(windows.length);
  });

  test('after a day are one', () => {
    const windows = partitionsOf(new Persons(), want({ since: '2026-02-10T08:00:00Z' }));

    expect(windows.map(({ key }) => key)).toEqual(['2026-02-09T08:00:00Z..']);
    expect(windows[0]?.range?.filter.from).toBe('updated_at.gt');
  });

  test('keep out attendance before the start date', () => {
    const windows = partitionsOf(
      new AttendancePeriods(),
      want({ since: '2025-09-01T00:00:00Z', startDate: '2025-06-01' }),
    );

    expect(windows.length).toBeGreaterThan(3);
    for (const { query } of windows) expect(query).toEqual({ 'attribution_date.gte': '2025-06-01' });
  });

  test('do not keep out people or absences by the start date', () => {
    for (const stream of [new Persons(), new AbsencePeriods()]) {
      const windows = partitionsOf(stream, want({ since: '2026-02-01T00:00:00Z', startDate: '2026-01-01' }));
      for (const { query } of windows) expect(query).toEqual({});
    }
  });
});

describe('months', () => {
  const stream = new Compensations();
  const keys = (more: Partial<SyncWindow>) => partitionsOf(stream, want(more)).map(({ key }) => key);

  test('go from the start date to now, each with its first and last day and its name', () => {
    const months = partitionsOf(stream, want({ startDate: '2023-12-15', at: '2024-02-01T00:00:00Z' }));

    expect(months.map(({ key, query, adds }) => [key, query, adds])).toEqual([
      ['2023-12', { start_date: '2023-12-01', end_date: '2023-12-31' }, { month: '2023-12' }],
      ['2024-01', { start_date: '2024-01-01', end_date: '2024-01-31' }, { month: '2024-01' }],
      ['2024-02', { start_date: '2024-02-01', end_date: '2024-02-29' }, { month: '2024-02' }],
    ]);
  });

  test('go 24 back without a start date', () => {
    const months = keys({});

    expect([months[0], months.at(-1), months.length]).toEqual(['2024-02', '2026-02', 25]);
  });

  test('go as far as the time may be, where that is in doubt', () => {
    const months = keys({ since: '2026-01', at: '2026-01-01T00:00:00Z', latest: '2026-03-01T00:00:00Z' });

    expect(months).toEqual(['2025-11', '2025-12', '2026-01', '2026-02', '2026-03']);
  });

  test('since a cursor are its own, the two before it and those after it', () => {
    expect(keys({ since: '2026-02' })).toEqual(['2025-12', '2026-01', '2026-02']);
    expect(keys({ since: '2025-11' })).toEqual(['2025-09', '2025-10', '2025-11', '2025-12', '2026-01', '2026-02']);
  });

  test('are doubtful before the last 24 where the start date is earlier than without one', () => {
    const doubtful = (more: Partial<SyncWindow>) =>
      partitionsOf(stream, want(more)).flatMap((each) => (each.doubtful ? [each.key] : []));

    expect(doubtful({})).toEqual([]);
    expect(doubtful({ startDate: '2024-02-01' })).toEqual([]);
    expect(doubtful({ startDate: '2024-01-31' })).toEqual(['2024-01', '2024-02']);
    expect(doubtful({ startDate: '1970-01-01' })).toHaveLength(54 * 12 + 2);
    expect(keys({ startDate: '1970-01-01' }).at(-1)).toBe('2026-02');
  });

  test('are never before the start date', () => {
    expect(keys({ since: '2026-02', startDate: '2026-01-31' })).toEqual(['2026-01', '2026-02']);
    expect(keys({ startDate: '2026-03-01' })).toEqual([]);
  });

  test('since a cursor of long ago leave none out', () => {
    expect(keys({ since: '2023-06' })[0]).toBe('2023-04');
  });
});

describe('a list without windows', () => {
  test('is one partition', () => {
    expect(partitionsOf(new LegalEntities(), want())).toEqual([{ key: '', path: '/v2/legal-entities', query: {} }]);
  });

  test('that can be asked for changes is one too, the first time, and can be halved', () => {
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
  ])('says nothing to %s: those are no events', (_, stream) => {
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

describe('halves', () => {
  /** All parts of one day that a partition comes apart into. */
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

  test('keep the path, the query and what is added', () => {
    const [window] = partitionsOf(
      new AttendancePeriods(),
      want({ since: '2026-01-01T00:00:00Z', startDate: '2025-01-01' }),
    );

    for (const half of (window && halves(window)) ?? []) {
      expect(half).toMatchObject({ path: '/v2/attendance-periods', query: { 'attribution_date.gte': '2025-01-01' } });
    }
  });

  test('of an open partition stay open, and are few until a day', () => {
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

  test('there are none of a day, nor of what spans no days', () => {
    const [day] = leaves(partitionsOf(new Persons(), want())[0] as Partition);

    expect(day && halves(day)).toBeUndefined();
    expect(halves(childrenOf(new Employments(), '7', want({ since: AT })))).toBeUndefined();
    expect(halves(new LegalEntities().whole())).toBeUndefined();
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
