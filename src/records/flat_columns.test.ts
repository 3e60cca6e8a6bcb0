import { describe, expect, test } from 'vitest';
import { readAsset } from '../assets.ts';
import { parseJson } from '../json.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Row } from '../row.ts';
import { AbsenceBreakdowns, AbsencePeriods } from '../streams/absences.ts';
import { AttendancePeriods, Projects } from '../streams/attendance.ts';
import { Compensations } from '../streams/compensations.ts';
import { Employments } from '../streams/employments.ts';
import { HourlyAbsencePeriods } from '../streams/legacy.ts';
import { RecruitingStageTransitions } from '../streams/recruiting.ts';
import type { Stream } from '../streams/stream.ts';
import { RecordBuilder } from './builder.ts';

const schemaOf = (stream: Stream) => readAsset(`schemas/${stream.name}.json`) as JsonSchema;

function built(stream: Stream, row: object, configured: JsonSchema = {}) {
  const builder = new RecordBuilder(stream, schemaOf(stream), configured, {});
  const adds = Object.fromEntries(stream.keyParts.map((part) => [part, `${part}-1`]));
  const [record] = builder.records([{ id: '1', ...row }], { ...stream.whole(), adds }, new Map());
  return { data: JSON.parse(record?.data ?? '{}') as Row, text: record?.data ?? '', changes: record?.changes };
}

/** The flat columns of this row's record. */
function flatOf(stream: Stream, row: object): Row {
  const { data } = built(stream, row);
  return Object.fromEntries(stream.flat.map(({ column }) => [column, data[column]]));
}

const at = (date_time: unknown, type?: string) => ({ date_time, ...(type && { type }) });

describe('of an absence', () => {
  const absence = {
    starts_from: at('2026-03-02T00:00:00', 'SECOND_HALF'),
    ends_at: at('2026-03-04T12:30:00', 'FIRST_HALF'),
    approval: { status: 'APPROVED' },
  };

  test('are local times, days, halves and the state of the approval', () => {
    expect(flatOf(new AbsencePeriods(), absence)).toEqual({
      starts_at: '2026-03-02T00:00:00',
      starts_on: '2026-03-02',
      start_half: 'SECOND_HALF',
      ends_at: '2026-03-04T12:30:00',
      ends_on: '2026-03-04',
      end_half: 'FIRST_HALF',
      approval_status: 'APPROVED',
      duration_value: null,
      duration_unit: null,
    });
  });

  test('do not change the objects; the one that shares a name with a column is renamed', () => {
    const { data } = built(new AbsencePeriods(), absence);

    expect(data).toMatchObject({ starts_from: absence.starts_from, ends_at_object: absence.ends_at });
  });

  test('are null if an absence has no end', () => {
    expect(flatOf(new AbsencePeriods(), { ...absence, ends_at: null })).toMatchObject({
      starts_on: '2026-03-02',
      ends_at: null,
      ends_on: null,
      end_half: null,
    });
  });

  test('report an end that is not a time as lost, since the absence is not open-ended', () => {
    const lost = (ends_at: unknown) =>
      built(new AbsencePeriods(), { ...absence, ends_at }).changes?.map(({ field }) => field);

    expect(lost(at('soon', 'SECOND_HALF'))).toEqual(['ends_at', 'ends_on']);
    for (const open of [at(null, 'SECOND_HALF'), at(''), {}, [], '', null]) expect(lost(open)).toEqual([]);
  });

  test.each(['effective_duration', 'duration'])('include a duration if the response has %s', (member) => {
    expect(flatOf(new AbsencePeriods(), { [member]: { value: '2.5', unit: 'DAY' } })).toMatchObject({
      duration_value: 2.5,
      duration_unit: 'DAY',
    });
  });
});

describe('of attendance', () => {
  const attendance = (start: unknown, end: unknown) =>
    flatOf(new AttendancePeriods(), { start: at(start), end: end === null ? null : at(end) });

  test.each([
    ['2026-03-02T08:00:00', '2026-03-02T12:30:00', 270],
    ['2026-03-02T22:00:00', '2026-03-03T06:00:00', 480],
    // In Berlin the clocks go from 2:00 to 3:00.
    ['2026-03-29T01:00:00', '2026-03-29T04:00:00', 180],
    ['2026-03-02T08:00:00', '2026-03-02T08:00:30', 0.5],
    ['2026-03-02T08:00', '2026-03-02T09:00:00.000', 60],
    ['2026-03-29T01:00:00+01:00', '2026-03-29T04:00:00+02:00', 180],
  ])('are elapsed minutes from %s to %s: %d', (start, end, minutes) => {
    expect(attendance(start, end).duration_minutes).toBe(minutes);
  });

  test('are null while it is running', () => {
    expect(attendance('2026-03-02T08:00:00', null)).toEqual({
      started_at: '2026-03-02T08:00:00',
      ended_at: null,
      duration_minutes: null,
      approval_status: null,
    });
  });
});

test.each([
  [{ start: { date: '2026-01-01' }, end: { date: '2026-03-01' } }, '2026-01-01', '2026-02-28'],
  [{ start: '2026-01-01', end: '2026-01-01' }, '2026-01-01', '2025-12-31'],
  [{ start: null }, null, null],
])('a project %j lasts from %s to %s, since its end is the day after', (row, starts_on, ends_on) => {
  expect(flatOf(new Projects(), row)).toEqual({ starts_on, ends_on });
});

describe('of an employment', () => {
  const termination = {
    termination_date: '2026-04-30',
    last_working_day: '2026-04-15',
    type: 'EMPLOYEE',
    reason: 'Moved',
  };

  test('are its position and the end that is set', () => {
    expect(flatOf(new Employments(), { position: { title: 'Engineer' }, termination })).toEqual({
      position_title: 'Engineer',
      left_on: '2026-04-30',
      termination_date: '2026-04-30',
      termination_type: 'EMPLOYEE',
      termination_reason: 'Moved',
      last_working_day: '2026-04-15',
    });
  });

  test.each([
    [{ employment_end_date: '2026-05-31', termination }, '2026-05-31'],
    [{ employment_end_date: null, termination }, '2026-04-30'],
    [{ employment_end_date: '', termination: { last_working_day: '2026-04-15' } }, '2026-04-15'],
    [{ termination: { termination_date: '', last_working_date: '2026-04-14' } }, '2026-04-14'],
    [{ employment_end_date: '2026-05-31T00:00:00+02:00' }, '2026-05-31'],
    [{ contract_end_date: '2026-05-31', termination: {} }, null],
    [{}, null],
  ])('%j was left on %s', (row, day) => {
    expect(flatOf(new Employments(), row).left_on).toBe(day);
  });

  test('read the last working day in both spellings', () => {
    expect(flatOf(new Employments(), { termination: { last_working_date: '2026-04-14' } }).last_working_day).toBe(
      '2026-04-14',
    );
  });
});

test('pay has its amount as a number with all of its digits', () => {
  const row = '{"amount":{"value":"4160.12345678901234567890","currency":"EUR"},"interval":"MONTHLY"}';
  const { text } = built(new Compensations(), parseJson(row) as Row);

  expect(text).toContain('"amount_value":4160.12345678901234567890,"amount_currency":"EUR","pay_interval":"MONTHLY"');
});

test('breakdowns, transitions and hourly absences have flat columns', () => {
  const effective_duration = { value: 0.5, unit: 'DAY' };
  expect(flatOf(new AbsenceBreakdowns(), { effective_duration })).toEqual({ value: 0.5, unit: 'DAY' });
  expect(flatOf(new RecruitingStageTransitions(), { stage: { id: 's', name: 'Interview' } })).toEqual({
    stage_name: 'Interview',
  });
  expect(flatOf(new HourlyAbsencePeriods(), { start: '2026-03-02T08:00:00Z', end: null })).toEqual({
    starts_at: '2026-03-02T08:00:00Z',
    ends_at: null,
  });
});

describe('a flat column', () => {
  test('is emitted if it is selected itself, with or without its object', () => {
    const row = { position: { title: 'Engineer' }, updated_at: '2026-01-01T00:00:00Z' };
    const select = (name: string) => built(new Employments(), row, { properties: { [name]: {} } }).data;

    expect(select('position_title')).toEqual({ id: '1', position_title: 'Engineer', updated_at: row.updated_at });
    expect(select('position')).toEqual({ id: '1', position: row.position, updated_at: row.updated_at });
  });

  test('is null and reported as changed if its value does not fit', () => {
    const { data, changes } = built(new Employments(), { employment_end_date: 'soon', position: { title: [1] } });

    expect(data).toMatchObject({ employment_end_date: null, left_on: null });
    expect(changes).toContainEqual({ field: 'left_on', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });
  });

  test('does not replace a member of the same name that Personio may add, if it has no value itself', () => {
    const row = { termination_date: '2026-04-30' };

    expect(flatOf(new Employments(), row).termination_date).toBe('2026-04-30');
    expect(
      flatOf(new Employments(), { ...row, termination: { termination_date: '2026-05-31' } }).termination_date,
    ).toBe('2026-05-31');
  });
});
