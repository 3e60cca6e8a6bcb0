import { describe, expect, test } from 'vitest';
import { hashOf, settingsOf } from '../../integration_tests/units/privacy.ts';
import { AttributeColumns } from '../account/attribute_columns.ts';
import { attributeColumns } from '../account/column_schemas.ts';
import { readAsset } from '../assets.ts';
import { parseJson } from '../json.ts';
import type { JsonSchema } from '../json_schema.ts';
import { Policy } from '../privacy/policy.ts';
import { StreamPrivacy } from '../privacy/stream_privacy.ts';
import type { Row } from '../row.ts';
import { AbsenceBreakdowns, AbsencePeriods } from '../streams/absences.ts';
import { AttendancePeriods, ProjectMembers } from '../streams/attendance.ts';
import { Compensations } from '../streams/compensations.ts';
import { Employees } from '../streams/employees.ts';
import { Employments } from '../streams/employments.ts';
import { allStreams } from '../streams/index.ts';
import { Attendances, TimeOffs } from '../streams/legacy.ts';
import { OrgUnits } from '../streams/organisation.ts';
import type { Partition } from '../streams/partition.ts';
import { Persons } from '../streams/persons.ts';
import { RecruitingApplications, RecruitingCandidates, RecruitingStageTransitions } from '../streams/recruiting.ts';
import type { Stream } from '../streams/stream.ts';
import { RecordBuilder, type RowNote } from './builder.ts';

function builder(stream: Stream, { configured = {} as JsonSchema, startDate = undefined as string | undefined } = {}) {
  return new RecordBuilder(stream, readAsset(`schemas/${stream.name}.json`) as JsonSchema, configured, { startDate });
}

/** The data of the records made from these rows. */
function recorded(stream: Stream, rows: object[], adds?: Row): Record<string, unknown>[] {
  const partition: Partition = { ...stream.whole(), ...(adds && { adds }) };
  return builder(stream)
    .records(rows as Row[], partition, new Map())
    .map(({ data }) => JSON.parse(data));
}

describe('a record', () => {
  test('holds its data as JSON text', () => {
    const persons = builder(new Persons());
    const [record] = persons.records([{ id: '1', first_name: 'Änne "x"' }], new Persons().whole(), new Map());

    expect(record).toEqual({ key: '1', data: '{"id":"1","first_name":"Änne \\"x\\""}', changes: [] });
  });

  test('reports values that could not be kept', () => {
    const persons = builder(new Persons());
    const [record] = persons.records(
      [{ id: '1', email: [], status: true, profile_picture: 7 }],
      new Persons().whole(),
      new Map(),
    );

    expect(JSON.parse(record?.data ?? '')).toEqual({ id: '1', email: null, status: 'true', profile_picture: null });
    expect(record?.changes).toEqual([
      { field: 'profile_picture', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' },
    ]);
  });

  test('has a key, and is the same for the same row', () => {
    const persons = builder(new Persons());
    const row = () => ({ id: 7, first_name: 'A' }) as Row;

    const [one, same, other] = persons.records(
      [row(), row(), { ...row(), first_name: 'B' }],
      new Persons().whole(),
      new Map(),
    );

    expect([one?.key, other?.key]).toEqual(['7', '7']);
    expect(same).toEqual(one);
    expect(other?.data).not.toBe(one?.data);
  });
});

describe('a row', () => {
  test('is emitted as received, except for its links', () => {
    const row = {
      id: '1',
      email: null,
      custom_attributes: [{ id: 'dynamic_1', type: 'string', value: 'x' }],
      employments: [{ id: '2' }],
      _meta: { links: { self: { href: 'https://api.personio.de/v2/persons/1' } } },
    };
    const { _meta, ...rest } = row;

    expect(recorded(new Persons(), [structuredClone(row)])).toEqual([rest]);
  });

  test('without a key is counted, not written', () => {
    const persons = builder(new Persons());

    const records = persons.records(
      [{ first_name: 'A' }, { id: null }, { id: '' }, { id: {} }, { id: '1' }],
      new Persons().whole(),
      new Map(),
    );

    expect(records.map(({ key }) => key)).toEqual(['1']);
    expect(persons.counts.withoutKey).toBe(4);
  });

  test('with members in no schema reports each of their names once', () => {
    const persons = builder(new Persons());

    const records = persons.records(
      [
        { id: '1', shoe: 42 },
        { id: '2', shoe: 43, hat: 7 },
      ],
      new Persons().whole(),
      new Map(),
    );

    expect(records.map(({ data }) => JSON.parse(data).additional_fields)).toEqual([{ shoe: 42 }, { shoe: 43, hat: 7 }]);
    expect([...persons.counts.unknown]).toEqual(['shoe', 'hat']);
  });

  test('with very many unknown members reports fifty of them', () => {
    const persons = builder(new Persons());
    const row = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`m${index}`, 1]));

    persons.records([{ id: '1', ...row }], new Persons().whole(), new Map());

    expect(persons.counts.unknown.size).toBe(50);
  });

  test('keeps the digits of large numbers', () => {
    const rows = (parseJson('[{"id":"1","weekly_working_hours":38.12345678901234567890}]') as Row[]) ?? [];
    const [record] = builder(new Employments()).records(rows, new Employments().whole(), new Map());

    expect(record?.data).toContain('38.12345678901234567890');
  });
});

describe('references become columns', () => {
  test('named after their member with _id', () => {
    const [record] = recorded(new AbsencePeriods(), [
      { id: '1', person: { id: 'p1' }, absence_type: { id: 't1' }, substitute: null },
    ]);

    expect(record).toMatchObject({
      id: '1',
      person: { id: 'p1' },
      person_id: 'p1',
      absence_type: { id: 't1' },
      absence_type_id: 't1',
      substitute: null,
      substitute_id: null,
    });
  });

  test('or with the declared name: an office is always a workplace', () => {
    const [record] = recorded(new Employments(), [{ id: '1', office: { id: 'o1' } }]);

    expect(record).toMatchObject({ workplace_id: 'o1' });
    expect(record).not.toHaveProperty('office_id');
  });

  test('the first department and the first team of a list are used', () => {
    const org_units = [
      { type: 'team', id: 't1' },
      { type: 'department', id: 'd1' },
      { type: 'department', id: 'd2' },
      { type: 'team', id: 't2' },
      null,
    ];

    expect(recorded(new Employments(), [{ id: '1', org_units }])[0]).toMatchObject({
      department_id: 'd1',
      team_id: 't1',
    });
  });

  test.each([
    ['no list', undefined],
    ['null', null],
    ['an empty list', []],
    ['none of the type', [{ type: 'division', id: 'x' }]],
    ['no ids', [{ type: 'team' }, { type: 'department' }]],
  ])('with %s they are absent', (_, org_units) => {
    const [record] = recorded(new Employments(), [{ id: '1', ...(org_units !== undefined && { org_units }) }]);

    expect(record?.department_id ?? null).toBeNull();
    expect(record?.team_id ?? null).toBeNull();
  });

  test('a missing member gives none, an unexpected one gives null', () => {
    const [missing, list, empty, blank] = recorded(new AttendancePeriods(), [
      { id: '1' },
      { id: '2', person: ['p1'] },
      { id: '3', person: {} },
      { id: '4', person: '' },
    ]);

    expect(missing).not.toHaveProperty('person_id');
    expect(list?.person_id).toBeNull();
    expect(empty?.person_id ?? null).toBeNull();
    expect(blank?.person_id).toBeNull();
  });

  test('a member that is the id itself is used', () => {
    expect(recorded(new Attendances(), [{ id: 1, employee: 7 }])[0]).toMatchObject({
      employee: '7',
      employee_id: '7',
      person_id: '7',
    });
  });

  test('a nested member is used if its containers are there', () => {
    const [whole, without, missing, text] = recorded(new RecruitingApplications(), [
      { id: '1', job: { department: { id: 5 } } },
      { id: '2', job: null },
      { id: '3' },
      { id: '4', job: 'Clerk' },
    ]);

    expect(whole).toMatchObject({ department_id: '5', department_key: 'department:5' });
    for (const row of [without, text]) expect(row).toMatchObject({ department_id: null, department_key: null });
    expect(missing).not.toHaveProperty('department_id');
  });

  test('are added even if their member is not selected', () => {
    const configured = { properties: { person_id: {} } };
    const [record] = builder(new AbsencePeriods(), { configured }).records(
      [{ id: '1', person: { id: 'p1' }, updated_at: '2026-01-01T00:00:00Z' }],
      new AbsencePeriods().whole(),
      new Map(),
    );

    expect(JSON.parse(record?.data ?? '')).toEqual({ id: '1', person_id: 'p1', updated_at: '2026-01-01T00:00:00Z' });
  });
});

describe('a target with its type in its key', () => {
  const unit = { org_units: [{ type: 'department', id: 7 }], id: '1', updated_at: '2026-01-01T00:00:00Z' };
  const keysOf = (stream: Stream, row: object) => {
    const { department_key, team_key } = recorded(stream, [{ ...row }])[0] ?? {};
    return { department_key, team_key };
  };

  test('is referred to by type and id, or by null if there is none', () => {
    expect(keysOf(new Employments(), unit)).toEqual({ department_key: 'department:7', team_key: null });
    expect(keysOf(new Employments(), { ...unit, org_units: [{ type: 'TEAM', id: 't1' }] })).toEqual({
      department_key: null,
      team_key: 'team:t1',
    });
    expect(keysOf(new Employments(), { id: '1' })).toEqual({ department_key: undefined, team_key: undefined });
    expect(keysOf(new Employees(), { attributes: { id: 1, department: { id: 7 }, team: null } })).toEqual({
      department_key: 'department:7',
      team_key: null,
    });
  });

  test('is not guessed from an object in place of a list', () => {
    expect(keysOf(new Employments(), { ...unit, org_units: { type: 'team', id: 't1' } })).toEqual({
      department_key: null,
      team_key: 'team:t1',
    });
  });

  test('takes the row’s own type if that is the same', () => {
    const rows = [
      { type: 'department', id: '2', parent_id: '1' },
      { type: 'team', id: '2', parent_id: null },
      { id: '3', parent_id: '1' },
    ];
    const [below, top, untold] = recorded(new OrgUnits(), rows);

    expect([below?.parent_key, top?.parent_key]).toEqual(['department:1', null]);
    expect(untold).toBeUndefined();
  });

  test('has a column that can be selected by itself', () => {
    const configured = { properties: { department_key: {} } };
    const [record] = builder(new Employments(), { configured }).records([unit], new Employments().whole(), new Map());

    expect(JSON.parse(record?.data ?? '')).toEqual({
      id: '1',
      department_key: 'department:7',
      updated_at: unit.updated_at,
    });
  });
});

describe('a composed key', () => {
  test('joins its parts, including those that the partition adds', () => {
    expect(recorded(new Compensations(), [{ id: 'c1' }], { month: '2026-02-01' })).toMatchObject([
      { id: 'c1', month: '2026-02-01', record_key: 'c1:2026-02-01' },
    ]);
    expect(recorded(new OrgUnits(), [{ id: '7', type: null }], { type: 'team' })).toEqual([
      { id: '7', type: 'team', record_key: 'team:7' },
    ]);
  });

  test('takes from the partition only what the row lacks', () => {
    expect(recorded(new OrgUnits(), [{ id: '7', type: 'TEAM' }], { type: 'department' })[0]).toMatchObject({
      type: 'team',
      record_key: 'team:7',
    });
  });

  test('may include a reference', () => {
    expect(recorded(new ProjectMembers(), [{ person: { id: 'p1' } }], { project_id: '9' })[0]).toMatchObject({
      record_key: '9:p1',
      person_id: 'p1',
      project_id: '9',
    });
  });

  test('is absent if a part is missing: the row is counted', () => {
    const members = builder(new ProjectMembers());

    expect(
      members.records(
        [{ person: null }, {}],
        { ...new ProjectMembers().whole(), adds: { project_id: '9' } },
        new Map(),
      ),
    ).toEqual([]);
    expect(members.counts.withoutKey).toBe(2);
  });

  test('is added even if its parts are not selected', () => {
    const configured = { properties: { name: {} } };
    const partition = { ...new OrgUnits().whole(), adds: { type: 'team' } };
    const [record] = builder(new OrgUnits(), { configured }).records(
      [{ id: '7', name: 'Sales' }],
      partition,
      new Map(),
    );

    expect(JSON.parse(record?.data ?? '')).toEqual({ record_key: 'team:7', name: 'Sales' });
  });

  test('of a number is its text', () => {
    expect(recorded(new OrgUnits(), [{ id: 7 }], { type: 'team' })[0]).toMatchObject({ record_key: 'team:7' });
  });

  test('of a number beyond 2^53 has all of its digits', () => {
    const rows = parseJson('[{"id":9007199254740993}]') as Row[];

    expect(recorded(new OrgUnits(), rows, { type: 'team' })[0]).toMatchObject({ record_key: 'team:9007199254740993' });
  });
});

describe('a key that may repeat', () => {
  const stream = new AbsenceBreakdowns();
  const adds = { absence_period_id: 'a1' };
  const day = (date: string | null): Row => ({ date });
  const keys = (breakdowns: RecordBuilder, rows: Row[], seen: Map<string, number>) =>
    breakdowns.records(rows, { ...stream.whole(), adds }, seen).map(({ key }) => key);

  test('is numbered in the order received, across all pages of a partition', () => {
    const breakdowns = builder(stream);
    const seen = new Map<string, number>();

    expect(keys(breakdowns, [day('2026-02-02'), day('2026-02-03'), day('2026-02-02')], seen)).toEqual([
      'a1:2026-02-02',
      'a1:2026-02-03',
      'a1:2026-02-02:2',
    ]);
    expect(keys(breakdowns, [day('2026-02-02')], seen)).toEqual(['a1:2026-02-02:3']);
  });

  test('restarts in another partition', () => {
    const breakdowns = builder(stream);

    expect(keys(breakdowns, [day('2026-02-02')], new Map())).toEqual(['a1:2026-02-02']);
    expect(keys(breakdowns, [day('2026-02-02')], new Map())).toEqual(['a1:2026-02-02']);
  });

  // Missing keys must not be counted like keys, or the second would be written as "undefined:2".
  test('is absent if a part is missing, however often', () => {
    const breakdowns = builder(stream);

    expect(keys(breakdowns, [day(null), day(null), {}], new Map())).toEqual([]);
    expect(breakdowns.counts.withoutKey).toBe(3);
  });

  test('is not numbered if it must be unique: the two rows are the same', () => {
    const members = builder(new ProjectMembers());
    const partition = { ...new ProjectMembers().whole(), adds: { project_id: '9' } };
    const rows: Row[] = [{ person: { id: 'p1' } }, { person: { id: 'p1' } }];

    expect(members.records(rows, partition, new Map()).map(({ key }) => key)).toEqual(['9:p1', '9:p1']);
  });
});

describe('the columns of the account', () => {
  const offered = (stream: Stream, columns: Record<string, JsonSchema>) => {
    const fixed = readAsset(`schemas/${stream.name}.json`) as JsonSchema;
    return { ...fixed, properties: { ...fixed.properties, ...columns } };
  };
  const columns = attributeColumns(
    [
      { id: 'dynamic_1', label: 'Shirt', types: ['string'], options: [] },
      { id: 'dynamic_2', label: 'Shoe', types: ['integer'], options: [] },
      { id: 'dynamic_3', label: 'Joined', types: ['date'], options: [] },
    ],
    [],
  );
  const dataOf = (stream: Stream, row: object, selected?: readonly string[]) => {
    const chosen = selected && Object.fromEntries(selected.map((name) => [name, columns[name] ?? {}]));
    const own = chosen ? Object.fromEntries(Object.entries(chosen).filter(([name]) => name in columns)) : columns;
    const attributes = new AttributeColumns(own, chosen && new Set(Object.keys(own)));
    const records = new RecordBuilder(stream, offered(stream, own), chosen ? { properties: chosen } : {}, {
      attributes,
    });
    const [record] = records.records([structuredClone(row) as Row], stream.whole(), new Map());
    return { data: JSON.parse(record?.data ?? '{}'), changes: record?.changes };
  };
  const person = {
    id: '1',
    custom_attributes: [
      { id: 'dynamic_1', value: 'L' },
      { id: 'dynamic_2', value: '42' },
      { id: 'dynamic_3', value: 'soon' },
      { id: 'dynamic_9', value: 'new' },
    ],
  };

  test('are in a person next to the fixed ones', () => {
    const { data, changes } = dataOf(new Persons(), person);

    expect(data).toEqual({ ...person, dynamic_1: 'L', dynamic_2: 42, dynamic_3: null });
    expect(changes).toMatchObject([{ field: 'dynamic_3' }]);
  });

  test('are in no member of a person if not selected', () => {
    const { data } = dataOf(new Persons(), person, ['id', 'dynamic_1', 'custom_attributes', 'additional_fields']);

    expect(data).toEqual({ id: '1', dynamic_1: 'L', custom_attributes: [{ id: 'dynamic_1', value: 'L' }] });
  });

  test('are in an employee under their names', () => {
    const wrapper = (value: unknown) => ({ label: 'L', value, type: 'standard' });
    const row = {
      type: 'Employee',
      attributes: { id: wrapper(7), dynamic_1: wrapper('L'), dynamic_2: wrapper(42.5), dynamic_3: wrapper('') },
    };
    const { data, changes } = dataOf(new Employees(), row);

    expect(data).toEqual({ id: '7', person_id: '7', dynamic_1: 'L', dynamic_2: null, dynamic_3: null });
    expect(changes).toMatchObject([{ field: 'dynamic_2' }]);
  });
});

describe('times', () => {
  test('are in UTC, on the top level only', () => {
    const [record] = recorded(new AttendancePeriods(), [
      {
        id: '1',
        start: { date_time: '2026-01-31T08:00:00' },
        attribution_date: '2026-01-31',
        created_at: '2026-01-31T08:00:00+0100',
        updated_at: '2026-01-31T08:00:00',
      },
    ]);

    expect(record).toMatchObject({
      id: '1',
      start: { date_time: '2026-01-31T08:00:00' },
      attribution_date: '2026-01-31',
      created_at: '2026-01-31T07:00:00Z',
      updated_at: '2026-01-31T08:00:00Z',
    });
  });

  test('that are dates are never shifted: UTC would give the day before', () => {
    const time_off = {
      ...{ id: 1, start_date: '2026-07-01T00:00:00+02:00', end_date: '2026-01-01T00:00:00+0100' },
      updated_at: '2026-07-01T00:00:00+02:00',
    };

    expect(recorded(new TimeOffs(), [{ type: 'TimeOffPeriod', attributes: time_off }])).toMatchObject([
      { start_date: '2026-07-01', end_date: '2026-01-01', updated_at: '2026-06-30T22:00:00Z' },
    ]);
  });

  test('declared neither as dates nor as times are not changed', () => {
    const row = { id: '1', first_name: '2026-01-31T08:00:00+01:00', available_from: '2026-01-31T00:00:00+01:00' };

    expect(recorded(new RecruitingCandidates(), [row])).toEqual([row]);
  });

  test('whose year in UTC has more than four digits are null and reported', () => {
    const persons = builder(new Persons());
    const row = { id: '1', email: null, updated_at: '9999-12-31T23:30:00-01:00' };
    const [line] = persons.records([row], new Persons().whole(), new Map());

    expect(JSON.parse(line?.data ?? '')).toMatchObject({ id: '1', updated_at: null });
    expect(line?.changes).toMatchObject([{ field: 'updated_at' }]);
  });
});

describe('the start date', () => {
  const absences = [
    { id: '1', ends_at: { date_time: '2025-12-31T23:59:59' } },
    { id: '2', ends_at: { date_time: '2026-01-01T00:00:00' } },
    { id: '3', ends_at: null },
    { id: '4', ends_at: { date_time: null } },
    { id: '5' },
  ];

  test('excludes absences that ended before it, and counts them', () => {
    const records = builder(new AbsencePeriods(), { startDate: '2026-01-01' });

    const kept = records
      .records(structuredClone(absences), new AbsencePeriods().whole(), new Map())
      .map(({ key }) => key);

    expect(kept).toEqual(['2', '3', '4', '5']);
    expect(records.counts.beforeStart).toBe(1);
  });

  test('excludes nothing whose end cannot be read', () => {
    const records = builder(new AbsencePeriods(), { startDate: '2026-01-01' });
    const ends = ['01.02.2025', { date_time: '01.02.2025' }, { date_time: '1' }, 2025, { date: ['2025-01-01'] }];

    for (const ends_at of ends)
      expect(records.records([{ id: '1', ends_at }], new AbsencePeriods().whole(), new Map())).toHaveLength(1);
    expect(records.records([{ id: '1', ends_at: '2025-12-31' }], new AbsencePeriods().whole(), new Map())).toEqual([]);
  });

  test('excludes nothing else, and nothing if it is not set', () => {
    const people = builder(new Persons(), { startDate: '2026-01-01' });

    expect(people.records(structuredClone(absences), new Persons().whole(), new Map())).toHaveLength(5);
    expect(recorded(new AbsencePeriods(), structuredClone(absences))).toHaveLength(5);
  });
});

describe('values in another form', () => {
  const record = (stream: Stream, row: object, adds?: Row) => recorded(stream, [row], adds)[0];

  test('make the same keys and references as in the usual form', () => {
    const adds = { absence_period_id: 'a1' };
    const wrapped = { date: '2026-02-02' };
    const org_units = '[{"type":"department","id":7}]';

    expect(record(new AbsenceBreakdowns(), { date: wrapped }, adds)).toMatchObject({
      record_key: 'a1:2026-02-02',
      date: '2026-02-02',
    });
    expect(record(new Employments(), { id: 1, org_units })).toMatchObject({
      org_units: [{ type: 'department', id: '7' }],
      department_id: '7',
    });
    expect(record(new Employees(), { attributes: { id: '1', supervisor: { id: '7' } } })).toMatchObject({
      id: '1',
      supervisor: { id: '7' },
      supervisor_id: '7',
    });
  });

  test('that cannot be converted still make a key', () => {
    const adds = { absence_period_id: 'a1' };

    expect(record(new AbsenceBreakdowns(), { date: '02.02.2026' }, adds)).toMatchObject({
      absence_period_id: 'a1',
      date: null,
      record_key: 'a1:02.02.2026',
    });
    expect(record(new AbsenceBreakdowns(), { date: { day: 2 } }, adds)?.record_key).toBe('a1:{"day":2}');
  });

  test('that became null are counted by column, at any position in a list', () => {
    const employments = builder(new Employments());
    const rows: Row[] = [
      {
        id: '1',
        cost_centers: [{ weight: 'x' }, { weight: 50 }, { weight: 'y' }],
        termination: { termination_date: 'z' },
      },
      { id: '2', weekly_working_hours: 'many', employment_end_date: '', position: null },
      { id: '3', weekly_working_hours: 'more' },
    ];
    employments.records(rows, new Employments().whole(), new Map());

    expect([...employments.counts.nulled]).toEqual([
      ['cost_centers.weight', 2],
      ['left_on', 1],
      ['termination.termination_date', 1],
      ['termination_date', 1],
      ['weekly_working_hours', 2],
    ]);
  });

  test('are counted only if they would be emitted', () => {
    const employments = builder(new Employments(), { configured: { properties: { status: {} } } });
    const [line] = employments.records(
      [{ id: '1', status: 'x', weekly_working_hours: 'many' }],
      new Employments().whole(),
      new Map(),
    );

    expect(line).toMatchObject({ data: '{"id":"1","status":"x"}', changes: [] });
    expect(employments.counts.nulled.size).toBe(0);
  });

  test('are counted for a limited number of columns', () => {
    const persons = builder(new Persons());
    const unreadable = Array.from({ length: 3000 }, (_, index) => `"m${index}":1e999`);
    persons.records([parseJson(`{"id":"1",${unreadable.join(',')}}`) as Row], new Persons().whole(), new Map());

    expect(persons.counts.nulled.size).toBe(1000);
  });

  test('are converted before rules apply: nothing that is dropped remains in a text', () => {
    const schema = readAsset('schemas/employments.json') as JsonSchema;
    const policy = new Policy(settingsOf({ drop: ['employments.cost_centers.weight'] }), []);
    const privacy = new StreamPrivacy(new Employments(), policy, schema);
    const options = { privacy, sent: schema };
    const [line] = new RecordBuilder(new Employments(), privacy.schema, {}, options).records(
      [{ id: '1', cost_centers: '[{"id":1,"weight":"12345"}]' }],
      new Employments().whole(),
      new Map(),
    );

    expect(JSON.parse(line?.data ?? '')).toMatchObject({ id: '1', cost_centers: [{ id: '1' }] });
  });
});

test('a time in an unknown zone is null and reported, and its row keeps its key', () => {
  const entered_at = { 'date-time': '2026-07-01T08:00:00', timezone: 'W. Europe Standard Time' };
  const stages = builder(new RecruitingStageTransitions());
  const [line] = stages.records(
    [{ entered_at, stage: { id: 's1' } }],
    { ...new RecruitingStageTransitions().whole(), adds: { application_id: '9' } },
    new Map(),
  );

  expect(JSON.parse(line?.data ?? '')).toMatchObject({ entered_at: null, application_id: '9' });
  expect(line?.changes).toMatchObject([{ field: 'entered_at' }]);
  expect(line?.key).toContain('9:{"date-time":"2026-07-01T08:00:00"');
});

describe('records without any attribute are counted', () => {
  test.each<[string, Stream, object[], number]>([
    ['for a person, by what version 2 omits', new Persons(), [{ id: '1' }, { id: '2', email: null }], 1],
    ['for an employee, inside its attributes', new Employees(), [{ attributes: { id: { label: '', value: 1 } } }], 1],
    ['not for a stream that has none', new OrgUnits(), [{ id: '1', type: 'team' }], 0],
  ])('%s', (_, stream, rows, bare) => {
    const records = builder(stream);

    records.records(rows as Row[], stream.whole(), new Map());

    expect(records.counts.bare).toBe(bare);
  });
});

describe('the note of a row', () => {
  const noted = (stream: Stream, row: object, more: { configured?: JsonSchema; privacy?: StreamPrivacy } = {}) => {
    const { configured = {}, privacy } = more;
    const schema = readAsset(`schemas/${stream.name}.json`) as JsonSchema;
    const note = ({ id, person, month, created_at }: Row): RowNote => ({
      id: String(id),
      createdAt: created_at,
      group: `${month}:${JSON.stringify(person)}`,
    });
    const options = { note, sent: schema, privacy };
    const partition = { ...stream.whole(), adds: { month: '2026-02-01' } };
    const built = new RecordBuilder(stream, privacy?.schema ?? schema, configured, options);
    return built.records([structuredClone(row) as Row], partition, new Map())[0];
  };
  const row = { id: '7', person: { id: '5' }, created_at: '2026-01-01T00:00:00Z' };

  test('is kept next to its record, which does not change', () => {
    const record = noted(new Employments(), row);

    expect(record?.note).toEqual({ id: '7', createdAt: row.created_at, group: '2026-02-01:{"id":"5"}' });
    expect(record?.data).not.toContain('group');
    const [plain] = recorded(new Employments(), [structuredClone(row)], { month: '2026-02-01' });
    expect(JSON.parse(record?.data ?? '')).toEqual(plain);
  });

  test('exists whether or not the member is selected', () => {
    const record = noted(new Compensations(), row, { configured: { properties: { amount: {} } } });

    expect(record?.note).toMatchObject({ id: '7', group: '2026-02-01:{"id":"5"}' });
    expect(record?.data).not.toContain('person');
  });

  test('is as emitted: hashed members are hashed, dropped ones are absent', () => {
    const stream = new Compensations();
    const schema = readAsset(`schemas/${stream.name}.json`) as JsonSchema;
    const privacyOf = (rules: object) => new StreamPrivacy(stream, new Policy(settingsOf(rules), allStreams()), schema);
    const note = (rules: object) => noted(stream, row, { privacy: privacyOf(rules) })?.note?.group;

    expect(note({ hash: ['persons.id'] })).toBe(`2026-02-01:{"id":"${hashOf('5')}"}`);
    expect(note({ drop: ['compensations.person'] })).toBe('2026-02-01:undefined');
  });

  test('is absent if not requested', () => {
    const [record] = builder(new Persons()).records([{ id: '1' }], new Persons().whole(), new Map());

    expect(record?.note).toBeUndefined();
  });
});

describe('changed ids', () => {
  const hides = (stream: Stream, rules: object): boolean => {
    const schema = readAsset(`schemas/${stream.name}.json`) as JsonSchema;
    const privacy = new StreamPrivacy(stream, new Policy(settingsOf(rules), allStreams()), schema);
    return new RecordBuilder(stream, privacy.schema, {}, { sent: schema, privacy }).hidesIds;
  };

  test('are reported for a stream whose key, or a part of it, is hashed or dropped', () => {
    expect(hides(new Persons(), { hash: ['persons.id'] })).toBe(true);
    expect(hides(new OrgUnits(), { hash: ['org_units.id'] })).toBe(true);
    expect(hides(new ProjectMembers(), { hash: ['persons.id'] })).toBe(true);
    expect(hides(new ProjectMembers(), { hash: ['projects.id'] })).toBe(true);
    expect(hides(new Employments(), { hash: ['persons.id'] })).toBe(true);
    expect(hides(new AbsencePeriods(), { hash: ['absence_periods.id'] })).toBe(true);
  });

  test('are not reported if only other values are changed, or none', () => {
    expect(builder(new Persons()).hidesIds).toBe(false);
    expect(hides(new Persons(), { hash: ['persons.email'], drop: ['persons.last_name'] })).toBe(false);
    expect(hides(new AbsencePeriods(), { hash: ['persons.id'] })).toBe(false);
    expect(hides(new OrgUnits(), { hash: ['persons.id'] })).toBe(false);
  });
});

test('the selection is described by one text', () => {
  const selected = (configured: JsonSchema) => builder(new Persons(), { configured }).selected;
  const [one, other] = [{ properties: { email: {} } }, { properties: { status: {} } }];

  expect(selected(one)).toBe(selected(one));
  expect(selected(one)).not.toBe(selected(other));
});
