import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Run } from './connector.ts';
import {
  cursorIn,
  cursorName,
  gone,
  goneByStream,
  MarkedAccount,
  TELLING,
  tombstones,
  written,
} from './marked_account.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
/** They are removed with their persons. */
const BY_PERSON = ['person_custom_attributes'];
const BY_EVENTS = ['attendance_periods', 'documents'];
const LISTED = TELLING.filter((stream) => !BY_EVENTS.includes(stream));
const SWEPT_SILENTLY = ['recruiting_jobs', 'recruiting_candidates'];

const place = (account: MarkedAccount, stream: string, at: number): string => account.sandbox.ids(stream)[at] ?? '';

describe('a row of every kind is removed', () => {
  let account: MarkedAccount;
  const first: Record<string, string> = {};
  let unchanged: Run;
  let told: Run;
  let again: Run;
  let back: Run;

  beforeAll(async () => {
    account = await MarkedAccount.of(TELLING, {
      persons: 24,
      compensated: 0.5,
      disputed: { documentOwners: 'owner_id' },
    });
    await account.sync();
    unchanged = await account.sweep();
    account.pass(1);
    for (const stream of TELLING) {
      if (BY_PERSON.includes(stream)) continue;
      // Rows of the last person are removed along with it, and are not reported if only events could.
      const id = place(account, stream, BY_EVENTS.includes(stream) ? 0 : account.sandbox.ids(stream).length - 1);
      first[stream] = id;
    }
    // The last person has everything that the others lack.
    for (const [stream, id] of Object.entries(first).reverse())
      if (account.sandbox.ids(stream).includes(id)) account.sandbox.remove(stream, [id]);
    told = await account.sweep({ isLost: true });
  });
  afterAll(() => account.close());

  test('nothing is reported before', () => {
    expect(unchanged.exit).toBe(0);
    expect(goneByStream(unchanged)).toEqual({});
    for (const stream of TELLING)
      if (cursorName(stream) === 'observed_at') expect(written(unchanged, stream)).toEqual([]);
  });

  test('one record reports it: the key, the cursor and the time, and nothing else', () => {
    expect(told.exit).toBe(0);
    expect(told.logs('WARN')).toEqual([]);
    for (const [stream, id] of Object.entries(first)) {
      const records = tombstones(told, stream);
      const record = records.find((each) => Object.values(each).includes(id));
      const keyName = Object.keys(record ?? {})[0] ?? '';
      const members = [
        keyName,
        ...(stream === 'employments' ? ['person_id'] : []),
        cursorName(stream),
        '_ab_cdc_deleted_at',
      ];
      expect([stream, Object.keys(record ?? {}).sort()]).toEqual([stream, members.sort()]);
      expect(record?.[cursorName(stream)]).toMatch(INSTANT);
      expect(record?._ab_cdc_deleted_at).toMatch(INSTANT);
      const latest = Math.max(...told.records(stream).map((each) => cursorIn(stream, each)));
      expect([stream, cursorIn(stream, record ?? {})]).toEqual([stream, latest]);
    }
  });

  test('a run that is lost reports it again; with its state the tables equal the account', async () => {
    again = await account.sweep();

    expect(goneByStream(again)).toEqual(goneByStream(told));
    expect(LISTED.flatMap((stream) => account.differences(stream))).toEqual([]);
    for (const stream of BY_EVENTS) expect(gone(again, stream)).toEqual([first[stream]]);
  });

  test('the next sync does not report it again, except for events of the last day', async () => {
    account.pass(3);
    const next = await account.sweep();

    const events = ['absence_periods', 'attendance_periods', 'documents', 'persons', 'person_custom_attributes'];
    expect(Object.keys(goneByStream(next)).filter((stream) => !events.includes(stream))).toEqual([]);
    expect(goneByStream(await account.sweep())).toEqual({});
  });

  test('rows that come back are written again', async () => {
    const owners = ['persons', 'projects', 'recruiting_candidates'];
    for (const [stream, id] of Object.entries(first).sort(([a], [b]) => owners.indexOf(b) - owners.indexOf(a)))
      if (!account.sandbox.ids(stream).includes(id)) account.sandbox.restore(stream, [id]);

    back = await account.sweep();

    expect(back.logs('WARN')).toEqual([]);
    expect(goneByStream(back)).toEqual({});
    // Removals that only events report need a refresh.
    expect(LISTED.flatMap((stream) => account.differences(stream))).toEqual([]);
    for (const stream of SWEPT_SILENTLY) expect(written(back, stream)).toContain(first[stream]);
  });
});

describe('reports between sweeps', () => {
  const SWEPT = ['persons', 'employments', 'absence_periods', 'recruiting_candidates'];
  const STREAMS = [...SWEPT, 'attendance_periods', 'documents'];
  let account: MarkedAccount;

  beforeAll(async () => {
    account = await MarkedAccount.of(STREAMS, { disputed: { documentOwners: 'person_id' } });
    await account.sync();
  });
  afterAll(() => account.close());

  const remove = (stream: string, at: number, silent = false): string => {
    const id = place(account, stream, at);
    account.sandbox.remove(stream, [id], { silent });
    return id;
  };

  test('removals with events are reported in the next sync, at the time of the event; silent ones wait for the sweep', async () => {
    account.pass(1);
    const told = Object.fromEntries(
      ['employments', 'absence_periods', 'attendance_periods', 'documents'].map((stream) => [
        stream,
        remove(stream, 4),
      ]),
    );
    const silent = Object.fromEntries(SWEPT.slice(1).map((stream) => [stream, remove(stream, 9, true)]));
    const at = account.sandbox.now.getTime();

    const run = await account.sync();

    for (const [stream, id] of Object.entries(told)) expect(gone(run, stream), stream).toContain(id);
    // The event makes a sweep due, which finds both.
    expect(gone(run, 'employments')).toEqual([told.employments, silent.employments].sort());
    expect(gone(run, 'absence_periods')).toEqual([told.absence_periods]);
    expect(gone(run, 'recruiting_candidates')).toEqual([]);
    const [absence] = tombstones(run, 'absence_periods');
    expect(Math.abs(Date.parse(String(absence?._ab_cdc_deleted_at)) - at)).toBeLessThan(2000);

    account.pass(5.9);
    const early = await account.sync();
    expect(gone(early, 'absence_periods')).not.toContain(silent.absence_periods);
    expect(gone(early, 'recruiting_candidates')).toEqual([]);
    account.pass(0.2);
    const due = await account.sync();
    expect(gone(due, 'absence_periods')).toContain(silent.absence_periods);
    expect(gone(due, 'recruiting_candidates')).toEqual([silent.recruiting_candidates]);
    expect(SWEPT.flatMap((stream) => account.differences(stream))).toEqual([]);
  });

  test('Days Between Comparisons says how often', async () => {
    const id = remove('recruiting_candidates', 3, true);
    account.pass(0.9);
    expect(gone(await account.sync({ deletions: { sweep_days: 1 } }), 'recruiting_candidates')).toEqual([]);
    account.pass(0.2);
    expect(gone(await account.sync({ deletions: { sweep_days: 1 } }), 'recruiting_candidates')).toEqual([id]);
    const other = remove('recruiting_candidates', 3, true);
    expect(gone(await account.sync({ deletions: { sweep_days: 0 } }), 'recruiting_candidates')).toEqual([other]);
  });

  test('a row that comes and goes between two sweeps is reported if it was written, with an event or without', async () => {
    const { inserted } = account.sandbox.change({ count: 0, insert: 3 });
    const written = await account.sync();
    const [quiet = '', loud = ''] = inserted.absence_periods;
    expect(written.keys('absence_periods')).toEqual(expect.arrayContaining([quiet, loud]));
    account.sandbox.remove('absence_periods', [quiet], { silent: true });
    account.sandbox.remove('absence_periods', [loud]);
    const [unseen = ''] = account.sandbox.change({ count: 0, insert: 1, seed: 2 }).inserted.absence_periods;
    account.sandbox.remove('absence_periods', [unseen], { silent: true });

    expect(gone(await account.sync(), 'absence_periods')).toEqual([loud]);
    expect(gone(await account.sweep(), 'absence_periods')).toContain(quiet);
    expect(account.differences('absence_periods')).toEqual([]);
  });

  test('all rows of persons that an event names are requested: what came back unnoticed is written', async () => {
    const owner = (id: string) => account.sandbox.rows('documents').find((row) => row.id === id)?.owner;
    const [id = '', other = ''] = account.sandbox
      .ids('documents')
      .filter(
        (each, _, all) => all.filter((one) => JSON.stringify(owner(one)) === JSON.stringify(owner(each))).length > 1,
      );
    account.sandbox.remove('documents', [id]);
    expect(gone(await account.sync(), 'documents')).toContain(id);
    account.pass(2);
    await account.sync();
    account.sandbox.restore('documents', [id]);
    account.pass(2);
    expect(written(await account.sync(), 'documents')).not.toContain(id);

    account.sandbox.remove('documents', [other]);
    const run = await account.sync();

    expect(written(run, 'documents')).toContain(id);
    expect(gone(run, 'documents')).toEqual([other]);
  });
});
