import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Run } from './connector.ts';
import { OTHER_CLIENT_ID } from './front.ts';
import { cursorIn, gone, goneByStream, MarkedAccount, said, TELLING, tombstones, written } from './marked_account.ts';

const STREAMS = ['jobs', 'workplaces', 'persons', 'employments', 'absence_periods', 'attendance_periods'];
const LISTS = ['jobs', 'workplaces', 'persons', 'absence_periods'];

const take = (account: MarkedAccount, streams: readonly string[], at = 2): void => {
  for (const stream of streams) account.sandbox.remove(stream, [account.sandbox.ids(stream)[at] ?? '']);
};

describe('nothing is reported', () => {
  let account: MarkedAccount;

  beforeAll(async () => {
    account = await MarkedAccount.of(STREAMS);
    await account.sync();
    take(account, STREAMS);
  });
  afterAll(() => account.close());

  test.each([
    ['if the column is not selected', { without: ['_ab_cdc_deleted_at'] }],
    ['by a full refresh', { mode: 'full_refresh' }],
    ['if Mark Deleted Rows is off', { config: { deletions: { mark: false } } }],
  ] as const)('%s', async (_, options) => {
    expect(goneByStream(await account.sync({ ...options, isLost: true }))).toEqual({});
  });

  test('for streams whose ids are hashed; check says which', async () => {
    const config = {
      privacy: { hash_key: 'kd83hf73hs93kfh37sjr', hash: ['persons.id', 'absence_periods.id', 'jobs.id'] },
    };
    const hashed = await MarkedAccount.of(STREAMS, {}, config);
    await hashed.sync();
    take(hashed, STREAMS);

    const run = await hashed.sweep();

    expect(Object.keys(goneByStream(run)).sort()).toEqual(['attendance_periods', 'workplaces']);
    const said = (await hashed.check({ deletions: { mark: true } })).logs('INFO').join('\n');
    for (const stream of ['persons', 'employments', 'absence_periods', 'jobs']) expect(said).toContain(stream);
    await hashed.close();
  });
});

describe('other conditions', () => {
  const CHANGES: readonly (readonly [string, object])[] = [
    ['Start Date', { config: { start_date: '2020-01-01' } }],
    ['the privacy settings', { config: { privacy: { drop: ['jobs.name', 'workplaces.name', 'persons.first_name'] } } }],
    ['the selection', { without: ['name', 'first_name', 'comment'] }],
  ];

  test.each(CHANGES)(
    '%s: nothing is reported once, which the log says; then it works as before',
    async (_, options) => {
      const account = await MarkedAccount.of(LISTS);
      await account.sync();
      take(account, LISTS);

      const changed = await account.sweep(options);
      // Rows that events name are requested in any case.
      expect(goneByStream(changed, ['jobs', 'workplaces'])).toEqual({});
      for (const stream of ['jobs', 'workplaces']) {
        expect(said(changed, stream)).toEqual([
          expect.stringMatching(/changed since the last sync, so rows are compared from now on/),
        ]);
        expect(written(changed, stream)).toEqual(account.sandbox.ids(stream).toSorted());
      }
      take(account, LISTS);
      const next = await account.sweep(options);
      expect([next.logs('WARN'), goneByStream(next)]).toEqual([
        [],
        { jobs: 1, workplaces: 1, persons: expect.any(Number), absence_periods: expect.any(Number) },
      ]);
      await account.close();
    },
  );

  test('another credential; other rights, even if they are withdrawn while rows are requested', async () => {
    const account = await MarkedAccount.behindFront(['jobs']);
    await account.sync();
    take(account, ['jobs']);
    account.sandbox.configure({ rights: { workplaces: 'refused' } });
    const fewer = await account.sync();
    expect([goneByStream(fewer), said(fewer, 'jobs').length]).toEqual([{}, 1]);

    const config = { client_id: OTHER_CLIENT_ID };
    take(account, ['jobs']);
    const another = await account.sync({ config });
    expect([another.exit, goneByStream(another), said(another, 'jobs').length]).toEqual([0, {}, 1]);

    take(account, ['jobs']);
    const withdrawn = await account.sync({
      config,
      lie: ({ path }) => {
        if (!path.startsWith('/v2/jobs/')) return undefined;
        account.sandbox.configure({ rights: { cost_centers: 'refused' } });
        account.sandbox.revokeTokens();
        return undefined;
      },
    });
    expect([withdrawn.exit, goneByStream(withdrawn), said(withdrawn, 'jobs').length]).toEqual([0, {}, 1]);
    await account.close();
  });

  test('Mark Deleted Rows is switched off and on: rows still say when they were seen, and all are written once more', async () => {
    const account = await MarkedAccount.of(['jobs']);
    await account.sync();
    const off = await account.sync({ deletions: { mark: false } });
    expect(off.records('jobs').every((record) => cursorIn('jobs', record) > 0)).toBe(true);
    expect(written(off, 'jobs')).toEqual(account.sandbox.ids('jobs').toSorted());
    take(account, ['jobs']);
    const on = await account.sync();
    expect([goneByStream(on), written(on, 'jobs').length]).toEqual([{}, account.sandbox.ids('jobs').length]);
    expect(written(await account.sync(), 'jobs')).toEqual([]);
    await account.close();
  });
});

describe('webhooks', () => {
  test.each([
    ['the right is missing', { rights: { webhooks: 'refused' } } as const, /personio:webhooks:read/],
    [
      'the event is not enabled',
      undefined,
      /no webhook of the account has "(attendance-period|person).deleted" enabled/,
    ],
  ])('%s: lists are compared all the same, and the log says so', async (_, settings, says) => {
    const account = await MarkedAccount.of(['persons', 'employments', 'attendance_periods'], settings ?? {});
    if (!settings)
      account.sandbox.change({
        webhooks: Object.fromEntries(account.sandbox.ids('webhooks').map((id) => [id, { events: ['person.created'] }])),
      });
    await account.sync();
    take(account, ['persons', 'attendance_periods']);
    const run = await account.sync();
    expect([goneByStream(run), run.exit]).toEqual([{}, 0]);
    for (const message of run.logs('INFO')) expect(message).not.toMatch(/("\w+\.deleted").* or \1/);
    expect(said(run, 'attendance_periods')).toEqual([expect.stringMatching(says)]);
    expect(said(run, 'persons')).toEqual([]);
    expect(said(run, 'persons', 'INFO').join()).toMatch(says);
    expect(goneByStream(await account.sweep())).toEqual({ persons: 1, employments: 1 });
    await account.close();
  });
});

test('while the time is in doubt nothing is reported, and the memory does not change; the next sync reports', async () => {
  const account = await MarkedAccount.of(['jobs', 'persons', 'attendance_periods']);
  await account.sync();
  const kept = () => account.stateOf('persons').kept;
  const before = kept();
  take(account, ['jobs', 'persons', 'attendance_periods']);

  const lost = await account.sweep({ clock: new Date(account.sandbox.now.getTime() - 9 * 86_400_000) });

  expect(goneByStream(lost)).toEqual({});
  expect(kept()).toBe(before);
  const found = await account.sweep();
  expect(goneByStream(found)).toEqual({ jobs: 1, persons: 1, attendance_periods: 1 });
  await account.close();
});

describe('a cursor ahead of the clock', () => {
  test('no tombstone has an earlier cursor than its row, even with fractions', async () => {
    const account = await MarkedAccount.behindFront(['persons', 'absence_periods']);
    const [person = '', absence = ''] = ['persons', 'absence_periods'].map((stream) => account.sandbox.ids(stream)[1]);
    const ahead = (_: unknown, { status, json }: { status: number; json: unknown }) => {
      const { _data: rows } = json as { _data?: { id: string }[] };
      const late = (row: { id: string }) =>
        [person, absence].includes(row.id) ? { ...row, updated_at: '2031-05-06T07:08:09.750Z' } : row;
      return rows ? { status, json: { ...(json as object), _data: rows.map(late) } } : undefined;
    };
    await account.sync({ lie: ahead });
    account.sandbox.remove('persons', [person]);
    if (account.sandbox.ids('absence_periods').includes(absence)) account.sandbox.remove('absence_periods', [absence]);

    const run = await account.sweep();

    for (const [stream, id] of [
      ['persons', person],
      ['absence_periods', absence],
    ] as const) {
      const record = tombstones(run, stream).find((each) => each.id === id);
      expect(record).toMatchObject({ updated_at: '2031-05-06T07:08:10Z' });
      expect(account.differences(stream)).toEqual([]);
    }
    await account.close();
  });
});

describe('a process that is killed', () => {
  test('after a tombstone and before its state reports it again; no other row is lost', async () => {
    const account = await MarkedAccount.of(STREAMS);
    await account.sync();
    account.pass(1);
    take(account, STREAMS);
    account.sandbox.change({ count: 4, insert: 2 });
    let left = 1;
    for (; left <= 3; left++) {
      const at = left * 2;
      account.take(
        await account.sweep({
          onOutput: (text, process) => {
            if (text.split('"_ab_cdc_deleted_at":"').length > at) process.kill('SIGKILL');
          },
        }),
      );
    }
    await account.sweep();
    expect(STREAMS.slice(0, -1).flatMap((stream) => account.differences(stream))).toEqual([]);
    await account.close();
  });

  test('in its first sync: later removals are reported', async () => {
    const account = await MarkedAccount.of(['employments', 'persons', 'attendance_periods'], { persons: 40 });
    const lines = (run: Run) => run.records('employments').length;
    const fails = {
      match: { stream: 'attendance_periods', after: 6 },
      act: { kind: 'status', status: 500, body: 'problem' },
    } as const;
    // However late the signal comes, it comes in the middle.
    const hangs = { match: { path: '^GET /v2/persons/[^/]+/employments', after: 21 }, act: { kind: 'hang' } } as const;
    account.sandbox.configure({ trouble: [fails, hangs] });
    const first = await account.sync({
      onOutput: (text, process) => {
        if (text.split('"stream":"employments"').length > 12) process.kill('SIGTERM');
      },
    });
    expect(lines(first)).toBeLessThan(account.sandbox.ids('employments').length);
    account.sandbox.configure({ trouble: [fails] });
    // One that does not finish either, and one that does.
    await account.sync();
    account.sandbox.configure({ trouble: [] });
    await account.sync();
    await account.sync();
    account.pass(1);
    account.sandbox.remove('attendance_periods', account.sandbox.ids('attendance_periods').slice(0, 14));
    take(account, ['persons']);
    const run = await account.sweep();
    expect(run.logs('WARN')).toEqual([]);
    expect(gone(run, 'attendance_periods')).toHaveLength(14);
    expect(['employments', 'persons'].flatMap((stream) => account.differences(stream))).toEqual([]);
    await account.close();
  });
});

describe('the cost', () => {
  test('of an unchanged account: webhooks and events besides the usual requests; sweeps read lists once more', async () => {
    const account = await MarkedAccount.of(TELLING, { persons: 24 });
    await account.sync();
    await account.sync();
    const requests = async (options: object) => {
      account.sandbox.resetRequests();
      await account.sync({ ...options, isLost: true });
      return Object.fromEntries(
        [...Map.groupBy(account.sandbox.requests, ({ route, path }) => route ?? path)].map(([route, all]) => [
          route,
          all.length,
        ]),
      );
    };
    const off = await requests({ deletions: { mark: false } });
    const on = await requests({});
    const { '/v2/webhooks': webhooks, '/v2/webhooks/{webhook}/events': events, ...others } = on;
    const { '/v2/webhooks': _, ...usual } = off;
    expect(others).toEqual(usual);
    expect([webhooks, events]).toEqual([2, expect.any(Number)]);
    const sweep = await requests({ deletions: { sweep_days: 0 } });
    const more = Object.entries(sweep).filter(([route, count]) => count !== on[route]);
    expect(more.map(([route]) => route).sort()).toEqual([
      '/v2/absence-periods',
      '/v2/persons',
      ...['/v2/recruiting/applications', '/v2/recruiting/candidates', '/v2/recruiting/jobs'],
    ]);
    await account.close();
  });
});
