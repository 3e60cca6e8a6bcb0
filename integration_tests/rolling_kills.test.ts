import { describe, expect, test } from 'vitest';
import type { GivenSettings } from '../sandbox/options.ts';
import type { Json } from './connector.ts';
import { Account, type Sync } from './rolling.ts';

const SIGNALS = ['SIGTERM', 'SIGKILL'] as const;
const REREAD_DAYS = 3;
const PEOPLE = 520;
/** So many people are read before the end of a pass that has 260 of them, or all. */
const BEFORE_THE_END = 90;
const HEX = /^[0-9a-f]{8}$/;

/** An account after its first sync and one that skipped people; there are job changes that no list shows. */
async function skipping(): Promise<{ account: Account; before: Sync['state'] }> {
  const account = await Account.open({ config: { reread_days: REREAD_DAYS } });
  await account.sync();
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

/** Days pass until everybody's turn has come: nothing is missing then. */
async function expectComplete(account: Account): Promise<void> {
  for (let day = 1; day <= REREAD_DAYS; day++) {
    account.pass(24);
    expect((await account.sync()).run.exit).toBe(0);
  }
  expect(account.differences).toEqual([]);
}

// What the account of these tests throws is a part of each: that a state passes nobody who was not read.
describe.each(SIGNALS)('%s in the middle of a pass that skips people', (signal) => {
  interface Between {
    readonly settings?: GivenSettings;
    readonly config?: Json;
    readonly hours?: number;
  }

  test.each<[string, Between]>([
    ['at once', {}],
    ['after hours', { hours: 7 }],
    ['after a day', { hours: 24 }],
    ['after so long that everybody is due', { hours: 80 }],
    ['with a longer time for everybody', { config: { reread_days: 30 } }],
    ['with a shorter time for everybody', { config: { reread_days: 1 } }],
    ['without version 1', { settings: { rights: { employees: 'refused' } } }],
    ['in full', { config: { full_reads: ['employments'] } }],
    ['with a list of changes that fails', failing()],
  ])(
    'the position stays, and the next sync misses nobody: %s',
    async (_, { settings = {}, config = {}, hours = 0 }) => {
      const { account, before } = await skipping();

      const { filtered, state } = await ended(account, signal);

      expect([filtered, state.reread_from, state.reread_at]).toEqual([0, before.reread_from, before.reread_at]);
      account.pass(hours);
      changeUnseen(account, 3);
      account.change({ jobs: 9, seen: 'v1', seed: 3 });
      account.set(settings);

      const next = await account.sync({ config });

      expect([next.run.exit, next.run.errors, next.filtered]).toEqual([0, [], 0]);
      account.set({ rights: { employees: 'granted' }, trouble: [] });
      await expectComplete(account);
    },
  );

  test('and in the middle of the next one: the third misses nobody', async () => {
    const { account, before } = await skipping();
    await ended(account, signal);
    account.pass(5);
    changeUnseen(account, 3);

    const { state } = await account.sync({ end: { signal, after: 30 } });

    expect([state.reread_from, state.reread_at]).toEqual([before.reread_from, before.reread_at]);
    await expectComplete(account);
  });
});

describe.each(SIGNALS)('%s in the middle of a pass that asks everybody', (signal) => {
  test('because people were skipped: what they have is read, whatever the next sync may skip', async () => {
    const { account, before } = await skipping();
    const { state, filtered } = await ended(account, signal, { full_reads: ['employments'] });
    expect([state.reread_from, filtered]).toEqual([before.reread_from, 0]);
    account.pass(24);

    const next = await account.sync();

    expect([next.run.exit, next.filtered]).toEqual([0, 0]);
    await expectComplete(account);
  });

  test('because people were skipped: the next one that asks everybody asks for everything', async () => {
    const { account } = await skipping();
    const config = { full_reads: ['employments'] };
    await ended(account, signal, config);
    account.pass(24);

    const next = await account.sync({ config });
    expect([next.run.exit, next.filtered, next.state.reread_from]).toEqual([0, 0, '']);
    expect(account.differences).toEqual([]);
  });

  test('for the first time: changes of those who were read already arrive', async () => {
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
    const account = await Account.open({ config: { reread_days: REREAD_DAYS }, rights: { employees: 'refused' } });
    await account.sync();
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

function failing(): { settings: GivenSettings } {
  return { settings: { trouble: [{ match: { path: 'updated_since' }, act: { kind: 'status', status: 500 } }] } };
}
