import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { dataOf, started } from '../test_client.ts';

const LAG = 60_000;
const ANNA = { first_name: 'Anna', last_name: 'Ek', email: 'anna@x.example' } as const;

/** One new object of each kind: where it is listed, and by which id it is read. */
async function created(lagsById = false) {
  const { sandbox, client } = await started({ persons: 0, writeLagMs: LAG, disputed: { lagsById } });
  const id = await client.create('/v2/persons', ANNA);
  const person = { id };
  const at = (hour: string) => ({ date_time: `2026-02-10T${hour}:00:00` });
  const project = await client.create('/v2/projects', { name: 'Lens 9', status: 'ACTIVE' });
  await client.send('POST', `/v2/projects/${project}/members`, [{ person }]);
  const period = { person, type: 'WORK', start: at('08'), end: at('12') };
  const attendance = await client.create('/v2/attendance-periods', period);
  const [absence_type = {}] = await client.all('/v2/absence-types');
  const leave = { person, absence_type: { id: absence_type.id }, starts_from: at('00'), ends_at: at('00') };
  const absence = await client.create('/v2/absence-periods', leave);
  await client.upload({ title: 'Vertrag', employee_id: id, category_id: '410' }, 'x', 'a.pdf');
  const lists = [
    '/v2/persons',
    '/v2/persons?email=anna@x.example',
    `/v2/persons?id=${id}`,
    `/v2/persons/${id}/employments`,
    `/v2/attendance-periods?person.id=${id}`,
    `/v2/absence-periods?person.id=${id}`,
    '/v2/projects?name=Lens%209',
    `/v2/projects/${project}/members`,
    `/v2/document-management/documents?owner_id=${id}`,
  ];
  const singles = [
    `/v2/persons/${id}`,
    `/v2/attendance-periods/${attendance}`,
    `/v2/absence-periods/${absence}`,
    `/v2/projects/${project}`,
  ];
  return { sandbox, client, lists, singles };
}

test('lists lack what was created a moment ago; by id it is there, and it is unique at once', async () => {
  const { sandbox, client, lists, singles } = await created();
  for (const list of lists) expect(dataOf(await client.get(list)), list).toEqual([]);
  for (const single of singles) expect((await client.get(single)).status, single).toBe(200);
  expect((await client.send('POST', '/v2/persons', ANNA)).status).toBe(400);
  // The truth knows no delay.
  for (const stream of ['persons', 'employments', 'attendance_periods', 'absence_periods', 'documents'])
    expect(sandbox.ids(stream), stream).toHaveLength(1);
  sandbox.configure({ writeLagMs: 0 });
  for (const list of lists) expect(dataOf(await client.get(list)), list).toHaveLength(1);
});

test('in some accounts they are missing by id as well', async () => {
  const { sandbox, client, singles } = await created(true);
  for (const single of singles) expect((await client.get(single)).status, single).toBe(404);
  sandbox.configure({ writeLagMs: 0 });
  for (const single of singles) expect((await client.get(single)).status, single).toBe(200);
});

test('they appear after the delay; changes are seen at once', async () => {
  const { client } = await started({ persons: 0, writeLagMs: 150 });
  const id = await client.create('/v2/persons', ANNA);
  const list = async (): Promise<JsonObject[]> => dataOf(await client.get('/v2/persons'));
  expect(await list()).toEqual([]);
  await sleep(200);
  expect(await list()).toMatchObject([ANNA]);
  await client.send('PATCH', `/v2/persons/${id}`, { last_name: 'Falk' });
  expect(await list()).toMatchObject([{ last_name: 'Falk' }]);
});
