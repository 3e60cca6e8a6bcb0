import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { readAsset } from '../assets.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import {
  AttendanceProjects,
  Attendances,
  CustomReportRows,
  CustomReports,
  HourlyAbsencePeriods,
  TimeOffs,
  TimeOffTypes,
} from './legacy.ts';
import type { Page, Partition } from './partition.ts';
import { partitionsOf } from './partitions/changes.ts';
import type { Api, Stream } from './stream.ts';

function recorded(stream: Stream, rows: readonly object[], adds: Row = {}) {
  const builder = new RecordBuilder(stream, readAsset(`schemas/${stream.name}.json`) as JsonSchema, {}, {});
  const lines = builder.records(structuredClone(rows) as Row[], { ...stream.whole(), adds }, new Map());
  expect(
    lines.flatMap(({ changes }) => changes),
    'nothing that could not be kept',
  ).toEqual([]);
  return lines.map(({ data }) => JSON.parse(data));
}

const wrapper = (value: unknown) => ({ label: 'L', value, type: 'standard', universal_id: null });
const SHORT = {
  type: 'Employee',
  attributes: { id: wrapper(90_304), first_name: wrapper('Lea'), email: wrapper('lea@example.org') },
};
const WANT = { at: '2026-02-11T09:00:00Z', since: '2026-02-10T08:00:00Z', lookbackDays: 2 };

/** One response for all; keeps the queries. */
function answering(data: readonly object[], more: object = {}): Api & { queries: object[] } {
  const queries: object[] = [];
  const api = fakeApi(({ query = {} }) => {
    queries.push(query);
    return { success: true, data: structuredClone(data), ...more };
  });
  return { ...api, queries };
}

async function readAll(stream: Stream, api: Api, partition: Partition = stream.whole()): Promise<Row[]> {
  const pages: Page[] = [];
  for await (const page of stream.pages(api, partition)) pages.push(page);
  return pages.flatMap(({ rows }) => rows);
}

describe('a time-off', () => {
  const timeOff = (attributes: object) => ({ type: 'TimeOffPeriod', attributes: { id: 330_101, ...attributes } });

  test('has plain columns, days, and the ids of its employee and type', () => {
    const row = timeOff({
      id_v2: 'c1',
      status: 'approved',
      start_date: '2025-07-14T00:00:00+02:00',
      end_date: '2025-07-25T00:00:00+02:00',
      days_count: 9.5,
      half_day_start: 1,
      half_day_end: 0,
      time_off_type: { type: 'TimeOffType', attributes: { id: 2201, name: 'Paid vacation' } },
      employee: SHORT,
      created_by: 'API',
      certificate: { status: 'not-required' },
      updated_at: '2025-02-04T08:30:00+0100',
    });

    expect(recorded(new TimeOffs(), [row])).toEqual([
      {
        id: '330101',
        id_v2: 'c1',
        status: 'approved',
        start_date: '2025-07-14',
        end_date: '2025-07-25',
        days_count: 9.5,
        half_day_start: true,
        half_day_end: false,
        time_off_type: { id: '2201', name: 'Paid vacation' },
        time_off_type_id: '2201',
        employee: { id: '90304', first_name: 'Lea', email: 'lea@example.org' },
        employee_id: '90304',
        person_id: '90304',
        created_by: 'API',
        certificate: { status: 'not-required' },
        updated_at: '2025-02-04T07:30:00Z',
      },
    ]);
  });

  test('may have true and false for its half days', () => {
    expect(recorded(new TimeOffs(), [timeOff({ half_day_start: true, half_day_end: false })])[0]).toMatchObject({
      half_day_start: true,
      half_day_end: false,
    });
  });

  test('is requested by pages from 1, and by the day of its last change', async () => {
    const api = answering([timeOff({})], { metadata: { total_elements: 1, total_pages: 1, current_page: 1 } });
    const [changes] = partitionsOf(new TimeOffs(), WANT);
    await readAll(new TimeOffs(), api, changes);

    // Two days of lookback, and one because the zone is unknown.
    expect(api.queries).toEqual([{ updated_from: '2026-02-07', limit: 200, offset: 1 }]);
  });
});

describe('an absence in hours', () => {
  const absence = (attributes: object) => ({
    type: 'AbsencePeriod',
    attributes: { id: 'd1', effective_duration: 90, ...attributes },
  });
  const type = { type: 'AbsenceType', attributes: { id: 'uuid-1', name: 'Doctor', time_off_type_id: 2203 } };

  test('has plain columns, the ids of its employee and type, and its breakdowns', () => {
    const breakdowns = [{ date: '2025-05-02', effective_duration: 90 }];
    const row = absence({
      measurement_unit: 'minutes',
      employee: SHORT,
      absence_type: type,
      start: '2025-05-02T07:00:00Z',
      end: null,
      created_by: 90_304,
      approved_at: null,
      breakdowns,
    });

    expect(recorded(new HourlyAbsencePeriods(), [row])[0]).toMatchObject({
      id: 'd1',
      employee_id: '90304',
      person_id: '90304',
      absence_type_id: 'uuid-1',
      absence_type: { id: 'uuid-1', name: 'Doctor', time_off_type_id: '2203' },
      start: '2025-05-02T07:00:00Z',
      created_by: '90304',
      breakdowns,
    });
  });

  test('may have its type under a name from an older schema', () => {
    const [record] = recorded(new HourlyAbsencePeriods(), [absence({ absence_type_id: type })]);

    expect(record).toMatchObject({ absence_type_id: 'uuid-1', absence_type: { id: 'uuid-1', name: 'Doctor' } });
    expect(record).not.toHaveProperty('additional_fields');
  });
});

describe('an attendance', () => {
  const attendance = (attributes: object, beside: object = {}) => ({
    id: 5,
    type: 'AttendancePeriod',
    attributes: { employee: 90_304, date: '2025-05-02', start_time: '08:00', end_time: null, break: 30, ...attributes },
    ...beside,
  });

  test('has the ids of its employee, who is a number, and of its project', () => {
    const project = { id: 7, type: 'Project', attributes: { name: 'Line B', active: true } };

    expect(recorded(new Attendances(), [attendance({ project })])[0]).toMatchObject({
      id: '5',
      employee: '90304',
      employee_id: '90304',
      person_id: '90304',
      project: { id: '7', name: 'Line B', active: true },
      project_id: '7',
      end_time: null,
    });
    expect(recorded(new Attendances(), [attendance({ project: null })])[0]).toMatchObject({ project_id: null });
  });

  test('has the id of API v2 wherever it is', () => {
    const rows = [attendance({ id_v2: 'inside' }), attendance({}, { id_v2: 'beside' })];

    expect(recorded(new Attendances(), rows).map(({ id_v2 }) => id_v2)).toEqual(['inside', 'beside']);
  });

  test('is requested with both dates, including pending ones, whatever else is requested', async () => {
    const api = answering([], { limit: '200', offset: '0' });
    const dates = { start_date: '1970-01-01', includePending: 'true' };
    const [changes] = partitionsOf(new Attendances(), WANT);
    await readAll(new Attendances(), api);
    await readAll(new Attendances(), api, changes);

    expect(api.queries[0]).toMatchObject(dates);
    expect(api.queries[0]).toHaveProperty('end_date');
    expect(api.queries[0]).not.toHaveProperty('updated_from');
    expect(api.queries[1]).toMatchObject({ ...dates, updated_from: '2026-02-07T08:00:00' });
  });

  test('may come with limit and offset as text', async () => {
    const api = answering([attendance({})], { limit: '200', offset: '0', metadata: { total_elements: 1 } });

    expect(await readAll(new Attendances(), api)).toHaveLength(1);
  });
});

describe('a custom report', () => {
  const report = (items: object[]) => ({ type: 'Report', attributes: { id: 'e7', name: 'Headcount', items } });
  const items = [
    {
      employee_id: 90_304,
      attributes: [{ attribute_id: 'first_name', data_type: 'TEXT', value: 'Lea', employee_id: 90_304 }],
    },
    { employee_id: 90_377, attributes: [] },
  ];

  test('has plain columns', () => {
    const row = {
      type: 'Report',
      attributes: {
        id: 'e7',
        name: 'Headcount',
        description: null,
        columns: ['first_name', 'dynamic_7'],
        filters: [{ column: 'office_id', comparison: 'eq', value: '5502' }],
        start_date: '2025-05-01',
        archived_at: null,
        updated_at: '2025-05-01T04:00:12.004511Z',
      },
    };

    expect(recorded(new CustomReports(), [row])).toEqual([row.attributes]);
  });

  test('has a row for each employee, under its own id', () => {
    expect(recorded(new CustomReportRows(), [report(items)], { report_id: 'e7' })).toEqual(
      ['90304', '90377'].map((id, index) => ({
        attributes: items[index]?.attributes.map((attribute) => ({ ...attribute, employee_id: id })),
        employee_id: id,
        person_id: id,
        report_id: 'e7',
        record_key: `e7:${id}`,
      })),
    );
  });

  test('may have values of any type: they become text, numbers or lists of text', () => {
    const values = ['Lea', 38.5, null, true, ['a', 7, { key: 'b' }], { from: '2025-01-01' }];
    const plain = ['Lea', 38.5, null, 'true', ['a', '7', '{"key":"b"}'], '{"from":"2025-01-01"}'];
    const listed = (list: unknown[]) => list.map((value) => ({ attribute_id: 'x', data_type: 'TEXT', value }));
    const filters = (list: unknown[]) => list.map((value) => ({ column: 'x', comparison: 'eq', value }));
    const both = (list: unknown[]) => ({ attributes: listed(list), historical_attributes: listed(list) });

    expect(
      recorded(new CustomReportRows(), [report([{ employee_id: 1, ...both(values) }])], { report_id: 'e7' })[0],
    ).toMatchObject(both(plain));
    expect(
      recorded(new CustomReports(), [{ type: 'Report', attributes: { id: 'e7', filters: filters(values) } }]),
    ).toEqual([{ id: 'e7', filters: filters(plain) }]);
  });

  test('may name an employee twice: the second row has its own key', () => {
    const twice = [items[0] ?? {}, items[0] ?? {}];

    expect(recorded(new CustomReportRows(), [report(twice)], { report_id: 'e7' }).map((row) => row.record_key)).toEqual(
      ['e7:90304', 'e7:90304:2'],
    );
  });

  test('without items has no rows', () => {
    expect(
      recorded(new CustomReportRows(), [{ type: 'Report', attributes: { id: 'e7' } }, { type: 'Report' }]),
    ).toEqual([]);
  });

  test('reports the number of its employees as the total: it is still one row', async () => {
    const api = answering([report(items)], {
      metadata: { total_elements: 2, current_page: 1, total_pages: 1 },
      limit: 0,
    });

    expect(await readAll(new CustomReportRows(), api)).toHaveLength(1);
  });
});

test('a type of time-off and a project have plain columns', () => {
  const type = {
    type: 'TimeOffType',
    attributes: { id: 2201, id_v2: 'u', name: 'Paid vacation', unit: 'day', category: null },
  };
  const project = {
    id: 7,
    type: 'Project',
    attributes: { name: 'Line B', active: false, created_at: '2024-01-02T03:04:05+0100' },
  };

  expect(recorded(new TimeOffTypes(), [type])).toEqual([{ ...type.attributes, id: '2201' }]);
  expect(recorded(new AttendanceProjects(), [project])).toEqual([
    { id: '7', name: 'Line B', active: false, created_at: '2024-01-02T02:04:05Z' },
  ]);
});

test('endpoints that Personio switches off have an end date: attendances and custom reports, nothing else', () => {
  for (const stream of [new Attendances(), new AttendanceProjects()])
    expect(stream.service.ends).toMatch(/2027-01-31.*2026-08-30/);
  for (const stream of [new CustomReports(), new CustomReportRows()])
    expect(stream.service.ends).toContain('2027-06-30');
  for (const stream of [new TimeOffs(), new TimeOffTypes(), new HourlyAbsencePeriods()])
    expect(stream.service.ends).toBeUndefined();
});
