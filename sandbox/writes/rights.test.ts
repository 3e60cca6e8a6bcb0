import { describe, expect, test } from 'vitest';
import { started, type TestClient } from '../test_client.ts';
import { WRITES } from './index.ts';

/** A change of an id that cannot exist, for each right. */
const PROBES: Readonly<Record<string, string>> = {
  'persons:write': '/v2/persons/1',
  'attendances:write': '/v2/attendance-periods/00000000-0000-4000-8000-000000000000',
  'absences:write': '/v2/absence-periods/00000000-0000-4000-8000-000000000000',
  'projects:write': '/v2/projects/1',
  'documents:write': '/v2/document-management/documents/1',
};

async function probed(client: TestClient): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  for (const [right, path] of Object.entries(PROBES)) statuses[right] = (await client.send('PATCH', path, {})).status;
  return statuses;
}

test('every right has a probe', () => {
  expect(new Set(WRITES.map(({ right }) => right))).toEqual(new Set(Object.keys(PROBES)));
});

test('with all rights a probe finds nothing', async () => {
  const { client } = await started({ persons: 0 });
  expect(new Set(Object.values(await probed(client)))).toEqual(new Set([404]));
});

describe.each(Object.keys(PROBES))('%s', (right) => {
  test('can be missing from the start, or withdrawn and granted again, while reads work', async () => {
    const { sandbox, client } = await started({ persons: 1, rights: { [right]: 'refused' } });
    expect(await probed(client)).toMatchObject({ [right]: 403 });
    expect(Object.values(await probed(client)).filter((status) => status === 403)).toHaveLength(1);
    expect((await client.get('/v2/persons')).status).toBe(200);
    sandbox.configure({ rights: { [right]: 'granted' } });
    // The token is the one without the right.
    expect(await probed(client)).toMatchObject({ [right]: 403 });
    await client.logIn();
    expect(await probed(client)).toMatchObject({ [right]: 404 });
    sandbox.configure({ rights: { [right]: 403 } });
    expect(await probed(client)).toMatchObject({ [right]: 403 });
  });
});

test('writes work without the right to read', async () => {
  const { client } = await started({ persons: 0, rights: { persons: 'refused', employees: 'refused' } });
  expect((await client.get('/v2/persons')).status).toBe(401);
  expect((await client.send('POST', '/v2/persons', { first_name: 'Anna', last_name: 'Ek' })).status).toBe(201);
});

test('people may be refused with 401', async () => {
  const { client } = await started({
    persons: 0,
    rights: { 'persons:write': 'refused' },
    disputed: { personsRefusal: 401 },
  });
  expect(await probed(client)).toMatchObject({ 'persons:write': 401, 'projects:write': 404 });
});

test.each([
  ['new', ['personio:persons:write'], ['employees:write']],
  ['old', ['employees:write'], ['personio:persons:write']],
  ['both', ['personio:persons:write', 'employees:write'], []],
  ['none', [], ['personio:persons:write', 'employees:write']],
] as const)('scopes: %s', async (writeScopes, told, silent) => {
  const { client } = await started({ persons: 0, disputed: { writeScopes } });
  const scopes = String((await client.logIn()).body.scope).split(' ');
  expect(scopes).toEqual(expect.arrayContaining([...told]));
  for (const scope of silent) expect(scopes).not.toContain(scope);
  expect(new Set(Object.values(await probed(client)))).toEqual(new Set([404]));
});

test('a token of v1 names scopes in the old spelling', async () => {
  const { sandbox } = await started({ persons: 0 });
  const { api_url, ...body } = sandbox.config;
  const response = await fetch(`${api_url}/v1/auth`, { method: 'POST', body: new URLSearchParams(body) });
  const { data } = (await response.json()) as { data: { scope: string } };
  expect(data.scope.split(' ')).toEqual(expect.arrayContaining(['documents:write', 'employees:write']));
});

test('a scope for reading is not enough', async () => {
  const { client } = await started({ persons: 0 });
  await client.logIn({ scope: 'personio:persons:read' });
  expect(await probed(client)).toMatchObject({ 'persons:write': 403 });
});

test('without a token, or on other paths, nothing is written', async () => {
  const { sandbox, client } = await started({ persons: 1 });
  const [id] = sandbox.ids('persons');
  const authorization = 'Bearer nonsense';
  expect((await client.fetch(`/v2/persons/${id}`, { authorization }, { method: 'DELETE' })).status).toBe(401);
  for (const [method, path] of [
    ['PUT', `/v2/persons/${id}`],
    ['POST', `/v2/persons/${id}`],
    ['DELETE', '/v2/persons'],
    ['POST', '/v2/absence-types'],
    ['GET', '/v1/company/documents'],
  ] as const)
    expect((await client.send(method, path)).status, `${method} ${path}`).toBe(404);
  expect(sandbox.writes).toEqual([]);
});

test('writes draw from the bucket of their list', async () => {
  const limits = { on: true, burst: 3, rates: { default: 0.001, persons: 0.001 } };
  const { sandbox, client } = await started({ persons: 0, limits });
  const statuses: number[] = [];
  for (let count = 0; count < 3; count++) {
    statuses.push((await client.get('/v2/persons')).status);
    const got = await client.send('POST', '/v2/persons', { first_name: 'Anna', last_name: `Ek ${count}` });
    statuses.push(got.status);
  }
  expect(statuses).toEqual([200, 201, 200, 429, 429, 429]);
  expect(sandbox.ids('persons')).toHaveLength(1);
});
