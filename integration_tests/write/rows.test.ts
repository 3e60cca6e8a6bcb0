import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import type { Json } from '../connector.ts';
import { ATTENDANCES, linesOf, OBJECTS, PEOPLE, STREAMS } from './load.ts';
import { type Incoming, row, state, write } from './program.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 0 });
});

afterEach(async () => {
  await sandbox.close();
});

test('the same input twice is written once, whatever the order of its streams', async () => {
  const first = await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });

  expect(first.exit, first.story).toBe(0);
  for (const [name, rows] of OBJECTS) {
    expect(first.outcomes(name), name).toEqual(rows.map(() => 'created'));
    expect(first.states(name).map(({ destinationStats }) => destinationStats)).toEqual([
      { recordCount: rows.length, rejectedRecordCount: 0 },
    ]);
  }
  expect([...sandbox.creations.values()].every((count) => count === 1)).toBe(true);

  sandbox.resetWrites();
  const second = await write({ config: sandbox.config, streams: STREAMS, lines: linesOf([...OBJECTS].reverse()) });

  expect(second.exit, second.story).toBe(0);
  expect(sandbox.writes).toEqual([]);
  for (const [name, rows] of OBJECTS) expect(second.outcomes(name)).toEqual(rows.map(() => 'unchanged'));
});

const UPSERT = (name: string, key?: readonly string[]) => ({ name, mode: 'append_dedup', ...(key && { key }) });
const person = (email: string) => sandbox.rows('persons').find((each) => each.email === email);
const employment = (email: string) =>
  sandbox.rows('employments').find((each) => (each.person as { id: string }).id === person(email)?.id);
const run = (stream: Incoming, rows: readonly Json[], config: object = {}) =>
  write({
    config: { ...sandbox.config, ...config },
    streams: [stream],
    lines: [...rows.map((data) => row(stream.name, data)), state(stream.name, 1)],
  });

describe('an empty value', () => {
  test('leaves untouched what Personio has', async () => {
    const [ada = {}] = PEOPLE;
    await run(UPSERT('persons'), [ada]);
    sandbox.resetWrites();
    const nothing = Object.fromEntries(
      Object.keys(ada).map((column) => [column, column === 'email' ? ada.email : null]),
    );
    const again = await run(UPSERT('persons'), [nothing, { ...nothing, position: '', team: ' ' }]);
    expect(again.outcomes('persons')).toEqual(['unchanged', 'unchanged']);
    expect(sandbox.writes).toEqual([]);
  });

  test('clears only the members that are listed', async () => {
    await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
    sandbox.resetWrites();
    const cleared = { clear_on_null: ['persons.position', 'attendance_periods.comment'] };
    const people = await run(
      UPSERT('persons'),
      [{ email: 'ada.sample@x.example', position: null, office: null }],
      cleared,
    );
    const [{ end: _, ...first } = {}] = ATTENDANCES;
    const times = await run(UPSERT('attendance_periods'), [{ ...first, comment: '', project_code: null }], cleared);

    expect([people.outcomes('persons'), times.outcomes('attendance_periods')]).toEqual([['changed'], ['changed']]);
    expect(sandbox.writes.map(({ body }) => body)).toEqual([{ position: null }, { comment: null }]);
    expect(employment('Ada.Sample@x.example')).toMatchObject({ position: null, office: { id: '8801' } });
  });
});

describe('a row that the source has deleted', () => {
  const DELETED = { _ab_cdc_deleted_at: '2026-11-01T00:00:00Z' };
  const [work = {}] = ATTENDANCES;

  test('removes what allow_removal lists, and nothing else', async () => {
    await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
    sandbox.resetWrites();
    const streams = ['persons', 'attendance_periods', 'projects'].map((name) => UPSERT(name));
    const lines = [
      row('persons', { email: 'cy.sample@x.example', ...DELETED }),
      row('attendance_periods', { ...work, ...DELETED }),
      row('projects', { project_code: 'W-2', ...DELETED }),
      row('attendance_periods', { ...work, start: '2026-01-01T08:00:00', end: '2026-01-01T09:00:00', ...DELETED }),
      row('persons', { email: 'bo.sample@x.example', _ab_cdc_deleted_at: null }),
    ];
    const allow_removal = ['persons', 'attendance_periods'];
    const first = await write({ config: { ...sandbox.config, allow_removal }, streams, lines });

    expect(first.exit, first.story).toBe(0);
    expect(first.outcomes('persons')).toEqual(['removed', 'unchanged']);
    expect(first.outcomes('attendance_periods')).toEqual(['removed', 'unchanged']);
    expect(first.outcomes('projects')).toEqual(['removal_not_allowed']);
    expect(sandbox.writes.map(({ method, route }) => [method, route]).sort()).toEqual([
      ['DELETE', '/v2/attendance-periods/{id}'],
      ['PATCH', expect.stringContaining('/employments/')],
    ]);
    expect(employment('cy.sample@x.example')).toMatchObject({ status: 'INACTIVE' });

    sandbox.resetWrites();
    const second = await write({ config: { ...sandbox.config, allow_removal }, streams, lines });
    expect(second.outcomes('persons')).toEqual(['unchanged', 'unchanged']);
    expect(sandbox.writes).toEqual([]);
  });

  test('is rejected where nothing may be removed', async () => {
    await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
    sandbox.resetWrites();
    const refused = await run(UPSERT('attendance_periods'), [{ ...work, ...DELETED }]);
    expect(refused.outcomes('attendance_periods')).toEqual(['removal_not_allowed']);
    expect(sandbox.writes).toEqual([]);
  });
});

describe('a leaving', () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const [, , cy = {}] = PEOPLE;

  test('waits for its day', async () => {
    await run(UPSERT('persons'), [cy]);
    const leaving = { email: cy.email, status: 'INACTIVE' };
    const early = await run(UPSERT('persons'), [{ ...leaving, termination_date: day(3), position: 'Left' }]);
    expect(early.outcomes('persons')).toEqual(['not_due']);
    expect(early.line('persons', 1)?.column).toBe('termination_date');
    expect(employment(String(cy.email))).toMatchObject({ status: 'ACTIVE', position: { title: 'Tester' } });

    const due = await run(UPSERT('persons'), [{ ...leaving, termination_date: day(-3) }]);
    expect(due.outcomes('persons')).toEqual(['changed']);
    expect(employment(String(cy.email))).toMatchObject({ status: 'INACTIVE' });
    const removed = await run(
      { name: 'persons', mode: 'soft_delete' },
      [{ email: cy.email, termination_date: day(3) }],
      {
        allow_removal: ['persons'],
      },
    );
    expect(removed.outcomes('persons')).toEqual(['not_due']);
  });

  test('that is not asked for leaves the date unwritten, and the other members are', async () => {
    await run(UPSERT('persons'), [cy]);
    const rows = [1, 2].map((days) => ({ email: cy.email, termination_date: day(days), position: `Day ${days}` }));
    const written = await run(UPSERT('persons'), rows);
    expect(written.outcomes('persons')).toEqual(['changed', 'changed']);
    expect(written.logs('WARN').filter((text) => text.includes('termination_date')).length).toBe(1);
    expect(employment(String(cy.email))).toMatchObject({ position: { title: 'Day 2' } });
  });
});

test('the letters of an e-mail address make no difference, and changing the department keeps the team', async () => {
  const [ada = {}] = PEOPLE;
  await run(UPSERT('persons'), [ada]);
  sandbox.resetWrites();
  const moved = await run(UPSERT('persons', ['email']), [
    { email: 'ADA.sample@X.example', department: 'vertrieb' },
    { email: 'ada.SAMPLE@x.example', supervisor_email: 'ADA.SAMPLE@x.example', position: 'None of her own' },
  ]);
  expect(moved.outcomes('persons')[0]).toBe('changed');
  expect(sandbox.creations.size).toBe(0);
  const units = employment('Ada.Sample@x.example')?.org_units as { type: string; id: string }[];
  expect(Object.fromEntries(units.map(({ type, id }) => [type, id]))).toEqual({ department: '5203', team: '5204' });
});

test('insert, update and upsert differ in what they do with what is there and what is not', async () => {
  const [ada = {}, bo = {}, cy = {}] = PEOPLE;
  await run(UPSERT('persons'), [ada]);
  const changed = { ...ada, position: 'Another', first_name: 'Adele' };
  expect((await run({ name: 'persons', mode: 'append' }, [ada, changed, cy])).outcomes('persons')).toEqual([
    'unchanged',
    'exists',
    'created',
  ]);
  const update = { name: 'persons', mode: 'update', key: ['email'] };
  expect((await run(update, [changed, bo])).outcomes('persons')).toEqual(['changed', 'not_found']);
  expect(sandbox.creations.size).toBe(2);

  const id = String(person('Ada.Sample@x.example')?.id);
  const byId = { name: 'persons', mode: 'append_dedup', key: ['id'] };
  expect(
    (
      await run(byId, [
        { id, position: 'Third' },
        { id: '99', position: 'Third' },
      ])
    ).outcomes('persons'),
  ).toEqual(['changed', 'not_found']);
  const employments = { name: 'employments', mode: 'update', key: ['person_email'] };
  const hours = await run(employments, [{ person_email: 'ada.sample@x.example', weekly_working_hours: '20' }]);
  expect(hours.outcomes('employments')).toEqual(['changed']);
  expect(employment('Ada.Sample@x.example')).toMatchObject({ position: { title: 'Third' }, weekly_working_hours: 20 });
});

test('a mapping names columns and constants', async () => {
  const mappings = [
    {
      stream: 'hires',
      object: 'persons',
      operation: 'upsert',
      key: ['email'],
      fields: { mail: 'email', given: 'first_name', family: 'last_name', title: 'position' },
      constants: { office: 'Porto' },
    },
  ];
  const hires = await run(
    { name: 'hires' },
    [{ mail: 'z@x.example', given: 'Zoe', family: 'Z', title: 9, email: 'no' }],
    {
      mappings,
    },
  );
  expect(hires.outcomes('hires'), hires.story).toEqual(['created']);
  expect(person('z@x.example')).toMatchObject({ first_name: 'Zoe' });
  expect(employment('z@x.example')).toMatchObject({ position: { title: '9' }, office: { id: '8803' } });
});

test('approvals are asked for, unless the configuration skips them', async () => {
  await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
  const approvals = () =>
    sandbox.rows('attendance_periods').map(({ approval }) => (approval as { status: string }).status);
  expect(new Set(approvals())).toEqual(new Set(['PENDING']));
  expect(sandbox.requests.filter(({ query }) => query.includes('skip_approval=true'))).toEqual([]);

  const [work = {}] = ATTENDANCES;
  const skipping = { approval: 'skip' };
  const days = ['2026-09-01', '2026-09-02'].map((day) => ({
    ...work,
    start: `${day}T08:00:00`,
    end: `${day}T09:00:00`,
  }));
  const skipped = await run(UPSERT('attendance_periods'), days, skipping);
  expect(skipped.outcomes('attendance_periods')).toEqual(['created', 'created']);
  expect(approvals().filter((status) => status === 'CONFIRMED').length).toBe(2);
});
