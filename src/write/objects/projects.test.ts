import { expect, test } from 'vitest';
import { fakeRun } from '../../../integration_tests/units/fake_run.ts';
import type { Values } from '../members.ts';
import type { Operation } from '../object.ts';
import { ProjectIndex } from '../projects_index.ts';
import { projects } from './projects.ts';

const ERP = {
  id: 7,
  project_code: 'ERP-1',
  name: 'Erp',
  status: 'ACTIVE',
  description: null,
  billable: true,
  start: { date: '2026-01-01' },
  end: { date: '2026-02-01' },
};
const SUB = { id: '8', project_code: 'SUB', name: 'Sub', status: 'ACTIVE', parent_project: { id: '7' } };

type Given = Parameters<typeof fakeRun>[0];

async function open(given: Given = {}, rows: readonly object[] = [ERP, SUB]) {
  let lists = 0;
  const run = fakeRun({
    answer: ({ target }) => {
      expect(target).toBe('/v2/projects');
      lists++;
      return { _data: structuredClone(rows) };
    },
    ...given,
  });
  const writer = await projects.open(run);
  const write = async (values: Values, operation: Operation = 'upsert', key = ['project_code']) => {
    const row = writer.parse({ operation, key, values });
    return await writer.write(row, await writer.look([row]));
  };
  return { write, run, lists: () => lists };
}

test('a project that is not there is created, active unless the row says otherwise', async () => {
  const { write, run } = await open();
  const values = { project_code: 'NEW', name: 'New', start: '2026-03-01', billable: true, client_name: null };

  expect(await write(values)).toMatchObject({ outcome: 'created', id: 'new' });
  expect(await write(values)).toEqual({ outcome: 'unchanged', id: 'new' });
  const json = { project_code: 'NEW', name: 'New', status: 'ACTIVE', start: { date: '2026-03-01' }, billable: true };
  expect(run.writes).toEqual([{ method: 'POST', route: '/v2/projects', target: '/v2/projects', body: { json } }]);
});

test('what was created is known to rows that name it', async () => {
  const { write, run } = await open();
  await write({ project_code: 'NEW', name: 'New', status: 'ARCHIVED' });
  expect(await new ProjectIndex(run).byCode('NEW')).toMatchObject({ id: 'new', isActive: false });
});

test('only what differs is sent', async () => {
  const { write, run, lists } = await open();
  const same = { project_code: 'ERP-1', name: 'Erp', status: 'ACTIVE', start: '2026-01-01', end: '2026-02-01' };

  expect(await write(same)).toEqual({ outcome: 'unchanged', id: '7' });
  expect(await write({ ...same, end: null, description: 'Text' })).toEqual({
    outcome: 'changed',
    id: '7',
    differences: [
      { member: 'description', from: null, to: 'Text' },
      { member: 'end', from: '2026-02-01', to: null },
    ],
  });
  const body = { json: { description: 'Text', end: null } };
  const target = '/v2/projects/7';
  expect(run.writes).toEqual([{ method: 'PATCH', route: '/v2/projects/{id}', target, body }]);
  expect(lists()).toBe(1);
});

test('a code that Personio shows as a number', async () => {
  const { write } = await open({}, [{ ...ERP, project_code: 4711 }]);
  expect(await write({ project_code: '4711', name: 'Erp' })).toEqual({ outcome: 'unchanged', id: '7' });
});

test('projects are also found by name and id, and get a new code like that', async () => {
  const { write } = await open();
  expect(await write({ name: 'Erp', project_code: 'ERP-2' }, 'upsert', ['name'])).toMatchObject({ outcome: 'changed' });
  expect(await write({ project_code: 'ERP-2' })).toEqual({ outcome: 'unchanged', id: '7' });
  expect(await write({ id: '7', name: 'Other' }, 'update', ['id'])).toMatchObject({ outcome: 'changed' });
  expect(await write({ name: 'Other' }, 'update', ['name'])).toMatchObject({ outcome: 'unchanged' });
});

test.each([
  ['exists', 'billable', 'insert', { project_code: 'ERP-1', billable: false }],
  ['not_found', 'project_code', 'update', { project_code: 'NONE', name: 'None' }],
  ['missing_value', 'name', 'upsert', { project_code: 'NONE' }],
  ['conflict', 'name', 'upsert', { project_code: 'NONE', name: 'Erp' }],
  ['conflict', 'name', 'upsert', { project_code: 'SUB', name: 'Erp' }],
  ['conflict', 'client_name', 'upsert', { project_code: 'SUB', client_name: 'Client' }],
  ['bad_value', 'end', 'upsert', { project_code: 'NONE', name: 'None', start: '2026-02-01', end: '2026-01-31' }],
  ['bad_value', 'end', 'upsert', { project_code: 'ERP-1', end: '2025-12-31' }],
] as const)('%s of %s', async (code, member, operation, values) => {
  const { write, run } = await open();
  await expect(write(values, operation)).rejects.toMatchObject({ name: 'Reject', code, member });
  expect(run.writes).toEqual([]);
});

test('an id that is unknown creates nothing', async () => {
  const { write } = await open();
  await expect(write({ id: '99', name: 'New' }, 'upsert', ['id'])).rejects.toMatchObject({ code: 'not_found' });
});

test('a sub-project keeps its own members', async () => {
  const { write } = await open();
  expect(await write({ project_code: 'SUB', description: 'Text', billable: false })).toMatchObject({
    outcome: 'changed',
  });
});

test('to remove is to archive', async () => {
  const { write, run } = await open();
  const values = { project_code: 'ERP-1', name: 'Another name' };
  expect(await write(values, 'soft_delete')).toMatchObject({ outcome: 'removed', id: '7' });
  expect(await write(values, 'soft_delete')).toEqual({ outcome: 'unchanged', id: '7' });
  expect(await write({ project_code: 'NONE' }, 'soft_delete')).toEqual({ outcome: 'unchanged' });
  expect(run.writes).toMatchObject([{ method: 'PATCH', body: { json: { status: 'ARCHIVED' } } }]);
});

test('several projects with one code are no guess', async () => {
  const { write } = await open({}, [ERP, { ...ERP, id: '9', name: 'Twin', project_code: ' ERP-1' }]);
  await expect(write({ project_code: 'ERP-1', name: 'X' })).rejects.toMatchObject({
    code: 'ambiguous_reference',
    member: 'project_code',
  });
});

test('one that somebody else created meanwhile is matched', async () => {
  const late = { id: '50', project_code: 'LATE', name: 'Late', status: 'ACTIVE' };
  const { write, run } = await open({
    answer: ({ query }) => ({ _data: query?.project_code === 'LATE' ? [late] : [] }),
  });
  const existing = {
    ...run,
    create: async ({ find }: { find: () => Promise<unknown> }) => ({ kind: 'existed', found: await find() }),
  };
  const writer = await projects.open(existing as never);
  const row = writer.parse({
    operation: 'upsert',
    key: ['project_code'],
    values: { project_code: 'LATE', name: 'Late', description: 'Text' },
  });
  expect(await writer.write(row, undefined)).toMatchObject({ outcome: 'changed', id: '50' });
  expect(await write({ project_code: 'LATE', name: 'Late' })).toEqual({ outcome: 'unchanged', id: '50' });
});

test('a dry run knows what it would have created', async () => {
  const { write, run } = await open({ options: { dryRun: true } });
  const values = { project_code: 'NEW', name: 'New' };
  expect(await write(values)).toMatchObject({ outcome: 'created', id: undefined });
  expect(await write(values)).toEqual({ outcome: 'unchanged', id: undefined });
  expect(await write({ ...values, description: 'Text' })).toMatchObject({ outcome: 'changed' });
  expect(run.writes).toEqual([]);
  expect(await new ProjectIndex(run).byCode('NEW')).toMatchObject({ id: undefined, isActive: true });
});
