import { describe, expect, test } from 'vitest';
import type { GivenSettings } from '../sandbox/options.ts';
import type { Json } from './connector.ts';
import { Account, type Sync } from './rolling.ts';

const SIGNALS = ['SIGTERM', 'SIGKILL'] as const;
/** Two syncs thirty hours apart read everybody. */
const REREAD_DAYS = 3;
const PEOPLE = 520;
/** This many people are read before the end of a pass that has 260 of them, or all. */
const BEFORE_THE_END = 90;
const HEX = /^[0-9a-f]{8}$/;

/** An account after its first sync and one that skipped people; there are job changes that no list shows. */
async function skipping(): Promise<{ account: Account; before: Sync['state'] }> {
  const account = await Account.known({ config: { reread_days: REREAD_DAYS } });
  account.pass(24);
  changeUnseen(account, 1);
  const { state: before } = await account.sync();
  expect(before.reread_from).toMatch(HEX);
  account.pass(24);
  changeUnseen(account, 2);
  return { account, before };
}

function changeUnseen(account: Account, seed: number): void {
  account.change({ jobs: 15, seen: 'nowhere', seed });
  account.change({ jobs: 15, seen: 'employment', seed });
}

/** A run that is ended in the middle. */
async function ended(account: Account, signal: NodeJS.Signals, config: Json = {}): Promise<Sync> {
  const sync = await account.sync({ config, end: { signal, after: BEFORE_THE_END } });
  expect(sync.run.exit).toBe(signal === 'SIGTERM' ? 143 : 'SIGKILL');
  expect(sync.run.records('employments').length).toBeGreaterThanOrEqual(BEFORE_THE_END);
  return sync;
}

/** Time passes until everybody was due: then nothing is missing. */
async function expectComplete(account: Account): Promise<void> {
  for (const hours of [30, 30]) {
    account.pass(hours);
    expect((await account.sync()).run.exit).toBe(0);
  }
  expect(account.differences).toEqual([]);
}

interface Between {
  /** The configuration of the run that is ended. */
  readonly begun?: Json;
  readonly settings?: GivenSettings;
  readonly config?: Json;
  readonly hours?: number;
}

const WITHOUT_VERSION_1: GivenSettings = { rights: { employees: 'refused' } };

// An essential part of each test is what the account throws: a state must not pass anybody who was not read.
describe('ended in the middle of a pass that skips people, the position stays, and the next sync misses nobody', () => {
  test.each<[NodeJS.Signals, string, Between]>([
    ['SIGKILL', 'at once', {}],
    ['SIGKILL', 'after a day', { hours: 24 }],
    ['SIGKILL', 'without version 1', { settings: WITHOUT_VERSION_1 }],
    ['SIGTERM', 'at once', {}],
    ['SIGTERM', 'after hours', { hours: 7 }],
    ['SIGTERM', 'after a day', { hours: 24 }],
    ['SIGTERM', 'after so long that everybody is due', { hours: 80 }],
    ['SIGTERM', 'with a shorter time, so that others are due', { begun: { reread_days: 5 } }],
    ['SIGTERM', 'with a longer time for everybody', { config: { reread_days: 30 } }],
    ['SIGTERM', 'with a shorter time for everybody', { config: { reread_days: 1 } }],
    ['SIGTERM', 'without version 1', { settings: WITHOUT_VERSION_1 }],
    ['SIGTERM', 'in full', { config: { full_reads: ['employments'] } }],
    ['SIGTERM', 'with a list of changes that fails', { ...failing(), config: { retry_seconds: 2 } }],
  ])('%s, resumed %s', async (signal, _, { begun = {}, settings = {}, config = {}, hours = 0 }) => {
    const { account, before } = await skipping();

    const { filtered, state } = await ended(account, signal, begun);

    expect([filtered, state.reread_from, state.reread_at]).toEqual([0, before.reread_from, before.reread_at]);
    // Otherwise there is nothing to resume.
    expect(state.next).toHaveLength(signal === 'SIGTERM' ? 1 : 0);
    account.pass(hours);
    changeUnseen(account, 3);
    account.change({ jobs: 9, seen: 'v1', seed: 3 });
    account.set(settings);

    const next = await account.sync({ config });

    expect([next.run.exit, next.run.errors]).toEqual([0, []]);
    account.set({ rights: { employees: 'granted' }, trouble: [] });
    await expectComplete(account);
  });

  test.each(SIGNALS)('%s, twice', async (signal) => {
    const { account, before } = await skipping();
    await ended(account, signal);
    account.pass(5);
    changeUnseen(account, 3);

    const { state } = await account.sync({ end: { signal, after: 30 } });

    expect([state.reread_from, state.reread_at]).toEqual([before.reread_from, before.reread_at]);
    await expectComplete(account);
  });
});

describe.each(SIGNALS)('%s in the middle of a pass that visits everybody', (signal) => {
  test('because people were skipped: what they have is read, whatever the next sync may skip', async () => {
    const { account, before } = await skipping();
    const { state, filtered } = await ended(account, signal, { full_reads: ['employments'] });
    expect([state.reread_from, filtered]).toEqual([before.reread_from, 0]);
    account.pass(24);

    expect((await account.sync()).run.exit).toBe(0);
    await expectComplete(account);
  });

  test('because people were skipped: the next one that visits everybody requests everything', async () => {
    const { account } = await skipping();
    const config = { full_reads: ['employments'] };
    await ended(account, signal, config);
    account.pass(24);

    const next = await account.sync({ config });
    expect([next.run.exit, next.state.reread_from]).toEqual([0, '']);
    expect(account.differences).toEqual([]);
  });

  test('for the first time: changes of those who were already read arrive', async () => {
    const account = await Account.open({ config: { reread_days: REREAD_DAYS } });
    const { state } = await ended(account, signal);
    expect(state.updated_at ?? '').toBe('');
    account.pass(2);
    changeUnseen(account, 1);

    const next = await account.sync();

    expect(next.run.exit).toBe(0);
    await expectComplete(account);
  });

  test('for changes only, since nobody was skipped: the next one may skip people, and misses none', async () => {
    const account = await Account.known({ config: { reread_days: REREAD_DAYS }, rights: { employees: 'refused' } });
    account.pass(24);
    account.change({ jobs: PEOPLE, seen: 'employment' });
    const { state } = await ended(account, signal);
    expect(state.reread_from).toBe('');
    account.set({ rights: { employees: 'granted' } });
    account.change({ jobs: 15, seen: 'v1', seed: 2 });

    expect((await account.sync()).run.exit).toBe(0);
    await expectComplete(account);
  });
});

test('a pass that skips people fails if one of the others cannot be read, and the position stays', async () => {
  const { account, before } = await skipping();
  const { visited } = await ended(account, 'SIGKILL');
  const [id] = [...visited].slice(BEFORE_THE_END / 2);
  account.set({ trouble: [{ match: { path: `persons/${id}/employments` }, act: { kind: 'status', status: 500 } }] });

  const { run, state } = await account.sync({ config: { retry_seconds: 1 } });

  expect([run.exit, state.reread_from, state.reread_at]).toEqual([1, before.reread_from, before.reread_at]);
  account.set({ trouble: [] });
  changeUnseen(account, 3);
  await expectComplete(account);
});

function failing(): { settings: GivenSettings } {
  return { settings: { trouble: [{ match: { path: 'updated_since' }, act: { kind: 'status', status: 500 } }] } };
}
