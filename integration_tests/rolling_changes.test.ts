import { describe, expect, test } from 'vitest';
import type { Disputed } from '../sandbox/disputed.ts';
import type { GivenSettings } from '../sandbox/options.ts';
import type { Json } from './connector.ts';
import { Account } from './rolling.ts';

const PEOPLE = 520;
const HEX = /^[0-9a-f]{8}$/;
const UNSEEN = ['employment', 'nowhere'] as const;

/** An account after its first sync, in which everybody is read within four days. */
const known = (options: Parameters<typeof Account.known>[0] = {}) =>
  Account.known({ ...options, config: { reread_days: 4, ...options.config } });

/** Changes jobs in either way that no list shows. */
function changeUnseen(account: Account, seed = 1): void {
  for (const [index, seen] of UNSEEN.entries()) account.change({ jobs: 10, seen, seed: 2 * seed + index });
}

/** The employments whose current values the destination lacks. */
const outdated = (account: Account): Set<string> =>
  new Set(account.differences.map((difference) => difference.split(' ')[1]?.replace(':', '') ?? ''));

describe('job changes that leave the person’s time unchanged', () => {
  test('arrive in the next sync if version 1 reports them', async () => {
    const account = await known();
    for (let day = 1; day <= 3; day++) {
      account.pass(24);
      account.change({ jobs: 10, seen: 'v1', seed: day });
      expect(outdated(account).size).toBeGreaterThan(5);

      const { run, visited } = await account.sync();

      expect([run.exit, outdated(account)]).toEqual([0, new Set()]);
      expect(visited.size).toBeLessThan(PEOPLE / 2);
    }
  });

  test.each(UNSEEN)(
    'arrive within the configured number of daily syncs if no list reports them, each one: seen %s',
    async (seen) => {
      const account = await known();
      const changedOn = new Map<string, number>();
      let late = 0;
      for (let day = 1; day <= 7; day++) {
        account.pass(24);
        for (const { employment } of day <= 4 ? account.change({ jobs: 12, seen, seed: day }).jobs : [])
          changedOn.set(employment, day);

        const { run } = await account.sync();

        expect(run.exit).toBe(0);
        const waiting = outdated(account);
        late += waiting.size;
        // There is one sync per day: the fourth one after the change is the last that may bring it.
        expect([...waiting].filter((id) => day - (changedOn.get(id) ?? 0) >= 3)).toEqual([]);
      }
      expect(outdated(account)).toEqual(new Set());
      // Without them this would show nothing.
      expect(late).toBeGreaterThan(10);
    },
  );

  test('arrive although syncs come at odd times', async () => {
    const account = await known();
    let day = 0;
    for (const hours of [0.2, 7, 30, 1, 43, 5]) {
      account.pass(hours);
      changeUnseen(account, ++day);
      expect((await account.sync()).run.exit).toBe(0);
    }
    for (const hours of [40, 40, 40]) {
      account.pass(hours);
      await account.sync();
    }

    expect(account.differences).toEqual([]);
  });
});

describe('if people may no longer be skipped', () => {
  interface Mode {
    readonly settings?: GivenSettings;
    readonly config?: Json;
    /** Some people leave, and some join. */
    readonly people?: number;
  }
  const FULL: Mode = { config: { full_reads: ['employments'] } };

  test.each<[string, Mode, Mode]>([
    [
      'the right is withdrawn',
      { settings: { rights: { employees: 'refused' } } },
      { settings: { rights: { employees: 'granted' } } },
    ],
    [
      'an attribute is no longer released',
      { settings: { hiddenAttributes: ['weekly_working_hours'] } },
      { settings: { hiddenAttributes: [] } },
    ],
    ['the stream is to be read in full', FULL, {}],
    ['people leave until there are fewer than 500', { people: 40 }, { people: -40 }],
  ])('if %s, the next sync brings all changes, and the one after requests changes again', async (_, off, on) => {
    const account = await known();
    const turn = ({ settings = {}, people = 0 }: Mode): void => {
      account.set(settings);
      account.change({ count: 0, insert: Math.max(0, -people), remove: Math.max(0, people) });
    };
    account.pass(24);
    changeUnseen(account);
    const skipping = await account.sync();
    expect(skipping.state.reread_from).toMatch(HEX);
    expect(outdated(account).size).toBeGreaterThan(3);

    account.pass(24);
    turn(off);
    const next = await account.sync(off);

    expect([next.run.exit, next.filtered, next.state.reread_from]).toEqual([0, 0, '']);
    expect(next.visited).toEqual(new Set(account.people));
    expect(account.differences).toEqual([]);

    account.pass(24);
    account.change({ jobs: 10, seen: 'employment', seed: 7 });
    const after = await account.sync(off);

    expect([after.run.exit, after.state.reread_from]).toEqual([0, '']);
    expect(after.visited).toEqual(new Set(account.people));
    expect(after.filtered).toBeGreaterThan(account.people.length * 0.9);
    expect(account.differences).toEqual([]);

    turn(on);
    const again = await account.sync();
    expect(again.visited.size).toBeLessThan(PEOPLE / 2);
    expect(again.state.reread_from).toMatch(HEX);
  });
});

test('if everybody is always due, each sync brings all employments', async () => {
  const account = await known();
  for (const seed of [1, 2]) {
    account.pass(24);
    account.change({ jobs: 5, seed });
    const { run, filtered, state, visited } = await account.sync({ config: { reread_days: 1 } });

    expect([run.exit, filtered, state.reread_from]).toEqual([0, 0, '']);
    expect(visited).toEqual(new Set(account.people));
    expect(account.differences).toEqual([]);
  }
});

describe('if version 1 does not say who changed', () => {
  const status = (code: number, after = 1): GivenSettings => ({
    trouble: [{ match: { path: 'updated_since', after }, act: { kind: 'status', status: code } }],
  });
  const disputed = (updatedSince: Disputed['updatedSince']): GivenSettings => ({ disputed: { updatedSince } });

  test.each<[string, GivenSettings]>([
    ['it fails', status(500)],
    ['it fails for a while', status(503)],
    ['it refuses the query', status(400)],
    ['it refuses the format of times and days', status(422)],
    ['it knows no such list', status(404)],
    ['it forbids the query', status(403)],
    [
      'it answers with something else',
      { trouble: [{ match: { path: 'updated_since' }, act: { kind: 'lie', how: 'html' } }] },
    ],
    ['the second page fails', status(500, 2)],
    ['its connection breaks', { trouble: [{ match: { path: 'updated_since' }, act: { kind: 'reset' } }] }],
    ['it ignores the offset, and reports no total', disputed('first')],
    ['it ignores the offset, and reports that there are more', disputed('first with totals')],
  ])('everybody is read in this sync, and nothing is lost: %s', async (_, settings) => {
    const account = await known();
    await account.sync();
    account.change({ jobs: 130, seen: 'v1' });
    changeUnseen(account);
    account.set(settings);

    const sync = await account.sync({ config: { retry_seconds: 2 } });

    expect([sync.run.exit, sync.run.errors]).toEqual([0, []]);
    expect(sync.visited).toEqual(new Set(account.people));
    expect([sync.filtered, sync.state.reread_from]).toEqual([0, '']);
    expect(account.differences).toEqual([]);

    account.set({ trouble: [], ...disputed('pages') });
    account.change({ jobs: 9, seen: 'v1', seed: 3 });
    const next = await account.sync();
    expect(next.visited.size).toBeLessThan(PEOPLE / 2);
    expect(account.differences).toEqual([]);
  });

  test.each<Disputed['updatedSince']>(['pages', 'whole with totals', 'days'])(
    'it does: those that changed are visited, if it answers with %s',
    async (updatedSince) => {
      const account = await known({ disputed: { updatedSince } });
      const before = account.state.updated_at;
      account.change({ jobs: 130, seen: 'v1' });

      const { run, visited } = await account.sync();

      expect(run.exit).toBe(0);
      const changed = account.changedSince(before);
      // Whole days include a few more people, depending on the time of day.
      if (updatedSince === 'days') {
        expect(changed.difference(visited)).toEqual(new Set());
        expect(visited.size).toBeLessThan(PEOPLE / 2);
      } else expect(visited).toEqual(changed);
      expect(account.differences).toEqual([]);
    },
  );

  test.each<Disputed['updatedSince']>(['everybody', 'whole'])(
    'nobody who changed is missed if it ignores the query or the paging: %s',
    async (updatedSince) => {
      const account = await known({ disputed: { updatedSince } });
      await account.sync();
      account.change({ jobs: 130, seen: 'v1' });

      const { run, filtered } = await account.sync();

      expect([run.exit, run.errors, filtered]).toEqual([0, [], 0]);
      expect(account.differences).toEqual([]);
    },
  );
});
