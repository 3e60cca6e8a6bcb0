import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { dataOf, detailOf, nextOf, started, type TestClient } from '../test_client.ts';

const statusAndDetail = async (client: TestClient, target: string): Promise<unknown[]> => {
  const got = await client.get(target);
  return [got.status, detailOf(got)];
};

const PLAIN = [400, 'Provided request parameters are invalid.'];

describe('holidays', () => {
  test('need all three parameters, and at most fifty persons', async () => {
    const { sandbox, client } = await started({ persons: 60 });
    const ids = sandbox.ids('persons');
    const all = (count: number): string =>
      ids
        .slice(0, count)
        .map((id) => `person.id=${id}`)
        .join('&');
    const window = 'date.gte=2026-01-01&date.lte=2026-12-31';
    for (const query of [
      window,
      `person.id=${ids[0]}&date.gte=2026-01-01`,
      `${all(51)}&${window}`,
      `person.id=${ids[0]}&date.gte=2015-01-01&date.lte=2026-12-31`,
      `person.id=${ids[0]}&date.gte=2026-01-01&date.lte=2029-12-31`,
    ]) {
      expect(await statusAndDetail(client, `/v2/holidays?${query}`)).toEqual(PLAIN);
    }
    expect((await client.get(`/v2/holidays?${all(50)}&${window}`)).status).toBe(200);
  });

  test.each([
    ['repeated', [2, 0]],
    ['commas', [1, 2]],
    ['commas only', [400, 2]],
    ['first', [1, 0]],
    ['last', [1, 0]],
    ['ignored', [50, 50]],
  ] as const)('disputed: persons are named %s', async (holidayPersons, expected) => {
    const { sandbox, client } = await started({ disputed: { holidayPersons } });
    const [one, two] = sandbox.ids('persons');
    const window = 'date.gte=2026-12-25&date.lte=2026-12-25&limit=100';
    const found = async (persons: string): Promise<number> => {
      const { status, body } = await client.get(`/v2/holidays?${persons}&${window}`);
      return status === 200
        ? new Set((body._data as JsonObject[]).map(({ person }) => (person as JsonObject).id)).size
        : status;
    };

    expect([await found(`person.id=${one}&person.id=${two}`), await found(`person.id=${one},${two}`)]).toEqual(
      expected,
    );
    if (holidayPersons !== 'ignored') expect(await found(`person.id=${two}`)).toBe(1);
  });

  test('disputed: the size of the window', async () => {
    const { sandbox, client } = await started();
    const [one] = sandbox.ids('persons');
    const status = async (from: string, to: string): Promise<number> =>
      (await client.get(`/v2/holidays?person.id=${one}&date.gte=${from}&date.lte=${to}`)).status;
    expect(await status('2024-02-11', '2027-02-11')).toBe(200);
    expect(await status('2024-02-10', '2027-02-11')).toBe(400);
    expect(await status('2024-02-11', '2027-02-12')).toBe(400);
    sandbox.configure({ disputed: { holidayRange: 'wide' } });
    expect(await status('2016-02-11', '2029-02-11')).toBe(200);
    expect(await status('2016-02-10', '2029-02-11')).toBe(400);
  });

  test('continue with only the cursor, person by person and day by day', async () => {
    const { sandbox, client } = await started();
    const [one, two] = sandbox.ids('persons');
    const persons = `person.id=${two}&person.id=${one}&person.id=999`;
    const query = `/v2/holidays?${persons}&date.gte=2025-12-01&date.lte=2026-12-31&limit=3`;
    const next = String(nextOf(await client.get(query)));
    expect(next).toMatch(/\/v2\/holidays\?cursor=cur_[\w-]+$/);
    expect((await client.get(`${next}&limit=3`)).status).toBe(400);
    const rows = await client.all(query);
    const order = rows.map(({ person, date }) => `${(person as JsonObject).id} ${date}`);
    expect(order).toEqual(order.toSorted());
    expect(rows[0]).toMatchObject({ person: { id: one }, date: expect.any(String), half_day: expect.any(Boolean) });
    expect(sandbox.ids('holidays', { holidaysFrom: '2026-12-24', holidaysTo: '2026-12-24' })).toContain(
      `${one}:2026-12-24:Heiligabend (halber Tag)`,
    );
    sandbox.configure({ disputed: { holidays: 'duration' } });
    expect(new Set((await client.all(query)).map(({ duration }) => duration))).toEqual(
      new Set(['HALF_DAY', 'FULL_DAY']),
    );
  });
});

describe('jobs and salary bands', () => {
  test('jobs are those of employments, the last id first, without bands if those may not be read', async () => {
    const { sandbox, client } = await started({ persons: 200 });
    const ids = sandbox.ids('jobs');
    expect(ids).toEqual(ids.toSorted().reverse());
    const used = sandbox.rows('employments').flatMap(({ job }) => (job ? [(job as JsonObject).id] : []));
    expect(used.length).toBeGreaterThan(10);
    for (const id of used) expect(ids).toContain(id);
    const bands = async (): Promise<number> =>
      (await client.all('/v2/jobs')).flatMap(({ salary_band_ids }) => salary_band_ids as string[]).length;
    expect(await bands()).toBeGreaterThan(5);
    sandbox.configure({
      rights: { salary_bands: 'refused' },
      disputed: { jobMembers: 'object', wrappedSingles: true },
    });
    expect(await bands()).toBe(0);
    expect(JSON.stringify(await client.all('/v2/jobs?sort=name'))).toContain('"job_family":{"name":');
    expect((await client.get(`/v2/jobs/${ids[0]}`)).body).toMatchObject({ _data: { id: ids[0] } });
  });
});

describe('documents', () => {
  test('need an owner, and treat unknown owners in two ways', async () => {
    const { sandbox, client } = await started();
    const path = '/v2/document-management/documents';
    expect(await statusAndDetail(client, path)).toEqual(PLAIN);
    expect(await client.all(`${path}?owner_id=77`)).toEqual([]);
    sandbox.configure({ disputed: { unknownOwner: 'not found' } });
    expect((await client.get(`${path}?owner_id=77`)).status).toBe(404);
    const [application] = sandbox.ids('recruiting_applications');
    expect(await client.all(`${path}?owner_id=${application}`)).toHaveLength(1);
  });

  test('can be requested by day', async () => {
    const { sandbox, client } = await started({ persons: 200 });
    const [{ owner } = {}] = sandbox.rows('documents') as { owner?: JsonObject }[];
    const many = `/v2/document-management/documents?owner_id=${owner?.id}`;
    const all = await client.all(many);
    const day = String(all.at(-1)?.created_at).slice(0, 10);
    const later = await client.ids(`${many}&created_at.gte=${day}`);
    const earlier = await client.ids(`${many}&created_at.lt=${day}`);
    expect([...earlier, ...later]).toEqual(all.map(({ id }) => id));
    expect((await client.get(`${many}&created_at.gte=${day}T00:00:00Z`)).status).toBe(400);
  });
});

describe('reports', () => {
  test('are listed when shared, with a link that is text', async () => {
    const { sandbox, client } = await started();
    const first = await client.get('/v2/reports?limit=2');
    expect(JSON.stringify(first.body._meta)).toMatch(/\{"links":\{"next":"http[^"]+cursor=/);
    expect(await client.ids('/v2/reports?limit=2')).toEqual(sandbox.ids('reports'));
    expect((await client.get('/v2/reports')).body._meta).toEqual({ links: { next: null } });
    sandbox.configure({ disputed: { reportsNext: 'object' } });
    expect(JSON.stringify((await client.get('/v2/reports?limit=2')).body._meta)).toContain('"next":{"href":');
  });

  test('have cells by position, a cursor with no other parameter than a limit, and a stream each', async () => {
    const { sandbox, client } = await started();
    const [id] = sandbox.ids('reports');
    const all = await client.get(`/v2/reports/${id}?locale=de`);
    expect(dataOf(all)).toHaveLength(50);
    expect(all.body).toMatchObject({ report_config: { name: 'Headcount by office' }, _meta: { links: null } });
    const { columns } = all.body._meta as unknown as { columns: JsonObject[] };
    expect(columns[0]).toEqual({ name: 'person.first_name', display: 'Vorname', type: 'string' });
    expect(dataOf(all).every((row) => (row as unknown as JsonObject[]).length === columns.length)).toBe(true);
    const next = String(nextOf(await client.get(`/v2/reports/${id}?limit=20`)));
    expect((await client.get(`${next}&locale=de`)).status).toBe(400);
    expect((await client.get(next)).status).toBe(200);
    const stream = `report_${id?.slice(0, 8)}`;
    expect(sandbox.truth()[stream]).toEqual({ count: 50, ids: [] });
    expect(Object.keys(sandbox.truth()).filter((name) => name.startsWith('report_'))).toHaveLength(5);
  });

  test('are refused with 400, whatever the reason', async () => {
    const { sandbox, client } = await started();
    const grouped = sandbox.rows('reports').find(({ name }) => name === 'Headcount per month');
    expect(await statusAndDetail(client, `/v2/reports/${grouped?.id}`)).toEqual([400, 'Unsupported nested type: null']);
    const unknown = [400, 'Array contains no element matching the predicate.'];
    expect(await statusAndDetail(client, '/v2/reports/3a7d82eb-f394-4a50-818b-e4a72d5f39c8')).toEqual(unknown);
    sandbox.configure({ rights: { reports: 'refused' } });
    for (const path of ['/v2/reports', '/v2/reports/attributes', `/v2/reports/${sandbox.ids('reports')[0]}`])
      expect(await statusAndDetail(client, path)).toEqual([400, 'Unauthorized token']);
  });
});

describe('webhooks', () => {
  test('list the events of thirty days; those that are off list none', async () => {
    const { sandbox, client } = await started({ persons: 200 });
    const [all, off] = sandbox.targets('webhook_events');
    expect(await client.all(String(off))).toEqual([]);
    const rows = await client.all(String(all));
    const times = rows.map(({ occurred_at }) => String(occurred_at));
    expect(times[0]).toMatch(/^2026-01-\d\dT[\d:]{8}\.\d{3}Z$/);
    const since = times[10] ?? '';
    expect(await client.ids(`${all}?occurred_at.gte=${since}`)).toEqual(
      rows.filter(({ occurred_at }) => String(occurred_at) >= since).map(({ id }) => id),
    );
    expect((await client.all(`${all}?event_name=person.deleted`)).map(({ event_name }) => event_name)).toEqual([
      'person.deleted',
    ]);
  });

  test('list changes, deletions above all', async () => {
    const removedPersonTells = ['employments', 'absence_periods', 'attendance_periods'];
    const { sandbox, client } = await started({ disputed: { removedPersonTells } });
    const [all = '', , deletions = ''] = sandbox.targets('webhook_events');
    const before = (await client.ids(all)).length;
    const { updated, inserted, deleted } = sandbox.change({ count: 3, insert: 2, remove: 1 });
    const fresh = (await client.all(all)).slice(before);
    const told = (name: string): unknown[] =>
      fresh.filter(({ event_name }) => event_name === name).map(({ payload }) => Object.values(payload ?? {})[0]);
    expect(told('person.updated')).toEqual(updated.persons);
    expect(told('person.created')).toEqual(inserted.persons);
    expect(told('person.deleted')).toEqual(deleted.persons);
    expect(told('absence-period.deleted')).toEqual(deleted.absence_periods);
    expect(told('attendance-period.updated')).toEqual(updated.attendance_periods);
    expect(told('document.created')).toEqual(inserted.documents);
    expect((await client.all(deletions)).map(({ event_name }) => event_name)).toContain('employment.deleted');
  });

  test('may share the id of an event', async () => {
    const { sandbox, client } = await started({ disputed: { eventIds: 'shared' } });
    const [all = '', , deletions = ''] = sandbox.targets('webhook_events');
    const idsOf = async (target: string) => new Set((await client.all(target)).map(({ id }) => id));

    expect((await idsOf(deletions)).isSubsetOf(await idsOf(all))).toBe(true);
    expect(new Set(sandbox.ids('webhook_events')).size).toBe(sandbox.ids('webhook_events').length);
  });

  test('may have events without an id', async () => {
    const { sandbox, client } = await started({ disputed: { eventIds: 'none' } });
    const [webhook] = sandbox.ids('webhooks');
    expect((await client.all(`/v2/webhooks/${webhook}/events`))[0]).not.toHaveProperty('id');
    expect(sandbox.ids('webhook_events')[0]).toMatch(new RegExp(`^${webhook}:2026-.*Z:[a-z.-]+:`));
  });
});

describe('attributes', () => {
  test('can be hidden, renamed, given another type, and very many', async () => {
    const { sandbox, client } = await started({ extraAttributes: 300 });
    const ids = (): Set<unknown> =>
      new Set(
        sandbox
          .rows('persons')
          .flatMap(({ custom_attributes = [] }) => (custom_attributes as JsonObject[]).map((a) => a.id)),
      );
    expect(ids().size).toBe(316);
    sandbox.configure({
      hiddenAttributes: ['dynamic_700101'],
      attributeEdits: { dynamic_700103: { label: 'Kinder', kind: 'text' } },
    });
    expect(ids()).not.toContain('dynamic_700101');
    const attributes = (await client.v1('/v1/company/employees/attributes', '')) as { key: string }[];
    expect(attributes).toHaveLength(32 + 315);
    expect(attributes.find(({ key }) => key === 'dynamic_700103')).toMatchObject({ label: 'Kinder', type: 'standard' });
    sandbox.configure({ disputed: { attributeIds: 'opaque' } });
    expect(ids()).toContain('dynamic_7be10c4a.700103');
  });
});
