import { afterEach, describe, expect, test } from 'vitest';
import { type GivenOptions, type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { Json } from './connector.ts';
import { writeInProcess } from './units/write_in_process.ts';

let sandbox: Sandbox | undefined;

afterEach(async () => {
  await sandbox?.close();
});

interface Load {
  readonly rows: readonly Json[];
  readonly stream?: string;
  readonly mode?: string;
  readonly key?: readonly string[];
  readonly config?: object;
}

/** Writes rows into the account, in this process. The outcomes are those of rows that were not rejected. */
async function load(
  account: Sandbox,
  { rows, stream = 'persons', mode = 'append_dedup', key = [], config = {} }: Load,
) {
  const given = { on_reject: 'fail', ...config };
  const run = await writeInProcess(account, { rows: { [stream]: rows }, mode, primaryKey: key, config: given });
  const outcomes = run.lines.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'rejected');
  return { done: run.done, outcomes, text: run.text };
}

const start = async (given: GivenOptions = {}): Promise<Sandbox> => {
  sandbox = await startSandbox({ persons: 8, ...given });
  return sandbox;
};

const current = (account: Sandbox, email: string): Json | undefined => {
  const people = account.rows('persons') as Json[];
  const person = people.find((row) => String(row.email).toLowerCase() === email);
  return (account.rows('employments') as Json[]).find((row) => (row.person as Json).id === person?.id);
};

const unitTypes = ({ org_units: units }: Json = {}): unknown[] => (units as Json[]).map(({ type }) => type).sort();

const namesOf = (account: Sandbox, type: string): string[] =>
  account.rows('org_units').flatMap((row) => ((row as Json).type === type ? [String((row as Json).name)] : []));

const people = (account: Sandbox): Json[] => {
  const [department = '', other = ''] = namesOf(account, 'department');
  const [team = ''] = namesOf(account, 'team');
  const [office = ''] = account.rows('workplaces').map((row) => String((row as Json).name));
  const more = { department, team, office, hire_date: '2026-09-01', status: 'ONBOARDING', language_code: 'de' };
  const whole = { ...more, employment_type: 'INTERNAL', weekly_working_hours: 32 };
  return [
    {
      email: 'Nora@new.example',
      first_name: 'Nora',
      last_name: 'Ng',
      position: 'Lead',
      ...whole,
      supervisor_email: 'otto@new.example',
    },
    {
      email: 'otto@new.example',
      first_name: 'Otto',
      last_name: 'Oz',
      position: 'Head',
      ...whole,
      department: other,
      supervisor_email: 'nora@new.example',
    },
    {
      email: 'pia@new.example',
      first_name: 'Pia',
      last_name: 'Po',
      dynamic_700102: 'xl',
      dynamic_700107: null,
      ...whole,
    },
  ];
};

const DISPUTED: readonly NonNullable<GivenOptions['disputed']>[] = [
  {},
  { created: 'wrapped', emailFilter: 'any case' },
  { created: 'nested', storedEmails: 'lower case' },
  { personNeeds: 'more' },
  { postedEmployment: 'forgotten' },
  { employmentPatch: 'needs three' },
  { postedEmployment: 'forgotten', employmentPatch: 'needs three' },
  { orgUnitsPatch: 'merge', idlePatch: 'nothing' },
  { personsRefusal: 401, writeScopes: 'none' },
  { lagsById: true },
];

describe('people end as their rows say, whatever is disputed', () => {
  test.each(DISPUTED)('%j', async (disputed) => {
    const account = await start({ disputed });
    const rows = people(account);

    const dry = await load(account, { rows, config: { dry_run: true } });
    expect(dry).toMatchObject({ done: true, outcomes: ['created', 'created', 'created'] });
    expect(account.writes).toEqual([]);

    expect(await load(account, { rows })).toMatchObject({ done: true, outcomes: ['created', 'created', 'created'] });
    for (const { email, hire_date, position } of rows) {
      const employment = current(account, String(email).toLowerCase());
      expect(employment).toMatchObject({ employment_start_date: hire_date, status: 'ONBOARDING', type: 'INTERNAL' });
      if (position !== undefined) expect(employment).toMatchObject({ position: { title: position } });
      expect(unitTypes(employment)).toEqual(['department', 'team']);
    }
    expect(current(account, 'nora@new.example')?.supervisor).toEqual({ id: expect.any(String) });

    account.resetWrites();
    const again = await load(account, {
      rows: rows.map((row) => ({ ...row, email: String(row.email).toUpperCase() })),
    });
    expect(again).toMatchObject({ done: true, outcomes: ['unchanged', 'unchanged', 'unchanged'] });
    expect(account.writes).toEqual([]);

    const changed = rows.map((row) => ({ email: row.email, department: rows[1]?.department, last_name: 'New' }));
    expect(await load(account, { rows: changed })).toMatchObject({ outcomes: ['changed', 'changed', 'changed'] });
    expect(unitTypes(current(account, 'nora@new.example'))).toEqual(['department', 'team']);
  });
});

describe('nobody is created twice', () => {
  test('after a creation that was carried out and not answered', async () => {
    const match = { method: 'POST', path: '/v2/persons', times: 2 };
    const account = await start({ trouble: [{ match, act: { kind: 'reset', applied: true } }] });

    expect(await load(account, { rows: people(account) })).toMatchObject({ done: true });
    expect([...account.creations.values()]).toEqual([1, 1, 1]);
  });

  test('by an insert that comes again after the employment was not completed', async () => {
    const account = await start({ disputed: { postedEmployment: 'forgotten' } });
    const rows = people(account).slice(2);
    account.configure({ trouble: [{ match: { method: 'PATCH' }, act: { kind: 'status', status: 400 } }] });
    expect(await load(account, { rows, mode: 'append' })).toMatchObject({ done: false, outcomes: [] });
    account.configure({ trouble: [] });

    expect(await load(account, { rows, mode: 'append' })).toMatchObject({ outcomes: ['changed'] });
    expect(await load(account, { rows, mode: 'append' })).toMatchObject({ outcomes: ['unchanged'] });
    expect([...account.creations.values()]).toEqual([1]);
  });
});

describe('people without e-mail address', () => {
  const OWN = 'laptop_serial_number';
  const rows = [
    { [OWN]: 'SN-1', first_name: 'Nora', last_name: 'Ng', [`supervisor_${OWN}`]: 'SN-2' },
    { [OWN]: 'SN-2', first_name: 'Otto', last_name: 'Oz' },
  ];

  test('are found by an own id, also by an insert while lists lag behind', async () => {
    const account = await start({ writeLagMs: 800 });
    const mapping = { stream: 'persons', object: 'persons', key: [OWN] };
    const config = { match_attribute: OWN, settle_seconds: 1, mappings: [mapping] };
    const insert = { rows, mode: 'append', config };

    expect(await load(account, insert)).toMatchObject({ outcomes: ['created', 'created'] });
    expect(await load(account, insert)).toMatchObject({ done: true, outcomes: ['unchanged', 'unchanged'] });
    expect([...account.creations.values()]).toEqual([1, 1]);
  });
});

test.each(['allowed', 'refused'] as const)('an e-mail address is changed where that is %s', async (emailChange) => {
  const account = await start({ disputed: { emailChange } });
  const [{ id } = {}] = account.rows('persons') as Json[];
  const row = { id, email: 'other@new.example', last_name: 'Other' };

  const { outcomes } = await load(account, { rows: [row, row], key: ['id'] });
  expect(outcomes).toEqual(emailChange === 'allowed' ? ['changed', 'unchanged'] : []);
  expect(current(account, 'other@new.example') !== undefined).toBe(emailChange === 'allowed');
});

test.each(['empty', 'null'] as const)('an attribute is cleared by %s', async (clearedAttributes) => {
  const account = await start({ disputed: { clearedAttributes } });
  const config = { clear_on_null: ['persons.laptop_serial_number', 'persons.dynamic_700107'] };
  const person = { email: 'pia@new.example', first_name: 'Pia', last_name: 'Po' };
  const row = { ...person, laptop_serial_number: 'SN-1', dynamic_700107: ['German'] };
  const cleared = { ...person, laptop_serial_number: null, dynamic_700107: null };

  expect(await load(account, { rows: [row], config })).toMatchObject({ outcomes: ['created'] });
  expect(await load(account, { rows: [cleared, cleared], config })).toMatchObject({
    outcomes: ['changed', 'unchanged'],
  });
  expect(await load(account, { rows: [cleared], config })).toMatchObject({ outcomes: ['unchanged'] });
});

test('who leaves is inactive, once, and not before the day', async () => {
  const account = await start();
  await load(account, { rows: people(account).slice(2) });
  account.resetWrites();
  const mapping = { stream: 'persons', object: 'persons', operation: 'soft_delete' };
  const config = { mappings: [mapping], allow_removal: ['persons'] };
  const leaver = { email: 'pia@new.example' };

  await load(account, { rows: [{ ...leaver, termination_date: '2999-12-31' }], config });
  expect(account.writes).toEqual([]);
  expect(await load(account, { rows: [leaver, leaver], config })).toMatchObject({ outcomes: ['removed', 'unchanged'] });
  expect(current(account, 'pia@new.example')?.status).toBe('INACTIVE');
  expect(account.writes).toHaveLength(1);
});

describe('an unchanged load', () => {
  const loadAll = async (members: (person: Json, employment: Json) => Json) => {
    const account = await start({ persons: 60 });
    const employments = account.rows('employments') as Json[];
    const rows = (account.rows('persons') as Json[]).flatMap((person) => {
      const [{ id } = {}] = person.employments as Json[];
      const own = employments.filter((employment) => employment.id === id);
      return typeof person.email === 'string' ? [{ email: person.email, ...members(person, own[0] ?? {}) }] : [];
    });
    const before = account.requests.length;
    const { outcomes } = await load(account, { rows });
    expect(new Set(outcomes)).toEqual(new Set(['unchanged']));
    return { rows: rows.length, requests: account.requests.length - before };
  };

  test('asks for nothing but the list of people', async () => {
    const { rows, requests } = await loadAll(({ first_name, last_name }) => ({ first_name, last_name }));

    expect(rows).toBeGreaterThan(50);
    expect(requests).toBeLessThanOrEqual(8);
  });

  test('asks for one employment each if rows have members of it', async () => {
    const { rows, requests } = await loadAll((_, { status, weekly_working_hours: hours, employment_start_date }) => ({
      ...(status !== 'UNSPECIFIED' && { status }),
      weekly_working_hours: hours,
      hire_date: employment_start_date,
    }));

    expect(requests).toBeLessThanOrEqual(rows + 8);
  });
});
