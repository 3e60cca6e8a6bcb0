import { expect, test } from 'vitest';
import { fakeRun } from '../../../integration_tests/units/fake_run.ts';
import type { ApiRequest } from '../../http/api.ts';
import { ApiError } from '../../http/api_error.ts';
import type { Values } from '../members.ts';
import type { Operation } from '../object.ts';
import { Reject } from '../reject.ts';
import { projectMembers } from './project_members.ts';

const PROJECTS = [
  { id: '7', project_code: 'ERP', name: 'Erp', status: 'ACTIVE', assigned_to_all: false },
  { id: '8', project_code: 'SUB', name: 'Sub', status: 'ACTIVE', parent_project: { id: '7' } },
  { id: '9', project_code: 'ALL', name: 'All', status: 'ACTIVE', assigned_to_all: true },
  { id: '10', project_code: 'GONE', name: 'Gone', status: 'ACTIVE' },
];

type Given = Parameters<typeof fakeRun>[0];
interface Call {
  readonly method: string;
  readonly target: string;
  readonly body: { readonly json: readonly { readonly person: { readonly id: string } }[] };
}

async function open(given: Given = {}, members: Readonly<Record<string, readonly string[]>> = { '7': ['1'] }) {
  const reads: string[] = [];
  const answer = ({ target }: ApiRequest) => {
    reads.push(target);
    if (target === '/v2/projects') return { _data: structuredClone(PROJECTS) };
    const id = target.split('/')[3] ?? '';
    if (id === '10') return new ApiError('not_found', 404, 1);
    return { _data: (members[id] ?? []).map((each) => ({ person: { id: each } })) };
  };
  const people = Array.from({ length: 250 }, (_, at) => ({ id: `${at}`, email: `p${at}@acme.example` }));
  const run = fakeRun({ answer, people, ...given });
  const writer = await projectMembers.open(run);
  /** Writes the rows of one lot, and returns what became of each. */
  const lot = async (rows: readonly Values[], operation: Operation = 'insert') => {
    const parsed = rows.map((values) => writer.parse({ operation, key: ['project_code', 'person_email'], values }));
    const found = await writer.look(parsed);
    return await Promise.all(
      parsed.map((row) =>
        writer.write(row, found).then(
          ({ outcome }) => outcome,
          (error: unknown) => (error instanceof Reject ? `${error.code} ${error.member}` : error),
        ),
      ),
    );
  };
  return { lot, run, reads, calls: run.writes as readonly Call[], writer };
}

const row = (person: number, project = 'ERP'): Values => ({
  project_code: project,
  person_email: `P${person}@acme.example`,
});
const sizes = (calls: readonly Call[]) => calls.map(({ body }) => body.json.length);

test('the missing people of a lot are added in one call', async () => {
  const { lot, calls, reads } = await open();
  expect(await lot([row(1), row(2), row(3)])).toEqual(['unchanged', 'created', 'created']);
  expect(calls).toEqual([
    {
      method: 'POST',
      route: '/v2/projects/{id}/members',
      target: '/v2/projects/7/members',
      body: { json: [{ person: { id: '2' } }, { person: { id: '3' } }] },
    },
  ]);
  expect(reads).toEqual(['/v2/projects', '/v2/projects/7/members']);
});

test('what this run wrote counts more than a list that lags behind', async () => {
  const { lot, calls } = await open();
  await lot([row(2)]);
  expect(await lot([row(2)])).toEqual(['unchanged']);
  expect(await lot([row(2), row(1), row(5)], 'soft_delete')).toEqual(['removed', 'removed', 'unchanged']);
  expect(await lot([row(2)], 'soft_delete')).toEqual(['unchanged']);
  expect(calls.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
});

test('a call has at most 100 people', async () => {
  const { lot, calls } = await open();
  const rows = Array.from({ length: 240 }, (_, at) => row(at + 2));
  expect(new Set(await lot(rows))).toEqual(new Set(['created']));
  expect(sizes(calls)).toEqual([100, 100, 40]);
});

test('one person that Personio refuses costs no other row', async () => {
  const { lot, calls } = await open({
    onCreate: (request) => {
      const { json } = request.body as Call['body'];
      if (json.some(({ person }) => person.id === '5')) throw new Reject('refused', 'Personio refused the row (422).');
      return {};
    },
  });
  expect(await lot([2, 3, 4, 5, 6, 7, 8, 9].map((each) => row(each)))).toEqual([
    'created',
    'created',
    'created',
    'refused undefined',
    'created',
    'created',
    'created',
    'created',
  ]);
  expect(sizes(calls)).toEqual([8, 4, 2, 2, 1, 1, 4]);
});

test('what is not about the rows fails all of them, after one call', async () => {
  const down = new ApiError('server', 503, 3);
  const { lot, calls } = await open({
    onCreate: () => {
      throw down;
    },
  });
  expect(await lot([row(2), row(3)])).toEqual([down, down]);
  expect(calls.length).toBe(1);
});

test.each([
  ['SUB', 'conflict project_code'],
  ['ALL', 'conflict project_code'],
  ['NONE', 'unknown_reference project_code'],
  ['GONE', 'unknown_reference project_code'],
])('no members of %s', async (project, expected) => {
  const { lot, calls } = await open();
  expect(await lot([row(2, project)])).toEqual([expected]);
  expect(await lot([row(2, project)], 'soft_delete')).toEqual([expected]);
  expect(calls).toEqual([]);
});

test('a person or project that may still come is awaited', async () => {
  const { lot } = await open({ mayCome: true });
  expect(await lot([row(999), row(2, 'NONE')])).toMatchObject([
    { name: 'Awaits', kind: 'person' },
    { name: 'Awaits', kind: 'project' },
  ]);
});

test('people and projects by id, or by the own id of the company', async () => {
  const { lot, calls, writer } = await open({
    options: { matchAttribute: 'staff_no' },
    people: [{ id: '44', email: undefined, own: 'S-1' }],
  });
  expect(
    await lot([
      { project_id: '7', person_id: '3' },
      { project_id: '7', person_staff_no: 'S-1' },
    ]),
  ).toEqual(['created', 'created']);
  expect(calls[0]?.body.json).toEqual([{ person: { id: '3' } }, { person: { id: '44' } }]);
  expect(Object.keys(writer.members)).toContain('person_staff_no');
});

test('in a dry run, people and projects may not be there yet', async () => {
  const { lot, calls } = await open({
    options: { dryRun: true },
    people: [{ id: undefined, email: 'p2@acme.example' }],
  });
  expect(await lot([row(2)])).toEqual(['created']);
  expect(await lot([row(2)])).toEqual(['unchanged']);
  expect(calls).toEqual([]);
});
