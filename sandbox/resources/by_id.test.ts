import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { started, type TestClient } from '../test_client.ts';

interface Asked {
  readonly stream: string;
  /** The list; a function if it depends on the row. */
  readonly list: string | ((row: JsonObject) => string);
  /** What else a request for one row needs. */
  readonly query?: (row: JsonObject) => string;
  /** Rows are requested by path, by the list's filter, or in both ways. */
  readonly by: readonly ('path' | 'filter')[];
  readonly unknown: string;
}

const UUID = '00000000-0000-4000-8000-000000000000';
const BOTH = ['path', 'filter'] as const;

const ASKED: readonly Asked[] = [
  { stream: 'persons', list: '/v2/persons', by: BOTH, unknown: '77' },
  {
    stream: 'employments',
    list: ({ person }) => `/v2/persons/${(person as JsonObject).id}/employments`,
    by: BOTH,
    unknown: UUID,
  },
  { stream: 'absence_types', list: '/v2/absence-types', by: ['path'], unknown: UUID },
  { stream: 'absence_periods', list: '/v2/absence-periods', by: BOTH, unknown: UUID },
  { stream: 'attendance_periods', list: '/v2/attendance-periods', by: BOTH, unknown: UUID },
  { stream: 'projects', list: '/v2/projects', by: BOTH, unknown: '77' },
  { stream: 'org_units', list: '/v2/org-units', query: ({ type }) => `?type=${type}`, by: ['path'], unknown: '77' },
  { stream: 'workplaces', list: '/v2/workplaces', by: ['filter'], unknown: '77' },
  { stream: 'cost_centers', list: '/v2/cost-centers', by: ['filter'], unknown: '77' },
  { stream: 'legal_entities', list: '/v2/legal-entities', by: BOTH, unknown: '77' },
  { stream: 'jobs', list: '/v2/jobs', by: BOTH, unknown: UUID },
  { stream: 'salary_bands', list: '/v2/salary-bands', by: BOTH, unknown: UUID },
  { stream: 'webhooks', list: '/v2/webhooks', by: ['path'], unknown: UUID },
  { stream: 'recruiting_jobs', list: '/v2/recruiting/jobs', by: ['path'], unknown: '77' },
  { stream: 'recruiting_categories', list: '/v2/recruiting/categories', by: ['path'], unknown: '77' },
  { stream: 'recruiting_candidates', list: '/v2/recruiting/candidates', by: ['path'], unknown: '77' },
  { stream: 'recruiting_applications', list: '/v2/recruiting/applications', by: ['path'], unknown: '77' },
];

describe.each(ASKED)('$stream', ({ stream, list, query = () => '', by, unknown }) => {
  async function fixture(): Promise<{ client: TestClient; rows: JsonObject[]; path: string; more: string }> {
    const { sandbox, client } = await started();
    const rows = JSON.parse(JSON.stringify(sandbox.rows(stream))) as JsonObject[];
    const [row = {}] = rows;
    return { client, rows, path: typeof list === 'string' ? list : list(row), more: query(row) };
  }

  test(by.includes('path') ? 'one by its path, or 404' : 'not by path', async () => {
    const { client, rows, path, more } = await fixture();
    const [row] = rows;
    const got = await client.get(`${path}/${row?.id}${more}`);
    const gone = await client.get(`${path}/${unknown}${more}`);
    expect(gone.status).toBe(404);
    if (!by.includes('path')) return expect(got.status).toBe(404);
    expect(got.body).toEqual(row);
    // The row is not found, as opposed to the route.
    expect(JSON.stringify(gone.body)).not.toContain('apinot_found');
  });

  if (!by.includes('filter')) return;

  test('several by the filter', async () => {
    const { client, rows, path } = await fixture();
    const ids = stream === 'employments' ? [rows[0]?.id] : [rows[0]?.id, rows[1]?.id];
    const found = await client.ids(`${path}?id=${unknown},${ids.join(',')}`);
    expect(found.toSorted()).toEqual(ids.toSorted());
    expect(await client.all(`${path}?id=${unknown}`)).toEqual([]);
  });
});

test.each([
  ['compensations', '/v2/compensations'],
  ['compensation_types', '/v2/compensations/types'],
  ['documents', '/v2/document-management/documents'],
  ['report_attributes', '/v2/reports/attributes'],
])('%s cannot be requested by id', async (stream, list) => {
  const { sandbox, client } = await started({ compensated: 1 });
  const [row] = sandbox.rows(stream);
  expect(row?.id).toEqual(expect.any(String));
  expect((await client.get(`${list}/${row?.id}`)).status).toBe(404);
  if (stream !== 'report_attributes') expect((await client.get(`${list}?id=${row?.id}`)).status).toBe(400);
});

test('employees of v1, by their path', async () => {
  const { sandbox, client } = await started();
  const [id] = sandbox.ids('employees');
  const row = JSON.parse(JSON.stringify(sandbox.rows('employees')[0])) as JsonObject;
  expect((await client.get(`/v1/company/employees/${id}`)).body).toEqual({ success: true, data: row });
  expect((await client.get('/v1/company/employees/77')).status).toBe(404);
});

test('no other person has an employment of this one', async () => {
  const { sandbox, client } = await started();
  const [employment = {}] = sandbox.rows('employments');
  const other = sandbox.ids('persons').find((id) => id !== (employment.person as JsonObject).id);
  expect((await client.get(`/v2/persons/${other}/employments/${employment.id}`)).status).toBe(404);
});

test('an org unit is requested in the case that the list accepts', async () => {
  const { sandbox, client } = await started();
  const [unit] = sandbox.rows('org_units');
  const status = async (type: string): Promise<number> =>
    (await client.get(`/v2/org-units/${unit?.id}?type=${type}`)).status;
  expect([await status('department'), await status('DEPARTMENT')]).toEqual([200, 400]);
  sandbox.configure({ disputed: { orgUnitType: 'capital' } });
  expect([await status('department'), await status('DEPARTMENT')]).toEqual([400, 200]);
  sandbox.configure({ disputed: { orgUnitType: 'capital, others empty' } });
  expect([await status('department'), await status('DEPARTMENT')]).toEqual([404, 200]);
});
