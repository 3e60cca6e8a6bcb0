import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { dataOf, started } from '../test_client.ts';

const PATH = '/v2/projects';
const LENS = { name: 'Lens 9', status: 'ACTIVE', project_code: 'L-9' } as const;

async function planned() {
  const { sandbox, client } = await started({ persons: 0 });
  const id = await client.create(PATH, LENS);
  const member = async (first_name: string) => ({
    person: { id: await client.create('/v2/persons', { first_name, last_name: 'Ek' }) },
  });
  const [anna, bo, cem] = [await member('Anna'), await member('Bo'), await member('Cem')];
  sandbox.resetWrites();
  const members = `${PATH}/${id}/members`;
  const row = async (of = id) => (await client.get(`${PATH}/${of}`)).body;
  const patch = async (body: JsonObject, of = id) => (await client.send('PATCH', `${PATH}/${of}`, body)).status;
  return { sandbox, client, id, anna, bo, cem, members, row, patch };
}

test('a project is created with all members and found by every filter', async () => {
  const { sandbox, client } = await started({ persons: 0 });
  const project = {
    ...LENS,
    ...{
      description: 'Größe 9',
      client_name: 'Nordlicht',
      project_type: 'Order',
      billable: true,
      assigned_to_all: true,
    },
    ...{ cost_center: { id: '9101' }, start: { date: '2026-01-01' }, end: { date: '2027-01-01' } },
  };
  const id = await client.create(PATH, project);
  expect((await client.get(`${PATH}/${id}`)).body).toMatchObject({ id, ...project, parent_project: null });
  for (const filter of [`id=${id}`, 'project_code=L-9', 'name=Lens%209', 'status=ACTIVE&project_code=L-9'])
    expect(dataOf(await client.get(`${PATH}?${filter}`)), filter).toMatchObject([{ id, ...project }]);
  expect(sandbox.ids('projects')).toContain(id);
  const active = { attributes: { name: LENS.name, active: true } };
  expect(sandbox.rows('attendance_projects')).toEqual(
    expect.arrayContaining([expect.objectContaining({ id: Number(id) })]),
  );
  expect(sandbox.rows('attendance_projects').at(-1)).toMatchObject(active);
  expect([...sandbox.creations]).toEqual([['projects:L-9', 1]]);
});

test('without a code the name is the key, and members have their defaults', async () => {
  const { sandbox, client } = await started({ persons: 0 });
  const id = await client.create(PATH, { name: 'Mirror', status: 'ARCHIVED' });
  const defaults = { project_code: null, billable: false, assigned_to_all: false, description: null, start: null };
  expect((await client.get(`${PATH}/${id}`)).body).toMatchObject(defaults);
  expect([...sandbox.creations.keys()]).toEqual(['projects:Mirror']);
});

test('a change is a merge, and null clears', async () => {
  const { client, id, row, patch } = await planned();
  expect(await patch({ description: 'x', client_name: 'Nord', start: { date: '2026-01-01' } })).toBe(204);
  expect(await patch({ status: 'ARCHIVED', client_name: null })).toBe(204);
  expect(await row()).toMatchObject({ ...LENS, status: 'ARCHIVED', description: 'x', client_name: null });
  expect(dataOf(await client.get(`${PATH}?status=ARCHIVED&project_code=L-9`))).toMatchObject([{ id }]);
  expect(await patch({ end: { date: '2025-12-31' } })).toBe(422);
  expect(await patch({ name: null })).toBe(400);
  expect(await patch({}, '1')).toBe(404);
});

test('invented projects can be changed; everything else about them stays', async () => {
  const { sandbox, client, patch } = await planned();
  for (const before of JSON.parse(JSON.stringify(sandbox.rows('projects'))) as JsonObject[]) {
    const change = { project_code: `X-${before.id}`, description: 'neu' };
    expect(await patch(change, String(before.id))).toBe(204);
    const after = (await client.get(`${PATH}/${before.id}`)).body;
    expect(after).toEqual({ ...before, ...change, updated_at: after.updated_at });
  }
});

test.each<[string, JsonObject, number]>([
  ['a name that is taken', { name: 'Lens 9' }, 422],
  ['a code that is taken', { project_code: 'L-9' }, 422],
  ['a name of an invented project', { name: 'Telescope T9' }, 422],
  ['no name', { name: undefined }, 400],
  ['no status', { status: undefined }, 400],
  ['another status', { status: 'OPEN' }, 400],
  ['a long description', { description: 'x'.repeat(1001) }, 400],
  ['the start after the end', { start: { date: '2026-02-02' }, end: { date: '2026-02-01' } }, 422],
  ['no date', { start: '2026-02-02' }, 400],
  ['an unknown cost center', { cost_center: { id: '1' } }, 422],
  ['an unknown parent', { parent_project: { id: '1' } }, 422],
])('refused: %s', async (_name, change, status) => {
  const { sandbox, client } = await planned();
  const got = await client.send('POST', PATH, { name: 'New', status: 'ACTIVE', ...change });
  expect(got.status).toBe(status);
  expect(sandbox.writes).toEqual([]);
});

test('sub projects: one level, without what only the top level has, and removed with their parent', async () => {
  const { sandbox, client, id, anna } = await planned();
  const sub = { name: 'Part', status: 'ACTIVE', parent_project: { id } };
  const part = await client.create(PATH, sub);
  expect((await client.get(`${PATH}/${part}`)).body).toMatchObject(sub);
  expect((await client.send('POST', PATH, { ...sub, name: 'Deep', parent_project: { id: part } })).status).toBe(422);
  expect((await client.send('POST', PATH, { ...sub, name: 'Other', billable: true })).status).toBe(422);
  expect((await client.send('PATCH', `${PATH}/${part}`, { client_name: 'x' })).status).toBe(422);
  expect((await client.send('POST', `${PATH}/${part}/members`, [anna])).status).toBe(422);
  expect((await client.send('DELETE', `${PATH}/${id}`)).status).toBe(204);
  expect(sandbox.ids('projects').filter((one) => [id, part].includes(one))).toEqual([]);
});

test('a project with attendances cannot be removed', async () => {
  const { client, id, anna } = await planned();
  const at = (hour: string) => ({ date_time: `2026-02-10T${hour}:00:00` });
  await client.create('/v2/attendance-periods', {
    ...anna,
    type: 'WORK',
    start: at('08'),
    end: at('12'),
    project: { id },
  });
  expect((await client.send('DELETE', `${PATH}/${id}`)).status).toBe(422);
});

test('members are added once and removed', async () => {
  const { sandbox, client, id, anna, bo, cem, members } = await planned();
  const list = async () => dataOf(await client.get(members));
  expect((await client.send('POST', members, [anna, bo])).status).toBe(201);
  expect((await client.send('POST', members, [bo, cem, bo])).status).toBe(201);
  expect(await list()).toEqual([anna, bo, cem]);
  expect([...sandbox.creations.values()]).toEqual([1, 1, 1]);
  expect(sandbox.writes.map(({ changed }) => changed)).toEqual([true, true, false, true]);
  expect((await client.send('DELETE', members, [anna])).status).toBe(204);
  expect(await list()).toEqual([bo, cem]);
  expect((await client.send('POST', members, [anna])).status).toBe(201);
  expect(await list()).toEqual([bo, cem, anna]);
  const keys = (await list()).map(({ person }) => `${id}:${(person as JsonObject).id}`);
  expect(sandbox.ids('project_members').filter((key) => key.startsWith(id))).toEqual(keys);
});

test('one unknown person fails the whole call', async () => {
  const { sandbox, client, anna, members } = await planned();
  expect((await client.send('POST', members, [anna, { person: { id: '1' } }])).status).toBe(422);
  expect((await client.send('POST', members, anna)).status).toBe(400);
  expect((await client.send('POST', `${PATH}/1/members`, [anna])).status).toBe(404);
  expect(dataOf(await client.get(members))).toEqual([]);
  expect(sandbox.writes).toEqual([]);
});

test('a member ends the assignment to all', async () => {
  const { client, anna, members, row, patch } = await planned();
  await patch({ assigned_to_all: true });
  await client.send('POST', members, [anna]);
  expect((await row()).assigned_to_all).toBe(false);
});
