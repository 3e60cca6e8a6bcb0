import { describe, expect, test } from 'vitest';
import { Account, type Sync } from './rolling.ts';

const PEOPLE = 520;

const known = Account.known;

const warnings = ({ run }: Sync): string[] => run.logs('WARN');

function expectEverybody({ run, visited, filtered, state }: Sync, account: Account): void {
  expect([run.exit, run.errors]).toEqual([0, []]);
  expect(visited).toEqual(new Set(account.people));
  expect(filtered).toBe(0);
  expect([state.reread_from, state.reread_at]).toEqual(['', '']);
  expect(account.differences).toEqual([]);
}

describe('everybody is read', () => {
  test('in a first sync', async () => {
    const account = await Account.open();

    const sync = await account.sync();

    expectEverybody(sync, account);
    expect(sync.visited.size).toBe(PEOPLE);
    expect(sync.lists.all).toBe(1);
    expect(warnings(sync)).toEqual([]);
  });

  test('in a full refresh, even those who were skipped before', async () => {
    const account = await known();
    account.change({ jobs: 9 });
    await account.sync();

    expectEverybody(await account.sync({ mode: 'full_refresh' }), account);
    account.change({ jobs: 9 });
    // A full refresh leaves no starting point for changes.
    expectEverybody(await account.sync(), account);
  });

  // The share would be the whole: nobody is left to be skipped.
  test.each([16, 31, 400])('by a sync after %i of 30 days without one', async (days) => {
    const account = await known();
    account.change({ jobs: 9 });
    const { visited } = await account.sync();
    expect(visited.size).toBeLessThan(PEOPLE / 2);
    account.pass(days * 24);

    expectEverybody(await account.sync(), account);
  });

  test.each([
    ['a day', 1],
    ['less than two syncs', 2],
  ])('daily if everybody is to be read within %s: in full, as they are due', async (_, reread_days) => {
    const account = await known({ config: { reread_days } });
    account.pass(25);

    const { visited, filtered } = await account.sync();

    expect([visited.size, filtered]).toEqual([PEOPLE, 0]);
  });
});

describe('nobody is skipped', () => {
  test.each([
    [500, 500],
    [501, 0],
  ])('in an account of %i people: %i are visited', async (persons, visits) => {
    const account = await known({ persons });

    const sync = await account.sync();

    expect([sync.run.exit, sync.visited.size, warnings(sync)]).toEqual([0, visits, []]);
  });

  test.each<[string, Parameters<Account['set']>[0], RegExp]>([
    ['the right is missing', { rights: { employees: 'refused' } }, /employees:read/],
    ['no attribute is released', { rights: { employees: 'unreleased' } }, /position.*weekly_working_hours/],
    ['one of them is not', { hiddenAttributes: ['supervisor'] }, /supervisor/],
    ['some of them are not', { hiddenAttributes: ['office', 'team'] }, /(office.*team|team.*office)/],
  ])('if %s, and one line says so', async (_, settings, message) => {
    const account = await known();
    account.set(settings);

    const second = await account.sync();
    account.change({ count: 5 });
    const third = await account.sync();

    for (const sync of [second, third]) {
      expect([sync.run.exit, sync.run.errors]).toEqual([0, []]);
      expect(sync.visited.size).toBe(sync === second ? PEOPLE : account.people.length);
      expect(sync.state.reread_from).toBe('');
      expect(sync.filtered).toBeGreaterThan(PEOPLE * 0.9);
      expect(warnings(sync)).toEqual([expect.stringMatching(message)]);
    }
    expect(account.differences).toEqual([]);
  });

  test('in a small account without version 1, without a notice', async () => {
    const account = await known({ persons: 60, rights: { employees: 'refused' } });

    const sync = await account.sync();

    expect([sync.run.exit, sync.visited.size, warnings(sync)]).toEqual([0, 60, []]);
  });

  test('if the stream is to be read in full', async () => {
    const account = await known({ config: { full_reads: ['employments'] } });

    const sync = await account.sync();

    expect([sync.visited.size, sync.state.reread_from, warnings(sync)]).toEqual([PEOPLE, '', []]);
    expect(sync.filtered).toBeGreaterThan(PEOPLE * 0.9);
  });
});
