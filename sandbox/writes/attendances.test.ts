import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { GivenSettings } from '../options.ts';
import { dataOf, started } from '../test_client.ts';

const PATH = '/v2/attendance-periods';
const at = (time: string, day = '2026-02-10'): JsonObject => ({ date_time: `${day}T${time}` });

async function working(settings: GivenSettings = {}) {
  const { sandbox, client } = await started({ persons: 0, ...settings });
  const person = { id: await client.create('/v2/persons', { first_name: 'Anna', last_name: 'Ek' }) };
  const project = { id: await client.create('/v2/projects', { name: 'Lens', status: 'ACTIVE' }) };
  sandbox.resetWrites();
  const morning = { person, type: 'WORK', start: at('08:00:00'), end: at('12:00:00') } as const;
  const post = (body: JsonObject, query = '') => client.send('POST', `${PATH}${query}`, body);
  const list = async (query = '') => dataOf(await client.get(`${PATH}?person.id=${person.id}${query}`));
  return { sandbox, client, person, project, morning, post, list };
}

test('a period is created and found by every filter', async () => {
  const { sandbox, client, person, project, morning, list } = await working();
  const body = { ...morning, comment: 'Lens bench', project };
  const id = await client.create(PATH, body);
  const row = {
    ...body,
    id,
    attribution_date: '2026-02-10',
    approval: { status: 'PENDING' },
    is_auto_generated: false,
  };
  expect((await client.get(`${PATH}/${id}`)).body).toMatchObject(row);
  const day = '2026-02-10';
  for (const filter of [
    '',
    `&id=${id}`,
    `&project.id=${project.id}`,
    `&attribution_date.gte=${day}&attribution_date.lte=${day}`,
    `&start.date_time.gte=${day}T08:00:00&start.date_time.lte=${day}T08:00:00`,
    `&end.date_time.gte=${day}T12:00:00`,
    '&status=PENDING',
    '&updated_at.gte=2026-02-11T10:00:00',
  ])
    expect(await list(filter), filter).toMatchObject([row]);
  expect(await list('&status=CONFIRMED')).toEqual([]);
  expect(sandbox.ids('attendance_periods')).toEqual([id]);
  expect(sandbox.rows('attendances')).toMatchObject([{ attributes: { comment: 'Lens bench', start_time: '08:00' } }]);
  expect([...sandbox.creations]).toEqual([[`attendance_periods:${person.id}|WORK|${day}T08:00`, 1]]);
});

test('approvals: pending, skipped, or an account without', async () => {
  const statusOf = async (settings: GivenSettings, query: string) => {
    const { morning, post, list } = await working(settings);
    expect((await post(morning, query)).status).toBe(201);
    return (await list())[0]?.approval;
  };
  expect(await statusOf({}, '?skip_approval=true')).toEqual({ status: 'CONFIRMED' });
  expect(await statusOf({}, '?skip_approval=false')).toEqual({ status: 'PENDING' });
  expect(await statusOf({ approvals: false }, '')).toEqual({ status: 'CONFIRMED' });
  const { morning, post } = await working();
  expect((await post(morning, '?skip_approval=yes')).status).toBe(400);
  expect((await post(morning, '?approve=true')).status).toBe(400);
});

test('a change is a merge, null clears, and a moved period is listed where it belongs', async () => {
  const { client, project, morning, list } = await working();
  const id = await client.create(PATH, { ...morning, project, comment: 'x' });
  const afternoon = await client.create(PATH, { ...morning, start: at('13:00:00'), end: null });
  expect((await client.send('PATCH', `${PATH}/${id}`, { end: at('11:30:00') })).status).toBe(204);
  expect((await list())[0]).toMatchObject({ id, end: at('11:30:00'), project, comment: 'x' });
  await client.send('PATCH', `${PATH}/${id}`, { project: null, comment: null });
  expect((await list())[0]).toMatchObject({ id, project: null, comment: null });
  await client.send('PATCH', `${PATH}/${afternoon}`, {
    start: at('06:00:00', '2026-02-09'),
    end: at('07:00:00', '2026-02-09'),
  });
  expect((await list()).map((row) => row.id)).toEqual([afternoon, id]);
  expect((await list())[0]?.attribution_date).toBe('2026-02-09');
});

test.each<[string, JsonObject, number]>([
  ['the end before the start', { end: at('07:00:00') }, 422],
  ['the end at the start', { end: at('08:00:00') }, 422],
  ['more than a day', { end: at('09:00:00', '2026-02-11') }, 422],
  ['a break with a project', { type: 'BREAK', project: { id: '6601' } }, 422],
  ['an archived project', { project: { id: '6605' } }, 422],
  ['another type', { type: 'REST' }, 400],
  ['a time with a zone', { start: { date_time: '2026-02-10T08:00:00Z' } }, 400],
  ['a date', { start: { date: '2026-02-10' } }, 400],
  ['a long comment', { comment: 'x'.repeat(1001) }, 400],
  ['an unknown project', { project: { id: '1' } }, 400],
  ['an unknown person', { person: { id: '1' } }, 400],
  ['no person', { person: undefined }, 400],
  ['no start', { start: undefined }, 400],
])('refused: %s', async (_name, change, status) => {
  const { sandbox, morning, post } = await working();
  expect((await post({ ...morning, ...change })).status).toBe(status);
  expect(sandbox.ids('attendance_periods')).toEqual([]);
  expect(sandbox.writes).toEqual([]);
});

test('person and type cannot be changed; an id that does not exist is 404', async () => {
  const { client, morning, person } = await working();
  const id = await client.create(PATH, morning);
  expect((await client.send('PATCH', `${PATH}/${id}`, { person })).status).toBe(400);
  expect((await client.send('PATCH', `${PATH}/${id}`, { type: 'BREAK' })).status).toBe(400);
  for (const other of ['1', '00000000-0000-4000-8000-000000000000'])
    expect((await client.send('PATCH', `${PATH}/${other}`, {})).status).toBe(404);
});

test('removed ones are gone, and their place is free', async () => {
  const { client, morning, post, list } = await working();
  const id = await client.create(PATH, morning);
  expect((await client.send('DELETE', `${PATH}/${id}`)).status).toBe(204);
  expect((await client.send('DELETE', `${PATH}/${id}`)).status).toBe(404);
  expect(await list()).toEqual([]);
  expect((await post(morning)).status).toBe(201);
});

test.each([400, 409, 422] as const)('an overlap is %i, for a change as well', async (attendanceOverlap) => {
  const { sandbox, client, morning, post } = await working({ disputed: { attendanceOverlap } });
  await client.create(PATH, morning);
  const noon = await client.create(PATH, { ...morning, type: 'BREAK', start: at('12:00:00'), end: at('12:30:00') });
  const running = { ...morning, start: at('11:59:00'), end: null };
  for (const body of [morning, running, { ...morning, start: at('07:00:00'), end: at('13:00:00') }])
    expect((await post(body)).status).toBe(attendanceOverlap);
  expect((await client.send('PATCH', `${PATH}/${noon}`, { start: at('11:59:00') })).status).toBe(attendanceOverlap);
  expect(sandbox.ids('attendance_periods')).toHaveLength(2);
});

test('people are at work at the same time', async () => {
  const { client, morning, post } = await working();
  for (const first_name of ['Bo', 'Cem']) {
    const person = { id: await client.create('/v2/persons', { first_name, last_name: 'Ek' }) };
    expect((await post({ ...morning, person })).status).toBe(201);
  }
  expect((await post(morning)).status).toBe(201);
  expect((await post(morning)).status).toBe(422);
});

test('in some accounts an overlap cuts the others, and the answer names them', async () => {
  const { client, morning, post, list } = await working({ disputed: { attendanceOverlap: 'cut' } });
  const [early, late, inside] = [
    await client.create(PATH, morning),
    await client.create(PATH, { ...morning, start: at('14:00:00'), end: at('16:00:00') }),
    await client.create(PATH, { ...morning, start: at('12:30:00'), end: at('13:00:00') }),
  ];
  const got = await post({ ...morning, start: at('11:00:00'), end: at('15:00:00') });
  expect(got.status).toBe(201);
  expect(got.body.affected_periods).toEqual([{ id: early }, { id: inside }, { id: late }]);
  expect(await list()).toMatchObject([
    { id: early, end: at('11:00:00') },
    { id: got.body.id },
    { id: late, start: at('15:00:00') },
  ]);
});

test.each(['dropped', 'kept'] as const)('seconds are %s', async (attendanceSeconds) => {
  const { sandbox, client, person, morning, list } = await working({ disputed: { attendanceSeconds } });
  await client.create(PATH, { ...morning, start: at('08:00:42') });
  expect((await list())[0]?.start).toEqual(at(attendanceSeconds === 'kept' ? '08:00:42' : '08:00:00'));
  expect([...sandbox.creations.keys()]).toEqual([`attendance_periods:${person.id}|WORK|2026-02-10T08:00`]);
});

test.each([403, 409, 'allowed'] as const)('changes of confirmed periods: %s', async (confirmedChange) => {
  const { client, morning } = await working({ disputed: { confirmedChange } });
  const id = await client.create(`${PATH}?skip_approval=true`, morning);
  const expected = confirmedChange === 'allowed' ? 204 : confirmedChange;
  expect((await client.send('PATCH', `${PATH}/${id}`, { comment: 'x' })).status).toBe(expected);
  const approval = { status: confirmedChange === 'allowed' ? 'PENDING' : 'CONFIRMED' };
  expect((await client.get(`${PATH}/${id}`)).body.approval).toEqual(approval);
  const again = await client.create(`${PATH}?skip_approval=true`, { ...morning, start: at('13:00:00'), end: null });
  expect((await client.send('DELETE', `${PATH}/${again}?skip_approval=true`)).status).toBe(expected);
});

test('a change can be answered with the id', async () => {
  const { client, morning } = await working({ disputed: { attendancePatch: 200 } });
  const id = await client.create(PATH, morning);
  expect(await client.send('PATCH', `${PATH}/${id}`, { comment: 'x' })).toMatchObject({ status: 200, body: { id } });
});
