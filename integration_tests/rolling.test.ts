import { describe, expect, test } from 'vitest';
import { startRewriter } from './all_streams.ts';
import type { Json } from './connector.ts';
import { hashOf } from './hashes.ts';
import { Account, turnOf } from './rolling.ts';

const PEOPLE = 520;
const HEX = /^[0-9a-f]{8}$/;

const known = Account.known;

describe('a sync right after another', () => {
  test('visits those that changed, and lists nobody else', async () => {
    const account = await known();
    const before = account.state.updated_at;
    const { updated, inserted, jobs } = account.change({ count: 5, insert: 2, jobs: 4, seen: 'v1' });

    const { run, visited, filtered, lists, state } = await account.sync();

    const changed = account.changedSince(before);
    for (const id of [...updated.persons, ...inserted.persons, ...jobs.map(({ person }) => person)])
      expect(changed).toContain(id);
    expect([run.exit, run.errors]).toEqual([0, []]);
    expect([...visited].sort()).toEqual([...changed].sort());
    expect(account.sandbox.requests.filter(({ stream }) => stream === 'employments')).toHaveLength(visited.size);
    expect([filtered, lists]).toEqual([0, { all: 0, changed: 1 }]);
    expect(state.reread_from).toMatch(HEX);
    expect(account.differencesOf(visited)).toEqual([]);
  });

  test('visits nobody if nothing changed', async () => {
    const account = await known();

    const { run, visited, lists } = await account.sync();

    expect([run.exit, visited.size, lists]).toEqual([0, 0, { all: 0, changed: 1 }]);
    expect(run.statuses('employments').at(-1)).toBe('COMPLETE');
    expect((await account.sync()).run.logs('WARN')).toEqual([]);
  });

  test('requests all employments of a person who changed', async () => {
    const account = await known();
    const several = account.sandbox.rows('employments').map(({ person }) => String((person as Json).id));
    const { updated } = account.change({ count: 40, insert: 0 });

    const { run } = await account.sync();

    const read = run.records('employments').map(({ person_id }) => person_id);
    for (const id of updated.persons)
      expect(read.filter((each) => each === id)).toHaveLength(several.filter((each) => each === id).length);
  });

  test.each<Parameters<typeof known>[0]>([
    { disputed: { v2TokenOnV1: false } },
    { disputed: { v1TokenRotates: true } },
    { disputed: { v1Wrappers: 'bare' } },
    { disputed: { spelling: 'other' } },
    { disputed: { pages: { employees: { usual: 10, max: 200 } } } },
    { personFilterFormat: 'date' },
    { relativeLinks: ['persons', 'employments'] },
  ])('visits only those that changed, whatever the account is like: %j', async (options) => {
    const account = await known(options);
    const { updated, inserted } = account.change({ count: 6, insert: 1 });
    const { jobs } = account.change({ jobs: 4, seen: 'v1' });

    const { run, visited } = await account.sync();

    expect([run.exit, run.errors]).toEqual([0, []]);
    const changed = new Set([...updated.persons, ...inserted.persons, ...jobs.map(({ person }) => person)]);
    expect(changed.difference(visited)).toEqual(new Set());
    // For six changed employments nobody but their owners is listed.
    expect(visited.size).toBeLessThanOrEqual(changed.size + updated.employments.length);
  });

  test('finds changes that version 1 backdates by up to two days', async () => {
    const account = await known();
    await account.sync();
    const { jobs } = account.change({ jobs: 12, seen: 'v1', agoSeconds: 47 * 3600 });

    const { visited } = await account.sync();

    expect([...visited].sort()).toEqual(jobs.map(({ person }) => person).sort());
  });

  test('visits a person whom only version 1 lists, and who is gone', async () => {
    const account = await known();
    const { jobs } = account.change({ jobs: 4, seen: 'v1' });
    const stranger = { type: 'Employee', attributes: { id: { label: 'ID', value: 17, type: 'integer' } } };
    const proxy = await startRewriter(account.sandbox, {
      json: (body, path) => {
        if (!path.includes('updated_since')) return body;
        const { data, ...rest } = body as Json & { data: Json[] };
        return { ...rest, data: [...data, stranger], metadata: { total_elements: data.length + 1 } };
      },
    });

    const { run, visited, state } = await account.sync({ url: proxy.url });
    proxy.close();

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect([...visited].sort()).toEqual([...jobs.map(({ person }) => person), '17'].sort());
    expect(state.reread_from).toMatch(HEX);
  });

  test.each([1, 4])(
    'fails if the endpoint knows nobody: neither %i whom only version 1 lists nor others',
    async (jobs) => {
      const account = await known();
      const before = account.state;
      account.change({ jobs, seen: 'v1' });
      account.set({
        trouble: [{ match: { path: 'persons/[0-9]+/employments' }, act: { kind: 'status', status: 404 } }],
      });

      const { run, state } = await account.sync();

      expect([run.exit, state.updated_at]).toEqual([1, before.updated_at]);
      account.set({ trouble: [] });
      await account.sync();
      expect(account.differences).toEqual([]);
    },
  );

  // It is said to lag by three quarters of an hour.
  test('finds who changed if version 1 does not know it yet; a later one finds what only version 1 knows', async () => {
    const account = await known();
    const { updated, inserted } = account.change({ count: 5, insert: 1 });
    const { jobs } = account.change({ jobs: 5, seen: 'v1' });
    const late = await startRewriter(account.sandbox, {
      json: (body, path) => {
        const isAsked = path.includes('updated_since');
        return isAsked ? { ...(body as Json), data: [], metadata: { total_elements: 0, total_pages: 0 } } : body;
      },
    });

    const first = await account.sync({ url: late.url });
    late.close();
    const second = await account.sync();

    expect([...first.visited].sort()).toEqual([...updated.persons, ...inserted.persons].sort());
    for (const { person } of jobs) expect(second.visited).toContain(person);
    expect(account.differencesOf(second.visited)).toEqual([]);
  });

  test('visits the same people if their ids are hashed, and none of these is written', async () => {
    const hash_key = 'a key of the tests, long enough';
    const privacy = { hash: ['persons.id'], hash_key };
    const account = await known({ config: { privacy } }, (id) => hashOf(hash_key, id));
    const { state: before } = await account.sync();
    account.pass(25);
    account.change({ count: 5 });

    const { run, visited, state } = await account.sync();

    const due = turnOf(account.people, 28, state);
    const expected = due.union(account.changedSince(before.updated_at));
    expect(run.exit).toBe(0);
    expect(due.size).toBeGreaterThan(5);
    expect(visited.difference(account.untold)).toEqual(expected.difference(account.untold));
    const ids = account.people.filter((id) => new RegExp(`(?<![0-9a-f-])${id}(?![0-9a-f-])`).test(run.stdout));
    expect(ids).toEqual([]);
    expect(new Set(run.records('employments').map(({ person_id }) => person_id))).toEqual(
      new Set([...visited].map((id) => hashOf(hash_key, id))),
    );
  });
});

describe('the rotation of the others', () => {
  test('comes in parts, one after the other: one day of 30', async () => {
    const account = await known();
    let { state: before } = await account.sync();
    for (const day of [1, 2, 3]) {
      account.pass(25);
      account.change({ seed: day, count: 3, jobs: 2, seen: 'v1' });

      const { visited, filtered, lists, state } = await account.sync();

      // 30 days are 28.8 times 25 hours.
      const due = turnOf(account.people, 28, state);
      const expected = due.union(account.changedSince(before.updated_at));
      expect(due.size).toBeGreaterThan(5);
      expect(expected.difference(visited)).toEqual(new Set());
      // Those who may or may not have changed may be visited as well.
      expect(visited.difference(expected).difference(account.untold)).toEqual(new Set());
      expect([filtered, lists.all]).toEqual([0, 1]);
      const width = Number.parseInt(String(state.reread_from), 16) - Number.parseInt(String(before.reread_from), 16);
      expect(Math.abs(width - 2 ** 32 / 28)).toBeLessThanOrEqual(1);
      before = state;
    }
  });

  test('waits until it is worth a list, however long that takes', async () => {
    const account = await known();
    const lists: number[] = [];
    for (let sync = 1; sync <= 2; sync++) {
      account.pass(1.5);
      lists.push((await account.sync()).lists.all);
    }
    account.pass(1.5);

    const { visited, lists: last, state } = await account.sync();

    expect([...lists, last.all]).toEqual([0, 0, 1]);
    // 30 days are 160 times four and a half hours.
    const due = turnOf(account.people, 159, state);
    expect(due.difference(visited)).toEqual(new Set());
    expect(visited.difference(due).difference(account.untold)).toEqual(new Set());
  });

  test('reaches everybody within the configured days', async () => {
    const account = await known({ config: { reread_days: 4 } });
    const visited = new Set<string>();
    const sizes: number[] = [];
    for (let day = 1; day <= 4; day++) {
      account.pass(24);
      const sync = await account.sync();
      sizes.push(sync.visited.size);
      for (const id of sync.visited) visited.add(id);
    }

    expect(visited).toEqual(new Set(account.people));
    for (const size of sizes) expect(size).toBeLessThan(PEOPLE / 2);
  });
});
