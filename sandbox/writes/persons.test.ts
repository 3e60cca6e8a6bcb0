import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import { dataOf, detailOf, started, type TestClient } from '../test_client.ts';
import type { DisputedWrites } from './disputed.ts';

const NEW = { first_name: 'Bo', last_name: 'Ek' } as const;
const ANNA = { first_name: 'Anna', last_name: 'Ek', email: 'Anna@x.example' } as const;

async function anna(disputed: Partial<DisputedWrites> = {}, body: JsonObject = ANNA) {
  const { sandbox, client } = await started({ persons: 0, disputed });
  const id = await client.create('/v2/persons', body);
  return { sandbox, client, id, person: async () => (await client.get(`/v2/persons/${id}`)).body };
}

async function valuesOf(client: TestClient, id: string): Promise<Record<string, Json | undefined>> {
  const attributes = (await client.get(`/v2/persons/${id}`)).body.custom_attributes as readonly JsonObject[];
  return Object.fromEntries(attributes.map((attribute) => [String(attribute.id), attribute.value]));
}

/** Without members that are undefined. */
function asSent(rows: readonly JsonObject[]): JsonObject[] {
  return JSON.parse(JSON.stringify(rows)) as JsonObject[];
}

test('a person is created with all members and found everywhere', async () => {
  const { sandbox, client, id } = await anna(
    {},
    { ...ANNA, preferred_name: 'An', gender: 'FEMALE', language_code: 'sv' },
  );
  const row = { id, ...ANNA, preferred_name: 'An', gender: 'FEMALE', status: 'ACTIVE', custom_attributes: [] };
  expect((await client.get(`/v2/persons/${id}`)).body).toMatchObject(row);
  for (const filter of ['', `?id=${id}`, '?email=Anna@x.example', '?first_name=Anna', '?last_name=Ek'])
    expect(dataOf(await client.get(`/v2/persons${filter}`)), filter).toMatchObject([row]);
  expect(dataOf(await client.get('/v2/persons?email=b@x.example'))).toEqual([]);
  expect(sandbox.ids('persons')).toEqual([id]);
  expect(sandbox.ids('employees')).toEqual([id]);
  expect(sandbox.ids('employments')).toHaveLength(1);
  const employee = (await client.get(`/v1/company/employees/${id}`)).body.data as JsonObject;
  expect(employee).toMatchObject({ attributes: { email: { value: ANNA.email }, gender: { value: 'female' } } });
  expect([...sandbox.creations]).toEqual([['persons:anna@x.example', 1]]);
  expect(sandbox.writes).toMatchObject([
    { method: 'POST', route: '/v2/persons', stream: 'persons', id, created: true },
  ]);
});

test('its creation and its changes are told to webhooks, and move updated_at', async () => {
  const { sandbox, client, id, person } = await anna();
  const created = (await person()).updated_at;
  sandbox.configure({ clockSkewSeconds: 60 });
  await client.send('PATCH', `/v2/persons/${id}`, { last_name: 'Falk' });
  expect(String((await person()).updated_at) > String(created)).toBe(true);
  expect((await person()).created_at).toBe(created);
  const names = sandbox.rows('webhook_events').map(({ event_name }) => event_name);
  expect(names).toEqual(expect.arrayContaining(['person.created', 'person.updated', 'employment.created']));
});

test.each<[string, JsonObject, string]>([
  ['no first name', { last_name: 'Ek' }, 'first_name'],
  ['an empty last name', { ...NEW, last_name: '' }, 'last_name'],
  ['an e-mail without @', { ...NEW, email: 'anna' }, 'anna'],
  ['an e-mail that is null', { ...NEW, email: null }, 'email'],
  ['an unknown gender', { ...NEW, gender: 'UNSPECIFIED' }, 'UNSPECIFIED'],
  ['an unknown language', { ...NEW, language_code: 'pl' }, 'pl'],
  ['an unknown member', { ...NEW, shoe_size: 43 }, 'shoe_size'],
  ['an unknown attribute', { ...NEW, custom_attributes: [{ id: 'dynamic_1', value: 'x' }] }, 'dynamic_1'],
  ['an unknown option', { ...NEW, custom_attributes: [{ id: 'dynamic_700102', value: 'XXL' }] }, 'XXL'],
  ['an unknown tag', { ...NEW, custom_attributes: [{ id: 'dynamic_700107', value: ['Latin'] }] }, 'Latin'],
  ['a number that is not text', { ...NEW, custom_attributes: [{ id: 'dynamic_700103', value: 2 }] }, '2'],
  ['two employments', { ...NEW, employments: [{}, {}] }, 'employments'],
  ['an unknown office', { ...NEW, employments: [{ office: { id: '1' } }] }, '1'],
  ['a taken e-mail in other letters', { ...NEW, email: 'aNNA@X.example' }, 'aNNA@X.example'],
])('%s is refused, and nothing is created', async (_name, body, quoted) => {
  const { sandbox, client } = await anna();
  const got = await client.send('POST', '/v2/persons', body);
  expect(got.status).toBe(400);
  expect(detailOf(got)).toContain(quoted);
  expect(sandbox.ids('persons')).toHaveLength(1);
  expect(sandbox.writes).toHaveLength(1);
});

test('attributes are sent as text, and those that are not named stay', async () => {
  const custom_attributes = [
    { id: 'dynamic_700103', value: '2' },
    { id: 'dynamic_700104', value: '7.5' },
    { id: 'dynamic_700105', value: '2027-01-31T10:00:00' },
    { id: 'dynamic_700106', value: 'true' },
    { id: 'dynamic_700107', value: ['German', 'Français'] },
    { id: 'dynamic_5f3ac09e.2', value: '12' },
  ];
  const { client, id } = await anna({}, { ...ANNA, custom_attributes });
  const first = {
    dynamic_700103: 2,
    dynamic_700104: 7.5,
    dynamic_700105: '2027-01-31',
    dynamic_700106: true,
    dynamic_700107: ['German', 'Français'],
    'dynamic_5f3ac09e.2': '12',
  };
  expect(await valuesOf(client, id)).toEqual(first);
  await client.send('PATCH', `/v2/persons/${id}`, { custom_attributes: [{ id: 'dynamic_700102', value: 'M' }] });
  expect(await valuesOf(client, id)).toEqual({ ...first, dynamic_700102: 'M' });
});

test.each<[DisputedWrites['clearedAttributes'], Json, Json]>([
  ['empty', '', null],
  ['null', null, ''],
])('attributes are cleared by: %s', async (clearedAttributes, clears, refused) => {
  const attribute = { id: 'dynamic_700102', value: 'M' };
  const { client, id } = await anna({ clearedAttributes }, { ...ANNA, custom_attributes: [attribute] });
  const set = (value: Json) =>
    client.send('PATCH', `/v2/persons/${id}`, { custom_attributes: [{ ...attribute, value }] });
  expect((await set(refused)).status).toBe(400);
  expect((await set(clears)).status).toBe(204);
  expect(await valuesOf(client, id)).toEqual({ dynamic_700102: null });
});

test('invented people can be changed; everything else about them stays', async () => {
  const { sandbox, client } = await started({ persons: 80 });
  const before = new Map(asSent(sandbox.rows('persons')).map((row) => [row.id, row]));
  const hidden = [...before.values()].filter((row) => row.email === undefined);
  expect(hidden.length).toBeGreaterThan(0);
  for (const id of sandbox.ids('persons')) {
    const body = { preferred_name: 'P', gender: 'DIVERSE', email: `p${id}@x.example` };
    expect((await client.send('PATCH', `/v2/persons/${id}`, body)).status).toBe(204);
    const row = (await client.get(`/v2/persons/${id}`)).body;
    expect(row).toMatchObject(body);
    const old = before.get(id) as JsonObject;
    if (!hidden.includes(old))
      expect(row).toMatchObject({ ...old, ...body, updated_at: row.updated_at, _meta: row._meta });
    expect(dataOf(await client.get(`/v2/persons?email=p${id}@x.example`))).toHaveLength(1);
  }
});

test('PATCH: 404 before the body is looked at, null is refused, a taken e-mail as well', async () => {
  const { client, id } = await anna();
  const other = await client.create('/v2/persons', { ...ANNA, email: 'b@x.example' });
  expect((await client.send('PATCH', '/v2/persons/1', { nonsense: 1 })).status).toBe(404);
  expect((await client.send('PATCH', '/v2/persons/nobody', {})).status).toBe(404);
  expect((await client.send('PATCH', `/v2/persons/${id}`, { last_name: null })).status).toBe(400);
  expect((await client.send('PATCH', `/v2/persons/${other}`, { email: 'ANNA@x.example' })).status).toBe(400);
  expect((await client.send('PATCH', `/v2/persons/${id}`, { email: 'ANNA@x.example' })).status).toBe(204);
});

test('a body has to be JSON', async () => {
  const { client } = await anna();
  const post = (type: string, body: string) =>
    client.fetch('/v2/persons', { 'content-type': type }, { method: 'POST', body });
  expect((await post('text/plain', JSON.stringify(ANNA))).status).toBe(415);
  expect((await post('application/json', '{"first_name":')).status).toBe(400);
  expect((await post('application/json', '[]')).status).toBe(400);
  expect((await client.send('POST', '/v2/persons?skip_approval=true', ANNA)).status).toBe(400);
});

test('DELETE removes with everything that belongs to the person', async () => {
  const { sandbox, client, id } = await anna();
  expect((await client.send('DELETE', `/v2/persons/${id}`)).status).toBe(204);
  expect((await client.send('DELETE', `/v2/persons/${id}`)).status).toBe(404);
  expect([sandbox.ids('persons'), sandbox.ids('employments')]).toEqual([[], []]);
  expect(sandbox.writes.at(-1)).toMatchObject({ method: 'DELETE', id, created: false });
});

test('a change without a difference', async () => {
  for (const idlePatch of ['touches', 'nothing'] as const) {
    const { sandbox, client, id, person } = await anna({ idlePatch });
    const { updated_at } = await person();
    sandbox.configure({ clockSkewSeconds: 60 });
    await client.send('PATCH', `/v2/persons/${id}`, { last_name: 'Ek' });
    expect((await person()).updated_at === updated_at).toBe(idlePatch === 'nothing');
    expect(sandbox.writes.at(-1)).toMatchObject({ method: 'PATCH', changed: false });
  }
});

test('the answer to a create', async () => {
  const shapes: Json[] = [];
  for (const created of ['id', 'wrapped', 'nested'] as const) {
    const { client } = await started({ persons: 0, disputed: { created } });
    shapes.push((await client.send('POST', '/v2/persons', ANNA)).body);
  }
  const id = '4100101';
  expect(shapes).toEqual([{ id }, { _data: { id } }, { id, employments: [{ id: expect.any(String) }] }]);
});

test('what a new person needs', async () => {
  const { client } = await started({ persons: 0, disputed: { personNeeds: 'more' } });
  const employment = { status: 'ACTIVE', type: 'INTERNAL', employment_start_date: '2026-01-01' };
  const statusOf = async (body: JsonObject) => (await client.send('POST', '/v2/persons', body)).status;
  expect(await statusOf(ANNA)).toBe(400);
  expect(await statusOf({ ...ANNA, language_code: 'de' })).toBe(400);
  expect(await statusOf({ ...ANNA, language_code: 'de', employments: [{ status: 'ACTIVE' }] })).toBe(400);
  expect(await statusOf({ ...ANNA, language_code: 'de', employments: [employment] })).toBe(201);
});

test('e-mails: changed or not, stored as sent or in small letters, found exactly or in any case', async () => {
  const { client, id } = await anna({ emailChange: 'refused' });
  expect((await client.send('PATCH', `/v2/persons/${id}`, { email: 'c@x.example' })).status).toBe(400);
  expect((await client.send('PATCH', `/v2/persons/${id}`, { email: 'anna@x.example' })).status).toBe(204);
  const lower = await anna({ storedEmails: 'lower case' });
  expect((await lower.person()).email).toBe('anna@x.example');
  for (const emailFilter of ['exact', 'any case'] as const) {
    const found = dataOf(await (await anna({ emailFilter })).client.get('/v2/persons?email=ANNA@x.example'));
    expect(found).toHaveLength(emailFilter === 'exact' ? 0 : 1);
  }
});

test('unknown members are ignored', async () => {
  const { client } = await started({ persons: 0, disputed: { unknownMembers: 'ignored' } });
  expect((await client.send('POST', '/v2/persons', { ...ANNA, shoe_size: 43 })).status).toBe(201);
});
