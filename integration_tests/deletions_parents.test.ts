import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gone, goneByStream, MarkedAccount, said, tombstones, written } from './marked_account.ts';

const PARENTED = ['projects', 'project_members', 'absence_entitlements', 'profile_pictures'];
const OF_PERSONS = [
  'persons',
  'employments',
  'absence_periods',
  'attendance_periods',
  'person_custom_attributes',
  'documents',
];

const of = (keys: readonly string[], parent: string): string[] =>
  keys.filter((key) => key.startsWith(`${parent}:`)).sort();

describe('rows of parents', () => {
  let account: MarkedAccount;

  beforeAll(async () => {
    account = await MarkedAccount.behindFront(PARENTED, { persons: 30 });
    await account.sync();
  });
  afterAll(() => account.close());

  const assigned =
    (all: boolean) =>
    ({ path }: { path: string }, { status, json }: { status: number; json: unknown }) => {
      if (!path.startsWith('/v2/projects')) return undefined;
      if (path.endsWith('/members'))
        return all ? { status, json: { ...(json as object), _data: [], _meta: {} } } : undefined;
      const mark = (row: object) => ({ ...row, assigned_to_all: true });
      const { _data: rows } = json as { _data?: object[] };
      return all
        ? { status, json: rows ? { ...(json as object), _data: rows.map(mark) } : mark(json as object) }
        : undefined;
    };

  test('one member is removed, and one entitlement', async () => {
    const [member = ''] = account.sandbox.ids('project_members');
    const [entitlement = ''] = account.sandbox.ids('absence_entitlements');
    account.sandbox.remove('project_members', [member]);
    account.sandbox.remove('absence_entitlements', [entitlement]);

    expect(goneByStream(await account.sync())).toEqual({ project_members: 1, absence_entitlements: 1 });
    expect(PARENTED.flatMap((stream) => account.differences(stream))).toEqual([]);
  });

  test('projects that everybody is assigned to list no members: none is gone, nor written again when they are listed again', async () => {
    const during = await account.sync({ lie: assigned(true) });
    expect([goneByStream(during), during.logs('WARN')]).toEqual([{}, []]);

    const after = await account.sync();
    expect([goneByStream(after), written(after, 'project_members')]).toEqual([{}, []]);
  });

  test('a list of members that is truncated in one of two responses, or refused the second time', async () => {
    const parent = String(account.sandbox.ids('project_members').at(-1)).split(':')[0];
    const path = `/v2/projects/${parent}/members`;
    const cut = await account.sync({
      lie: (asked, { status, json }) =>
        asked.path === path && asked.before === 0
          ? { status, json: { ...(json as object), _data: (json as { _data: object[] })._data.slice(0, 1), _meta: {} } }
          : undefined,
    });
    expect(goneByStream(cut)).toEqual({});
    const refused = await account.sync({
      lie: (asked, { status, json }) => {
        if (asked.path !== path) return undefined;
        return asked.before === 0
          ? { status, json: { ...(json as object), _data: (json as { _data: object[] })._data.slice(1), _meta: {} } }
          : { status: 403, json: {} };
      },
    });
    expect([goneByStream(refused), said(refused, 'project_members')]).toEqual([
      {},
      [expect.stringMatching(/1 row seems to be gone, but .* gave no clear answer.*403/)],
    ]);
    expect(goneByStream(await account.sync())).toEqual({});
  });

  test('a project takes its members with it', async () => {
    const [project = ''] = account.sandbox.ids('project_members').map((key) => key.split(':')[0] ?? '');
    const members = of(account.sandbox.ids('project_members'), project);
    account.sandbox.remove('projects', [project]);

    const run = await account.sync();

    expect([gone(run, 'projects'), gone(run, 'project_members')]).toEqual([[project], members]);
    expect(PARENTED.flatMap((stream) => account.differences(stream))).toEqual([]);
  });

  test('a picture is removed; the right to pictures is withdrawn; a person is deleted', async () => {
    const [picture = '', other = ''] = account.sandbox.ids('profile_pictures');
    account.sandbox.remove('profile_pictures', [picture]);
    expect(gone(await account.sync(), 'profile_pictures')).toEqual([picture]);

    for (const status of [403, 404]) {
      const closed = await account.sync({
        lie: ({ path }) => (path.includes('/profile-picture') ? { status, json: {} } : undefined),
      });
      expect([status, goneByStream(closed)]).toEqual([status, {}]);
    }
    const entitled = of(account.sandbox.ids('absence_entitlements'), other);
    account.sandbox.remove('persons', [other]);
    const run = await account.sync();
    expect([gone(run, 'profile_pictures'), gone(run, 'absence_entitlements')]).toEqual([[other], entitled]);
    expect(written(run, 'profile_pictures')).toEqual([]);
    expect(PARENTED.flatMap((stream) => account.differences(stream))).toEqual([]);
  });

  test('entitlements that are no longer released are not gone', async () => {
    const hidden = await account.lied({ hiddenAttributes: ['absence_entitlement'] });
    account.sandbox.configure({ hiddenAttributes: [] });
    expect(goneByStream(hidden)).toEqual({});
    const after = await account.sync();
    expect([after.exit, goneByStream(after), account.differences('absence_entitlements')]).toEqual([0, {}, []]);
  });
});

test('more projects than may be deleted in one sync take no members with them', async () => {
  const account = await MarkedAccount.of(['projects', 'project_members'], { persons: 1000 });
  await account.sync();
  account.sandbox.remove('projects', account.sandbox.ids('projects').slice(0, 12));

  const run = await account.sync();

  expect(goneByStream(run)).toEqual({});
  for (const stream of ['projects', 'project_members'])
    expect(said(run, stream)).toEqual([expect.stringMatching(/are no longer listed, but at most/)]);
  await account.close();
});

describe('a person is erased', () => {
  test.each(['by an event', 'by a sweep'])(
    '%s: all of their rows are removed, as far as they can be found',
    async (how) => {
      const account = await MarkedAccount.of(OF_PERSONS, { persons: 24 });
      await account.sync();
      account.pass(1);
      const [person = ''] = account.sandbox
        .ids('persons')
        .filter((id) => of(account.sandbox.ids('person_custom_attributes'), id).length > 0);
      const employments = account.sandbox
        .rows('employments')
        .filter((row) => JSON.stringify(row.person).includes(person))
        .map(({ id }) => String(id));
      account.sandbox.remove('persons', [person], { silent: how === 'by a sweep' });

      const run = how === 'by a sweep' ? await account.sweep() : await account.sync();

      expect(run.logs('WARN')).toEqual([]);
      expect(gone(run, 'persons')).toEqual([person]);
      expect(tombstones(run, 'employments').map(({ id, person_id: owner }) => [id, owner])).toEqual(
        employments.map((id) => [id, person]),
      );
      for (const stream of ['employments', 'absence_periods', 'person_custom_attributes'])
        expect(account.differences(stream)).toEqual([]);
      await account.close();
    },
  );
});

describe('documents', () => {
  let account: MarkedAccount;

  beforeAll(async () => {
    account = await MarkedAccount.behindFront(['documents'], { persons: 24, disputed: { documentOwners: 'owner_id' } });
    await account.sync();
  });
  afterAll(() => account.close());

  /** Events with other content about documents. */
  const events =
    (edit: (payload: Record<string, unknown>) => object) =>
    ({ path }: { path: string }, { status, json }: { status: number; json: unknown }) => {
      if (!path.endsWith('/events')) return undefined;
      const { _data: rows, ...rest } = json as { _data: { payload: Record<string, unknown> }[] };
      return { status, json: { ...rest, _data: rows.map((row) => ({ ...row, payload: edit(row.payload) })) } };
    };

  test('an event that names no owner, or two, reports nothing; nor does one about a document that came back', async () => {
    const [id = ''] = account.sandbox.ids('documents');
    account.sandbox.remove('documents', [id]);
    account.sandbox.restore('documents', [id]);
    expect(gone(await account.sync(), 'documents')).toEqual([]);
    account.sandbox.remove('documents', [id]);
    for (const owners of [{}, { owner_id: '1', person_id: '2' }]) {
      const run = await account.sync({
        isLost: true,
        lie: events(({ owner_id: _, ...payload }) => ({ ...payload, ...owners })),
      });
      expect(gone(run, 'documents')).toEqual([]);
    }
    account.sandbox.restore('documents', [id]);
  });

  test('a document that now belongs to somebody else is not gone', async () => {
    const moved = account.sandbox.rows('documents')[0] as { id: string; owner: { id: string } };
    const heir = account.sandbox.ids('persons').find((id) => id !== moved.owner.id);
    account.sandbox.remove('documents', [moved.id]);
    const told = events((payload) => payload);
    const run = await account.sync({
      isLost: true,
      lie: (asked, given) => {
        if (!asked.path.endsWith('/documents')) return told(asked, given);
        if (asked.query.get('owner_id') !== heir) return undefined;
        const { _data: rows, ...rest } = given.json as { _data: object[] };
        return { status: 200, json: { ...rest, _data: [...rows, { ...moved, owner: { id: heir } }] } };
      },
    });
    expect([written(run, 'documents').includes(moved.id), gone(run, 'documents')]).toEqual([true, []]);
    account.sandbox.restore('documents', [moved.id]);
  });

  test('a document that its owner’s list lacks is gone, unless that list cannot be read', async () => {
    const [, id = ''] = account.sandbox.ids('documents');
    account.sandbox.remove('documents', [id]);
    const refused = await account.sync({
      isLost: true,
      lie: ({ path, before }) =>
        path.endsWith('/documents') && before >= account.sandbox.ids('persons').length
          ? { status: 403, json: {} }
          : undefined,
    });
    expect(gone(refused, 'documents')).toEqual([]);
    expect(said(refused, 'documents').join()).toMatch(/gave no clear answer/);

    expect(gone(await account.sync(), 'documents')).toEqual([id]);
    expect(account.differences('documents')).toEqual([]);
  });
});
