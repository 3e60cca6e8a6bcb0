import { describe, expect, test } from 'vitest';
import type { JsonObject } from './json.ts';
import { noLies } from './lies.ts';
import type { Rule } from './server.ts';
import { dataOf, nextOf, started } from './test_client.ts';

const PERSONS = '/v2/persons?limit=20';
const LIST: NonNullable<Rule['match']> = { path: '^GET /v2/persons\\?' };

describe('a live row is left out', () => {
  test('from one page of one request', async () => {
    const { sandbox, client } = await started();
    sandbox.configure({ trouble: [{ match: { ...LIST, nth: 2 }, act: { kind: 'left_out', at: 3 } }] });
    const ids = sandbox.ids('persons');
    expect(await client.ids(PERSONS)).toEqual(ids.filter((_, place) => place !== 23));
    expect(await client.ids(PERSONS)).toEqual(ids);
  });

  test('by its id, on any page', async () => {
    const { sandbox, client } = await started();
    const ids = sandbox.ids('persons');
    const [one = ''] = ids.slice(25);
    sandbox.configure({ trouble: [{ match: LIST, act: { kind: 'left_out', ids: [one] } }] });
    expect(await client.ids(PERSONS)).toEqual(ids.filter((id) => id !== one));
  });

  test.each([
    'persons',
    'absence_periods',
    'projects',
    'project_members',
    'org_units',
    'workplaces',
    'absence_types',
    'webhooks',
    'recruiting_categories',
    'recruiting_applications',
    'employees',
  ])('until that is reset: %s', async (stream) => {
    const { sandbox, client } = await started({ persons: 60 });
    const ids = sandbox.ids(stream);
    const [one = ''] = ids.slice(2);
    const whole = await client.stream(stream);
    sandbox.configure({ lies: { leftOut: { [stream]: [one] } } });
    expect(await client.stream(stream)).toEqual(whole.filter((_, place) => place !== 2));
    // The truth does not change.
    expect(sandbox.ids(stream)).toEqual(ids);
    sandbox.configure({ lies: { leftOut: {} } });
    expect(await client.stream(stream)).toEqual(whole);
  });

  test('and can still be requested by id', async () => {
    const { sandbox, client } = await started();
    const [id = ''] = sandbox.ids('persons');
    const [workplace = ''] = sandbox.ids('workplaces');
    sandbox.configure({ lies: { leftOut: { persons: [id], workplaces: [workplace] } } });
    expect((await client.get(`/v2/persons/${id}`)).status).toBe(200);
    expect(await client.ids(`/v2/persons?id=${id}`)).toEqual([id]);
    expect(await client.ids(`/v2/workplaces?id=${workplace}`)).toEqual([workplace]);
  });

  test('if it is an employment, also in the list of persons', async () => {
    const { sandbox, client } = await started();
    const [employment = {}] = sandbox.rows('employments');
    const { id } = employment.person as JsonObject;
    sandbox.configure({ lies: { leftOut: { employments: [String(employment.id)] } } });
    expect(JSON.stringify(await client.all(PERSONS))).not.toContain(employment.id);
    expect(await client.ids(`/v2/persons/${id}/employments`)).not.toContain(employment.id);
    expect(JSON.stringify((await client.get(`/v2/persons/${id}`)).body)).toContain(employment.id);
    expect((await client.get(`/v2/persons/${id}/employments/${employment.id}`)).status).toBe(200);
    expect(sandbox.ids('employments')).toContain(employment.id);
  });
});

describe('a list ends early', () => {
  test.each([
    [false, 40],
    [true, 20],
  ])('in the middle, with an empty last page: %s', async (empty, count) => {
    const { sandbox, client } = await started();
    sandbox.configure({ trouble: [{ match: { ...LIST, nth: 2 }, act: { kind: 'ends', empty } }] });
    expect(await client.ids(PERSONS)).toEqual(sandbox.ids('persons').slice(0, count));
    expect(await client.all(PERSONS)).toHaveLength(50);
  });

  test('if pages are counted', async () => {
    const { sandbox, client } = await started();
    sandbox.configure({ trouble: [{ match: { stream: 'employees', nth: 2 }, act: { kind: 'ends' } }] });
    expect(await client.stream('employees')).toHaveLength(13);
  });

  test('pages that are repeated', async () => {
    const { sandbox, client } = await started();
    const ids = sandbox.ids('persons');
    sandbox.configure({ trouble: [{ match: { ...LIST, nth: 2 }, act: { kind: 'overlap', rows: 20 } }] });
    expect(await client.ids(PERSONS)).toEqual([...ids.slice(0, 20), ...ids]);
  });
});

describe('a right is withdrawn in the middle', () => {
  test.each([
    ['refused', 401, 'Unauthorized Request'],
    [403, 403, 'not allowed'],
    [404, 404, 'apinot_found'],
    [412, 412, 'no access to this feature'],
  ] as const)('%s', async (how, status, text) => {
    const { sandbox, client } = await started();
    sandbox.configure({ trouble: [{ match: { stream: 'persons', after: 2 }, act: { kind: 'withdrawn', how } }] });
    const next = String(nextOf(await client.get(PERSONS)));
    const asked = [next, `/v2/persons/${sandbox.ids('persons')[0]}`, PERSONS];
    for (const target of asked) {
      const got = await client.get(target);
      expect([got.status, JSON.stringify(got.body).includes(text)]).toEqual([status, true]);
    }
  });

  test('with empty pages', async () => {
    const { sandbox, client } = await started();
    sandbox.configure({ trouble: [{ match: { ...LIST, after: 2 }, act: { kind: 'withdrawn', how: 'empty' } }] });
    const first = await client.get(PERSONS);
    const rest = await client.get(String(nextOf(first)));
    expect([dataOf(first).length, dataOf(rest), nextOf(rest)]).toEqual([20, [], undefined]);
    expect(dataOf(await client.get(PERSONS))).toEqual([]);
  });
});

describe('the credential sees only some legal entities', () => {
  test('of compensations', async () => {
    const { sandbox, client } = await started({ compensated: 1 });
    const all = sandbox.ids('compensations');
    sandbox.configure({ lies: { legalEntities: ['301'] } });
    const seen = await client.stream('compensations');
    expect(new Set(seen.map(({ legal_entity }) => JSON.stringify(legal_entity)))).toEqual(new Set(['{"id":"301"}']));
    expect(await client.all(PERSONS)).toHaveLength(50);
    expect(sandbox.ids('compensations')).toEqual(all);
  });

  test.each([
    ['lists', 200],
    ['everything', 404],
  ] as const)('of people, in %s', async (legalEntitiesHide, status) => {
    const { sandbox, client } = await started({ attendances: 20 });
    const before = sandbox.truth();
    sandbox.configure({ lies: { legalEntities: ['301', '302'], legalEntitiesHide } });
    const seen = new Set(await client.ids(PERSONS));
    const hidden = before.persons?.ids.filter((id) => !seen.has(id)) ?? [];
    expect(hidden.length).toBeGreaterThan(3);
    expect(seen.size).toBeGreaterThan(20);
    expect((await client.stream('employees')).length).toBe(seen.size);
    for (const stream of ['absence_periods', 'attendance_periods']) {
      const owners = (await client.stream(stream)).map(({ person }) => String((person as JsonObject).id));
      expect(owners.filter((id) => !seen.has(id))).toEqual([]);
      const row = sandbox.rows(stream).find(({ person }) => hidden.includes(String((person as JsonObject).id)));
      const path = stream === 'absence_periods' ? '/v2/absence-periods' : '/v2/attendance-periods';
      expect((await client.get(`${path}/${row?.id}`)).status).toBe(status);
      expect(await client.ids(`${path}?id=${row?.id}`)).toHaveLength(status === 200 ? 1 : 0);
    }
    const [one] = hidden;
    const employment = sandbox.rows('employments').find(({ person }) => (person as JsonObject).id === one);
    const paths = ['', '/employments', `/employments/${employment?.id}`].map((path) => `/v2/persons/${one}${path}`);
    for (const path of [...paths, `/v1/company/employees/${one}`]) expect((await client.get(path)).status).toBe(status);
    expect(sandbox.truth()).toEqual(before);
  });
});

test('a moving window', async () => {
  const { sandbox, client } = await started({ persons: 100 });
  const ids = sandbox.ids('absence_periods');
  sandbox.configure({ lies: { absencesSince: '2025-06-01' } });
  const seen = await client.all('/v2/absence-periods');
  expect(seen.length).toBeGreaterThan(20);
  expect(seen.length).toBeLessThan(ids.length - 20);
  for (const { ends_at } of seen)
    if (ends_at) expect(String((ends_at as JsonObject).date_time) >= '2025-05-31').toBe(true);
  const found = new Set(seen.map(({ id }) => id));
  const gone = ids.find((id) => !found.has(id));
  expect((await client.get(`/v2/absence-periods/${gone}`)).status).toBe(200);
  expect(await client.ids(`/v2/absence-periods?id=${gone}`)).toEqual([gone]);
  expect(sandbox.ids('absence_periods')).toEqual(ids);
});

describe('reads by id lie', () => {
  test.each([
    ['empty object', 200, /^\{\}$/],
    ['not found', 404, /requested_resource_not_found/],
    ['route gone', 404, /apinot_found/],
  ] as const)('%s', async (how, status, pattern) => {
    const { sandbox, client } = await started();
    const [id] = sandbox.ids('persons');
    const [project] = sandbox.ids('projects');
    sandbox.configure({ lies: { byId: { persons: how } } });
    const got = await client.get(`/v2/persons/${id}`);
    expect([got.status, pattern.test(JSON.stringify(got.body))]).toEqual([status, true]);
    expect((await client.get(`/v2/projects/${project}`)).status).toBe(200);
    expect(await client.all(PERSONS)).toHaveLength(50);
    sandbox.configure({ lies: { byId: { default: how } } });
    expect((await client.get(`/v2/projects/${project}`)).status).toBe(status);
  });

  test.each([
    ['ignored', 5],
    ['nothing', 0],
  ] as const)('the filter: %s', async (how, count) => {
    const { sandbox, client } = await started();
    const [id] = sandbox.ids('workplaces');
    sandbox.configure({ lies: { idFilter: { workplaces: how } } });
    expect(await client.all(`/v2/workplaces?id=${id}`)).toHaveLength(count);
    expect(await client.all('/v2/workplaces')).toHaveLength(5);
    expect(await client.ids(`/v2/persons?id=${sandbox.ids('persons')[0]}`)).toHaveLength(1);
  });
});

describe('events lie', () => {
  test('they are missing, or late', async () => {
    const { sandbox, client } = await started();
    const [all = ''] = sandbox.targets('webhook_events');
    const names = async (): Promise<unknown[]> =>
      (await client.all(all)).slice(before).map((event) => event.event_name);
    const before = (await client.all(all)).length;
    sandbox.remove('absence_periods', sandbox.ids('absence_periods').slice(0, 1));
    expect(await names()).toEqual(['absence-period.deleted']);
    sandbox.configure({ lies: { missingEvents: ['person.updated'] } });
    expect((await client.all(all)).some(({ event_name }) => event_name === 'person.updated')).toBe(false);
    sandbox.configure({ lies: { missingEvents: [], eventDelaySeconds: 60 } });
    expect(await names()).toEqual([]);
    sandbox.configure({ clockSkewSeconds: 60 });
    expect(await names()).toEqual(['absence-period.deleted']);
  });

  test('events of a webhook that is off, or receives other events', async () => {
    const { sandbox, client } = await started();
    const [all = '', off = '', deletions = ''] = sandbox.targets('webhook_events');
    const [one = '', , three = ''] = sandbox.ids('webhooks');
    const events = ['person.deleted'];
    sandbox.change({ webhooks: { [one]: { status: 'DISABLED' }, [three]: { events } } });
    expect((await client.get(`/v2/webhooks/${one}`)).body.status).toBe('DISABLED');
    expect(await client.all(all)).toEqual([]);
    expect(new Set((await client.all(deletions)).map(({ event_name }) => event_name))).toEqual(new Set(events));
    sandbox.configure({ disputed: { disabledWebhooks: 'told' } });
    expect((await client.all(all)).length).toBeGreaterThan(10);
    expect(await client.all(off)).not.toEqual([]);
    expect(() => sandbox.change({ webhooks: { nonsense: {} } })).toThrow('no webhook nonsense');
  });

  test('events of a restored row', async () => {
    const { sandbox, client } = await started();
    const [id = ''] = sandbox.ids('persons').slice(30);
    sandbox.remove('persons', [id]);
    sandbox.restore('persons', [id]);
    const events = await client.all(`${sandbox.targets('webhook_events')[0]}?event_name=person.deleted`);
    expect(events.at(-1)?.payload).toEqual({ person_id: id });
    expect((await client.get(`/v2/persons/${id}`)).status).toBe(200);
  });
});

test('the clock goes back', async () => {
  const { sandbox, client } = await started({ clockSkewSeconds: -86_400 });
  const date = Date.parse(String((await client.get(PERSONS)).headers.get('date')));
  expect(new Date(date).toISOString().slice(0, 10)).toBe('2026-02-10');
  const { updated } = sandbox.change({ count: 1, insert: 0 });
  expect(String((await client.get(`/v2/persons/${updated.persons[0]}`)).body.updated_at).slice(0, 10)).toBe(
    '2026-02-10',
  );
});

test('afterwards everything is true again', async () => {
  const { sandbox, client } = await started();
  sandbox.configure({ lies: { byId: { default: 'not found' }, leftOut: { persons: sandbox.ids('persons') } } });
  expect(await client.all(PERSONS)).toEqual([]);
  sandbox.configure({ lies: noLies() });
  expect(await client.all(PERSONS)).toHaveLength(50);
});
