import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GivenSettings } from '../sandbox/options.ts';
import type { Rule } from '../sandbox/server.ts';
import type { Run } from './connector.ts';
import { goneByStream, MarkedAccount, said, tombstones, written } from './marked_account.ts';

/**
 * Streams of each kind: requested by path, by filter, by parent; compared in every sync, in sweeps, or only named by
 * events.
 */
const LISTS = {
  jobs: '/v2/jobs\\?',
  workplaces: '/v2/workplaces\\?(?!(.*&)?id=)',
  project_members: '/v2/projects/[^/]+/members',
  absence_entitlements: '/v1/company/employees\\?',
  persons: '/v2/persons\\?',
  absence_periods: '/v2/absence-periods\\?',
} as const;
const BY_ID = {
  jobs: '/v2/jobs/',
  workplaces: '/v2/workplaces\\?(.*&)?id=',
  project_members: '/v2/projects/\\d+$',
  absence_entitlements: '/v1/company/employees/\\d+$',
  persons: '/v2/persons/\\d+$',
  absence_periods: '/v2/absence-periods/[^/]+$',
} as const;
const STREAMS = Object.keys(LISTS) as (keyof typeof LISTS)[];
const NAMED = 'attendance_periods';
const ALL = [...STREAMS, NAMED];
/** The employments are found by the list of persons. */
const WITH_CHILDREN = [...ALL, 'employments'];

/** Members are listed twice, the second time for confirmation: rows missing from both are gone. */
const PROJECTS = 5;
const left: Rule[] = STREAMS.map((stream) => ({
  match: { path: LISTS[stream], ...(stream === 'project_members' && { times: PROJECTS }) },
  act: { kind: 'left_out', at: 1 },
}));
const asked = (act: Rule['act'], match: Rule['match'] = {}): Rule[] =>
  STREAMS.map((stream) => ({ match: { ...match, path: BY_ID[stream] }, act }));

interface Lie {
  readonly name: string;
  readonly settings: GivenSettings;
  /** What the log says about each of these streams; about the others it need not say anything. */
  readonly says?: RegExp;
  readonly of?: readonly string[];
}

const LIES: readonly Lie[] = [
  { name: 'lists omit a live row', settings: { trouble: left } },
  {
    name: 'lists omit a live row, and repeat others',
    settings: {
      trouble: [
        ...left,
        ...STREAMS.map((stream): Rule => ({ match: { path: LISTS[stream] }, act: { kind: 'overlap', rows: 2 } })),
      ],
    },
  },
  {
    name: 'a row is omitted and requests for it are forbidden',
    settings: { trouble: [...left, ...asked({ kind: 'status', status: 403, body: 'problem' })] },
    says: /gave no clear answer when asked about .*, so no row is marked as deleted/,
  },
  {
    name: 'a row is omitted and the server fails',
    settings: { trouble: [...left, ...asked({ kind: 'status', status: 500, body: 'problem' })] },
    says: /gave no clear answer/,
  },
  {
    name: 'a row is omitted and the route is gone',
    settings: { trouble: left, lies: { byId: { default: 'route gone' }, idFilter: { default: 'nothing' } } },
    says: /gave no clear answer/,
    of: ['jobs', 'workplaces', 'persons', 'absence_periods'],
  },
  {
    name: 'a row is omitted and nothing is found by its id',
    settings: { trouble: left, lies: { byId: { default: 'not found' }, idFilter: { default: 'nothing' } } },
    says: /does not return a row that was listed a moment ago/,
    of: ['jobs', 'workplaces', 'persons', 'absence_periods'],
  },
  {
    name: 'a row is omitted and objects are empty, filters ignored',
    settings: { trouble: left, lies: { byId: { default: 'empty object' }, idFilter: { default: 'ignored' } } },
    says: /returned a different row than|rows that were not requested/,
    of: ['jobs', 'workplaces', 'persons', 'absence_periods'],
  },
  {
    name: 'a row is omitted, and all reads by id fail from the second on, including for the known row',
    settings: { trouble: [...left, ...asked({ kind: 'status', status: 404, body: 'problem' }, { after: 2 })] },
    says: /gave no clear answer/,
    of: ['jobs', 'persons', 'absence_periods'],
  },
  {
    name: 'lists end with their first page, without rows',
    settings: {
      trouble: STREAMS.map((stream) => ({ match: { path: LISTS[stream] }, act: { kind: 'ends', empty: true } })),
    },
    says: /none of [\d,]+ rows is listed any more|gave no clear answer/,
    of: ['jobs', 'workplaces', 'persons', 'absence_periods'],
  },
  {
    name: 'lists are forbidden from their second request on',
    settings: {
      trouble: STREAMS.map((stream) => ({
        match: { path: LISTS[stream], after: 2 },
        act: { kind: 'withdrawn', how: 403 },
      })),
    },
  },
  {
    name: 'rights are withdrawn and lists are empty from the second request on',
    settings: {
      trouble: STREAMS.map((stream) => ({
        match: { path: LISTS[stream], after: 2 },
        act: { kind: 'withdrawn', how: 'empty' },
      })),
    },
  },
  {
    name: 'absences that ended before this year are not listed',
    settings: { lies: { absencesSince: '2026-06-01' } },
    says: /are no longer listed, but at most|still exist when Personio is asked about each/,
    of: ['absence_periods'],
  },
  {
    name: 'a legal-entity filter hides people from lists',
    settings: { lies: { legalEntities: ['301'], legalEntitiesHide: 'lists' } },
    says: /are no longer listed, but at most/,
    of: ['persons', 'absence_periods', 'employments'],
  },
  {
    name: 'a legal-entity filter hides people from all requests',
    settings: { lies: { legalEntities: ['301'], legalEntitiesHide: 'everything' } },
    says: /are no longer listed, but at most/,
    of: ['persons', 'absence_periods', 'employments', 'absence_entitlements'],
  },
  {
    name: 'rows come without created_at',
    settings: { trouble: [{ match: { path: '^GET' }, act: { kind: 'records', edit: 'no created_at' } }] },
  },
];

describe('a server that lies', () => {
  let account: MarkedAccount;

  beforeAll(async () => {
    account = await MarkedAccount.of(WITH_CHILDREN, {
      ...{ persons: 60, seed: 3 },
    });
    await account.sync();
  });
  afterAll(() => account.close());

  test.each(LIES)('$name: no live row is reported as removed', async ({ settings, says, of = STREAMS }) => {
    const run = await account.lied(settings);

    expect(goneByStream(run)).toEqual({});
    if (says)
      for (const stream of of) expect([stream, said(run, stream)]).toEqual([stream, [expect.stringMatching(says)]]);
  });

  test('an event about an existing row reports nothing', async () => {
    const ids = account.sandbox.ids(NAMED).slice(0, 12);
    account.sandbox.remove(NAMED, ids);
    account.sandbox.restore(NAMED, ids);

    const run = await account.sync();

    expect(goneByStream(run)).toEqual({});
    expect(said(run, NAMED)).toEqual([]);
    expect(written(run, NAMED)).toEqual(expect.arrayContaining(ids));
  });

  test('afterwards, removed rows are reported, and nothing else', async () => {
    const [job = '', workplace = ''] = [account.sandbox.ids('jobs')[2], account.sandbox.ids('workplaces')[2]];
    account.sandbox.remove('jobs', [job]);
    account.sandbox.remove('workplaces', [workplace]);
    account.sandbox.remove('persons', [account.sandbox.ids('persons')[5] ?? '']);

    const run = await account.sweep();

    expect(run.logs('WARN')).toEqual([]);
    expect(goneByStream(run)).toMatchObject({ jobs: 1, workplaces: 1, persons: 1, employments: expect.any(Number) });
    for (const stream of STREAMS) expect(account.differences(stream)).toEqual([]);
  });
});

describe('many removed rows', () => {
  let account: MarkedAccount;

  beforeAll(async () => {
    account = await MarkedAccount.of(['jobs', 'persons', 'recruiting_categories'], { persons: 60 });
    await account.sync();
  });
  afterAll(() => account.close());

  const statesOf = (run: Run, stream: string) => run.statuses(stream).at(-1);

  test('are allowed up to ten, not eleven: the refusal says how many, and what to do', async () => {
    const jobs = account.sandbox.ids('jobs').slice(0, 11);
    const persons = account.sandbox.ids('persons').slice(0, 11);
    account.sandbox.remove('jobs', jobs);
    account.sandbox.remove('persons', persons, { silent: true });

    const run = await account.sweep();

    expect(goneByStream(run)).toEqual({});
    expect(run.exit).toBe(0);
    expect(said(run, 'jobs')).toEqual([
      'jobs: 11 of 20 rows are no longer listed, but at most 10 may be deleted in one sync, so no row is marked as deleted. If that is expected, set Deletion Limit to 100 for one sync; if not, check whether the rights or filters of the API credential changed since the last sync.',
    ]);
    expect(said(run, 'persons')).toEqual([
      expect.stringContaining('11 of 60 rows are no longer listed, but at most 10 may be deleted'),
    ]);
  });

  test('are reported in each sync, even for a list whose sweep is not due; after seven days the stream fails with all rows written', async () => {
    account.pass(1);
    account.sandbox.change({ count: 5, insert: 0, lists: { jobs: { insert: 1 } } });
    const warned = await account.sync();
    expect(warned.exit).toBe(0);
    expect(['jobs', 'persons'].map((stream) => said(warned, stream).length)).toEqual([1, 1]);
    expect(written(warned, 'jobs')).toHaveLength(1);
    account.pass(6.1);
    account.sandbox.change({ count: 5, insert: 0, seed: 9, lists: { jobs: { insert: 1 } } });

    const failed = await account.sync();

    expect(failed.exit).toBe(1);
    expect(failed.errors.map(({ failure_type, message }) => [failure_type, message])).toEqual([
      [
        'config_error',
        expect.stringMatching(/^(jobs|persons): 11 of .* This has been the case since \d{4}-\d\d-\d\dT/),
      ],
      [
        'config_error',
        expect.stringMatching(/^(jobs|persons): 11 of .* This has been the case since \d{4}-\d\d-\d\dT/),
      ],
    ]);
    expect([statesOf(failed, 'jobs'), written(failed, 'jobs').length]).toEqual(['INCOMPLETE', 1]);
    expect(written(failed, 'persons').length).toBeGreaterThan(0);
    expect(goneByStream(failed)).toEqual({});
  });

  test('are marked with Deletion Limit 100 for one sync, and everything is fine again', async () => {
    expect(goneByStream(await account.sync({ deletions: { most_percent: 100 } }))).toEqual({ jobs: 11, persons: 11 });

    const next = await account.sync();
    expect([next.exit, goneByStream(next), next.logs('WARN')]).toEqual([0, {}, []]);
    expect([...account.differences('jobs'), ...account.differences('persons')]).toEqual([]);
  });

  test('the last row of a list: nothing is reported until the stream is refreshed', async () => {
    account.sandbox.remove('recruiting_categories', account.sandbox.ids('recruiting_categories'));

    const run = await account.sync();

    expect(tombstones(run, 'recruiting_categories')).toEqual([]);
    expect(said(run, 'recruiting_categories')).toEqual([
      expect.stringMatching(
        /^recruiting_categories: none of 3 rows is listed any more.*refresh the stream and remove its records/,
      ),
    ]);
    account.refresh('recruiting_categories');
    const refreshed = await account.sync();
    expect([refreshed.exit, refreshed.logs('WARN'), account.differences('recruiting_categories')]).toEqual([0, [], []]);
  });

  test('more differences than the table can hold: a refusal, and a refresh helps', async () => {
    const many = await MarkedAccount.of(['persons'], { persons: 240 });
    await many.sync();
    many.sandbox.remove('persons', many.sandbox.ids('persons').slice(0, 200), { silent: true });

    const run = await many.sweep({ deletions: { most_percent: 100 } });

    expect(goneByStream(run)).toEqual({});
    expect(said(run, 'persons')).toEqual([
      expect.stringMatching(
        /^persons: more of 240 rows were removed or added than the connector can identify.*refresh the stream/,
      ),
    ]);
    many.refresh('persons');
    expect((await many.sweep()).logs('WARN')).toEqual([]);
    expect(many.differences('persons')).toEqual([]);
    await many.close();
  });
});
