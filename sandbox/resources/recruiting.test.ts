import { describe, expect, test } from 'vitest';
import { berlin, parseInstant } from '../data/time.ts';
import type { JsonObject } from '../json.ts';
import { dataOf, detailOf, nextOf, started } from '../test_client.ts';

const APPLICATIONS = '/v2/recruiting/applications';

describe('recruiting', () => {
  test('needs the beta header, unless that is obsolete', async () => {
    const { sandbox, client } = await started();
    const plain = await client.get(APPLICATIONS, { beta: '' });
    expect([plain.status, detailOf(plain)]).toEqual([404, `The endpoint with ${APPLICATIONS} was not found.`]);
    expect(JSON.stringify(plain.body)).toContain('#apinot_found');
    sandbox.configure({ disputed: { recruitingBeta: false } });
    expect((await client.get(APPLICATIONS, { beta: '' })).status).toBe(200);
    sandbox.configure({ rights: { recruiting_jobs: 'refused' } });
    expect((await client.get('/v2/recruiting/jobs')).status).toBe(403);
  });

  test('lists the latest change first', async () => {
    const { sandbox, client } = await started({ persons: 300, disputed: { recruitingTimes: 'text' } });
    for (const path of ['applications', 'candidates', 'jobs']) {
      const times = (await client.all(`/v2/recruiting/${path}?limit=20`)).map(({ updated_at }) => updated_at);
      expect(times.length).toBeGreaterThan(8);
      expect(times).toEqual(times.toSorted().reverse());
    }
    const first = await client.get(`${APPLICATIONS}?limit=20`);
    const { updated } = sandbox.change({ count: 30 });
    const second = await client.get(String(nextOf(first)));
    const repeated = new Set(dataOf(first).map(({ id }) => id));
    expect(dataOf(second).some(({ id }) => repeated.has(id))).toBe(true);
    expect(updated.recruiting_applications).toHaveLength(30);
  });

  test('filters by one bound of updated_at, ignores unknown filters, or refuses both', async () => {
    const { sandbox, client } = await started({ persons: 100 });
    const ids = sandbox.ids('recruiting_applications');
    const since = '2025-06-01T00:00:00Z';
    const later = await client.ids(`${APPLICATIONS}?updated_at.gt=${since}`);
    const earlier = await client.ids(`${APPLICATIONS}?updated_at.lt=${since}`);
    expect([...later, ...earlier]).toEqual(ids);
    const both = await client.get(`${APPLICATIONS}?updated_at.gt=${since}&updated_at.lt=${since}`);
    expect([both.status, detailOf(both)]).toEqual([400, 'Only one of updated_at.gt and updated_at.lt may be used.']);
    expect(await client.ids(`${APPLICATIONS}?updated_at.gte=2030-01-01T00:00:00Z&shoe=43`)).toEqual(ids);
    const limit = await client.get(`${APPLICATIONS}?limit=201`);
    expect([limit.status, detailOf(limit)]).toEqual([400, 'Invalid request content.']);
    sandbox.configure({ disputed: { recruitingUnknownFilters: 'refused', recruitingUpdatedFilter: 'refused' } });
    expect((await client.get(`${APPLICATIONS}?shoe=43`)).status).toBe(400);
    expect((await client.get(`${APPLICATIONS}?updated_at.gt=${since}`)).status).toBe(400);
  });

  test('writes times in several forms', async () => {
    const { sandbox, client } = await started();
    const time = async (path: string): Promise<unknown> =>
      dataOf(await client.get(`/v2/recruiting/${path}`))[0]?.updated_at;
    const local = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect(await time('jobs')).toEqual({ 'date-time': local, timezone: 'Europe/Berlin' });
    expect(await time('candidates')).toMatch(/Z$/);
    sandbox.configure({
      disputed: { recruitingTimes: 'date_time', candidateTimes: 'date-time', recruitingOffsets: true },
    });
    expect(await time('jobs')).toEqual({
      date_time: expect.stringMatching(/\+0[12]:00$/),
      timezone: 'Europe/Berlin',
    });
    expect(await time('candidates')).toHaveProperty('date-time');
  });

  test('may link to a page without rows', async () => {
    const { sandbox, client } = await started({ disputed: { recruitingLastLink: true } });
    const last = await client.get(`${APPLICATIONS}?limit=200`);
    const beyond = await client.get(String(nextOf(last)));
    expect([dataOf(beyond), nextOf(beyond)]).toEqual([[], undefined]);
    expect(await client.ids(`${APPLICATIONS}?limit=9`)).toEqual(sandbox.ids('recruiting_applications'));
  });

  test('has transitions without ids, the latest of which is the current stage', async () => {
    const { sandbox, client } = await started();
    sandbox.change({ count: 3, insert: 0 });
    const [application] = await client.all(`${APPLICATIONS}?limit=1`);
    const path = `${APPLICATIONS}/${application?.id}/stage-transitions`;
    const [latest] = (await client.all(path)) as { stage: JsonObject; entered_at: JsonObject }[];
    expect(latest?.stage).toEqual(application?.current_stage);
    expect(latest?.entered_at).toEqual(application?.updated_at);
    const key = sandbox.ids('recruiting_stage_transitions').find((id) => id.startsWith(`${application?.id}:`));
    const stage = latest?.stage.id ?? latest?.stage.type;
    const [, enteredAt = ''] = /^\d+:(.*Z):/.exec(key ?? '') ?? [];
    expect(key).toBe(`${application?.id}:${enteredAt}:${stage}`);
    expect(berlin(parseInstant(enteredAt) ?? 0).slice(0, 19)).toBe(latest?.entered_at['date-time']);
    expect((await client.get(`${APPLICATIONS}/1/stage-transitions`)).status).toBe(404);
  });

  test('does not change rows that a change does not name', async () => {
    const { sandbox } = await started({ persons: 90 });
    for (const stream of ['recruiting_applications', 'recruiting_candidates'] as const) {
      const rows = (): Map<unknown, string> =>
        new Map(sandbox.rows(stream).map((row) => [row.id, JSON.stringify(row)]));
      const before = rows();
      const { updated, inserted, deleted } = sandbox.change({ count: 5, insert: 3, remove: 2 });
      const now = rows();
      const touched = new Set<unknown>([...updated[stream], ...deleted[stream]]);
      expect([...before].filter(([id, row]) => now.get(id) !== row && !touched.has(id))).toEqual([]);
      expect([...now.keys()].filter((id) => !before.has(id)).toSorted()).toEqual(inserted[stream].toSorted());
    }
  });
});

describe('the job feed', () => {
  test('is public XML, with texts in the language of the job', async () => {
    const { sandbox } = await started();
    const response = await fetch(`${sandbox.url}/xml?language=en`);
    expect(response.headers.get('content-type')).toBe('text/xml; charset=UTF-8');
    const text = await response.text();
    expect([...text.matchAll(/<id>(\d+)<\/id>/g)].map(([, id]) => id)).toEqual(sandbox.ids('open_positions'));
    expect(text).toMatch(/^<\?xml.*\n<workzag-jobs>/);
    expect(text).toContain('<![CDATA[');
    expect(text).toContain('<jobDescriptions/>');
    expect(await (await fetch(`${sandbox.url}/xml`)).text()).not.toContain('CDATA');
  });

  test('can be off, or belong to no company', async () => {
    const { sandbox } = await started({ disputed: { jobFeed: 'off' } });
    const off = await fetch(`${sandbox.url}/xml?language=en`);
    expect([off.status, off.headers.get('content-type')]).toEqual([404, 'text/html']);
    sandbox.configure({ disputed: { jobFeed: 'unknown company' } });
    expect((await fetch(`${sandbox.url}/xml?language=en`, { redirect: 'manual' })).status).toBe(307);
  });
});
