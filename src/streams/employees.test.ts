import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { readAsset } from '../assets.ts';
import { parseJson } from '../json.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import {
  AbsenceBalances,
  AbsenceEntitlements,
  DocumentCategories,
  EmployeeAttributes,
  Employees,
  ProfilePictures,
} from './employees.ts';
import type { Page } from './partition.ts';
import type { Api, Stream } from './stream.ts';

function recorded(stream: Stream, rows: readonly object[], adds: Row = {}) {
  const builder = new RecordBuilder(stream, readAsset(`schemas/${stream.name}.json`) as JsonSchema, {}, {});
  const lines = builder.records(structuredClone(rows) as Row[], { ...stream.whole(), adds }, new Map());
  return { records: lines.map(({ data }) => JSON.parse(data)), texts: lines.map(({ data }) => data), lines, builder };
}

const wrapper = (value: unknown, type = 'standard', more: object = {}) => ({
  label: 'L',
  value,
  type,
  universal_id: null,
  ...more,
});
const employee = (attributes: object) => ({
  type: 'Employee',
  attributes: { id: wrapper(90_304, 'integer'), ...attributes },
});
const named = (type: string, id: number, name: string) => ({ type, attributes: { id, name } });

describe('an employee', () => {
  test('has plain columns, ids to join with, times in UTC, and days unchanged', () => {
    const row = employee({
      first_name: wrapper('Lea'),
      weekly_working_hours: wrapper('38.5'),
      hire_date: wrapper('2021-04-01T00:00:00+02:00', 'date'),
      termination_date: wrapper(null, 'date'),
      fix_salary: wrapper(4100, 'decimal', { currency: 'EUR' }),
      last_modified_at: wrapper('2025-05-01T08:15:30+0200', 'date'),
      department: wrapper(named('Department', 6603, 'Production')),
      team: wrapper(named('Team', 1, 'B')),
      office: wrapper(named('Office', 5502, 'Kassel')),
      subcompany: wrapper(named('Subcompany', 3, 'GmbH')),
      supervisor: wrapper({
        type: 'Employee',
        attributes: { id: wrapper(90_211, 'integer'), last_name: wrapper('V') },
      }),
      cost_centers: wrapper([{ type: 'CostCenter', attributes: { id: 1, name: 'A', percentage: 100 } }]),
    });
    const { records, lines } = recorded(new Employees(), [row]);

    expect(records[0]).toMatchObject({
      id: '90304',
      person_id: '90304',
      first_name: 'Lea',
      weekly_working_hours: '38.5',
      hire_date: '2021-04-01',
      fix_salary: 4100,
      fix_salary_currency: 'EUR',
      last_modified_at: '2025-05-01T06:15:30Z',
      department_id: '6603',
      department_key: 'department:6603',
      department: { id: '6603', name: 'Production' },
      team_id: '1',
      team_key: 'team:1',
      workplace_id: '5502',
      subcompany_id: '3',
      supervisor_id: '90211',
      supervisor: { id: '90211', last_name: 'V' },
      cost_centers: [{ id: '1', name: 'A', percentage: 100 }],
    });
    expect(records[0]).not.toHaveProperty('office_id');
    expect(records[0]).not.toHaveProperty('additional_fields');
    expect(lines[0]?.changes).toEqual([]);
  });

  test.each([
    ['null', null],
    ['empty text', ''],
    ['an empty list', []],
  ])('may have %s for an object that it lacks', (_, value) => {
    const { records, lines } = recorded(new Employees(), [
      employee({
        supervisor: wrapper(value),
        office: wrapper(value),
        department: wrapper(value),
        team: wrapper(value),
        subcompany: wrapper(value),
        holiday_calendar: wrapper(value),
        work_schedule: wrapper(value),
      }),
    ]);

    expect(records[0]).toMatchObject({
      supervisor: null,
      supervisor_id: null,
      office: null,
      workplace_id: null,
      department_id: null,
      department_key: null,
      team_id: null,
      team_key: null,
      subcompany_id: null,
      holiday_calendar_id: null,
      work_schedule_id: null,
    });
    expect(lines[0]?.changes).toEqual([]);
  });

  test.each([
    ['null', null, null],
    ['empty text', '', null],
    ['an empty list', [], []],
  ])('may have %s for a list that it lacks', (_, value, expected) => {
    const { records, lines } = recorded(new Employees(), [
      employee({ cost_centers: wrapper(value), absence_entitlement: wrapper(value) }),
    ]);

    expect(records[0]).toMatchObject({ cost_centers: expected, absence_entitlement: expected });
    expect(lines[0]?.changes).toEqual([]);
  });

  test('may have hours as a number', () => {
    const { records, lines } = recorded(new Employees(), [employee({ weekly_working_hours: wrapper(40, 'decimal') })]);

    expect(records[0]?.weekly_working_hours).toBe('40');
    expect(lines[0]?.changes).toEqual([]);
  });

  test('keeps the digits of a work schedule beyond 2^53', () => {
    const row = parseJson(
      '{"type":"Employee","attributes":{"id":{"label":"ID","value":1},"work_schedule":{"label":"W","value":{"type":"WorkSchedule","attributes":{"id":9223372036854775807,"name":"40 h"}}}}}',
    ) as Row;
    const builder = new RecordBuilder(new Employees(), readAsset('schemas/employees.json') as JsonSchema, {}, {});
    const [line] = builder.records([row], new Employees().whole(), new Map());

    expect(line?.data).toContain('"work_schedule_id":"9223372036854775807"');
    expect(line?.data).toContain('"work_schedule":{"id":"9223372036854775807"');
    expect(line?.changes).toEqual([]);
  });

  test('whose attributes are not released has the rest', () => {
    expect(recorded(new Employees(), [employee({})]).records).toEqual([{ id: '90304', person_id: '90304' }]);
  });
});

describe('the entitlements to absences', () => {
  const entitlement = (id: number, days: unknown) => ({
    type: 'TimeOffType',
    attributes: { id, name: 'Paid vacation', category: 'paid_vacation', entitlement: days },
  });

  test('are one row for each employee and type', () => {
    const { records } = recorded(new AbsenceEntitlements(), [
      employee({ absence_entitlement: wrapper([entitlement(2201, 30), entitlement(2202, 0.5)]) }),
    ]);

    expect(records).toEqual([
      {
        record_key: '90304:2201',
        employee_id: '90304',
        person_id: '90304',
        id: '2201',
        name: 'Paid vacation',
        category: 'paid_vacation',
        entitlement: 30,
      },
      {
        record_key: '90304:2202',
        employee_id: '90304',
        person_id: '90304',
        id: '2202',
        name: 'Paid vacation',
        category: 'paid_vacation',
        entitlement: 0.5,
      },
    ]);
  });

  test.each([[null], [''], [[]], ['none']])('are none where they are %j', (value) => {
    expect(recorded(new AbsenceEntitlements(), [employee({ absence_entitlement: wrapper(value) })]).records).toEqual(
      [],
    );
  });

  test('are requested on their own', () => {
    expect(new AbsenceEntitlements().whole().query).toEqual({ 'attributes[]': 'absence_entitlement' });
  });
});

test('a balance belongs to its person', () => {
  const row = { id: 2201, name: 'Paid vacation', category: 'paid_vacation', balance: 18.5, available_balance: -0.5 };
  const { records } = recorded(new AbsenceBalances(), [row], { person_id: '90304' });

  expect(records).toEqual([{ ...row, id: '2201', person_id: '90304', record_key: '90304:2201' }]);
});

test('a category of documents has its id and its name', () => {
  const row = { id: 1, type: 'DocumentCategory', attributes: { name: 'Contracts' } };

  expect(recorded(new DocumentCategories(), [row]).records).toEqual([{ id: '1', name: 'Contracts' }]);
});

test('an attribute passes unchanged: its key is the key', () => {
  const row = { key: 'dynamic_1', label: 'Shirt', type: 'list', universal_id: null, options: ['S', 'M'] };
  const { records, lines } = recorded(new EmployeeAttributes(), [row]);

  expect(records).toEqual([row]);
  expect(lines[0]?.key).toBe('dynamic_1');
});

describe('a profile picture', () => {
  const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]);
  const api = (contentType: string | undefined): Api & { asked: unknown[] } => {
    const asked: unknown[] = [];
    const from = fakeApi(undefined, {
      bytes: async (request) => {
        asked.push(request);
        return { contentType, bytes };
      },
    });
    return { ...from, asked };
  };
  const pictures = async (from: Api) => {
    const stream = new ProfilePictures();
    const pages: Page[] = [];
    const partition = { ...stream.whole(), path: '/v1/company/employees/7/profile-picture', adds: { person_id: '7' } };
    for await (const page of stream.pages(from, partition)) pages.push(page);
    return recorded(
      stream,
      pages.flatMap(({ rows }) => rows),
      { person_id: '7' },
    ).records;
  };

  test('is its bytes as base64, with type and hash, under the id of its person', async () => {
    const from = api('image/png');

    expect(await pictures(from)).toEqual([
      {
        person_id: '7',
        content_type: 'image/png',
        sha256: createHash('sha256').update(bytes).digest('hex'),
        content: bytes.toString('base64'),
      },
    ]);
    expect(from.asked).toEqual([
      {
        route: '/v1/company/employees/{id}/profile-picture',
        target: '/v1/company/employees/7/profile-picture',
      },
    ]);
  });

  test('may come without a type', async () => {
    expect((await pictures(api(undefined)))[0]).not.toHaveProperty('content_type');
  });
});
