import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { Sandbox } from '../../server.ts';
import { type Got, started } from '../../test_client.ts';

const EMPLOYEES = '/v1/company/employees';

const dataIn = ({ body }: Got): JsonObject[] => body.data as unknown as JsonObject[];
const errorIn = ({ status, body }: Got): unknown[] => [status, (body.error as JsonObject | undefined)?.message];
const valuesOf = (row: JsonObject | undefined): Record<string, Json | undefined> =>
  Object.fromEntries(
    Object.entries((row?.attributes ?? {}) as Record<string, JsonObject>).map(([key, { value }]) => [key, value]),
  );
const idIn = (row: JsonObject): unknown => {
  const { id } = row.attributes as JsonObject;
  return isObject(id) ? id.value : id;
};

function itemsIn(got: Got): readonly JsonObject[] {
  const [report] = dataIn(got) as { attributes: { items: readonly JsonObject[] } }[] & JsonObject[];
  return report?.attributes.items ?? [];
}

async function logIn(sandbox: Sandbox, body: object, query = ''): Promise<Got> {
  const response = await fetch(`${sandbox.url}/v1/auth${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as JsonObject };
}

describe('login of v1', () => {
  test('returns the same token again, and accepts JSON or a form, but no longer query parameters', async () => {
    const { sandbox, client } = await started();
    const { client_id, client_secret } = sandbox.config;
    const got = await logIn(sandbox, { client_id, client_secret });
    expect(got.body).toMatchObject({
      success: true,
      data: { expires_in: 86_400, scope: expect.stringContaining('employees:read') },
    });
    const { token } = got.body.data as { token: string };
    expect((await logIn(sandbox, { client_id, client_secret })).body.data).toMatchObject({ token });
    const form = new URLSearchParams({ client_id, client_secret });
    expect((await fetch(`${sandbox.url}/v1/auth`, { method: 'POST', body: form })).status).toBe(200);
    expect((await logIn(sandbox, {}, `?${form}`)).status).toBe(403);
    expect(errorIn(await logIn(sandbox, { client_id, client_secret: 'wrong' }))).toEqual([403, 'Wrong credentials']);
    const headers = { authorization: `Bearer ${token}` };
    const employees = await client.get(EMPLOYEES, headers);
    expect([employees.status, employees.headers.get('authorization')]).toEqual([200, `Bearer ${token}`]);
    expect((await client.get('/v2/persons', headers)).status).toBe(200);
    sandbox.configure({ disputed: { v1WrongCredentials: 401, v1TokenOnV2: false, v1TokenBare: true } });
    expect((await logIn(sandbox, {})).status).toBe(401);
    expect((await logIn(sandbox, { client_id, client_secret })).body).toEqual({ success: true, data: { token } });
    expect((await client.get('/v2/persons', headers)).status).toBe(401);
  });

  test('may rotate tokens, and may not accept those of v2', async () => {
    const { sandbox, client } = await started({ disputed: { v1TokenRotates: true } });
    const { client_id, client_secret } = sandbox.config;
    const { token } = (await logIn(sandbox, { client_id, client_secret })).body.data as { token: string };
    const first = await client.get(EMPLOYEES, { authorization: `Bearer ${token}` });
    const next = String(first.headers.get('authorization'));
    expect(next).not.toBe(`Bearer ${token}`);
    expect((await client.get(EMPLOYEES, { authorization: `Bearer ${token}` })).status).toBe(403);
    expect((await client.get(EMPLOYEES, { authorization: next })).status).toBe(200);
    expect((await client.get(EMPLOYEES)).status).toBe(200);
    sandbox.configure({ disputed: { v2TokenOnV1: false } });
    expect(errorIn(await client.get(EMPLOYEES))).toEqual([403, 'Provided authorization is not valid']);
    expect(errorIn({ ...first, ...(await plain(sandbox)) })).toEqual([401, 'Authorization is not provided']);
  });

  test('refuses rights and pace in its own words', async () => {
    const { sandbox, client } = await started({ rights: { time_offs: 'refused' } });
    expect(errorIn(await client.get('/v1/company/time-offs'))).toEqual([
      403,
      'personio.core.api.exceptions.api.forbidden.http.exception',
    ]);
    expect((await client.get('/v1/company/departments')).body).toMatchObject({ errors: [{ title: 'Not found' }] });
    sandbox.configure({ limits: { on: true, burst: 1, rates: { employees: 0.001 } } });
    await client.get(EMPLOYEES);
    const refused = await client.get(EMPLOYEES);
    expect(errorIn(refused)).toEqual([429, 'Too Many Attempts.']);
    expect(refused.headers.get('x-ratelimit-remaining')).toBeNull();
  });
});

async function plain(sandbox: Sandbox): Promise<{ status: number; body: JsonObject }> {
  const response = await fetch(`${sandbox.url}${EMPLOYEES}`);
  return { status: response.status, body: (await response.json()) as JsonObject };
}

describe('employees', () => {
  test('are the persons, with the same values', async () => {
    const { sandbox } = await started({ persons: 80, compensated: 1 });
    const persons = sandbox.rows('persons');
    const rows = sandbox.rows('employees');
    expect(sandbox.ids('employees')).toEqual(sandbox.ids('persons'));
    for (const [index, row] of rows.entries()) {
      const values = valuesOf(row);
      const person = persons[index];
      expect(String(values.id)).toBe(person?.id);
      if (person?.first_name === undefined) continue;
      expect([values.first_name, values.last_name]).toEqual([person.first_name, person.last_name]);
      for (const { id, type, value } of (person.custom_attributes ?? []) as JsonObject[]) {
        const held = values[String(id)];
        if (value === null) expect([null, '']).toContain(held);
        else if (type === 'date') expect(String(held).slice(0, 10)).toBe(value);
        else if (type === 'int' || type === 'double') expect(Number(held)).toBe(Number(value));
        else if (type !== 'string_list') expect(String(held)).toBe(String(value));
      }
    }
    const text = JSON.stringify(rows);
    expect(text).toMatch(/"id":46116860184273889\d\d[,}]/);
    expect(text).toContain('"currency":"EUR"');
    for (const nothing of ['null', '""', '[]']) expect(text).toContain(`"office":{"label":"Office","value":${nothing}`);
  });

  test('come in pages of records, fifty by default, a hundred at most', async () => {
    const { sandbox, client } = await started({ persons: 60 });
    const usual = await client.get(EMPLOYEES);
    expect(usual.body).toMatchObject({
      metadata: { total_elements: 60, current_page: 0, total_pages: 2 },
      offset: 0,
      limit: 50,
    });
    expect(dataIn(usual)).toHaveLength(50);
    const last = await client.get(`${EMPLOYEES}?limit=25&offset=50`);
    expect([dataIn(last).length, last.body.metadata]).toEqual([
      10,
      { total_elements: 60, current_page: 2, total_pages: 3 },
    ]);
    expect(dataIn(await client.get(`${EMPLOYEES}?limit=25&offset=75`))).toEqual([]);
    const tooMuch = await client.get(`${EMPLOYEES}?limit=101`);
    expect([tooMuch.status, JSON.stringify(tooMuch.body.error)]).toEqual([
      422,
      expect.stringContaining('{"limit":["The limit must be between 1 and 100."]}'),
    ]);
    sandbox.configure({ disputed: { pages: { employees: { usual: 10, max: 200 } } } });
    expect(dataIn(await client.get(EMPLOYEES))).toHaveLength(10);
    expect(dataIn(await client.get(`${EMPLOYEES}?limit=200`))).toHaveLength(60);
  });

  test('have the attributes that are requested and released', async () => {
    const { sandbox, client } = await started();
    const [row] = dataIn(await client.get(`${EMPLOYEES}?attributes[]=first_name&attributes[]=dynamic_700104`));
    expect(Object.keys(row?.attributes ?? {})).toEqual(['id', 'first_name', 'dynamic_700104']);
    expect((await client.get(`${EMPLOYEES}?attributes=first_name,id`)).status).toBe(422);
    const keys = (await client.v1(`${EMPLOYEES}/custom-attributes`, '')).map(({ key }) => key);
    expect(Object.keys(dataIn(await client.get(EMPLOYEES))[0]?.attributes ?? {})).toEqual(keys);
    sandbox.configure({ hiddenAttributes: ['last_modified_at', 'dynamic_700104'], disputed: { v1Options: false } });
    const fewer = await client.v1(`${EMPLOYEES}/attributes`, '');
    expect(fewer).toHaveLength(keys.length - 2);
    expect(fewer[0]).not.toHaveProperty('options');
    sandbox.configure({ rights: { employees: 'unreleased' }, disputed: { v1Wrappers: 'bare' } });
    const { attributes } = dataIn(await client.get(EMPLOYEES))[0] ?? {};
    expect(attributes).toEqual({ id: { label: 'ID', value: 4_100_101 } });
  });

  test('are found by their changes, of person or employment', async () => {
    const { sandbox, client } = await started({ persons: 120 });
    const since = sandbox.now.toISOString().slice(0, 19);
    // Berlin is an hour ahead in winter.
    const local = new Date(sandbox.now.getTime() + 3_599_000).toISOString().slice(0, 19);
    expect(dataIn(await client.get(`${EMPLOYEES}?updated_since=${local}`))).toEqual([]);
    const { updated, inserted } = sandbox.change({ count: 4, insert: 1 });
    const employments = new Set(updated.employments);
    const owners = sandbox
      .rows('employments')
      .filter(({ id }) => employments.has(String(id)))
      .map(({ person }) => String((person as JsonObject).id));
    const found = async (query: string): Promise<string[]> =>
      (await client.v1(`${EMPLOYEES}?${query}`, 'employees', 3)).map((row) => String(idIn(row)));
    const changed = await found(`updated_since=${local}`);
    for (const id of [...updated.persons, ...inserted.persons]) expect(changed).toContain(id);
    for (const id of changed) expect([...updated.persons, ...inserted.persons, ...owners]).toContain(id);
    expect((await found(`updated_since=${local}&attributes[]=first_name`)).toSorted()).toEqual(
      [...updated.persons, ...inserted.persons].toSorted(),
    );
    expect((await client.get(`${EMPLOYEES}?updated_since=${since}x`)).status).toBe(422);
  });

  test.each([
    ['pages', [1, 1], 'total_elements'],
    ['whole', [120, 120], undefined],
    ['whole with totals', [120, 120], 'total_elements'],
    ['first', [50, 50], undefined],
    ['first with totals', [50, 50], 'total_elements'],
    ['everybody', [1, 1], 'total_elements'],
  ] as const)('that changed are returned as the account is configured: %s', async (updatedSince, sizes, metadata) => {
    const { client } = await started({ persons: 120, disputed: { updatedSince } });
    const asked = (since: string, offset: number) =>
      client.get(`${EMPLOYEES}?limit=1&offset=${offset}&updated_since=${since}`);
    const pages = [await asked('2000-01-01', 0), await asked('2000-01-01', 1)];

    expect(pages.map((page) => dataIn(page).length)).toEqual(sizes);
    expect(Object.keys((pages[0]?.body.metadata ?? {}) as JsonObject)[0]).toBe(metadata);
    const [one, two] = pages.map((page) => idIn(dataIn(page)[0] ?? {}));
    expect(one === two).toBe(updatedSince !== 'pages' && updatedSince !== 'everybody');
    expect(dataIn(await asked('2040-01-01', 0))).toHaveLength(updatedSince === 'everybody' ? 1 : 0);
  });

  test('that changed can be requested by day only', async () => {
    const { client } = await started({ disputed: { updatedSince: 'days' } });
    expect((await client.get(`${EMPLOYEES}?updated_since=2000-01-01T00:00:00`)).status).toBe(422);
    expect(dataIn(await client.get(`${EMPLOYEES}?updated_since=2000-01-01`))).toHaveLength(50);
  });

  test('have balances and entitlements of the same types, and one object each', async () => {
    const { sandbox, client } = await started();
    expect(sandbox.ids('absence_entitlements')).toEqual(sandbox.ids('absence_balances'));
    expect(sandbox.ids('absence_balances')[0]).toMatch(/^41\d{5}:220\d$/);
    const types = sandbox.ids('time_off_types');
    for (const id of sandbox.ids('absence_balances')) expect(types).toContain(id.split(':')[1]);
    const [id] = sandbox.ids('employees');
    const got = await client.get(`${EMPLOYEES}/${id}`);
    expect(got.body).toMatchObject({ success: true, data: { type: 'Employee' } });
    expect((await client.get(`${EMPLOYEES}/1`)).body).toMatchObject({ success: false, error: { code: 404 } });
    expect((await client.get(`${EMPLOYEES}/1/absences/balance`)).status).toBe(404);
  });

  test('have pictures, or 404', async () => {
    const { sandbox, client } = await started();
    for (const row of sandbox.rows('profile_pictures')) {
      const response = await client.fetch(`${EMPLOYEES}/${row.person_id}/profile-picture`);
      const body = Buffer.from(await response.arrayBuffer());
      expect([response.status, response.headers.get('content-type')]).toEqual([200, row.content_type]);
      expect(createHash('sha256').update(body).digest('hex')).toBe(row.sha256);
      expect(response.headers.get('authorization')).toBeNull();
    }
    const [one = ''] = sandbox.ids('profile_pictures');
    const without = sandbox.ids('persons').find((id) => !sandbox.ids('profile_pictures').includes(id));
    expect((await client.get(`${EMPLOYEES}/${one}/profile-picture/128`)).status).toBe(200);
    expect((await client.get(`${EMPLOYEES}/${without}/profile-picture`)).body).toMatchObject({ success: false });
    const statuses = async () =>
      await Promise.all(
        ['', '/128'].map(async (width) => (await client.get(`${EMPLOYEES}/${one}/profile-picture${width}`)).status),
      );
    sandbox.configure({ disputed: { pictureWidth: 'needed' } });
    expect(await statuses()).toEqual([404, 200]);
    sandbox.configure({ disputed: { pictureWidth: 'unknown' } });
    expect(await statuses()).toEqual([200, 404]);
    sandbox.configure({ hiddenAttributes: ['profile_picture'] });
    expect((await client.get(`${EMPLOYEES}/${one}/profile-picture`)).status).toBe(404);
  });
});

describe('absences of v1', () => {
  test('time-offs count pages from 1, and 0 is the same page', async () => {
    const { client } = await started();
    const page = async (offset: number): Promise<Got> => client.get(`/v1/company/time-offs?limit=4&offset=${offset}`);
    const [zero, one, two] = [await page(0), await page(1), await page(2)];
    expect(dataIn(zero)).toEqual(dataIn(one));
    expect([zero.body.offset, zero.body.metadata]).toEqual([0, one.body.metadata]);
    expect((one.body.metadata as JsonObject).current_page).toBe(1);
    expect(dataIn(two)).not.toEqual(dataIn(one));
  });

  test('time-offs are v2’s absences in days, absence periods those in hours', async () => {
    const { sandbox } = await started({ persons: 100 });
    const units = new Map(sandbox.rows('absence_types').map(({ id, unit }) => [id, unit]));
    const expected = (wanted: string): unknown[] =>
      sandbox
        .rows('absence_periods')
        .filter(({ absence_type }) => units.get((absence_type as JsonObject).id as string) === wanted)
        .filter(({ approval }) => wanted === 'HOUR' || (approval as JsonObject).status !== 'REJECTED')
        .map(({ id }) => id);
    expect(sandbox.rows('time_offs').map(({ attributes }) => (attributes as JsonObject).id_v2)).toEqual(
      expected('DAY'),
    );
    expect(sandbox.ids('hourly_absence_periods')).toEqual(expected('HOUR'));
  });

  test('filters: days of change, overlap, employees, types', async () => {
    const { sandbox, client } = await started({ persons: 100 });
    const path = '/v1/company/time-offs';
    const count = async (query: string): Promise<number> =>
      (await client.v1(`${path}?${query}`, 'time_offs', 100)).length;
    const all = sandbox.ids('time_offs').length;
    const since = await count('updated_from=2025-12-01');
    expect(since).toBeGreaterThan(0);
    expect(since + (await count('updated_to=2025-11-30'))).toBe(all);
    expect(await count('updated_since=2030-01-01')).toBe(all);
    expect((await client.get(`${path}?updated_from=2025-12-01T00:00:00`)).status).toBe(422);
    expect(await count('start_date=2031-01-01')).toBe(
      sandbox.rows('time_offs').filter(({ attributes }) => (attributes as JsonObject).end_date === null).length,
    );
    const [employee] = sandbox.ids('employees');
    const mine = await count(`employees[]=${employee}`);
    expect(mine + (await count(`employees[]=${sandbox.ids('employees').slice(1).join('&employees[]=')}`))).toBe(all);
    expect((await client.get(`${path}?employees=${employee},1`)).status).toBe(422);
    sandbox.configure({ disputed: { timeOffsFilter: 'updated_since' } });
    expect(await count('updated_since=2025-12-01')).toBe(since);
    expect(await count('updated_from=2030-01-01')).toBe(all);
    const unknown = await client.get(
      '/v1/company/absence-periods?absence_types[]=00000000-0000-4000-8000-000000000000',
    );
    expect(errorIn(unknown)).toEqual([404, 'models.absence-types.not-found']);
  });

  test('disputed: whether hourly absences need a zone', async () => {
    const { sandbox, client } = await started();
    const asked = async (time: string) => (await client.get(`/v1/company/absence-periods?updated_from=${time}`)).status;
    const times = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00%2B01:00', '2026-01-01T00:00:00', '2026-01-01'];
    expect(await Promise.all(times.map(asked))).toEqual([200, 200, 422, 422]);
    sandbox.configure({ disputed: { v1Zones: 'refused' } });
    expect(await Promise.all(times.map(asked))).toEqual([422, 422, 200, 200]);
  });

  test('disputed: what offset counts, metadata, the place of id_v2', async () => {
    const { sandbox, client } = await started({ persons: 100 });
    const ids = sandbox.ids('hourly_absence_periods');
    const path = '/v1/company/absence-periods';
    const first = async (query: string): Promise<unknown> => dataIn(await client.get(`${path}?${query}`)).map(idIn)[0];
    expect(await first('limit=3&offset=2')).toBe(ids[3]);
    sandbox.configure({ disputed: { absencePeriodsOffset: 'records' } });
    expect(await first('limit=3&offset=2')).toBe(ids[2]);
    const types = async (): Promise<Got> => client.get('/v1/company/time-off-types?limit=200&offset=0');
    expect((await types()).body).not.toHaveProperty('metadata');
    sandbox.configure({ disputed: { timeOffTypesMetadata: true, idV2: 'top' } });
    const told = await types();
    expect(told.body.metadata).toEqual({ total_elements: 5, current_page: 0, total_pages: 1 });
    expect(dataIn(told)[0]?.id_v2).toEqual(expect.any(String));
  });
});

describe('attendances of v1', () => {
  const WINDOW = 'start_date=2020-01-01&end_date=2030-01-01';
  const PATH = '/v1/company/attendances';

  test('need both dates, list only confirmed ones, and repeat limit and offset as text', async () => {
    const { sandbox, client } = await started();
    expect((await client.get(`${PATH}?start_date=2025-01-01`)).status).toBe(422);
    const got = await client.get(`${PATH}?${WINDOW}&limit=2&offset=0`);
    expect(got.body).toMatchObject({ offset: '0', limit: '2', metadata: { current_page: 0 } });
    expect((await client.get(`${PATH}?${WINDOW}`)).body).toMatchObject({ offset: 0, limit: 200 });
    const confirmed = await client.v1(`${PATH}?${WINDOW}`, 'attendances');
    const states = new Set(confirmed.map(({ attributes }) => (attributes as JsonObject).status));
    expect([...states]).toEqual(['confirmed']);
    expect(confirmed.length).toBeLessThan(sandbox.ids('attendances').length);
    const work = sandbox.rows('attendance_periods').filter(({ type }) => type === 'WORK');
    expect(sandbox.rows('attendances').map(({ attributes }) => (attributes as JsonObject).id_v2)).toEqual(
      work.map(({ id }) => id),
    );
    const { updated } = sandbox.change({ count: 6, insert: 0 });
    const from = new Date(sandbox.now.getTime() + 3_590_000).toISOString().slice(0, 19);
    const changed = await client.v1(`${PATH}?${WINDOW}&includePending=true&updated_from=${from}`, 'attendances');
    expect(changed.length).toBeGreaterThan(0);
    for (const { attributes } of changed)
      expect(updated.attendance_periods).toContain((attributes as JsonObject).id_v2);
  });

  test('can be retired', async () => {
    const { client } = await started({ rights: { attendances: 404 } });
    expect((await client.get(`${PATH}?${WINDOW}`)).body).toMatchObject({
      errors: [{ detail: `The endpoint with ${PATH} was not found.` }],
    });
  });
});

describe('custom reports of v1', () => {
  const PATH = '/v1/company/custom-reports/reports';

  test('have their rows inside the report, paged only on request', async () => {
    const { sandbox, client } = await started();
    const keys: string[] = [];
    for (const id of sandbox.ids('custom_reports')) {
      const items = async (query: string): Promise<readonly JsonObject[]> =>
        itemsIn(await client.get(`${PATH}/${id}${query}`));
      const all = await items('?locale=de');
      expect([...(await items('?page=1&limit=30')), ...(await items('?page=2&limit=30'))]).toEqual(all);
      keys.push(...all.map(({ employee_id }) => `${id}:${employee_id}`));
    }
    expect(keys).toEqual(sandbox.ids('custom_report_rows'));
    expect((await client.get(PATH)).body).toMatchObject({ metadata: { total_pages: 1 }, offset: 0, limit: 0 });
    expect(
      (await client.get(`/v1/company/custom-reports/columns?report_id=${sandbox.ids('custom_reports')[0]}`)).body,
    ).toMatchObject({ data: { type: 'Column', attributes: [{ attribute_id: 'first_name' }, {}, {}] } });
  });

  test('fail with a list', async () => {
    const { client } = await started();
    expect((await client.get(`${PATH}/e7000000-3333-4333-8333-00000000ffff`)).body).toMatchObject([
      { status: 404, errors: [{ details: 'Report not found' }] },
    ]);
  });
});
