import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { Digests, digest48 } from '../src/kept/digests.ts';
import { versionText } from '../src/records/version_text.ts';
import { parseKept } from '../src/sync/tracking/kept_text.ts';
import { discover, type OfferedStream } from './all_streams.ts';
import {
  counts,
  keptKeys,
  LISTS,
  OBSERVED,
  ObservedAccount,
  OF_PARENTS,
  observedAt,
  SEEN,
  stateOf,
  withState,
} from './changes.ts';
import { connector, file, type Json, type Run, type RunOptions } from './connector.ts';
import { Destination } from './destination.ts';
import { hashOf } from './hashes.ts';

const CHANGE_COLUMNS = ['observed_at', '_ab_cdc_deleted_at'];
/** Streams with Personio's own cursor whose removed rows are reported. */
const WITH_CURSOR = [
  ...['persons', 'person_custom_attributes', 'employments', 'absence_periods', 'attendance_periods', 'documents'],
  ...['recruiting_jobs', 'recruiting_candidates', 'recruiting_applications'],
];

let account: ObservedAccount;
/** Everything was read once. */
let first: Run;

beforeAll(async () => {
  account = await ObservedAccount.open();
  first = await account.sync({ streams: SEEN });
});

afterAll(async () => {
  await account.close();
});

const only = (names: readonly string[], number: number) => Object.fromEntries(names.map((name) => [name, number]));
/** How many rows each stream has. */
const all = (streams: readonly string[]) => counts(first, streams);
/** How many of them a later sync reads: for compensations, those of the last three months. */
function reread(streams: readonly string[]): Record<string, number> {
  const months = first.records('compensations').map(({ month }) => String(month));
  const recent = new Set([...new Set(months)].sort().slice(-3));
  const counted = { ...all(SEEN), compensations: months.filter((month) => recent.has(month)).length };
  return Object.fromEntries(Object.entries(counted).filter(([name]) => streams.includes(name)));
}

describe('the catalog', () => {
  const without = async (settings: object) => {
    const { deletions: _, ...config } = account.config;
    return await discover({ ...config, ...settings });
  };

  test('is the same without the setting and with marking off, and does not mention it', async () => {
    const [absent, off] = [await without({}), await without({ deletions: { mark: false, sweep_days: 0 } })];

    expect(off.run.stdout).toBe(absent.run.stdout);
    for (const column of CHANGE_COLUMNS) expect(absent.run.stdout).not.toContain(column);
    for (const { name, supported_sync_modes, default_cursor_field } of absent.streams)
      if (OBSERVED.includes(name))
        expect([supported_sync_modes, default_cursor_field], name).toEqual([['full_refresh'], undefined]);
  });

  test('has with marking on a cursor for lists that can report removals, their columns, and nothing else', async () => {
    const { streams } = await without({});
    const unmarked = new Map(streams.map((stream) => [stream.name, stream]));

    expect(account.offered.map(({ name }) => name)).toEqual(streams.map(({ name }) => name));
    for (const stream of account.offered) {
      const { name } = stream;
      const { observed_at, _ab_cdc_deleted_at, ...properties } = stream.json_schema.properties;
      const [isSeen, isTold] = [SEEN.includes(name), OBSERVED.includes(name) || WITH_CURSOR.includes(name)];
      expect([observed_at !== undefined, _ab_cdc_deleted_at !== undefined], name).toEqual([isSeen, isTold]);
      for (const column of [observed_at, _ab_cdc_deleted_at])
        if (column) expect(column).toMatchObject({ type: ['null', 'string'], format: 'date-time' });
      const rest = { ...stream, json_schema: { ...stream.json_schema, properties } };
      expect(rest, name).toEqual({
        ...unmarked.get(name),
        ...(OBSERVED.includes(name) && {
          supported_sync_modes: ['full_refresh', 'incremental'],
          source_defined_cursor: true,
          default_cursor_field: ['observed_at'],
        }),
      });
    }
    expect(account.offered.find(({ name }) => name === 'compensations')).toMatchObject({
      default_cursor_field: ['month'],
    });
  });
});

describe('without marking', () => {
  test('a sync has no extra column, no memory, and the same records as a full refresh', async () => {
    const bare = (run: Run) =>
      SEEN.map((name) =>
        run
          .records(name)
          .map(({ observed_at, ...rest }) => JSON.stringify(rest))
          .sort(),
      );
    const { deletions: _, ...config } = account.config;
    const streams = (await discover(config)).streams.filter(({ name }) => SEEN.includes(name));
    const catalog = { streams: streams.map((stream) => ({ stream, sync_mode: 'full_refresh' })) };
    const files = ['--config', file('config.json', config), '--catalog', file('catalog.json', catalog)];

    const run = await connector(['read', ...files]);

    expect(run.stdout).not.toMatch(/observed_at|"kept"|_ab_cdc_deleted_at/);
    expect(bare(run)).toEqual(bare(first));
  });
});

describe('an unchanged account', () => {
  const noise = () => Math.random().toString(36).slice(2);
  const signed = (query: string) => `https://files.example/logo.png?${query}`;
  /** Values that differ in every request. */
  const restless = (row: Json): Json => ({
    ...row,
    _meta: { links: { self: noise() } },
    logo: signed(`X-Amz-Date=${noise()}&X-Amz-Expires=300&X-Amz-Signature=${noise()}`),
    more: [
      { _meta: noise(), file: signed(`sv=1&se=${noise()}&sig=${noise()}`) },
      signed(`Expires=${noise()}&Signature=${noise()}`),
    ],
  });

  function expectNothing(run: Run, before: Run): void {
    expect(run.errors).toEqual([]);
    expect(run.logs('WARN')).toEqual([]);
    expect(counts(run)).toEqual({});
    for (const name of SEEN) {
      expect(stateOf(run, name).kept, name).toBe(stateOf(before, name).kept);
      expect(observedAt(run, name) > observedAt(before, name), name).toBe(true);
      expect(run.statuses(name).at(-1)).toBe('COMPLETE');
    }
  }

  test('is read twice: the second sync writes nothing, and what it keeps stays', async () => {
    expectNothing(await account.sync({ streams: SEEN, state: first.stateFile }), first);
  });

  test('the same with rows in another order, other pages, and one request at a time', async () => {
    account.edit((rows) => rows.toReversed());
    account.aim((path) => path.replace(/^(\/v2\/(?!persons).*\blimit=)\d+/, '$13'));
    const config = { max_concurrency: 1 };

    expectNothing(await account.sync({ streams: SEEN, state: first.stateFile, config }), first);
  });

  test('the same with other links and newly signed addresses', async () => {
    account.edit((rows) => rows.map(restless));
    const before = await account.sync({ streams: SEEN });

    expectNothing(await account.sync({ streams: SEEN, state: before.stateFile }), before);
    expect(counts(before)).toEqual(all(SEEN));
    expect(JSON.stringify(before.records('cost_centers'))).toContain('X-Amz-Signature');
  });

  test('other streams repeat what their overlap covers, and no more', async () => {
    const streams = ['persons', 'compensation_types'];
    const one = await account.sync({
      streams,
      configured: (stream) => ({ sync_mode: stream.supported_sync_modes.at(-1) }),
    });
    const two = await account.sync({
      streams,
      state: one.stateFile,
      configured: (stream) => ({ sync_mode: stream.supported_sync_modes.at(-1) }),
    });

    expect(two.records('persons')).toEqual([]);
    expect(two.keys('compensation_types')).toEqual(one.keys('compensation_types'));
  });
});

describe('what changed', () => {
  let changed: ObservedAccount;
  let before: Run;

  beforeAll(async () => {
    changed = await ObservedAccount.open({ seed: 6 });
    before = await changed.sync({ streams: SEEN });
  });

  afterAll(async () => {
    await changed.close();
  });

  test('is sent alone, with the time of this sync, which is later than the last', async () => {
    const lists = Object.fromEntries(LISTS.map((name) => [name, { update: 1, insert: 1 }]));
    const parents = {
      project_members: { insert: 1 },
      absence_entitlements: { update: 1 },
      profile_pictures: { insert: 1 },
    };
    changed.sandbox.change({ seed: 3, count: 0, insert: 0, lists: { ...lists, ...parents } });

    const run = await changed.sync({ state: before.stateFile });
    const again = await changed.sync({ state: run.stateFile });

    expect(run.errors).toEqual([]);
    // The sandbox changes the query of a webhook's address, which is not written.
    expect(counts(run)).toEqual({ ...only(LISTS, 2), webhooks: 1, ...only(OF_PARENTS, 1) });
    for (const name of OBSERVED) {
      const times = new Set(run.records(name).map(({ observed_at }) => observed_at));
      expect([...times], name).toEqual([observedAt(run, name)]);
      expect(observedAt(run, name) > observedAt(before, name), name).toBe(true);
    }
    expect(counts(again)).toEqual({});
    before = again;
  });
});

describe('compensations', () => {
  const streams = ['compensations'];
  type Entry = Json & { readonly id: string; readonly person: { readonly id: string } };
  const groupOf = (row: Json) => `${row.month}:${(row.person as Json).id}`;
  const keysOf = (rows: readonly Json[]) => rows.map(({ record_key }) => record_key).sort();
  let month = '';
  /** A person with several entries in the latest month. */
  let person = '';
  let group: Json[] = [];

  beforeAll(() => {
    const rows = first.records('compensations');
    month = String(
      rows
        .map((row) => row.month)
        .sort()
        .at(-1),
    );
    const groups = Map.groupBy(
      rows.filter((row) => row.month === month),
      groupOf,
    );
    group = [...groups.values()].find((each) => each.length > 1) ?? [];
    [person = ''] = group.map((row) => String((row.person as Json).id));
  });

  /** Changes the entries of that person and month on their way. */
  const editGroup = (edit: (entries: Entry[]) => Json[]) =>
    account.edit((rows, path) => {
      if (!path.startsWith(`/v2/compensations?`) || !path.includes(`start_date=${month}`)) return rows;
      const isOf = (row: Json) => (row as Entry).person.id === person;
      return [...rows.filter((row) => !isOf(row)), ...edit(rows.filter(isOf) as Entry[])];
    });
  const sync = (before: Run) => account.sync({ streams, state: before.stateFile });

  test('keep the months that the next sync reads, by person, and no other', async () => {
    const months = [...new Set(first.records('compensations').map((row) => String(row.month)))].sort();
    const recent = first.records('compensations').filter((row) => months.slice(-3).includes(String(row.month)));

    expect(months.length).toBeGreaterThan(3);
    expect(keptKeys(first, 'compensations')).toEqual([...new Set(recent.map(groupOf))].sort());
  });

  test('send all entries of a person and month if one changed, and nothing else', async () => {
    editGroup(([entry, ...others]) => [{ ...entry, amount: { value: 1, currency: 'EUR' } }, ...others]);
    const run = await sync(first);
    const again = await sync(run);

    expect(group.length).toBeGreaterThan(1);
    expect(keysOf(run.records('compensations'))).toEqual(keysOf(group));
    expect(new Set(run.records('compensations').map((row) => row.observed_at))).toEqual(
      new Set([observedAt(run, 'compensations')]),
    );
    expect(counts(again)).toEqual({});
  });

  test('send the rest if an entry vanished, and all if one was added', async () => {
    editGroup(([, ...others]) => others);
    const run = await sync(first);
    const again = await sync(run);
    editGroup((entries) => entries);
    const back = await sync(again);

    expect(run.records('compensations')).toHaveLength(group.length - 1);
    expect(new Set(run.records('compensations').map(groupOf))).toEqual(new Set([`${month}:${person}`]));
    expect(counts(again)).toEqual({});
    expect(keysOf(back.records('compensations'))).toEqual(keysOf(group));
  });

  test('forget a group that is gone, and send it when it comes back', async () => {
    editGroup(() => []);
    const run = await sync(first);
    editGroup((entries) => entries);
    const back = await sync(run);

    expect(counts(run)).toEqual({});
    expect(keptKeys(run, 'compensations')).not.toContain(`${month}:${person}`);
    expect(keysOf(back.records('compensations'))).toEqual(keysOf(group));
  });

  test('send interrupted months in the next sync', async () => {
    account.edit((rows, path) => {
      const isTheirs = (row: Json) => path.startsWith('/v2/compensations') && (row as Entry).person.id === person;
      return rows.map((row) => (isTheirs(row) ? { ...row, note: 'changed' } : row));
    });
    account.aim((path) => path.replace(/^(\/v2\/compensations.*\blimit=)\d+/, '$15'));
    const later = { match: { path: '/v2/compensations.cursor=', after: 3 }, act: { kind: 'hang' } } as const;
    account.sandbox.configure({ trouble: [later] });
    onTestFinished(() => account.sandbox.configure({ trouble: [] }));
    const stopped = await account.sync({ streams, state: first.stateFile, signal: 'SIGTERM', after: 1500 });
    account.sandbox.configure({ trouble: [] });
    const run = await sync(stopped);

    expect(stopped.exit).toBe(143);
    expect(counts(stopped)).toEqual({});
    const months = keptKeys(first, 'compensations').filter((key) => key.endsWith(`:${person}`));
    expect([...new Set(run.records('compensations').map(groupOf))].sort()).toEqual(months);
    expect(keysOf(run.records('compensations'))).toEqual(expect.arrayContaining(keysOf(group)));
    expect(counts(await sync(run))).toEqual({});
  });
});

describe('observed_at', () => {
  const streams = ['cost_centers', 'project_members', 'compensations'];
  const rename = (rows: Json[]) => rows.map((row) => ({ ...row, extra: Math.random() }));
  const timesIn = (run: Run) => new Set(streams.flatMap((name) => run.records(name).map((row) => row.observed_at)));

  test("is the start of the sync by the server's clock, the same for all of its rows", async () => {
    const times = [...new Set(SEEN.flatMap((name) => first.records(name).map((row) => row.observed_at)))];
    expect(times).toEqual([observedAt(first, 'jobs')]);
    expect(Math.abs(Date.parse(String(times[0])) - account.sandbox.now.getTime())).toBeLessThan(60_000);
  });

  test('is later than in the sync before, even if the clock goes back too far to be trusted', async () => {
    const other = await ObservedAccount.open();
    onTestFinished(() => other.close());
    const before = await other.sync({ streams });
    other.sandbox.configure({ clockSkewSeconds: -5 * 86_400 });
    other.edit(rename);

    const run = await other.sync({ streams, state: before.stateFile });

    expect(run.records('cost_centers')).toHaveLength(5);
    for (const time of timesIn(run))
      for (const earlier of timesIn(before)) expect(String(time) > String(earlier)).toBe(true);
  });

  test('is a second later if two syncs begin in the same second', async () => {
    const state = withState(first.stateFile, (each) => ({ ...each, observed_at: '2999-12-31T23:59:59Z', kept: '' }));
    const run = await account.sync({ streams, state });

    expect([...timesIn(run)]).toEqual(['3000-01-01T00:00:00Z']);
    expect(stateOf(run, 'cost_centers').observed_at).toBe('3000-01-01T00:00:00Z');
  });
});

describe('everything is sent once', () => {
  const streams = ['cost_centers', 'org_units', 'absence_types', 'absence_entitlements', 'compensations'];
  const hashed = (hash_key: string) => ({
    ...account.config,
    privacy: { hash: ['persons.id'], hash_key },
  });

  async function expectOnce(before: string, options: object, after = options): Promise<Run> {
    const run = await account.sync({ streams, state: before, ...options });
    const again = await account.sync({ streams, state: run.stateFile, ...after });
    expect(run.errors).toEqual([]);
    expect(counts(run)).toEqual(reread(streams));
    expect(counts(again)).toEqual({});
    return run;
  }

  test('when a column is selected or deselected', async () => {
    const without = ({ json_schema, ...stream }: OfferedStream) => {
      const [dropped = ''] = Object.keys(json_schema.properties).filter(
        (name) => ![...CHANGE_COLUMNS, 'id', 'record_key', 'month'].includes(name),
      );
      const { [dropped]: _, ...properties } = json_schema.properties;
      return { stream: { ...stream, json_schema: { ...json_schema, properties } } };
    };
    const run = await expectOnce(first.stateFile, { configured: without });
    await expectOnce(run.stateFile, {});
  });

  test('when the privacy settings change, or their key', async () => {
    const run = await expectOnce(first.stateFile, { config: hashed('a key of the account') });
    const other = await account.sync({ streams, state: run.stateFile, config: hashed('another key of it') });
    const config = { privacy: { preset: 'analytics' } };
    const strict = await account.sync({ streams, state: other.stateFile, config });
    const fresh = await account.sync({ streams, config });

    expect(counts(other)).toEqual(reread(streams));
    for (const name of streams.filter((each) => each !== 'compensations'))
      expect(strict.keys(name), name).toEqual(fresh.keys(name));
    expect(counts(strict).cost_centers).toBe(5);
  });

  test('when what is kept has another form, or is damaged in any way', async () => {
    const damages: ((kept: string) => unknown)[] = [
      (kept) => kept.replace(/^1/, '2'),
      (kept) => kept.slice(0, -9),
      (kept) => kept.slice(5),
      () => 'hello',
      () => '',
      () => null,
      () => 7,
      (kept) => ({ kept }),
      () => undefined,
      (kept) => kept + 'A'.repeat(300_000),
      (kept) => `${kept.slice(0, -4)}*{}"`,
      (kept) => kept.replaceAll('.', ''),
      (kept) => [kept],
      (kept) => kept.replace(/\.[^.]*$/, '.'),
    ];
    const damaged = (kept: unknown, name: string) => damages[SEEN.indexOf(name) % damages.length]?.(String(kept));
    const state = withState(first.stateFile, (each, name) => ({ ...each, kept: damaged(each.kept, name) }));

    const run = await account.sync({ streams: SEEN, state });

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect(counts(run)).toEqual(reread(SEEN));
    for (const name of SEEN) expect(keptKeys(run, name), name).toEqual(keptKeys(first, name));
    expect(counts(await account.sync({ streams: SEEN, state: run.stateFile }))).toEqual({});
  });
});

describe('marking is switched off', () => {
  const off = { deletions: { mark: false } };
  const streams = ['cost_centers', 'absence_entitlements', 'compensations'];

  test.each<[string, (stream: OfferedStream) => object]>([
    ['as the cursor and a column', () => ({})],
    ['as a column', () => ({ sync_mode: 'full_refresh', cursor_field: [] })],
    ['as the cursor, and selects nothing', ({ name }) => ({ stream: { name, json_schema: {} } })],
  ])('rows carry observed_at if the catalog requests it %s', async (_, asks) => {
    const configured = (stream: OfferedStream) => ({
      ...asks(stream),
      ...(stream.name === 'compensations' && { cursor_field: ['month'] }),
    });
    const named = streams.filter((name) => name !== 'compensations');
    const run = await account.sync({ streams: named, state: first.stateFile, config: off, configured });
    const again = await account.sync({ streams: named, state: run.stateFile, config: off, configured });

    for (const name of named) {
      for (const [one, before] of [
        [run, first],
        [again, run],
      ] as const) {
        expect(one.records(name).length, name).toBe(first.records(name).length);
        expect(new Set(one.records(name).map((row) => row.observed_at)), name).toEqual(
          new Set([observedAt(one, name)]),
        );
        expect(observedAt(one, name) > observedAt(before, name), name).toBe(true);
        expect(stateOf(one, name).kept, name).toBe('');
      }
    }
  });

  test('compensations have it as a column, and their months as before', async () => {
    const run = await account.sync({ streams: ['compensations'], state: first.stateFile, config: off });

    expect(run.records('compensations').length).toBeGreaterThan(0);
    expect(new Set(run.records('compensations').map((row) => row.observed_at))).toEqual(
      new Set([observedAt(run, 'compensations')]),
    );
    expect(stateOf(run, 'compensations')).toMatchObject({ month: stateOf(first, 'compensations').month, kept: '' });
  });

  test('and on again: everything is sent once', async () => {
    const without = await account.sync({ streams, state: first.stateFile, config: off });
    const on = await account.sync({ streams, state: without.stateFile });
    const again = await account.sync({ streams, state: on.stateFile });

    expect(counts(without)).toEqual(reread(streams));
    expect(counts(on)).toEqual(counts(without));
    expect(counts(again)).toEqual({});
    for (const name of streams) expect(observedAt(on, name) > observedAt(without, name)).toBe(true);
  });
});

describe('a full refresh', () => {
  test('ignores what is kept, and keeps nothing', async () => {
    const run = await account.sync({ streams: SEEN, state: first.stateFile, mode: 'full_refresh' });
    const after = await account.sync({ state: run.stateFile });

    expect(counts(run)).toEqual(all(SEEN));
    for (const name of SEEN) {
      expect(stateOf(run, name).kept, name).toBe('');
      expect(new Set(run.records(name).map((row) => row.observed_at)), name).toEqual(new Set([observedAt(run, name)]));
    }
    expect(counts(after)).toEqual(all(OBSERVED));
  });

  test('of streams that are compared at intervals keeps nothing either', async () => {
    const run = await account.sync({ streams: ['persons', 'absence_periods'], mode: 'full_refresh' });

    for (const name of ['persons', 'absence_periods']) expect(stateOf(run, name).kept, name).toBe('');
  });
});

describe('what is kept', () => {
  const key = 'a key of the account';

  test('holds ids as they are written: no plain ids if they are hashed', async () => {
    const streams = [...OF_PARENTS, 'compensations', 'org_units'];
    const config = { privacy: { hash: ['persons.id', 'org_units.id'], hash_key: key } };
    const run = await account.sync({ streams, config });
    const again = await account.sync({ streams, config, state: run.stateFile });
    const raw = [
      ...account.sandbox.ids('persons'),
      ...account.sandbox.ids('org_units').map((each) => each.split(':')[1] ?? ''),
    ];

    expect(run.errors).toEqual([]);
    expect(counts(again)).toEqual({});
    for (const name of streams) {
      const keys = keptKeys(run, name);
      expect(keys.length, name).toBeGreaterThan(2);
      const parts = new Set(keys.flatMap((each) => each.split(':')));
      expect(
        raw.filter((id) => parts.has(id)),
        name,
      ).toEqual([]);
      expect(raw.filter((id) => parts.has(hashOf(key, id))).length, name).toBeGreaterThan(2);
      expect(
        raw.filter((id) => new RegExp(`"${id}"|:${id}`).test(JSON.stringify(stateOf(again, name)))),
        name,
      ).toEqual([]);
    }
  });

  test('has digests that allow no guessing without the client secret', () => {
    const secret = String(account.config.client_secret);
    const kept = Digests.parse(parseKept(stateOf(first, 'absence_entitlements').kept)?.body ?? '');
    const records = first.records('absence_entitlements');

    expect(records.length).toBeGreaterThan(2);
    for (const { observed_at, ...record } of records) {
      const text = versionText(JSON.stringify(record));
      const digest = kept?.get(String(record.record_key));
      expect(digest).toBe(digest48(text, secret));
      expect(digest?.toString(16).padStart(12, '0')).not.toBe(
        createHash('sha256').update(text).digest('hex').slice(0, 12),
      );
    }
  });

  test('contains masked types in masked form, and none of their rows counts as gone', async () => {
    const streams = ['absence_types', 'absence_entitlements'];
    // The only one of its person.
    const [key = ''] = account.sandbox.ids('absence_entitlements');
    const types = account.sandbox.rows('absence_types').map((each) => String(each.name));
    const config = { privacy: { sensitive_absence_types: types } };
    const run = await account.sync({ streams, config });
    account.sandbox.remove('absence_entitlements', [key]);
    onTestFinished(() => void account.sandbox.restore('absence_entitlements', [key]));
    const again = await account.sync({ streams, config, state: run.stateFile });

    expect(account.sandbox.ids('absence_entitlements')).not.toContain(key);
    expect(keptKeys(run, 'absence_entitlements').filter((each) => !each.includes(':masked'))).toEqual([]);
    expect([counts(again), again.logs('WARN'), again.errors]).toEqual([{}, [], []]);
  });

  test('is empty if it would be too long: every row is sent, and the log says so', async () => {
    const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index + 1) }));
    const uuid = (index: number) => `4e2f0b9c-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const sizes: Record<string, Json[]> = {
      '/v2/workplaces': numbered(23_000),
      '/v2/cost-centers': Array.from({ length: 7200 }, (_, index) => ({ id: uuid(index) })),
      '/v2/jobs': Array.from({ length: 6800 }, (_, index) => ({ id: uuid(index) })),
    };
    account.edit((rows, path) => sizes[path.split('?')[0] ?? ''] ?? rows);
    const large = ['workplaces', 'cost_centers'];
    const streams = [...large, 'jobs'];
    const run = await account.sync({ streams });
    const again = await account.sync({ streams, state: run.stateFile });

    expect(run.errors).toEqual([]);
    const numbers = { workplaces: 23_000, cost_centers: 7200, jobs: 6800 };
    expect(counts(run)).toEqual(numbers);
    expect(counts(again)).toEqual({ workplaces: numbers.workplaces, cost_centers: numbers.cost_centers });
    for (const each of [run, again]) {
      expect(large.map((name) => stateOf(each, name).kept)).toEqual(['', '']);
      for (const { state } of streams.flatMap((name) => each.states(name)))
        expect(String(state.kept).length).toBeLessThanOrEqual(200 * 1024);
      for (const name of large) expect(each.said(name, 'WARN'), name).toHaveLength(1);
      expect(each.said('jobs', 'WARN')).toEqual([]);
    }
  });
});

describe('the state', () => {
  const names = (state: object) => Object.keys(state).sort();

  test('has the same members whenever it is written, so that others may merge states', async () => {
    const streams = [...SEEN, 'persons', 'absence_periods', 'attendance_periods'];
    const one = await account.sync({ streams });
    const two = await account.sync({ streams, state: one.stateFile });
    const full = await account.sync({ streams, state: two.stateFile, mode: 'full_refresh' });

    for (const name of streams) {
      const states = [one, two, full].flatMap((run) => run.states(name).map(({ state }) => state));
      expect(states.length, name).toBeGreaterThan(2);
      for (const state of states) {
        expect(names(state), name).toEqual(names(states[0] ?? {}));
        expect(Object.values(state), name).not.toContain(null);
        expect(typeof state.kept, name).toBe('string');
      }
    }
  });

  test('of a stream that fails before its first row is unchanged', async () => {
    const streams = ['persons', 'cost_centers', 'compensations'];
    const configured = ({ name }: OfferedStream) => (name === 'persons' ? { stream: { name, json_schema: {} } } : {});
    const before = await account.sync({ streams, configured });
    const trouble = ['/v2/persons', '/v1/company/employees/attributes', '/v2/cost-centers', '/v2/compensations'].map(
      (path) => ({
        match: { path },
        act: { kind: 'status', status: 403 } as const,
      }),
    );
    account.sandbox.configure({ trouble });
    onTestFinished(() => account.sandbox.configure({ trouble: [] }));

    const run = await account.sync({ streams, state: before.stateFile, configured });

    expect(run.exit).toBe(1);
    for (const name of streams) {
      expect(run.statuses(name).at(-1), name).toBe('INCOMPLETE');
      expect(names(stateOf(run, name)), name).toEqual(names(stateOf(before, name)));
      expect(stateOf(run, name).kept === stateOf(before, name).kept, name).toBe(true);
    }
  });

  test('of a stream whose cursor is ahead of the clock keeps what it kept', async () => {
    const streams = ['persons', 'compensations'];
    const before = await account.sync({ streams });
    const ahead = withState(before.stateFile, (state, name) => ({
      ...state,
      ...(name === 'persons' ? { updated_at: '2999-01-01T00:00:00Z' } : { month: '2999-01-01' }),
    }));

    const run = await account.sync({ streams, state: ahead });

    for (const name of streams) expect(stateOf(run, name).kept === stateOf(before, name).kept, name).toBe(true);
    expect(observedAt(run, 'compensations')).toBe(observedAt(before, 'compensations'));
  });
});

describe('an interrupted sync', () => {
  /** A platform gives each stream a generation: a full refresh of the same one is resumed. */
  const configured = () => ({ generation_id: 3, minimum_generation_id: 0, sync_id: 1 });

  test('is completed by the next one: what it had written is known, and nothing counts as gone', async () => {
    const streams = ['org_units'];
    const before = await account.sync({ streams, configured });
    account.sandbox.configure({ trouble: [{ match: { path: 'type=team' }, act: { kind: 'hang' } }] });
    onTestFinished(() => account.sandbox.configure({ trouble: [] }));
    account.edit((rows) => rows.map((row) => ({ ...row, note: 'changed' })));
    const stopped = await account.sync({
      streams,
      configured,
      state: before.stateFile,
      ...endOnce((stdout) => stdout.includes('"RECORD"'), 'SIGTERM'),
    });
    account.sandbox.configure({ trouble: [] });
    const resumed = await account.sync({ streams, configured, state: stopped.stateFile });
    const next = await account.sync({ streams, configured, state: resumed.stateFile });

    expect(stopped.exit).toBe(143);
    expect([...stopped.keys('org_units'), ...resumed.keys('org_units')].sort()).toEqual(first.keys('org_units'));
    expect(stopped.keys('org_units').length).toBeGreaterThan(0);
    expect(resumed.logs('WARN')).toEqual([]);
    expect(counts(next)).toEqual({});
  });

  test('again and again: no version is lost', async () => {
    const dice = new Dice(1);
    const changing = await ObservedAccount.open({ persons: 16, latencyMs: 1 });
    onTestFinished(() => changing.close());
    const destination = new Destination();
    let revision = 0;
    // In each round one row in four of each list changes.
    const versionOf = ({ id }: Json) => ((String(id).codePointAt(5) ?? 0) + revision) >> 2;
    changing.edit((rows, path) => (isReread(path) ? rows.map((row) => ({ ...row, version: versionOf(row) })) : rows));
    for (; revision < 3; revision++) {
      const [signal, lines] = [dice.pick(['SIGKILL', 'SIGTERM'] as const), dice.between(5, 500)];
      const run = await changing.sync({
        streams: SEEN,
        state: destination.state,
        configured,
        ...endOnce((stdout) => stdout.split('\n').length > lines, signal),
      });
      destination.take(run.stdout, 'what a state covers');
    }
    const last = await changing.sync({ streams: SEEN, state: destination.state, configured });
    destination.take(last.stdout);
    const again = await changing.sync({ streams: SEEN, state: destination.state });
    const fresh = await changing.sync({ streams: SEEN });

    expect([last.exit, last.errors]).toEqual([0, []]);
    const versions = (rows: Json[]) => rows.map(({ observed_at, ...row }) => JSON.stringify(row)).sort();
    for (const name of SEEN) expect(versions(destination.rows(name)), name).toEqual(versions(fresh.records(name)));
    expect(counts(again)).toEqual({});
  });
});

/** Ends the process once it has written this much. */
function endOnce(isEnough: (stdout: string) => boolean, signal: NodeJS.Signals): RunOptions {
  let ended = false;
  return {
    onOutput: (stdout, process) => {
      if (ended || !isEnough(stdout)) return;
      ended = true;
      process.kill(signal);
    },
  };
}

/** True for lists of rows of their own, and for the months that every sync reads. */
function isReread(path: string): boolean {
  const month = /start_date=(\d{4}-\d\d)/.exec(path)?.[1];
  const old = new Date(account.sandbox.now.getTime() - 40 * 86_400_000).toISOString().slice(0, 7);
  return month === undefined ? /^\/v2\/(?!persons)/.test(path) : month > old;
}
