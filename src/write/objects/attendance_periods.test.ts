import { describe, expect, test } from 'vitest';
import { fakePeriods } from '../../../integration_tests/units/fake_periods.ts';
import { fakeRun } from '../../../integration_tests/units/fake_run.ts';
import { outcomeOf, writerOf } from '../../../integration_tests/units/write_rows.ts';
import type { Row } from '../../row.ts';
import { addDays } from '../../times.ts';
import { Reject } from '../reject.ts';
import { attendancePeriods } from './attendance_periods.ts';

const PATH = '/v2/attendance-periods';
const PEOPLE = [
  { id: '1', email: 'ada@example.com', own: 'S1' },
  { id: '2', email: 'bob@example.com', own: 'S2' },
  { id: undefined, email: 'new@example.com' },
];
const PROJECTS = { OPEN: { id: '7', isActive: true }, SHUT: { id: '8', isActive: false } };
const ADA = { person_email: 'Ada@example.com', type: 'WORK', start: '2026-03-02T08:00:00' };
const BY_ID = ['id'];

const period = (more: Row = {}): Row => ({
  id: 'a',
  type: 'WORK',
  person: { id: '1' },
  start: { date_time: '2026-03-02T08:00:00' },
  end: { date_time: '2026-03-02T12:00:00' },
  comment: 'Office',
  project: { id: '7' },
  approval: { status: 'CONFIRMED' },
  ...more,
});

async function account(
  rows: Row[],
  given: Parameters<typeof fakeRun>[0] & Partial<Parameters<typeof fakePeriods>[0]> = {},
) {
  const { answer, asked } = fakePeriods({ path: PATH, start: 'start', rows, ...given });
  const run = fakeRun({ answer, people: PEOPLE, projects: PROJECTS, ...given });
  const warnings: string[] = [];
  const write = await writerOf(attendancePeriods, { ...run, warn: (_, text) => warnings.push(text) });
  return { run, asked, warnings, write };
}

describe('a row whose period is not there', () => {
  test.each(['insert', 'upsert'] as const)('is created by %s', async (operation) => {
    const { run, write } = await account([]);
    const row = { ...ADA, end: '2026-03-02T12:00:00', comment: 'Office', project_code: 'OPEN' };

    expect(await write(operation, [row])).toEqual([
      {
        outcome: 'created',
        id: 'new',
        differences: [
          { member: 'type', from: null, to: 'WORK' },
          { member: 'start', from: null, to: '2026-03-02T08:00:00' },
          { member: 'end', from: null, to: '2026-03-02T12:00:00' },
          { member: 'comment', from: null, to: 'Office' },
          { member: 'project_code', from: null, to: '7' },
        ],
      },
    ]);
    expect(run.writes).toEqual([
      {
        method: 'POST',
        route: PATH,
        target: PATH,
        body: {
          json: {
            person: { id: '1' },
            type: 'WORK',
            start: { date_time: '2026-03-02T08:00:00' },
            end: { date_time: '2026-03-02T12:00:00' },
            comment: 'Office',
            project: { id: '7' },
          },
        },
      },
    ]);
  });

  test('is running if it has no end, and takes nothing but what the row has', async () => {
    const { run, write } = await account([]);
    await write('insert', [{ person_id: '2', type: 'BREAK', start: '2026-03-02T12:00:00', comment: null }]);

    expect(run.writes).toMatchObject([{ body: { json: { person: { id: '2' }, end: null } } }]);
    expect(JSON.stringify(run.writes)).not.toMatch(/comment|project/);
  });

  test.each([
    ['update', 'not_found'],
    ['soft_delete', 'unchanged'],
  ] as const)('is not created by %s: %s', async (operation, expected) => {
    const { run, write } = await account([period({ type: 'BREAK' }), period({ person: { id: '2' } })]);

    expect((await write(operation, [ADA])).map(outcomeOf)).toEqual([expected]);
    expect(run.writes).toEqual([]);
  });

  test('is created once, although the list does not show it yet', async () => {
    const { run, write } = await account([]);

    expect((await write('upsert', [ADA, { ...ADA, start: '2026-03-02T08:00:30' }])).map(outcomeOf)).toEqual([
      'created',
      'unchanged',
    ]);
    expect((await write('upsert', [{ ...ADA, comment: 'Home' }])).map(outcomeOf)).toEqual(['changed']);
    expect(run.writes).toMatchObject([{ method: 'POST' }, { method: 'PATCH', target: `${PATH}/new` }]);
  });

  test('names the neighbours that Personio changed, and does not trust what it knew of them', async () => {
    const rows = [period({ id: 'b', start: { date_time: '2026-03-02T09:00:00' } })];
    const { write } = await account(rows, {
      onCreate: () => {
        rows[0] = { ...rows[0], end: { date_time: '2026-03-02T10:00:00' } };
        return { id: 'new', affected_periods: [{ id: 'b' }] };
      },
    });
    const next = { ...ADA, start: '2026-03-02T09:00:00', end: '2026-03-02T12:00:00' };

    const [created, changed] = await write('upsert', [ADA, next]);

    expect(created).toMatchObject({ outcome: 'created', affected: ['b'] });
    expect(changed).toMatchObject({ outcome: 'changed', id: 'b' });
  });

  test.each([
    ['_data', { _data: { id: 'x' } }, 'x'],
    ['a list', { data: [{ id: 5 }] }, '5'],
  ])('has the id in %s', async (_, answer, id) => {
    const { write } = await account([], { onCreate: () => answer });

    expect(await write('insert', [ADA])).toMatchObject([{ outcome: 'created', id }]);
  });

  test('is compared if it turns up when it is looked for once more', async () => {
    const { answer } = fakePeriods({ path: PATH, start: 'start', rows: [period()] });
    let looks = 0;
    const run = fakeRun({ people: PEOPLE, answer: (request) => (looks++ === 0 ? { _data: [] } : answer(request)) });
    const write = await writerOf(attendancePeriods, run);

    expect((await write('upsert', [{ ...ADA, comment: 'Office' }])).map(outcomeOf)).toEqual(['unchanged']);
    expect(run.writes).toEqual([]);
  });
});

describe('a row whose period is there', () => {
  test.each([
    { end: '2026-03-02T12:00:30' },
    { comment: ' Office ' },
    { comment: 'Office', project_id: '7' },
    { project_code: 'OPEN' },
    { start: '2026-03-02T08:00:59' },
  ])('is left as it is if nothing differs: %o', async (more) => {
    const { run, write } = await account([period()]);
    for (const operation of ['insert', 'upsert', 'update'] as const)
      expect(await write(operation, [{ ...ADA, ...more }])).toEqual([{ outcome: 'unchanged', id: 'a' }]);

    expect(run.writes).toEqual([]);
  });

  test('is left as it is if a null finds nothing to clear', async () => {
    const { run, write } = await account([period({ end: null, comment: undefined, project: null })]);

    expect((await write('upsert', [{ ...ADA, end: null, comment: null, project_code: null }])).map(outcomeOf)).toEqual([
      'unchanged',
    ]);
    expect(run.writes).toEqual([]);
  });

  test.each([
    [{ end: '2026-03-02T13:00:00' }, { end: { date_time: '2026-03-02T13:00:00' } }],
    [{ end: null }, { end: null }],
    [{ comment: 'Home' }, { comment: 'Home' }],
    [{ comment: null }, { comment: null }],
    [{ project_id: '9' }, { project: { id: '9' } }],
    [{ project_code: null }, { project: null }],
  ])('gets only what differs: %o', async (more, json) => {
    const { run, write } = await account([period()]);
    const [written] = await write('update', [{ ...ADA, ...more }]);

    expect(written).toMatchObject({ outcome: 'changed', id: 'a', differences: [{ member: Object.keys(more)[0] }] });
    expect(run.writes).toEqual([{ method: 'PATCH', route: `${PATH}/{id}`, target: `${PATH}/a`, body: { json } }]);
  });

  test('is rejected by insert if something differs', async () => {
    const { run, write } = await account([period()]);

    expect(await write('insert', [{ ...ADA, comment: 'Home' }])).toEqual(['exists']);
    expect(run.writes).toEqual([]);
  });

  test('is removed once', async () => {
    const { run, write } = await account([period()]);

    expect((await write('soft_delete', [ADA, ADA])).map(outcomeOf)).toEqual(['removed', 'unchanged']);
    expect(run.writes).toEqual([{ method: 'DELETE', route: `${PATH}/{id}`, target: `${PATH}/a` }]);
  });

  test('can be created again after its removal, although the list still shows it', async () => {
    const { run, write } = await account([period()]);
    await write('soft_delete', [ADA]);

    expect((await write('insert', [{ ...ADA, comment: 'Home' }])).map(outcomeOf)).toEqual(['created']);
    expect(run.writes).toMatchObject([{ method: 'DELETE' }, { method: 'POST' }]);
  });

  test('counts although someone declined it, and that is told', async () => {
    const { run, write, warnings } = await account([period({ approval: { status: 'REJECTED' } })]);

    expect((await write('upsert', [ADA])).map(outcomeOf)).toEqual(['unchanged']);
    expect(warnings).toEqual([
      'Some rows say what was declined in Personio. It stays declined: nothing is created anew.',
    ]);
    expect((await write('upsert', [{ ...ADA, comment: 'Home' }])).map(outcomeOf)).toEqual(['changed']);
    expect(run.writes).toMatchObject([{ method: 'PATCH' }]);
  });
});

describe('several periods with the same key', () => {
  const TWINS = [period(), period({ id: 'b', comment: 'Home' })];

  test('leave it open which is meant, unless one is what the row says', async () => {
    const { run, write } = await account(TWINS);
    const rows = [
      { ...ADA, comment: 'Home' },
      { ...ADA, comment: 'Train' },
    ];

    expect((await write('upsert', rows)).map(outcomeOf)).toEqual(['unchanged', 'ambiguous_reference']);
    expect((await write('insert', rows)).map(outcomeOf)).toEqual(['unchanged', 'exists']);
    expect((await write('soft_delete', [ADA])).map(outcomeOf)).toEqual(['ambiguous_reference']);
    expect(run.writes).toEqual([]);
  });

  test('are one if the others were declined', async () => {
    const { run, write } = await account([
      period({ approval: { status: 'REJECTED' } }),
      period({ id: 'b', comment: 'Home' }),
    ]);

    expect((await write('update', [{ ...ADA, comment: 'Train' }])).map(outcomeOf)).toEqual(['changed']);
    expect(run.writes).toMatchObject([{ target: `${PATH}/b` }]);
  });
});

describe('a row with the id', () => {
  test('changes everything but the person and the type', async () => {
    const { run, write } = await account([period()]);
    const results = await write(
      'upsert',
      [
        { id: 'a', start: '2026-03-02T07:00:00' },
        { id: 'a', type: 'BREAK' },
        { id: 'a', person_email: 'bob@example.com' },
        { id: 'a', person_email: 'ada@example.com', type: 'WORK' },
        { id: 'gone', comment: 'Home' },
      ],
      BY_ID,
    );

    expect(results.map(outcomeOf)).toEqual(['changed', 'refused type', 'refused id', 'unchanged', 'not_found id']);
    expect(run.writes).toMatchObject([{ body: { json: { start: { date_time: '2026-03-02T07:00:00' } } } }]);
  });

  test('that moved a period leaves nothing where it was', async () => {
    const { write } = await account([period()]);
    await write('update', [{ id: 'a', start: '2026-03-02T07:00:00' }], BY_ID);

    expect((await write('update', [ADA, { ...ADA, start: '2026-03-02T07:00:00' }])).map(outcomeOf)).toEqual([
      'not_found',
      'unchanged',
    ]);
  });

  test('is checked against the start and the type that it does not name', async () => {
    const { write } = await account([period({ type: 'BREAK', project: null })]);
    const rows = [
      { id: 'a', end: '2026-03-02T07:00:00' },
      { id: 'a', project_id: '7' },
    ];

    expect(await write('update', rows, BY_ID)).toEqual(['bad_value end', 'bad_value project_id']);
  });

  test('is looked up together with others, and alone only if the list lacks it', async () => {
    const { asked, write } = await account([period(), period({ id: 'b' })]);
    await write('update', [{ id: 'a' }, { id: 'b' }, { id: 'c' }], BY_ID);

    expect(asked).toEqual(['ids', 'c']);
  });

  test('is removed; one that is gone needs no removal', async () => {
    const { run, write } = await account([period()]);

    expect((await write('soft_delete', [{ id: 'a' }, { id: 'a' }, { id: 'b' }], BY_ID)).map(outcomeOf)).toEqual([
      'removed',
      'unchanged',
      'unchanged',
    ]);
    expect(run.writes).toHaveLength(1);
  });
});

describe('a row is rejected', () => {
  test.each([
    [{ end: '2026-03-02T08:00:00' }, 'bad_value end'],
    [{ end: '2026-03-03T08:00:01' }, 'bad_value end'],
    [{ type: 'BREAK', project_code: 'OPEN' }, 'bad_value project_code'],
    [{ project_code: 'SHUT' }, 'refused project_code'],
    [{ project_code: 'NONE' }, 'unknown_reference project_code'],
    [{ person_email: 'nobody@example.com' }, 'unknown_reference person_email'],
  ])('for %o: %s', async (more, expected) => {
    const { run, write } = await account([]);

    expect(await write('upsert', [{ ...ADA, ...more }])).toEqual([expected]);
    expect(run.writes).toEqual([]);
  });

  test('without a person', async () => {
    const { write } = await account([]);

    expect(await write('upsert', [{ type: 'WORK', start: ADA.start }])).toEqual(['missing_key person_email']);
  });

  test('but not for a project that was archived since', async () => {
    const { write } = await account([period({ project: { id: '8' } })]);

    expect((await write('upsert', [{ ...ADA, project_code: 'SHUT' }])).map(outcomeOf)).toEqual(['unchanged']);
  });

  test('if Personio does not list a person, without harm to the others of the lot', async () => {
    const { run, write } = await account([], { refused: ['x'] });
    const other = { person_id: 'x', type: 'WORK', start: ADA.start };

    expect((await write('upsert', [ADA, other])).map(outcomeOf)).toEqual(['created', 'unknown_reference person_id']);
    expect(run.writes).toHaveLength(1);
  });

  test('with what Personio said', async () => {
    const { write } = await account([], {
      onCreate: () => {
        throw new Reject('conflict', 'It overlaps.');
      },
    });

    expect(await write('insert', [ADA])).toEqual(['conflict']);
  });
});

describe('people', () => {
  test('can be named by the id of the company', async () => {
    const { run, write } = await account([], { options: { matchAttribute: 'staff_number' } });
    await write('insert', [{ person_staff_number: 'S2', type: 'WORK', start: ADA.start }]);

    expect(run.writes).toMatchObject([{ body: { json: { person: { id: '2' } } } }]);
  });

  test('who are named in two ways at the same time have each period once', async () => {
    const run = fakeRun({ answer: fakePeriods({ path: PATH, start: 'start', rows: [] }).answer, people: PEOPLE });
    const writer = await attendancePeriods.open(run);
    const { type, start } = ADA;
    const rows = [ADA, { person_id: '1', type, start }].map((values) =>
      writer.parse({ operation: 'upsert', key: ['person_email', 'type', 'start'], values }),
    );
    const found = await writer.look(rows);
    const written = await Promise.all(rows.map((row) => writer.write(row, found)));

    expect(written.map(({ outcome }) => outcome).sort()).toEqual(['created', 'unchanged']);
    expect(run.writes).toHaveLength(1);
  });

  test('who may still come make their rows wait', async () => {
    const { write } = await account([], { mayCome: true });

    await expect(write('insert', [{ ...ADA, person_email: 'nobody@example.com' }])).rejects.toThrow('may still come');
  });
});

describe('approval', () => {
  test.each([
    [false, undefined],
    [true, { skip_approval: 'true' }],
  ])('is skipped only if that is configured: %s', async (skipApproval, query) => {
    const { run, write } = await account([period()], { options: { skipApproval } });
    const later = { ...ADA, start: '2026-03-02T13:00:00' };
    await write('upsert', [{ ...ADA, comment: 'Home' }, later]);
    await write('soft_delete', [ADA]);

    expect(run.writes.map((write) => (write as Row).query)).toEqual([query, query, undefined]);
  });
});

test('a dry run tells what it would do, also of people whom it would create', async () => {
  const { run, write } = await account([period()], { options: { dryRun: true } });
  const rows = [
    { ...ADA, comment: 'Home' },
    { ...ADA, person_email: 'new@example.com' },
  ];

  expect(await write('upsert', [...rows, rows[1] ?? {}])).toMatchObject([
    { outcome: 'changed', id: 'a', differences: [{ member: 'comment', from: 'Office', to: 'Home' }] },
    { outcome: 'created' },
    { outcome: 'unchanged' },
  ]);
  expect((await write('soft_delete', [ADA])).map(outcomeOf)).toEqual(['removed']);
  expect(run.writes).toEqual([]);
});

describe('the requests of a look', () => {
  const PERSONS = Array.from({ length: 200 }, (_, n) => `${100 + n}`);
  const row = (person: string, day: number) => ({
    person_id: person,
    type: 'WORK',
    start: `${addDays('2026-01-01', day)}T08:00:00`,
  });
  const there = ({ person_id: id, start }: ReturnType<typeof row>): Row =>
    period({ id: `${id} ${start}`, person: { id }, start: { date_time: start } });

  async function share(lots: ReturnType<typeof row>[][], rows: Row[], form?: 'commas' | 'repeated') {
    const { asked, write } = await account(rows, { ...(form && { form }) });
    let outcomes: string[] = [];
    for (const lot of lots) outcomes = [...outcomes, ...(await write('upsert', lot)).map(outcomeOf)];
    return { share: asked.length / lots.flat().length, outcomes: new Set(outcomes) };
  }

  const byPerson = PERSONS.slice(0, 10).map((person) => Array.from({ length: 200 }, (_, day) => row(person, day)));
  const byDay = Array.from({ length: 10 }, (_, day) => PERSONS.map((person) => row(person, day)));

  test.each([
    ['by person', byPerson, undefined],
    ['by day', byDay, undefined],
    ['by person, with repeated ids', byPerson, 'repeated'],
    ['by day, with repeated ids', byDay, 'repeated'],
  ] as const)('are few for an unchanged load that is sorted %s', async (_, lots, form) => {
    const result = await share(lots, lots.flat().map(there), form);

    expect(result.outcomes).toEqual(new Set(['unchanged']));
    expect(result.share).toBeLessThanOrEqual(0.05);
  });

  test('stay few if many others were there on the same days', async () => {
    const others = PERSONS.flatMap((person) => byDay.map((_, day) => there(row(`9${person}`, day)))).flatMap((each) =>
      Array.from({ length: 10 }, (_, n) => ({ ...each, id: `${each.id} ${n}` })),
    );
    const result = await share(byDay, [...others, ...byDay.flat().map(there)]);

    expect(result.outcomes).toEqual(new Set(['unchanged']));
    expect(result.share).toBeLessThanOrEqual(0.06);
  });

  test.each([
    ['by person', byPerson],
    ['by day', byDay],
  ])('are few for a first load that is sorted %s', async (_, lots) => {
    const rows: Row[] = [];
    const { asked, run, write } = await account(rows, {
      onCreate: ({ body }) => {
        const id = `new ${rows.length}`;
        rows.push({ id, ...(body as { json: Row }).json });
        return { id };
      },
    });
    for (const lot of lots) await write('insert', lot);

    expect(run.writes).toHaveLength(2000);
    // The look before each create, which `create` leaves out once lists have settled, does not count.
    expect(asked.length - 2000).toBeLessThanOrEqual(0.05 * 2000);
  });

  test('are fewer than the rows if they are sorted at random', async () => {
    const mixed = Array.from({ length: 4 }, (_, lot) =>
      PERSONS.map((_, n) => row(PERSONS[(n * 83 + lot * 17) % 200] ?? '', (n * 53 + lot * 29) % 300)),
    );
    const result = await share(mixed, mixed.flat().map(there));

    expect(result.outcomes).toEqual(new Set(['unchanged']));
    expect(result.share).toBeLessThan(0.5);
  });
});
