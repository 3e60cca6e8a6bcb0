import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { GivenSettings } from '../options.ts';
import { dataOf, started } from '../test_client.ts';

const PATH = '/v2/absence-periods';

type Half = 'FIRST_HALF' | 'SECOND_HALF';

const on = (day: string, type?: Half): JsonObject => ({ date_time: `2026-03-${day}T00:00:00`, type });

async function absent(settings: GivenSettings = {}) {
  const { sandbox, client } = await started({ persons: 0, ...settings });
  const create = (first_name: string) => client.create('/v2/persons', { first_name, last_name: 'Ek' });
  const [person, other] = [{ id: await create('Anna') }, { id: await create('Bo') }];
  sandbox.resetWrites();
  const types = await client.all('/v2/absence-types');
  const typeOf = (name: string) => ({ id: String(types.find((type) => type.name === name)?.id) });
  const [holiday, illness, hours] = [typeOf('Urlaub'), typeOf('Krankheit'), typeOf('Time off in lieu')] as const;
  const week = { person, absence_type: holiday, starts_from: on('02', 'FIRST_HALF'), ends_at: on('06', 'SECOND_HALF') };
  const post = (body: JsonObject, query = '') => client.send('POST', `${PATH}${query}`, body);
  const list = async (query = '') => dataOf(await client.get(`${PATH}?person.id=${person.id}${query}`));
  return { sandbox, client, person, other, holiday, illness, hours, week, post, list };
}

test('a period is created and found by every filter', async () => {
  const { sandbox, client, person, holiday, week, list } = await absent();
  const id = await client.create(PATH, { ...week, comment: 'Umzug' });
  const row = { ...week, id, comment: 'Umzug', ends_at: on('07', 'SECOND_HALF'), approval: { status: 'PENDING' } };
  expect((await client.get(`${PATH}/${id}`)).body).toMatchObject({ ...row, substitute: null });
  for (const filter of [
    '',
    `&id=${id}`,
    `&absence_type.id=${holiday.id}`,
    '&starts_from.date_time.gte=2026-03-06T00:00:00&ends_at.date_time.lte=2026-03-06T00:00:00',
    '&updated_at.gte=2026-02-11T09:00:00Z',
  ])
    expect(await list(filter), filter).toMatchObject([row]);
  expect(await list('&starts_from.date_time.gte=2026-03-08T00:00:00')).toEqual([]);
  expect(sandbox.ids('absence_periods')).toEqual([id]);
  const attributes = { comment: 'Umzug', days_count: 5, half_day_start: expect.anything(), status: 'pending' };
  expect(sandbox.rows('time_offs')).toMatchObject([{ attributes }]);
  expect(sandbox.rows('absence_breakdowns').map(({ date }) => date)).toHaveLength(5);
  expect([...sandbox.creations]).toEqual([[`absence_periods:${person.id}|${holiday.id}|2026-03-02`, 1]]);
});

test('the last day is shown as it was sent, or as the midnight after it', async () => {
  for (const [absenceEnds, day] of [
    ['last day', '06'],
    ['exclusive', '07'],
  ] as const) {
    const { client, week, list } = await absent({ disputed: { absenceEnds } });
    await client.create(PATH, week);
    expect((await list())[0]?.ends_at).toEqual(on(day, 'SECOND_HALF'));
  }
});

test.each<[string, Half | undefined, string, Half | undefined, JsonObject, number[]]>([
  ['a day without halves', undefined, '02', undefined, on('03', 'SECOND_HALF'), [1]],
  ['a morning', 'FIRST_HALF', '02', 'FIRST_HALF', on('02', 'FIRST_HALF'), [0.5]],
  ['an afternoon', 'SECOND_HALF', '02', 'SECOND_HALF', on('03', 'SECOND_HALF'), [0.5]],
  ['two days and a half', 'SECOND_HALF', '04', 'SECOND_HALF', on('05', 'SECOND_HALF'), [0.5, 1, 1]],
  ['one day and a half', 'FIRST_HALF', '03', 'FIRST_HALF', on('03', 'FIRST_HALF'), [1, 0.5]],
])('%s', async (_name, first, last, half, end, days) => {
  const { sandbox, client, week, list } = await absent();
  await client.create(PATH, { ...week, starts_from: on('02', first), ends_at: on(last, half) });
  expect((await list())[0]).toMatchObject({ starts_from: on('02', first ?? 'FIRST_HALF'), ends_at: end });
  const values = sandbox
    .rows('absence_breakdowns')
    .map(({ effective_duration }) => (effective_duration as JsonObject).value);
  expect(values).toEqual(days);
  expect(sandbox.rows('time_offs')).toMatchObject([
    { attributes: { days_count: days.reduce((sum, value) => sum + value) } },
  ]);
});

test('hours, and an open end', async () => {
  const { sandbox, client, person, hours, week, list } = await absent();
  const time = (at: string) => ({ date_time: `2026-03-09T${at}` });
  const lieu = { person, absence_type: hours, starts_from: time('14:00:00'), ends_at: time('16:30:00') };
  await client.create(PATH, lieu);
  const { ends_at: _, ...open } = week;
  await client.create(PATH, { ...open, starts_from: on('16'), ends_at: null });
  expect(await list()).toMatchObject([
    { starts_from: { ...time('14:00:00'), type: null }, ends_at: { ...time('16:30:00'), type: null } },
    { starts_from: on('16', 'FIRST_HALF'), ends_at: null },
  ]);
  expect([...sandbox.creations.keys()][0]).toBe(`absence_periods:${person.id}|${hours.id}|2026-03-09T14:00`);
});

test('approvals depend on the type', async () => {
  const { client, week, illness, list } = await absent();
  await client.create(PATH, { ...week, absence_type: illness });
  expect((await list())[0]?.approval).toEqual({ status: 'APPROVED' });
  for (const [settings, query] of [
    [{ approvals: false }, ''],
    [{}, '?skip_approval=true'],
  ] as const) {
    const account = await absent(settings);
    await account.client.create(`${PATH}${query}`, account.week);
    expect((await account.list())[0]?.approval).toEqual({ status: 'APPROVED' });
  }
});

test('a conflict is 409, for a change as well; neighbours are none', async () => {
  const { sandbox, client, other, illness, week, post } = await absent();
  const id = await client.create(PATH, { ...week, ends_at: on('03', 'FIRST_HALF') });
  expect((await post({ ...week, absence_type: illness })).status).toBe(409);
  expect((await post({ ...week, starts_from: on('01'), ends_at: null })).status).toBe(409);
  expect((await post({ ...week, starts_from: on('03', 'SECOND_HALF'), ends_at: on('03') })).status).toBe(201);
  expect((await post({ ...week, person: other })).status).toBe(201);
  expect((await client.send('PATCH', `${PATH}/${id}`, { ends_at: on('03', 'SECOND_HALF') })).status).toBe(409);
  expect(sandbox.ids('absence_periods')).toHaveLength(3);
});

test.each<[string, JsonObject, number]>([
  ['the end before the start', { ends_at: on('01') }, 422],
  ['an afternoon until the morning', { starts_from: on('02', 'SECOND_HALF'), ends_at: on('02', 'FIRST_HALF') }, 422],
  ['no start', { starts_from: undefined }, 400],
  ['a date', { starts_from: { date: '2026-03-02' } }, 400],
  ['a time with a zone', { starts_from: { date_time: '2026-03-02T00:00:00Z' } }, 400],
  ['another half', { starts_from: { ...on('02'), type: 'NOON' } }, 400],
  ['a long comment', { comment: 'x'.repeat(2001) }, 400],
  ['an unknown person', { person: { id: '1' } }, 404],
  ['an unknown type', { absence_type: { id: '1' } }, 404],
  ['an unknown substitute', { substitute: { id: '1' } }, 409],
])('refused: %s', async (_name, change, status) => {
  const { sandbox, week, post } = await absent();
  expect((await post({ ...week, ...change })).status).toBe(status);
  expect(sandbox.writes).toEqual([]);
});

test('rules of types in hours', async () => {
  const { hours, week, other, post } = await absent();
  const lieu = { ...week, absence_type: hours };
  expect((await post(lieu)).status).toBe(422);
  const times = { starts_from: on('02'), ends_at: on('03') };
  expect((await post({ ...lieu, ...times, substitute: other })).status).toBe(422);
  expect((await post({ ...lieu, ...times })).status).toBe(201);
});

test('change and removal', async () => {
  const { client, week, other, person, list } = await absent();
  const id = await client.create(PATH, { ...week, comment: 'x' });
  const patch = (body: JsonObject) => client.send('PATCH', `${PATH}/${id}`, body);
  expect((await patch({ substitute: other, ends_at: on('05') })).status).toBe(204);
  expect((await list())[0]).toMatchObject({ comment: 'x', substitute: other, ends_at: on('06', 'SECOND_HALF') });
  expect((await patch({ substitute: null, comment: null })).status).toBe(204);
  expect((await list())[0]).toMatchObject({ comment: null, substitute: null });
  expect((await patch({ substitute: person })).status).toBe(409);
  expect((await patch({ person: other })).status).toBe(400);
  expect((await client.send('DELETE', `${PATH}/${id}?skip_approval=true`)).status).toBe(400);
  expect((await client.send('DELETE', `${PATH}/${id}`)).status).toBe(204);
  expect((await client.send('DELETE', `${PATH}/${id}`)).status).toBe(404);
  expect(await list()).toEqual([]);
});

test('long leaves that were made in Personio are read-only', async () => {
  const { sandbox, client } = await started({ persons: 300 });
  const parental = (await client.all('/v2/absence-types')).find(({ category }) => category === 'PARENTAL_LEAVE');
  const leave = sandbox
    .rows('absence_periods')
    .find(({ absence_type }) => (absence_type as JsonObject).id === parental?.id);
  expect(leave).toBeDefined();
  expect((await client.send('PATCH', `${PATH}/${leave?.id}`, { comment: 'x' })).status).toBe(403);
  expect((await client.send('DELETE', `${PATH}/${leave?.id}`)).status).toBe(403);
});
