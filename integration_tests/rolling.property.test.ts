import { expect, test } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { Account } from './rolling.ts';
import { seeds } from './seeds.ts';

const REREAD_DAYS = 3;
const ROUNDS = 7;

type Step = (account: Account, dice: Dice) => void;

const version1 =
  (right: 'granted' | 'refused'): Step =>
  (account) =>
    account.set({ rights: { employees: right } });
const jobs =
  (seen: 'v1' | 'employment' | 'nowhere'): Step =>
  (account, dice) => {
    account.change({ jobs: 8, seen, seed: dice.below(1e6) });
  };

/** What happens between two syncs. */
const STEPS: readonly Step[] = [
  jobs('v1'),
  jobs('employment'),
  jobs('nowhere'),
  jobs('nowhere'),
  (account, dice) => account.pass(dice.pick([0.1, 5, 24, 31])),
  (account, dice) => account.pass(dice.pick([24, 25, 50, 80])),
  (account, dice) => void account.change({ count: 4, insert: 3, remove: 1, seed: dice.below(1e6) }),
  version1('refused'),
  version1('granted'),
  (account) => account.set({ disputed: { updatedSince: 'first' } }),
  (account) => account.set({ disputed: { updatedSince: 'pages' } }),
  (account) => account.set({ hiddenAttributes: ['team'] }),
  (account) => account.set({ hiddenAttributes: [] }),
];

/** What a sync is given, or how it ends. */
const SYNCS: readonly (Parameters<Account['sync']>[0] & object)[] = [
  {},
  {},
  {},
  { config: { reread_days: 20 } },
  { config: { reread_days: 1 } },
  { config: { full_reads: ['employments'] } },
  { end: { signal: 'SIGTERM', after: 8 } },
  { end: { signal: 'SIGTERM', after: 60 } },
  { end: { signal: 'SIGKILL', after: 60 } },
];

// The account throws if a state passes people who were not read, or if a skipped person is asked only for changes.
test.each(seeds(2, 1))('whatever happens between syncs, quiet days bring everything: seed %i', async (seed) => {
  const dice = new Dice(seed, 7);
  const account = await Account.open({ seed, config: { reread_days: REREAD_DAYS } });
  for (let round = 0; round < ROUNDS; round++) {
    for (const step of dice.some(STEPS, 3)) step(account, dice);
    const { run } = await account.sync(dice.pick(SYNCS));
    expect([0, 143, 'SIGKILL']).toContain(run.exit);
  }
  account.set({ rights: { employees: 'granted' }, hiddenAttributes: [], disputed: { updatedSince: 'pages' } });
  for (const hours of [30, 30]) {
    account.pass(hours);
    expect((await account.sync()).run.exit).toBe(0);
  }

  expect(account.differences).toEqual([]);
});
