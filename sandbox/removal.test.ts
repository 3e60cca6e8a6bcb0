import { describe, expect, test } from 'vitest';
import type { JsonObject } from './json.ts';
import type { Sandbox } from './server.ts';
import { started, type TestClient } from './test_client.ts';

/** Every kind of row that can be removed, and the event that reports it. */
const KINDS: Readonly<Record<string, string | undefined>> = {
  persons: 'person.deleted',
  employments: 'employment.deleted',
  absence_periods: 'absence-period.deleted',
  attendance_periods: 'attendance-period.deleted',
  documents: 'document.deleted',
  compensations: undefined,
  absence_entitlements: undefined,
  profile_pictures: undefined,
  absence_types: undefined,
  compensation_types: undefined,
  org_units: undefined,
  workplaces: undefined,
  cost_centers: undefined,
  legal_entities: undefined,
  jobs: undefined,
  salary_bands: undefined,
  projects: undefined,
  project_members: undefined,
  webhooks: undefined,
  recruiting_jobs: undefined,
  recruiting_categories: undefined,
  recruiting_candidates: undefined,
  recruiting_applications: undefined,
};

const OPTIONS = { persons: 60, compensated: 0.5 } as const;

async function eventsIn({ sandbox, client }: { sandbox: Sandbox; client: TestClient }): Promise<JsonObject[]> {
  return await client.all(String(sandbox.targets('webhook_events')[0]));
}

function sorted(keys: object): Record<string, string[]> {
  return Object.fromEntries(Object.entries(keys).map(([stream, ids]) => [stream, (ids as string[]).toSorted()]));
}

/** Rows as JSON by key. */
function rowsByKey(sandbox: Sandbox, stream: string): Map<string, string> {
  const ids = sandbox.ids(stream);
  return new Map(sandbox.rows(stream).map((row, index) => [String(ids[index]), JSON.stringify(row)]));
}

describe.each(Object.keys(KINDS))('%s', (stream) => {
  test('are removed, are not found any more, and are restored unchanged', async () => {
    const { sandbox, client } = await started(OPTIONS);
    const before = rowsByKey(sandbox, stream);
    const ids = [...before.keys()];
    const [id = '', other = ''] = [ids[Math.floor(ids.length / 2)], ids.at(-1)];
    const events = (await eventsIn({ sandbox, client })).length;

    const gone = sandbox.remove(stream, [id, other]);

    const own = stream === 'compensations' ? [id, other].map((key) => key.split(':')[0]) : [id, other];
    expect(gone[stream as keyof typeof gone]).toEqual(own);
    const left = rowsByKey(sandbox, stream);
    expect(ids.filter((key) => !left.has(key))).toEqual(
      ids.filter((key) => own.includes(stream === 'compensations' ? (key.split(':')[0] ?? '') : key)),
    );
    for (const [key, row] of left) expect([key, row]).toEqual([key, before.get(key)]);
    if (stream !== 'profile_pictures' && stream !== 'absence_entitlements') {
      const wanted = JSON.parse(JSON.stringify(sandbox.rows(stream))) as JsonObject[];
      expect(await client.stream(stream)).toEqual(wanted);
    }
    const told = stream === 'webhooks' ? [] : (await eventsIn({ sandbox, client })).slice(events);
    const names = new Set(told.map(({ event_name }) => event_name));
    const event = KINDS[stream];
    expect([...names].filter((name) => stream !== 'persons' || name !== 'employment.deleted')).toEqual(
      event === undefined ? [] : [event],
    );

    expect(sorted(sandbox.restore(stream, [id, other]))).toEqual(sorted(gone));
    expect(rowsByKey(sandbox, stream)).toEqual(before);
    expect([...rowsByKey(sandbox, stream).keys()]).toEqual(ids);
  });
});

test('rows of other streams do not change, except for the time of change of those that contain a removed row', async () => {
  const { sandbox } = await started(OPTIONS);
  const touched: Readonly<Record<string, readonly string[]>> = {
    employments: ['persons', 'employees'],
    profile_pictures: ['persons', 'employees'],
    absence_entitlements: ['employees'],
    compensations: ['employees'],
    recruiting_applications: ['recruiting_candidates'],
  };
  const streams = [...Object.keys(KINDS), 'employees', 'time_offs', 'attendances'];
  for (const stream of Object.keys(KINDS)) {
    const before = new Map(streams.map((name) => [name, rowsByKey(sandbox, name)]));
    const [id = ''] = sandbox.ids(stream).slice(2);
    sandbox.remove(stream, [id]);
    for (const name of streams) {
      const changed = [...rowsByKey(sandbox, name)].filter(([key, row]) => before.get(name)?.get(key) !== row);
      const allowed = touched[stream]?.includes(name) ? 1 : 0;
      expect([stream, name, changed.length <= allowed]).toEqual([stream, name, true]);
    }
    sandbox.restore(stream, [id]);
  }
});

describe('a person', () => {
  test('is removed and restored with everything that belongs to it', async () => {
    const { sandbox, client } = await started(OPTIONS);
    const before = sandbox.truth();
    const rows = rowsByKey(sandbox, 'employments');
    const owner = sandbox.rows('documents').find(({ id }) => id)?.owner as JsonObject;
    const id = String(owner.id);
    const events = (await eventsIn({ sandbox, client })).length;

    const gone = sandbox.remove('persons', [id]);

    expect(gone.employments?.length).toBeGreaterThan(0);
    expect(gone.documents?.length).toBeGreaterThan(0);
    const truth = sandbox.truth();
    for (const [stream, keys] of Object.entries(gone)) {
      if (stream === 'compensations') continue;
      const left = new Set(truth[stream]?.ids);
      expect([stream, keys.filter((key) => left.has(key))]).toEqual([stream, []]);
      expect([stream, before[stream]?.count]).toEqual([stream, left.size + keys.length]);
    }
    for (const path of ['', '/employments', `/employments/${gone.employments?.[0]}`])
      expect((await client.get(`/v2/persons/${id}${path}`)).status).toBe(404);
    expect((await client.get(`/v1/company/employees/${id}`)).status).toBe(404);
    const told = (await eventsIn({ sandbox, client })).slice(events);
    expect(told.map(({ event_name, payload }) => [event_name, (payload as JsonObject).person_id])).toEqual([
      ['person.deleted', id],
      ...(gone.employments ?? []).map(() => ['employment.deleted', id]),
    ]);

    sandbox.restore('persons', [id]);
    const after = sandbox.truth();
    for (const stream of Object.keys(before)) {
      if (stream !== 'webhook_events') expect([stream, after[stream]]).toEqual([stream, before[stream]]);
    }
    expect(rowsByKey(sandbox, 'employments')).toEqual(rows);
  });

  test('is restored without what was removed before', async () => {
    const { sandbox } = await started(OPTIONS);
    const [absence = {}] = sandbox.rows('absence_periods');
    const id = String((absence.person as JsonObject).id);
    sandbox.remove('absence_periods', [String(absence.id)]);
    sandbox.remove('persons', [id]);
    expect(() => sandbox.restore('absence_periods', [String(absence.id)])).toThrow('has been removed');
    sandbox.restore('persons', [id]);
    expect(sandbox.ids('absence_periods')).not.toContain(absence.id);
    sandbox.restore('absence_periods', [String(absence.id)]);
    expect(sandbox.ids('absence_periods')[0]).toBe(absence.id);
  });

  test('disputed: whose events come with it', async () => {
    const removedPersonTells = ['absence_periods', 'attendance_periods', 'documents'];
    const { sandbox, client } = await started({ ...OPTIONS, attendances: 40, disputed: { removedPersonTells } });
    const [document = {}] = sandbox.rows('documents');
    const events = (await eventsIn({ sandbox, client })).length;
    const gone = sandbox.remove('persons', [String((document.owner as JsonObject).id)]);
    const told = (await eventsIn({ sandbox, client })).slice(events).map(({ event_name }) => event_name);
    expect(told.filter((name) => name === 'attendance-period.deleted')).toHaveLength(
      gone.attendance_periods?.length ?? 0,
    );
    expect(told).toContain('document.deleted');
    expect(told).not.toContain('employment.deleted');
  });
});

test('a project is removed with its members', async () => {
  const { sandbox, client } = await started(OPTIONS);
  const [key = ''] = sandbox.ids('project_members');
  const [project = ''] = key.split(':');
  const members = sandbox.ids('project_members').filter((one) => one.startsWith(`${project}:`));
  expect(sandbox.remove('projects', [project])).toEqual({ projects: [project], project_members: members });
  expect((await client.get(`/v2/projects/${project}/members`)).status).toBe(404);
  expect(sandbox.ids('project_members')).not.toContain(key);
  sandbox.restore('projects', [project]);
  expect(sandbox.ids('project_members').slice(0, members.length)).toEqual(members);
});

test('a member is absent while its project or person is', async () => {
  const { sandbox } = await started(OPTIONS);
  const [key = ''] = sandbox.ids('project_members');
  const [project = '', person = ''] = key.split(':');
  sandbox.remove('projects', [project]);
  sandbox.remove('persons', [person]);
  sandbox.restore('projects', [project]);
  expect(sandbox.ids('project_members')).not.toContain(key);
  sandbox.restore('persons', [person]);
  expect(sandbox.ids('project_members')[0]).toBe(key);
});

test('a removed employment is no longer named by its person, who has changed', async () => {
  const { sandbox, client } = await started(OPTIONS);
  const [employment = {}] = sandbox.rows('employments');
  const id = String((employment.person as JsonObject).id);
  const personOf = async (): Promise<JsonObject> => (await client.get(`/v2/persons/${id}`)).body;
  const before = await personOf();
  sandbox.remove('employments', [String(employment.id)]);
  expect(JSON.stringify((await personOf()).employments)).not.toContain(String(employment.id));
  expect(String((await personOf()).updated_at) > String(before.updated_at)).toBe(true);
  sandbox.restore('employments', [String(employment.id)]);
  expect((await personOf()).employments).toEqual(before.employments);
  sandbox.configure({ disputed: { removalsTouch: false } });
  const { updated_at } = await personOf();
  sandbox.remove('employments', [String(employment.id)], { agoSeconds: -60 });
  expect((await personOf()).updated_at).toBe(updated_at);
});

test('rows still refer to a removed row', async () => {
  const { sandbox } = await started(OPTIONS);
  const used = sandbox.rows('employments').find(({ office }) => office)?.office as JsonObject;
  const rows = rowsByKey(sandbox, 'employments');
  sandbox.remove('workplaces', [String(used.id)]);
  expect(rowsByKey(sandbox, 'employments')).toEqual(rows);
});

test('a row that is created and removed between two reads leaves only its events', async () => {
  const { sandbox, client } = await started(OPTIONS);
  const before = sandbox.ids('absence_periods');
  const events = (await eventsIn({ sandbox, client })).length;
  const { inserted } = sandbox.change({ count: 0, insert: 1 });
  sandbox.remove('absence_periods', inserted.absence_periods);
  expect(sandbox.ids('absence_periods')).toEqual(before);
  const told = (await eventsIn({ sandbox, client }))
    .slice(events)
    .filter(({ payload }) => (payload as JsonObject).absence_period_id === inserted.absence_periods[0]);
  expect(told.map(({ event_name }) => event_name)).toEqual(['absence-period.created', 'absence-period.deleted']);
});

test('a removal can be silent, or in the past', async () => {
  const { sandbox, client } = await started(OPTIONS);
  const events = (await eventsIn({ sandbox, client })).length;
  const [one = '', two = ''] = sandbox.ids('attendance_periods');
  sandbox.remove('attendance_periods', [one], { silent: true });
  expect(await eventsIn({ sandbox, client })).toHaveLength(events);
  sandbox.remove('attendance_periods', [two], { agoSeconds: 3600 });
  const [event] = (await eventsIn({ sandbox, client })).slice(events);
  const ago = sandbox.now.getTime() - Date.parse(String(event?.occurred_at));
  expect(Math.round(ago / 60_000)).toBe(60);
});

test('only existing rows can be removed, and only removed ones restored', async () => {
  const { sandbox } = await started();
  const [id = ''] = sandbox.ids('persons');
  expect(() => sandbox.restore('persons', [id])).toThrow('not been removed');
  sandbox.remove('persons', [id]);
  expect(() => sandbox.remove('persons', [id])).toThrow('already been removed');
  expect(() => sandbox.remove('persons', ['77'])).toThrow('no persons 77');
  expect(() => sandbox.remove('holidays', ['77'])).toThrow('cannot be removed');
});

test('the same over HTTP', async () => {
  const { sandbox } = await started();
  const ask = async (name: string, body: object): Promise<unknown> =>
    await (await fetch(`${sandbox.url}/_sandbox/${name}`, { method: 'POST', body: JSON.stringify(body) })).json();
  const [id = ''] = sandbox.ids('workplaces');
  expect(await ask('remove', { stream: 'workplaces', ids: [id] })).toEqual({ workplaces: [id] });
  expect(sandbox.ids('workplaces')).not.toContain(id);
  expect(await ask('restore', { stream: 'workplaces', ids: [id] })).toEqual({ workplaces: [id] });
  expect(await ask('restore', { stream: 'nonsense', ids: [] })).toHaveProperty('error');
});

describe('events', () => {
  test.each([
    ['ids', /^\{"employment_id":"[0-9a-f-]{36}","person_id":"\d+"\}$/],
    ['nested', /^\{"employment":\{"id":"[0-9a-f-]{36}"\},"person":\{"id":"\d+"\}\}$/],
    ['bare id', /^\{"id":"[0-9a-f-]{36}"\}$/],
    ['camel', /^\{"employmentId":"[0-9a-f-]{36}","personId":"\d+"\}$/],
  ] as const)('disputed: payloads are %s', async (eventPayload, pattern) => {
    const { sandbox, client } = await started({ disputed: { eventPayload } });
    sandbox.remove('employments', sandbox.ids('employments').slice(0, 1));
    const event = (await eventsIn({ sandbox, client })).at(-1);
    expect(event?.event_name).toBe('employment.deleted');
    expect(JSON.stringify(event?.payload)).toMatch(pattern);
  });

  test.each([
    ['none', ['document_id']],
    ['owner_id', ['document_id', 'owner_id']],
    ['person_id', ['document_id', 'person_id']],
  ] as const)('disputed: documents name their owner: %s', async (documentOwners, members) => {
    const { sandbox, client } = await started({ disputed: { documentOwners } });
    const [document = {}] = sandbox.rows('documents');
    sandbox.remove('documents', [String(document.id)]);
    const payload = (await eventsIn({ sandbox, client })).at(-1)?.payload as JsonObject;
    expect(Object.keys(payload)).toEqual(members);
    expect(Object.values(payload)[1] ?? (document.owner as JsonObject).id).toBe((document.owner as JsonObject).id);
  });
});

describe('lists that change', () => {
  const LISTS = Object.keys(KINDS).filter(
    (stream) => KINDS[stream] === undefined && !/candidates|applications/.test(stream),
  );

  test.each(LISTS)('%s', async (stream) => {
    const { sandbox } = await started(OPTIONS);
    const before = rowsByKey(sandbox, stream);
    const isFixed = stream === 'project_members';
    const report = sandbox.change({ lists: { [stream]: { insert: 2, remove: 1, update: isFixed ? 0 : 2 } } });
    const keys = (part: 'inserted' | 'updated' | 'deleted'): string[] =>
      ((report[part] as Record<string, string[] | undefined>)[stream] ?? []).toSorted();
    const after = rowsByKey(sandbox, stream);
    const short = (found: readonly string[]): string[] =>
      [...new Set(stream === 'compensations' ? found.map((key) => key.split(':')[0] ?? '') : found)].toSorted();
    expect(short([...after.keys()].filter((key) => !before.has(key)))).toEqual(keys('inserted'));
    expect(short([...before.keys()].filter((key) => !after.has(key)))).toEqual(
      short(keys('deleted').flatMap((id) => [...before.keys()].filter((key) => key.startsWith(id)))),
    );
    const changed = [...after].filter(([key, row]) => before.has(key) && before.get(key) !== row).map(([key]) => key);
    expect(short(changed)).toEqual(
      short(keys('updated').flatMap((id) => [...before.keys()].filter((key) => key.startsWith(id) && after.has(key)))),
    );
    expect([keys('inserted').length, keys('deleted').length, keys('updated').length]).toEqual([2, 1, isFixed ? 0 : 2]);
  });

  test('only known lists, and no rows that never change', async () => {
    const { sandbox } = await started();
    expect(() => sandbox.change({ lists: { holidays: { insert: 1 } } as never })).toThrow(
      'The list holidays does not change',
    );
    expect(() => sandbox.change({ lists: { project_members: { update: 1 } } })).toThrow('never change');
  });

  test('a new webhook receives later events', async () => {
    const { sandbox, client } = await started();
    const { inserted } = sandbox.change({ lists: { webhooks: { insert: 1 } } });
    const events = `/v2/webhooks/${inserted.webhooks?.[0]}/events`;
    expect(await client.all(events)).toEqual([]);
    sandbox.remove('persons', sandbox.ids('persons').slice(5, 6));
    const rows = await client.all(events);
    expect(rows[0]?.event_name).toBe('person.deleted');
    expect(new Set(sandbox.ids('webhook_events')).size).toBe(sandbox.ids('webhook_events').length);
  });
});
