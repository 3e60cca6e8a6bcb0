import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { dataOf, started } from '../test_client.ts';
import type { DisputedWrites } from './disputed.ts';

const EMPLOYMENT = {
  status: 'ACTIVE',
  type: 'EXTERNAL',
  position: { title: 'Optician' },
  weekly_working_hours: 38.5,
  full_time_weekly_working_hours: 40,
  employment_start_date: '2026-03-01',
  contract_end_date: '2027-02-28',
  probation_end_date: '2026-08-31',
  office: { id: '8801' },
  legal_entity: { id: '301' },
  org_units: [
    { type: 'department', id: '5200' },
    { type: 'team', id: '5203' },
  ],
  cost_centers: [
    { id: '9101', weight: 60 },
    { id: '9102', weight: 40 },
  ],
} as const;

async function employed(disputed: Partial<DisputedWrites> = {}, employment: JsonObject = EMPLOYMENT) {
  const { sandbox, client } = await started({ persons: 0, disputed });
  const boss = await client.create('/v2/persons', { first_name: 'Bo', last_name: 'Ek' });
  const person = { first_name: 'Anna', last_name: 'Ek', employments: [employment] };
  const id = await client.create('/v2/persons', person);
  const list = `/v2/persons/${id}/employments`;
  const path = `${list}/${dataOf(await client.get(list))[0]?.id}`;
  return { sandbox, client, boss, id, path, row: async () => (await client.get(path)).body };
}

test('a person is created with an employment', async () => {
  const { client, row, id } = await employed();
  expect(await row()).toMatchObject({ ...EMPLOYMENT, person: { id }, supervisor: null, employment_end_date: null });
  const [person] = dataOf(await client.get(`/v2/persons?id=${id}`));
  expect(person?.employments).toEqual([{ id: (await row()).id }]);
});

test('without start and status it starts today; with a later start it is onboarding', async () => {
  expect(await (await employed({}, {})).row()).toMatchObject({ status: 'ACTIVE', employment_start_date: '2026-02-11' });
  const later = await employed({}, { employment_start_date: '2026-03-01' });
  expect(await later.row()).toMatchObject({ status: 'ONBOARDING', employment_start_date: '2026-03-01' });
});

test('a change is a merge, and null clears', async () => {
  const { sandbox, client, row, path, boss, id } = await employed();
  const before = await row();
  sandbox.configure({ clockSkewSeconds: 60 });
  const hours = { weekly_working_hours: 20, supervisor: { id: boss } };
  expect((await client.send('PATCH', path, hours)).status).toBe(204);
  const { _meta, ...after } = await row();
  expect(after).toEqual({ ...before, ...hours, updated_at: after.updated_at, _meta: undefined });
  expect(after.updated_at).not.toBe(before.updated_at);
  const employee = (await client.get(`/v1/company/employees/${id}`)).body.data as JsonObject;
  expect(employee).toMatchObject({ attributes: { weekly_working_hours: { value: '20' } } });
  const cleared = {
    ...{ position: null, supervisor: null, office: null, legal_entity: null, contract_end_date: null },
    ...{ probation_end_date: null, weekly_working_hours: null, full_time_weekly_working_hours: null },
  };
  expect((await client.send('PATCH', path, { ...cleared, org_units: null })).status).toBe(204);
  expect(await row()).toMatchObject({ ...cleared, org_units: [], status: 'ACTIVE', type: 'EXTERNAL' });
});

test('INACTIVE is not a termination', async () => {
  const { client, row, path, id } = await employed();
  await client.send('PATCH', path, { status: 'INACTIVE' });
  expect(await row()).toMatchObject({ status: 'INACTIVE', employment_end_date: null, termination: { reason: null } });
  expect((await client.get(`/v2/persons/${id}`)).body.status).toBe('INACTIVE');
});

test('a new start does not change the status', async () => {
  const { sandbox, client } = await started({ persons: 10 });
  const [row = {}] = sandbox.rows('employments').filter(({ status }) => status === 'ACTIVE');
  const path = `/v2/persons/${(row.person as JsonObject).id}/employments/${row.id}`;
  await client.send('PATCH', path, { employment_start_date: '2030-01-01' });
  expect((await client.get(path)).body).toMatchObject({ status: 'ACTIVE', employment_start_date: '2030-01-01' });
});

test('a probation period as a number of days', async () => {
  const { client, row, path } = await employed();
  await client.send('PATCH', path, { probation_period_length: 31 });
  expect((await row()).probation_end_date).toBe('2026-04-01');
  const both = { probation_period_length: 31, probation_end_date: '2026-04-01' };
  expect((await client.send('PATCH', path, both)).status).toBe(400);
});

describe.each<[string, JsonObject]>([
  ['status', { status: 'GONE' }],
  ['null where it is not allowed', { status: null }],
  ['a job', { job: { id: '1' } }],
  ['a termination', { termination_date: '2026-01-01' }],
  ['an office by name', { office: 'Jena' }],
  ['a numeric id', { office: { id: 8801 } }],
  ['hours as text', { weekly_working_hours: '40' }],
  ['too many hours', { weekly_working_hours: 400 }],
  ['weights', { cost_centers: [{ id: '9101', weight: 60 }] }],
  ['two departments', { org_units: [EMPLOYMENT.org_units[0], { type: 'department', id: '5201' }] }],
  ['a date', { contract_end_date: '2026-02-30' }],
  ['unknown team', { org_units: [{ type: 'team', id: '1' }] }],
])('refused: %s', (_name, body) => {
  test('and nothing changes', async () => {
    const { sandbox, client, row, path } = await employed();
    const before = await row();
    expect((await client.send('PATCH', path, body)).status).toBe(400);
    expect(await row()).toEqual(before);
    expect(sandbox.writes).toHaveLength(2);
  });
});

test('nobody supervises themselves, and an employment is that of its person', async () => {
  const { client, path, id, boss } = await employed();
  expect((await client.send('PATCH', path, { supervisor: { id } })).status).toBe(400);
  expect((await client.send('PATCH', path.replace(id, boss), {})).status).toBe(404);
  expect((await client.send('DELETE', path)).status).toBe(404);
});

test.each([400, 404, 422] as const)('an unknown reference is %i', async (unknownReference) => {
  const { client, path } = await employed({ unknownReference });
  expect((await client.send('PATCH', path, { office: { id: '1' } })).status).toBe(unknownReference);
});

test('in some accounts three members are needed', async () => {
  const { client, path } = await employed({ employmentPatch: 'needs three' });
  expect((await client.send('PATCH', path, { weekly_working_hours: 20 })).status).toBe(400);
  const { status, type, employment_start_date } = EMPLOYMENT;
  const three = { status, type, employment_start_date, weekly_working_hours: 20 };
  expect((await client.send('PATCH', path, three)).status).toBe(204);
});

test.each(['replace', 'merge'] as const)('org units: %s', async (orgUnitsPatch) => {
  const { client, path, row } = await employed({ orgUnitsPatch });
  const department = { type: 'department', id: '5201' };
  await client.send('PATCH', path, { org_units: [department] });
  const team = EMPLOYMENT.org_units[1];
  expect((await row()).org_units).toEqual(orgUnitsPatch === 'merge' ? [department, team] : [department]);
});

test('some accounts forget legal entity and start', async () => {
  const { row } = await employed({ postedEmployment: 'forgotten' });
  expect(await row()).toMatchObject({ legal_entity: null, employment_start_date: '2026-02-11', status: 'ACTIVE' });
});
