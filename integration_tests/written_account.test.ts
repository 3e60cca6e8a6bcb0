import { expect, test } from 'vitest';
import type { JsonObject } from '../sandbox/json.ts';
import { started, type TestClient } from '../sandbox/test_client.ts';
import { differences, discover, everything, keysOf, readOffered } from './all_streams.ts';

/** Streams in which what a client writes is found by the time of its change. */
const CHANGING = ['persons', 'employees', 'absence_periods', 'attendance_periods', 'time_offs', 'attendances'];

/** A person with everything that can be written for one; returns the ids. */
async function write(client: TestClient): Promise<string[]> {
  const employment = {
    position: { title: 'Optician' },
    office: { id: '8801' },
    org_units: [{ type: 'team', id: '5203' }],
  };
  const custom_attributes = [{ id: 'dynamic_700107', value: ['German'] }];
  const body = { first_name: 'Anna', last_name: 'Ek', email: 'anna@x.example', custom_attributes };
  const id = await client.create('/v2/persons', { ...body, employments: [employment] });
  const person = { id };
  const at = (days: number, time: string): JsonObject => {
    const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    return { date_time: `${day}T${time}` };
  };
  const project = await client.create('/v2/projects', { name: 'Lens 9', status: 'ACTIVE', project_code: 'L-9' });
  await client.send('POST', `/v2/projects/${project}/members`, [{ person }]);
  const period = { person, type: 'WORK', project: { id: project } };
  const day = { start: at(-1, '08:00:00'), end: at(-1, '12:00:00') };
  const attendance = await client.create('/v2/attendance-periods', { ...period, ...day });
  const [type = {}] = await client.all('/v2/absence-types');
  const leave = { starts_from: at(20, '00:00:00'), ends_at: at(22, '00:00:00') };
  const absence = await client.create('/v2/absence-periods', { person, absence_type: { id: type.id }, ...leave });
  await client.upload({ title: 'Vertrag', employee_id: id, category_id: '410' }, 'x', 'vertrag.pdf');
  return [id, attendance, absence];
}

test('the source reads what a client has written, in full and as a change', async () => {
  const { sandbox, client } = await started({ persons: 12, now: new Date() });
  const config = everything(sandbox);
  const { streams } = await discover(config);
  const before = await readOffered(config, streams);
  expect([before.exit, before.errors]).toEqual([0, []]);
  sandbox.configure({ clockSkewSeconds: 60 });

  const ids = await write(client);
  const [known = ''] = sandbox.ids('persons');
  await client.send('PATCH', `/v2/persons/${known}`, { preferred_name: 'Neu' });

  const changes = await readOffered(config, streams, before.stateFile);
  expect(changes.errors).toEqual([]);
  const found = keysOf(changes, streams);
  for (const stream of CHANGING) expect(found.get(stream)?.length, stream).toBeGreaterThan(0);
  expect([...found.values()].flat()).toEqual(expect.arrayContaining([...ids, known]));

  const all = await readOffered(config, streams);
  expect([all.exit, all.errors]).toEqual([0, []]);
  expect(differences(all, streams, sandbox)).toEqual([]);
  const texts = all.records('persons').map((record) => JSON.stringify(record));
  for (const text of ['anna@x.example', 'German', '"Neu"']) expect(texts.join()).toContain(text);
});
