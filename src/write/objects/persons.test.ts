import { describe, expect, test, vi } from 'vitest';
import { peopleRun, writeRow, writing } from '../../../integration_tests/units/fake_people.ts';
import type { Row } from '../../row.ts';
import { Awaits, Reject } from '../reject.ts';
import { persons } from './persons.ts';

const account = () => ({
  persons: [
    {
      id: '1',
      email: 'ada@example.org',
      first_name: 'Ada',
      last_name: 'Byron',
      gender: 'UNSPECIFIED',
      employments: [{ id: 'e1' }],
      custom_attributes: [{ id: 'dynamic_1', type: 'string', value: 'Red' }],
    },
    { id: '2', email: 'bob@example.org', first_name: 'Bob', last_name: 'Ray', employments: [{ id: 'e2' }] },
  ] as Row[],
  employments: [
    {
      id: 'e1',
      status: 'ACTIVE',
      employment_start_date: '2024-01-01',
      created_at: '2024-01-01T08:00:00Z',
      position: { title: 'Clerk' },
      org_units: [
        { type: 'department', id: 'd1' },
        { type: 'team', id: 't1' },
      ],
    },
    { id: 'e2', status: 'INACTIVE', employment_start_date: '2020-01-01' },
  ] as Row[],
  attributes: [
    { key: 'dynamic_1', label: 'Colour', type: 'list', options: ['Red', 'Blue'] },
    { key: 'dynamic_7', label: 'Number', type: 'standard' },
  ],
  departments: [
    { id: 'd1', type: 'department', name: 'Sales' },
    { id: 'd2', type: 'department', name: 'Finance' },
  ],
});

const ADA = { email: 'ADA@example.org' };
const NEW = { email: 'New@example.org', first_name: 'Nora', last_name: 'Ng' };
const INSERT = { operation: 'insert' } as const;
const OWN = { key: ['dynamic_7'] } as const;
const matched = { options: { matchAttribute: 'dynamic_7' } };

const opened = async (given: Parameters<typeof peopleRun>[1] = {}, changed: object = {}) => {
  const run = peopleRun({ ...account(), ...changed }, given);
  return { run, write: await writing(persons, run) };
};
const requested = ({ asked }: ReturnType<typeof peopleRun>) => asked.map(({ target }) => target);

describe('somebody who is there', () => {
  test('is left alone, without a request, if the person has the same values', async () => {
    const { run, write } = await opened();
    const row = { ...ADA, first_name: 'Ada', gender: 'UNKNOWN', dynamic_1: 'red' };

    expect(await write(row)).toEqual({ outcome: 'unchanged', id: '1' });
    expect(await write(row, INSERT)).toEqual({ outcome: 'unchanged', id: '1' });
    expect(requested(run)).toEqual(['/v1/company/employees/attributes', '/v2/persons']);
    expect(run.writes).toEqual([]);
  });

  test('costs one request for the employment if a row has members of it', async () => {
    const { run, write } = await opened();

    expect(await write({ ...ADA, position: 'Clerk', department: 'Sales' })).toMatchObject({ outcome: 'unchanged' });
    expect(requested(run).slice(2)).toEqual(['/v2/org-units', '/v2/persons/1/employments/e1']);
  });

  test('gets what differs, in the person and in the employment', async () => {
    const { run, write } = await opened();
    const row = { ...ADA, first_name: 'Ada', last_name: 'King', dynamic_1: 'blue', department: 'Finance' };

    expect(await write(row)).toEqual({
      outcome: 'changed',
      id: '1',
      differences: [
        { member: 'dynamic_1', from: 'Red', to: 'Blue' },
        { member: 'last_name', from: 'Byron', to: 'King' },
        { member: 'department', from: 'Sales', to: 'Finance' },
      ],
    });
    expect(run.writes).toEqual([
      expect.objectContaining({
        target: '/v2/persons/1',
        body: { json: { last_name: 'King', custom_attributes: [{ id: 'dynamic_1', value: 'Blue' }] } },
      }),
      expect.objectContaining({
        target: '/v2/persons/1/employments/e1',
        body: {
          json: {
            org_units: [
              { type: 'team', id: 't1' },
              { type: 'department', id: 'd2' },
            ],
          },
        },
      }),
    ]);
    expect(await write(row)).toMatchObject({ outcome: 'unchanged' });
  });

  test('is not changed by an insert', async () => {
    const { run, write } = await opened();

    await expect(write({ ...ADA, last_name: 'King' }, INSERT)).rejects.toMatchObject({
      code: 'exists',
      member: 'last_name',
    });
    await expect(write({ ...ADA, position: 'Lead' }, INSERT)).rejects.toMatchObject({ code: 'exists' });
    expect(run.writes).toEqual([]);
  });

  test('gets from an insert what an interrupted creation left undone', async () => {
    const { run, write } = await opened();

    expect(await write({ ...ADA, supervisor_email: 'bob@example.org' }, INSERT)).toMatchObject({ outcome: 'changed' });
    // Where Personio keeps no start, it is the day of the creation.
    expect(await write({ ...ADA, hire_date: '2024-03-01' }, INSERT)).toMatchObject({ outcome: 'changed' });
    expect(run.writes).toHaveLength(2);
  });

  test('is found by id, and may get another e-mail address that nobody has', async () => {
    const { run, write } = await opened();
    const byId = { key: ['id'] };

    expect(await write({ id: '1', email: 'countess@example.org' }, byId)).toMatchObject({ outcome: 'changed' });
    await expect(write({ id: '2', email: 'Countess@example.org' }, byId)).rejects.toMatchObject({ code: 'conflict' });
    await expect(write({ ...NEW, id: '9' }, byId)).rejects.toMatchObject({ code: 'not_found', member: 'id' });
    expect(run.writes).toHaveLength(1);
  });

  test('keeps what a row leaves empty; what is to be cleared is', async () => {
    const { run, write } = await opened();

    expect(await write({ ...ADA, dynamic_1: null, position: null, gender: null })).toMatchObject({
      outcome: 'changed',
    });
    expect(run.writes.map((each) => (each as { body: { json: unknown } }).body.json)).toEqual([
      { custom_attributes: [{ id: 'dynamic_1', value: '' }] },
      { position: null },
    ]);
  });

  test('is cleared with null where Personio refuses empty text', async () => {
    const sent: unknown[] = [];
    const onChange = ({ body }: { body?: object }) => {
      const text = JSON.stringify(body);
      sent.push(text);
      if (text.includes('""')) throw new Reject('refused', 'Personio refused the row (400).');
    };
    const { write } = await opened({ onChange });

    expect(await write({ ...ADA, dynamic_1: null })).toMatchObject({ outcome: 'changed' });
    expect(sent).toHaveLength(2);
  });

  test('has a supervisor by e-mail', async () => {
    const { run, write } = await opened();

    expect(await write({ ...ADA, supervisor_email: 'Bob@example.org' })).toMatchObject({
      differences: [{ member: 'supervisor_email', from: null, to: 'Bob@example.org' }],
    });
    expect(run.writes).toEqual([expect.objectContaining({ body: { json: { supervisor: { id: '2' } } } })]);
    await expect(write({ ...ADA, supervisor_email: 'no@example.org' })).rejects.toMatchObject({
      code: 'unknown_reference',
      member: 'supervisor_email',
    });
  });

  test('is not half changed if a name is unknown or an option is', async () => {
    const { run, write } = await opened();

    await expect(write({ ...ADA, last_name: 'King', department: 'Nowhere' })).rejects.toMatchObject({
      code: 'unknown_reference',
    });
    await expect(write({ ...ADA, dynamic_1: 'Green' })).rejects.toMatchObject({ code: 'bad_value' });
    expect(run.writes).toEqual([]);
  });
});

describe('somebody new', () => {
  const created = (more: Row = {}) => ({ id: '3', employments: [{ id: 'e3' }], ...more });
  const withNew = (employment: Row) => ({
    persons: [...account().persons, { ...NEW, id: '3', email: 'old@example.org', employments: [{ id: 'e3' }] }],
    employments: [{ id: 'e3', status: 'ACTIVE', ...employment }],
  });

  test('is created with all that is known, once', async () => {
    const employment = { org_units: [{ type: 'department', id: 'd2' }], employment_start_date: '2026-09-01' };
    const { run, write } = await opened({ onCreate: () => created() }, withNew(employment));
    const row = { ...NEW, dynamic_1: 'Red', department: 'Finance', hire_date: '2026-09-01', language_code: 'de' };

    expect(await write(row)).toMatchObject({ outcome: 'created', id: '3' });
    expect(run.writes).toEqual([
      {
        method: 'POST',
        route: '/v2/persons',
        target: '/v2/persons',
        body: {
          json: {
            ...NEW,
            language_code: 'de',
            custom_attributes: [{ id: 'dynamic_1', value: 'Red' }],
            employments: [employment],
          },
        },
      },
    ]);
    expect(await write(row)).toMatchObject({ outcome: 'unchanged', id: '3' });
  });

  test.each([
    ['bare', created()],
    ['wrapped', { _data: created() }],
    ['without employments', { id: 3 }],
  ])('gets what Personio did not keep; the answer is %s', async (_, answer) => {
    const { run, write } = await opened({ onCreate: () => answer }, withNew({ employment_start_date: '2026-01-01' }));

    expect(await write({ ...NEW, hire_date: '2026-09-01', status: 'ACTIVE' })).toMatchObject({ outcome: 'created' });
    expect(run.writes.slice(1)).toEqual([
      expect.objectContaining({
        target: '/v2/persons/3/employments/e3',
        body: { json: { employment_start_date: '2026-09-01' } },
      }),
    ]);
  });

  test('is created even if Personio does not show the employment', async () => {
    const { run, write } = await opened();

    expect(await write({ ...NEW, position: 'Lead' })).toMatchObject({ outcome: 'created', id: 'new' });
    expect(run.warnings).toEqual([expect.stringContaining('employments of people who were just created')]);
  });

  test('is not created without a name, nor by an update or a removal', async () => {
    const { run, write } = await opened();

    await expect(write({ email: 'x@example.org', first_name: 'X' })).rejects.toMatchObject({
      code: 'missing_value',
      member: 'last_name',
    });
    await expect(write(NEW, { operation: 'update' })).rejects.toMatchObject({ code: 'not_found' });
    expect(await write(NEW, { operation: 'soft_delete' })).toEqual({ outcome: 'unchanged' });
    await expect(write({ first_name: 'X', last_name: 'Y' })).rejects.toMatchObject({ code: 'missing_key' });
    expect(run.writes).toEqual([]);
  });

  test('is compared if somebody else has created the person meanwhile', async () => {
    const run = peopleRun(account());
    const exists = {
      ...run,
      create: async ({ find }: { find: () => Promise<unknown> }) => ({ kind: 'existed', found: await find() }),
    };
    const write = await writing(persons, exists as typeof run);
    await run.people.ready();
    const late = { ...account().persons[1], id: '5', email: NEW.email, first_name: 'Nora', last_name: 'Old' };
    run.people.search = (async () => run.people.created('5', late)) as typeof run.people.search;

    expect(await write(NEW)).toMatchObject({ outcome: 'changed', id: '5' });
    expect(run.writes).toEqual([expect.objectContaining({ body: { json: { last_name: 'Ng' } } })]);
  });

  test('is looked for once more if the index is old', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const changed = account();
    const { run, write } = await opened({}, changed);
    await write(ADA);
    changed.persons.push({ ...NEW, id: '6', email: 'new@example.org' });
    now.mockReturnValue(62_000);

    expect(await write(NEW)).toEqual({ outcome: 'unchanged', id: '6' });
    expect(run.asked.map(({ query }) => query?.email).filter(Boolean)).toEqual(['New@example.org', 'new@example.org']);
    now.mockRestore();
  });

  test('may have no e-mail address if there is an own id, which is checked after the creation', async () => {
    const { email: _, ...nameless } = NEW;
    const row = { ...nameless, dynamic_7: '77' };
    const { run, write } = await opened(
      { ...matched, onCreate: () => ({ id: '3' }) },
      { persons: [...account().persons, { ...nameless, id: '3', email: null }] },
    );

    expect(await write(row, OWN)).toMatchObject({ outcome: 'created', id: '3' });
    const attribute = { custom_attributes: [{ id: 'dynamic_7', value: '77' }] };
    expect(run.writes).toEqual([
      expect.objectContaining({ body: { json: { ...nameless, ...attribute } } }),
      expect.objectContaining({ method: 'PATCH', target: '/v2/persons/3', body: { json: attribute } }),
    ]);
    expect(await write(row, OWN)).toMatchObject({ outcome: 'unchanged', id: '3' });
    await expect(write({ ...row, dynamic_7: '78', ...ADA }, OWN)).rejects.toMatchObject({
      code: 'conflict',
      member: 'email',
    });
  });

  test('is known to later rows of a dry run', async () => {
    const { run, write } = await opened({ options: { dryRun: true } });

    const first = await write({ ...NEW, position: 'Lead', termination_date: '2020-01-01' });
    expect(first).toEqual({
      outcome: 'created',
      id: undefined,
      differences: Object.entries({ ...NEW, position: 'Lead' }).map(([member, to]) => ({ member, from: null, to })),
    });
    expect(await write({ ...NEW, position: 'Lead' })).toEqual({ outcome: 'unchanged', id: undefined });
    expect(await write({ ...NEW, position: 'Head' })).toMatchObject({
      outcome: 'changed',
      differences: [{ member: 'position', from: 'Lead', to: 'Head' }],
    });
    expect(await write({ ...ADA, supervisor_email: NEW.email })).toMatchObject({ outcome: 'changed' });
    expect(run.writes).toEqual([]);
  });
});

describe('supervisors who are new as well', () => {
  const A = { email: 'a@example.org', first_name: 'A', last_name: 'A', supervisor_email: 'B@example.org' };
  const B = { email: 'b@example.org', first_name: 'B', last_name: 'B', supervisor_email: 'a@example.org' };
  const TASK = { operation: 'upsert', key: ['email'] } as const;

  /** `isOver` says that no other row comes any more. */
  const waiting = async () => {
    const made: Row[] = [];
    const employments: Row[] = [];
    const state = { isOver: false };
    const run = peopleRun(
      { ...account(), persons: made, employments },
      {
        onCreate: ({ body }) => {
          const { json } = body as { json: Row };
          const id = String(made.length + 1);
          made.push({ ...json, id, employments: [{ id: `n${id}` }] });
          employments.push({ ...(json.employments as Row[] | undefined)?.[0], id: `n${id}` });
          return { id };
        },
      },
    );
    const missing: typeof run.missing = (kind, member) =>
      state.isOver ? new Reject('unknown_reference', 'It does not exist.', { member }) : new Awaits(kind);
    const writer = await persons.open({ ...run, missing });
    const rowOf = (values: Record<string, string>) => {
      const row = writer.parse({ ...TASK, values });
      return () => writer.write(row, undefined);
    };
    return { run, rowOf, state };
  };

  test('come first', async () => {
    const { rowOf } = await waiting();
    const { supervisor_email: _, ...boss } = B;
    const a = rowOf(A);

    await expect(a()).rejects.toBeInstanceOf(Awaits);
    expect(await rowOf(boss)()).toMatchObject({ outcome: 'created', id: '1' });
    expect(await a()).toMatchObject({ outcome: 'created', id: '2' });
  });

  test('are set afterwards if people supervise each other', async () => {
    const { rowOf, run } = await waiting();
    const [a, b] = [rowOf(A), rowOf(B)];

    await expect(a()).rejects.toBeInstanceOf(Awaits);
    // It closes the circle, so it is created at once, and waits for the other one.
    await expect(b()).rejects.toBeInstanceOf(Awaits);
    expect(await a()).toMatchObject({ outcome: 'created', id: '2' });
    expect(await b()).toMatchObject({ outcome: 'created', id: '1' });
    expect(run.writes).toEqual([
      expect.objectContaining({ method: 'POST' }),
      expect.objectContaining({ method: 'POST' }),
      expect.objectContaining({ target: '/v2/persons/1/employments/n1', body: { json: { supervisor: { id: '2' } } } }),
    ]);
  });

  test('who never come reject all rows that depend on them, and nobody is created', async () => {
    const { rowOf, run, state } = await waiting();
    const rows = [A, { ...B, supervisor_email: 'nobody@example.org' }].map(rowOf);
    for (const write of rows) await expect(write()).rejects.toBeInstanceOf(Awaits);
    state.isOver = true;

    // The first one waits for the second one, as long as that is not settled.
    await expect(rows[0]?.()).rejects.toBeInstanceOf(Awaits);
    for (const write of rows.toReversed()) await expect(write()).rejects.toMatchObject({ code: 'unknown_reference' });
    expect(run.writes).toEqual([]);
  });
});

describe('leaving', () => {
  test('is the status INACTIVE, once', async () => {
    const { run, write } = await opened();
    const removal = { operation: 'soft_delete' } as const;

    expect(await write(ADA, removal)).toEqual({
      outcome: 'removed',
      id: '1',
      differences: [{ member: 'status', from: 'ACTIVE', to: 'INACTIVE' }],
    });
    expect(await write(ADA, removal)).toEqual({ outcome: 'unchanged', id: '1' });
    expect(await write({ email: 'bob@example.org' }, removal)).toEqual({ outcome: 'unchanged', id: '2' });
    expect(run.writes).toEqual([expect.objectContaining({ body: { json: { status: 'INACTIVE' } } })]);
  });

  test('waits for its day', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-05-31T22:30:00Z'), toFake: ['Date'] });
    const { run, write } = await opened({ options: { timeZone: 'Europe/Berlin' } });
    const leaving = { ...ADA, status: 'INACTIVE' };
    const rejected = { code: 'not_due', member: 'termination_date' };

    await expect(write({ ...leaving, termination_date: '2026-06-02' })).rejects.toMatchObject(rejected);
    await expect(write({ ...ADA, termination_date: '2026-06-02' }, { operation: 'soft_delete' })).rejects.toMatchObject(
      rejected,
    );
    expect(run.writes).toEqual([]);
    expect(await write({ ...leaving, termination_date: '2026-06-01' })).toMatchObject({ outcome: 'changed' });
    vi.useRealTimers();
  });

  test('is not asked for by a termination date alone, which is not written', async () => {
    const { run, write } = await opened();

    expect(await write({ ...ADA, last_name: 'King', termination_date: '2999-01-01' })).toMatchObject({
      differences: [{ member: 'last_name', from: 'Byron', to: 'King' }],
    });
    expect(run.warnings).toEqual([expect.stringContaining('termination_date is not written')]);
  });
});

test('rows about one person have the same target', async () => {
  const writer = await persons.open(peopleRun(account()));
  const targetOf = (email: string) =>
    writer.targetOf(writer.parse({ operation: 'upsert', key: ['email'], values: { email } }));

  expect(targetOf('Ada@example.org')).toBe(targetOf('ada@example.org'));
  expect(targetOf('bob@example.org')).not.toBe(targetOf('ada@example.org'));
});

test('without the right to list attributes, the members of every account remain', async () => {
  const { attributes: _, ...rest } = account();
  const writer = await persons.open(peopleRun(rest, matched));

  expect(Object.keys(writer.members)).toEqual(expect.arrayContaining(['email', 'dynamic_7', 'supervisor_dynamic_7']));
  expect(writer.members).not.toHaveProperty('dynamic_1');
  expect(await writeRow(writer, { ...ADA, first_name: 'Ada' })).toMatchObject({ outcome: 'unchanged' });
});
