import { expect, test } from 'vitest';
import { peopleRun, writing } from '../../../integration_tests/units/fake_people.ts';
import { Awaits, Reject } from '../reject.ts';
import { employments } from './employments.ts';

const account = {
  persons: [
    { id: '1', email: 'ada@example.org', employments: [{ id: 'e1' }] },
    { id: '2', email: 'bob@example.org', employments: [{ id: 'e2' }, { id: 'e3' }] },
  ],
  employments: [
    { id: 'e1', status: 'ACTIVE', type: 'INTERNAL', employment_start_date: '2024-01-01', position: { title: 'Clerk' } },
    { id: 'e2', status: 'INACTIVE', employment_start_date: '2020-01-01', employment_end_date: '2021-01-01' },
    { id: 'e3', status: 'ACTIVE', employment_start_date: '2022-01-01' },
  ],
  departments: [
    { id: 'd1', type: 'department', name: 'Sales' },
    { id: 'd2', type: 'department', name: 'Sales ' },
    { id: 'd3', type: 'department', name: 'Finance' },
  ],
  offices: [{ id: 'o1', name: 'Berlin' }],
};
const UPDATE = { operation: 'update', key: ['id'] } as const;
const BY_EMAIL = { operation: 'update', key: ['person_email'] } as const;

test('an employment is changed by its id', async () => {
  const run = peopleRun(account);
  const write = await writing(employments, run);

  expect(await write({ id: 'e2', office: 'berlin', position: 'Lead' }, UPDATE)).toEqual({
    outcome: 'changed',
    id: 'e2',
    differences: [
      { member: 'position', from: null, to: 'Lead' },
      { member: 'office', from: null, to: 'berlin' },
    ],
  });
  expect(run.writes).toEqual([
    expect.objectContaining({
      method: 'PATCH',
      target: '/v2/persons/2/employments/e2',
      body: { json: { position: { title: 'Lead' }, office: { id: 'o1' } } },
    }),
  ]);
  await expect(write({ id: 'e9' }, UPDATE)).rejects.toMatchObject({ code: 'not_found', member: 'id' });
});

test('the current one is changed for a person', async () => {
  const run = peopleRun(account);
  const write = await writing(employments, run);

  expect(await write({ person_email: 'BOB@example.org', status: 'LEAVE' }, BY_EMAIL)).toMatchObject({ id: 'e3' });
  expect(await write({ person_id: '1', position: 'Clerk' }, BY_EMAIL)).toEqual({ outcome: 'unchanged', id: 'e1' });
  await expect(write({ position: 'Clerk' }, BY_EMAIL)).rejects.toMatchObject({ code: 'missing_key' });
  await expect(write({ person_id: '9', position: 'Clerk' }, BY_EMAIL)).rejects.toMatchObject({ code: 'not_found' });
});

test('a person may still come', async () => {
  const write = await writing(employments, peopleRun(account, { mayCome: true }));

  await expect(write({ person_email: 'new@example.org' }, BY_EMAIL)).rejects.toBeInstanceOf(Awaits);
});

test('two rows that name the same employment differently do not undo each other', async () => {
  const run = peopleRun(account);
  const write = await writing(employments, run);
  await Promise.all([
    write({ id: 'e1', department_id: 'd3' }, UPDATE),
    write({ person_email: 'ada@example.org', team_id: 't1' }, BY_EMAIL),
  ]);

  const units = [
    { type: 'department', id: 'd3' },
    { type: 'team', id: 't1' },
  ];
  const last = run.writes.at(-1) as { body: { json: { org_units: unknown[] } } };
  expect(last.body.json.org_units).toEqual(expect.arrayContaining(units));
});

test('names are unambiguous', async () => {
  const run = peopleRun(account);
  const write = await writing(employments, run);
  const rejected = async (values: Record<string, string>) =>
    await expect(write({ id: 'e1', ...values }, UPDATE)).rejects.toMatchObject({
      code: expect.stringMatching(/_reference$/),
      member: Object.keys(values)[0],
    });

  await rejected({ department: 'Sales' });
  await rejected({ department: 'Nowhere' });
  await rejected({ office: 'Nowhere' });
  await rejected({ supervisor_email: 'nobody@example.org' });
  expect(run.writes).toEqual([]);
  expect(run.paths().filter((path) => path === '/v2/org-units')).toHaveLength(1);
});

test('what Personio refuses is sent again with the members that are said to be required, and so is what follows', async () => {
  const sent: object[] = [];
  const onChange = ({ body }: { body?: unknown }) => {
    const { json } = body as { json: object };
    sent.push(json);
    if (!('status' in json)) throw new Reject('refused', 'Personio refused the row (400).');
  };
  const write = await writing(employments, peopleRun(account, { onChange }));

  expect(await write({ id: 'e1', position: 'Lead' }, UPDATE)).toMatchObject({ outcome: 'changed' });
  expect(await write({ id: 'e1', position: 'Head' }, UPDATE)).toMatchObject({ outcome: 'changed' });
  const required = { employment_start_date: '2024-01-01', type: 'INTERNAL', status: 'ACTIVE' };
  expect(sent).toEqual([
    { position: { title: 'Lead' } },
    { ...required, position: { title: 'Lead' } },
    { ...required, position: { title: 'Head' } },
  ]);
});

test('what Personio refuses anyway is a reject', async () => {
  const onChange = () => {
    throw new Reject('refused', 'Personio refused the row (400).');
  };
  const run = peopleRun(account, { onChange });
  const write = await writing(employments, run);

  await expect(write({ id: 'e1', position: 'Lead' }, UPDATE)).rejects.toMatchObject({ code: 'refused' });
  expect(run.writes).toHaveLength(2);
});

test('an employment that this run has changed is not read from Personio again', async () => {
  const run = peopleRun(account);
  const write = await writing(employments, run);

  await write({ id: 'e1', position: 'Lead' }, UPDATE);
  expect(await write({ id: 'e1', position: 'Lead' }, UPDATE)).toMatchObject({ outcome: 'unchanged' });
  expect(run.paths().filter((path) => path.endsWith('/e1'))).toHaveLength(1);
});
