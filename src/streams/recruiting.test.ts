import { describe, expect, test } from 'vitest';
import { readAsset } from '../assets.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { partitionsOf } from './partitions/changes.ts';
import { childPartition } from './partitions/children.ts';
import { usualVisits } from './partitions/visits.ts';
import {
  RecruitingApplications,
  RecruitingCandidates,
  RecruitingCategories,
  RecruitingJobs,
  RecruitingStageTransitions,
} from './recruiting.ts';
import type { Stream } from './stream.ts';

function recorded(stream: Stream, rows: readonly object[], adds: Row = {}) {
  const builder = new RecordBuilder(stream, readAsset(`schemas/${stream.name}.json`) as JsonSchema, {}, {});
  const lines = builder.records(structuredClone(rows) as Row[], { ...stream.whole(), adds }, new Map());
  return { records: lines.map(({ data }) => JSON.parse(data)), changes: lines.map(({ changes }) => changes), builder };
}

const BERLIN = 'Europe/Berlin';
const at = (time: string, timezone: string = BERLIN) => ({ 'date-time': time, timezone });

describe('a time', () => {
  const timeOf = (value: unknown) =>
    recorded(new RecruitingApplications(), [{ id: '1', updated_at: value }]).records[0]?.updated_at;

  test.each([
    ['an object, in winter', at('2025-01-02T09:14:03'), '2025-01-02T08:14:03Z'],
    ['an object, in summer', at('2025-07-02T09:14:03'), '2025-07-02T07:14:03Z'],
    [
      'an object with an underscore in its key',
      { date_time: '2025-07-02T09:14:03', timezone: BERLIN },
      '2025-07-02T07:14:03Z',
    ],
    ['an object whose time has an offset', at('2025-07-02T09:14:03Z'), '2025-07-02T09:14:03Z'],
    ['an object whose offset has no colon', at('2025-07-02T09:14:03+0300'), '2025-07-02T06:14:03Z'],
    ['an object with fractions', at('2025-07-02T09:14:03.125'), '2025-07-02T07:14:03.125Z'],
    ['an object with a zone of half hours', at('2025-07-02T09:14:03', 'Asia/Kolkata'), '2025-07-02T03:44:03Z'],
    ['an object in UTC', at('2025-07-02T09:14:03', 'UTC'), '2025-07-02T09:14:03Z'],
    ['an object with an unknown zone', at('2025-07-02T09:14:03', 'Mars/Olympus'), null],
    ['an object with an abbreviation', at('2025-07-02T09:14:03', 'CET'), null],
    ['an object with a fixed offset', at('2025-07-02T09:14:03', 'GMT+2'), '2025-07-02T07:14:03Z'],
    ['an object without a zone', { 'date-time': '2025-07-02T09:14:03' }, '2025-07-02T09:14:03Z'],
    ['text', '2025-07-02T09:14:03Z', '2025-07-02T09:14:03Z'],
    ['text with an offset without colon', '2025-07-02T09:14:03+0200', '2025-07-02T07:14:03Z'],
    ['null', null, null],
  ])('may be %s', (_, value, expected) => {
    expect(timeOf(value)).toBe(expected);
  });

  test.each([
    ['the last one before the clocks go forward', '2025-03-30T01:59:59', '2025-03-30T00:59:59Z'],
    ['the first one after', '2025-03-30T03:00:00', '2025-03-30T01:00:00Z'],
    ['the last one before the clocks go back', '2025-10-26T01:59:59', '2025-10-25T23:59:59Z'],
    ['the first one after', '2025-10-26T03:00:00', '2025-10-26T02:00:00Z'],
  ])('is as far from UTC as its zone was then: %s', (_, time, expected) => {
    expect(timeOf(at(time))).toBe(expected);
  });

  test('is the same instant, however it is written', () => {
    const spellings = [
      at('2025-07-02T09:14:03'),
      at('2025-07-02T12:44:03', 'Asia/Kolkata'),
      ...['2025-07-02T07:14:03Z', '2025-07-02T09:14:03+0200', '2025-07-02T09:14:03+02', '2025-07-02T07:14:03'],
    ];

    expect(new Set(spellings.map(timeOf))).toEqual(new Set(['2025-07-02T07:14:03Z']));
  });

  test('of candidates and jobs is one too', () => {
    for (const stream of [new RecruitingCandidates(), new RecruitingJobs()]) {
      const [record] = recorded(stream, [
        { id: '1', created_at: at('2025-01-02T09:14:03'), updated_at: '2025-01-02T09:14:03Z' },
      ]).records;
      expect(record).toMatchObject({ created_at: '2025-01-02T08:14:03Z', updated_at: '2025-01-02T09:14:03Z' });
    }
  });

  // Regression: the object was dropped silently; an unsuitable value should be null, and reported.
  test('that is an object of another form is null, and reported', () => {
    const { records, changes } = recorded(new RecruitingApplications(), [{ id: '1', updated_at: { epoch: 1 } }]);

    expect(records[0]).toMatchObject({ updated_at: null });
    expect(changes[0]).toMatchObject([{ field: 'updated_at' }]);
  });
});

describe('an application', () => {
  test('has the ids of its candidate, job, stage and channel', () => {
    const row = {
      id: '9',
      candidate: { id: 'c1', email: 'a@example.org' },
      job: { id: 'j1', name: 'Engineer' },
      current_stage: { id: null, name: null, type: 'system', kind: 'rejected' },
      channel: { id: 'ch1', name: 'Site' },
      hiring_team: [{ person: { id: 'p1' }, role: { name: 'Recruiter' } }],
    };

    expect(recorded(new RecruitingApplications(), [row]).records[0]).toEqual({
      ...row,
      candidate_id: 'c1',
      job_id: 'j1',
      current_stage_id: null,
      channel_id: 'ch1',
    });
  });

  test('without a channel has no channel id', () => {
    expect(recorded(new RecruitingApplications(), [{ id: '9' }]).records).toEqual([{ id: '9' }]);
  });
});

test('a candidate who was anonymized has empty text: no birthday', () => {
  const { records, changes } = recorded(new RecruitingCandidates(), [
    { id: '1', first_name: '', birthday: '' },
    { id: '2', birthday: '1990-05-01' },
  ]);

  expect(records).toEqual([
    { id: '1', first_name: '', birthday: null },
    { id: '2', birthday: '1990-05-01' },
  ]);
  expect(changes).toEqual([[], []]);
});

test('the category of a job may be an object or its name', () => {
  const rows = [
    {
      id: '1',
      category: { id: '7', name: 'Engineering' },
      department: { id: 'd1', name: 'R&D' },
      company: { id: '3' },
    },
    { id: '2', category: 'Engineering' },
    { id: '3', category: null },
  ];
  const { records, changes } = recorded(new RecruitingJobs(), rows);

  expect(records[0]).toMatchObject({ category_id: '7', department_id: 'd1', company_id: '3' });
  expect(records[1]?.category).toEqual({ name: 'Engineering' });
  expect(records[1]?.category_id ?? null).toBeNull();
  expect(records[2]).toMatchObject({ category: null, category_id: null });
  expect(changes).toEqual([[], [], []]);
});

test('the stages of a category may have no id', () => {
  const row = { id: '7', name: 'Engineering', stages: [{ id: null, name: null, type: 'system', kind: 'unassigned' }] };

  expect(recorded(new RecruitingCategories(), [row]).records).toEqual([row]);
});

describe('changes', () => {
  const want = { at: '2026-02-11T09:00:00Z', since: '2026-02-10T09:00:00Z', lookbackDays: 1 };

  test('are requested without an upper bound: only one bound may be sent', () => {
    const longAgo = partitionsOf(new RecruitingCandidates(), { ...want, since: '2020-01-01T00:00:00Z' });

    expect(longAgo).toHaveLength(1);
    expect(longAgo[0]?.range).toEqual({
      filter: new RecruitingCandidates().changes,
      range: { from: '2019-12-31T00:00:00Z' },
    });
    expect(new RecruitingCandidates().changes).not.toHaveProperty('to');
  });

  test('of transitions belong to the applications that changed', () => {
    const transitions = new RecruitingStageTransitions();

    expect(usualVisits(transitions.partitioning.parent, want).list.range?.range).toEqual({
      from: '2026-02-09T09:00:00Z',
    });
    expect(
      childPartition(
        transitions,
        transitions.partitioning.parent,
        [{ id: '9', updated_at: '2000-01-01T00:00:00Z' }],
        want,
      ).range,
    ).toBeUndefined();
  });
});

describe('a transition', () => {
  const adds = { application_id: '9', application_updated_at: at('2025-05-03T10:00:00') };
  const transition = (time: unknown, stage: unknown) => ({ entered_at: time, stage });
  const keysOf = (...rows: object[]) =>
    recorded(new RecruitingStageTransitions(), rows, adds).records.map((row) => row.record_key);

  test('has the id of its application and stage, and the application’s change as cursor', () => {
    const stage = { id: 's1', name: 'Interview', type: 'custom', kind: 'interview' };

    expect(
      recorded(new RecruitingStageTransitions(), [transition(at('2025-05-02T09:14:03'), stage)], adds).records,
    ).toEqual([
      {
        record_key: '9:2025-05-02T07:14:03Z:s1',
        application_id: '9',
        stage,
        stage_id: 's1',
        stage_name: 'Interview',
        entered_at: '2025-05-02T07:14:03Z',
        application_updated_at: '2025-05-03T08:00:00Z',
      },
    ]);
  });

  test('to a built-in stage has its type in the key', () => {
    const time = at('2025-05-02T09:14:03');

    expect(
      keysOf(transition(time, { id: null, name: null, type: 'rejected' }), transition(time, { type: 'unassigned' })),
    ).toEqual(['9:2025-05-02T07:14:03Z:rejected', '9:2025-05-02T07:14:03Z:unassigned']);
    expect(keysOf(transition(time, {}))).toEqual(['9:2025-05-02T07:14:03Z:']);
  });

  test('has the same key, whatever the offset of its time', () => {
    const times = ['2025-05-02T07:14:03Z', '2025-05-02T09:14:03+0200', '2025-05-02T02:14:03-05:00'];
    const keys = [...times, at('2025-05-02T09:14:03')].flatMap((time) => keysOf(transition(time, { id: 's1' })));

    expect(new Set(keys)).toEqual(new Set(['9:2025-05-02T07:14:03Z:s1']));
  });

  test('that equals another has a number', () => {
    const row = transition(at('2025-05-02T09:14:03'), { id: 's1' });

    expect(keysOf(row, row)).toEqual(['9:2025-05-02T07:14:03Z:s1', '9:2025-05-02T07:14:03Z:s1:2']);
  });

  // Regression: rows without a key were counted like equal ones: the second was written as "undefined:2".
  test('without a time or stage has no key, however many there are', () => {
    const rows = [{}, {}, transition(null, { id: 's1' }), transition(at('2025-05-02T09:14:03'), null)];
    const { records, builder } = recorded(new RecruitingStageTransitions(), rows, adds);

    expect(records).toEqual([]);
    expect(builder.counts.withoutKey).toBe(4);
  });
});
