import { describe, expect, test } from 'vitest';
import { fakePeriods } from '../../../integration_tests/units/fake_periods.ts';
import { fakeRun } from '../../../integration_tests/units/fake_run.ts';
import { outcomeOf, writerOf } from '../../../integration_tests/units/write_rows.ts';
import { ApiError } from '../../http/api_error.ts';
import type { Row } from '../../row.ts';
import { addDays } from '../../times.ts';
import { Reject } from '../reject.ts';
import { absencePeriods } from './absence_periods.ts';

const PATH = '/v2/absence-periods';
const PEOPLE = [
  { id: '1', email: 'ada@example.com' },
  { id: '2', email: 'bob@example.com' },
];
const TYPES = [
  { id: 'T-DAY', name: 'Vacation', unit: 'DAY' },
  { id: 'T-HOUR', name: 'Doctor', unit: 'HOUR' },
  { id: 'T-1', name: 'Twice', unit: 'DAY' },
  { id: 'T-2', name: 'twice', unit: 'DAY' },
];
const ADA = { person_email: 'ada@example.com', absence_type: 'vacation', starts_from: '2026-03-02T00:00:00' };
const HOURS = { person_email: 'ada@example.com', absence_type: 'Doctor', starts_from: '2026-03-02T09:00:00' };
const BY_ID = ['id'];

const whole = (from: string, to: string, halves: Row = {}): Row => ({
  starts_from: { date_time: `${from}T00:00:00`, type: halves.from ?? 'FIRST_HALF' },
  ends_at: { date_time: `${to}T00:00:00`, type: halves.to ?? 'SECOND_HALF' },
});
const absence = (more: Row = {}): Row => ({
  id: 'a',
  person: { id: '1' },
  absence_type: { id: 'T-DAY' },
  ...whole('2026-03-02', '2026-03-05'),
  comment: 'Sea',
  approval: { status: 'APPROVED' },
  ...more,
});
const hours = (more: Row = {}): Row =>
  absence({
    absence_type: { id: 'T-HOUR' },
    starts_from: { date_time: '2026-03-02T09:00:00', type: null },
    ends_at: { date_time: '2026-03-02T11:00:00' },
    ...more,
  });

interface Given extends NonNullable<Parameters<typeof fakeRun>[0]> {
  /** The last day of each absence, as its breakdown shows it. */
  readonly lastDays?: Readonly<Record<string, string>>;
  readonly refused?: readonly string[];
}

async function account(rows: Row[], { lastDays = {}, ...given }: Given = {}) {
  const breakdowns: string[] = [];
  const warnings: string[] = [];
  const { answer, asked } = fakePeriods({
    path: PATH,
    start: 'starts_from',
    rows,
    ...given,
    others: ({ target }) => {
      if (target === '/v2/absence-types') return { _data: TYPES };
      const [id = ''] = target.slice(PATH.length + 1).split('/');
      breakdowns.push(id);
      return lastDays[id] === undefined ? new ApiError('forbidden', 403, 1) : { _data: [{ date: lastDays[id] }] };
    },
  });
  const run = fakeRun({ answer, people: PEOPLE, ...given });
  const write = await writerOf(absencePeriods, { ...run, warn: (_, text) => warnings.push(text) });
  return { run, asked, breakdowns, warnings, write };
}

const jsonOf = (writes: readonly unknown[]) => writes.map((write) => (write as { body: { json: unknown } }).body.json);

describe('a row whose absence is not there', () => {
  test.each([
    ['whole days', { ends_at: '2026-03-05T00:00:00' }, whole('2026-03-02', '2026-03-05')],
    [
      'half days',
      { ends_at: '2026-03-05T00:00:00', start_half: 'SECOND_HALF', end_half: 'FIRST_HALF' },
      whole('2026-03-02', '2026-03-05', { from: 'SECOND_HALF', to: 'FIRST_HALF' }),
    ],
    [
      'one morning',
      { ends_at: '2026-03-02T00:00:00', end_half: 'FIRST_HALF' },
      whole('2026-03-02', '2026-03-02', { to: 'FIRST_HALF' }),
    ],
    ['an open end', {}, { ...whole('2026-03-02', ''), ends_at: null }],
  ])('is created: %s', async (_, more, expected) => {
    const { run, write } = await account([]);

    expect((await write('upsert', [{ ...ADA, ...more }])).map(outcomeOf)).toEqual(['created']);
    expect(jsonOf(run.writes)).toEqual([{ person: { id: '1' }, absence_type: { id: 'T-DAY' }, ...expected }]);
  });

  test('is created by the hour', async () => {
    const { run, write } = await account([]);
    const [written] = await write('insert', [{ ...HOURS, ends_at: '2026-03-02T11:30:00', comment: 'Eyes' }]);

    expect(written).toMatchObject({
      outcome: 'created',
      id: 'new',
      differences: [
        { member: 'absence_type', to: 'Doctor' },
        { member: 'starts_from', to: '2026-03-02T09:00:00' },
        { member: 'ends_at', from: null, to: '2026-03-02T11:30:00' },
        { member: 'comment', to: 'Eyes' },
      ],
    });
    expect(jsonOf(run.writes)).toEqual([
      {
        person: { id: '1' },
        absence_type: { id: 'T-HOUR' },
        starts_from: { date_time: '2026-03-02T09:00:00' },
        ends_at: { date_time: '2026-03-02T11:30:00' },
        comment: 'Eyes',
      },
    ]);
  });

  test('is compared if Personio refuses to create it because it is there', async () => {
    const run = fakeRun({
      people: PEOPLE,
      answer: fakePeriods({ path: PATH, start: 'starts_from', rows: [], others: () => ({ _data: TYPES }) }).answer,
    });
    const write = await writerOf(absencePeriods, {
      ...run,
      create: async ({ find, isKeptUnique }) => {
        expect([isKeptUnique, await find()]).toEqual([true, undefined]);
        throw new Reject('conflict', 'It overlaps.');
      },
    });

    expect(await write('upsert', [ADA])).toEqual(['conflict']);
  });
});

describe('a row whose absence is there', () => {
  test.each([
    ['its last day', '2026-03-05', '2026-03-05'],
    ['the midnight after it', '2026-03-06', '2026-03-05'],
  ])('is left as it is if nothing differs, and the end is %s', async (_, shown, last) => {
    const rows = [
      absence(whole('2026-03-02', shown)),
      absence({ id: 'b', person: { id: '2' }, ...whole('2026-03-02', shown) }),
    ];
    const { run, breakdowns, write } = await account(rows, { lastDays: { a: last, b: last } });
    const row = { ...ADA, ends_at: `${last}T00:00:00`, comment: 'Sea' };

    expect(await write('upsert', [row, { ...row, person_email: 'bob@example.com' }])).toEqual([
      { outcome: 'unchanged', id: 'a' },
      { outcome: 'unchanged', id: 'b' },
    ]);
    expect(run.writes).toEqual([]);
    // What the first has shown counts for the second.
    expect(breakdowns).toEqual(['a']);
  });

  test('is left as it is if it is written in the other form than the ones before', async () => {
    const rows = [absence(), absence({ id: 'b', ...whole('2026-03-10', '2026-03-13') })];
    const { run, breakdowns, write } = await account(rows, { lastDays: { a: '2026-03-05', b: '2026-03-12' } });
    const results = await write('upsert', [
      { ...ADA, ends_at: '2026-03-05T00:00:00' },
      { ...ADA, starts_from: '2026-03-10T00:00:00', ends_at: '2026-03-12T00:00:00' },
    ]);

    expect(results.map(outcomeOf)).toEqual(['unchanged', 'unchanged']);
    expect([run.writes, breakdowns]).toEqual([[], ['a', 'b']]);
  });

  test('is changed by a day although the form is not the usual one, if both are known to occur', async () => {
    const rows = [
      absence(),
      absence({ id: 'b', ...whole('2026-03-10', '2026-03-13') }),
      absence({ id: 'c', ...whole('2026-03-17', '2026-03-20') }),
    ];
    const { run, write } = await account(rows, { lastDays: { a: '2026-03-05', b: '2026-03-12', c: '2026-03-19' } });
    const results = await write('upsert', [
      { ...ADA, ends_at: '2026-03-05T00:00:00' },
      { ...ADA, starts_from: '2026-03-10T00:00:00', ends_at: '2026-03-12T00:00:00' },
      { ...ADA, starts_from: '2026-03-17T00:00:00', ends_at: '2026-03-20T00:00:00' },
    ]);

    expect(results.map(outcomeOf)).toEqual(['unchanged', 'unchanged', 'changed']);
    expect(run.writes).toMatchObject([{ target: `${PATH}/c` }]);
  });

  test('is left as it is if a breakdown without weekends seems to end a day early', async () => {
    const rows = [absence(), absence({ id: 'b', ...whole('2026-03-10', '2026-03-14') })];
    const { run, write } = await account(rows, { lastDays: { a: '2026-03-05', b: '2026-03-13' } });
    const results = await write('upsert', [
      { ...ADA, ends_at: '2026-03-05T00:00:00' },
      { ...ADA, starts_from: '2026-03-10T00:00:00', ends_at: '2026-03-14T00:00:00' },
    ]);

    expect(results.map(outcomeOf)).toEqual(['unchanged', 'unchanged']);
    expect(run.writes).toEqual([]);
  });

  test('may end with half a day in another form than with a whole one', async () => {
    const half = (day: string) => whole(day, addDays(day, 3), { to: 'FIRST_HALF' });
    const rows = [
      absence(whole('2026-03-02', '2026-03-06')),
      absence({ id: 'b', ...half('2026-03-10') }),
      absence({ id: 'c', ...half('2026-03-17') }),
      absence({ id: 'd', ...whole('2026-03-23', '2026-03-27') }),
    ];
    const { run, breakdowns, write } = await account(rows, { lastDays: { a: '2026-03-05', b: '2026-03-13' } });
    const results = await write('upsert', [
      { ...ADA, ends_at: '2026-03-05T00:00:00' },
      { ...ADA, starts_from: '2026-03-10T00:00:00', ends_at: '2026-03-13T00:00:00' },
      { ...ADA, starts_from: '2026-03-17T00:00:00', ends_at: '2026-03-20T00:00:00' },
      { ...ADA, starts_from: '2026-03-23T00:00:00', ends_at: '2026-03-26T00:00:00' },
    ]);

    expect(results.map(outcomeOf)).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged']);
    expect([run.writes, breakdowns]).toEqual([[], ['a', 'b']]);
  });

  test('is changed by a day', async () => {
    const { run, write } = await account([absence()], { lastDays: { a: '2026-03-05' } });
    const [written] = await write('upsert', [{ ...ADA, ends_at: '2026-03-04T00:00:00' }]);

    expect(written).toMatchObject({
      outcome: 'changed',
      differences: [{ member: 'ends_at', from: '2026-03-05', to: '2026-03-04' }],
    });
    expect(jsonOf(run.writes)).toEqual([{ ends_at: { date_time: '2026-03-04T00:00:00', type: 'SECOND_HALF' } }]);
    expect((await write('upsert', [{ ...ADA, ends_at: '2026-03-04T00:00:00' }])).map(outcomeOf)).toEqual(['unchanged']);
  });

  test('is left as it is, with a warning, if nothing shows which of two days its last one is', async () => {
    const { run, warnings, write } = await account([absence()]);
    const results = await write('upsert', [
      { ...ADA, ends_at: '2026-03-04T00:00:00' },
      { ...ADA, ends_at: '2026-03-05T00:00:00' },
    ]);

    expect(results.map(outcomeOf)).toEqual(['unchanged', 'unchanged']);
    expect([run.writes, new Set(warnings).size]).toEqual([[], 1]);
    expect((await write('upsert', [{ ...ADA, ends_at: '2026-03-03T00:00:00' }])).map(outcomeOf)).toEqual(['changed']);
  });

  test.each([
    [{ start_half: 'SECOND_HALF' }, { starts_from: { date_time: '2026-03-02T00:00:00', type: 'SECOND_HALF' } }],
    [{ end_half: 'FIRST_HALF' }, { ends_at: { date_time: '2026-03-05T00:00:00', type: 'FIRST_HALF' } }],
    [{ ends_at: null }, { ends_at: null }],
    [{ ends_at: '2026-03-09T00:00:00' }, { ends_at: { date_time: '2026-03-09T00:00:00', type: 'SECOND_HALF' } }],
    [{ comment: 'Hills' }, { comment: 'Hills' }],
    [{ comment: null }, { comment: null }],
  ])('gets only what differs: %o', async (more, json) => {
    const { run, write } = await account([absence()], { lastDays: { a: '2026-03-05' } });

    expect((await write('update', [{ ...ADA, ...more }])).map(outcomeOf)).toEqual(['changed']);
    expect(run.writes).toEqual([{ method: 'PATCH', route: `${PATH}/{id}`, target: `${PATH}/a`, body: { json } }]);
  });

  test('keeps what the row does not name', async () => {
    const { run, write } = await account([absence(whole('2026-03-02', '2026-03-02', { to: 'FIRST_HALF' }))]);
    const rows = [ADA, { ...ADA, ends_at: '2026-03-02T00:00:00' }, { ...ADA, start_half: 'FIRST_HALF' }];

    expect((await write('upsert', rows)).map(outcomeOf)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(run.writes).toEqual([]);
  });

  test('by the hour is compared by the minute', async () => {
    const { run, write } = await account([hours()]);
    const results = await write('upsert', [
      { ...HOURS, starts_from: '2026-03-02T09:00:20', ends_at: '2026-03-02T11:00:40' },
      { ...HOURS, ends_at: '2026-03-02T12:00:00' },
      { ...HOURS, ends_at: null },
    ]);

    expect(results.map(outcomeOf)).toEqual(['unchanged', 'changed', 'changed']);
    expect(jsonOf(run.writes)).toEqual([{ ends_at: { date_time: '2026-03-02T12:00:00' } }, { ends_at: null }]);
  });

  test('is rejected by insert if something differs', async () => {
    const { write } = await account([absence()]);

    expect(await write('insert', [{ ...ADA, comment: 'Hills' }])).toEqual(['exists']);
  });

  test('is removed', async () => {
    const { run, write } = await account([absence()]);

    expect((await write('soft_delete', [ADA, ADA])).map(outcomeOf)).toEqual(['removed', 'unchanged']);
    expect(run.writes).toEqual([{ method: 'DELETE', route: `${PATH}/{id}`, target: `${PATH}/a` }]);
  });

  test('is found although lists that are bounded by time leave out those without an end', async () => {
    const { answer } = fakePeriods({
      path: PATH,
      start: 'starts_from',
      rows: [absence({ ends_at: null })],
      others: () => ({ _data: TYPES }),
    });
    const run = fakeRun({
      people: PEOPLE,
      answer: (request) =>
        Object.keys(request.query ?? {}).some((name) => name.includes('date_time')) ? { _data: [] } : answer(request),
    });
    const write = await writerOf(absencePeriods, run);

    expect((await write('update', [{ ...ADA, comment: 'Hills' }])).map(outcomeOf)).toEqual(['changed']);
  });
});

describe('a row with the id', () => {
  test('changes the first day, but not the type', async () => {
    const { run, write } = await account([absence()]);
    const results = await write(
      'update',
      [
        { id: 'a', starts_from: '2026-03-03T00:00:00' },
        { id: 'a', absence_type: 'Doctor' },
        { id: 'a', absence_type_id: 't-day' },
        { id: 'gone', comment: 'Hills' },
      ],
      BY_ID,
    );

    expect(results.map(outcomeOf)).toEqual(['changed', 'refused absence_type', 'unchanged', 'not_found id']);
    expect(jsonOf(run.writes)).toEqual([{ starts_from: { date_time: '2026-03-03T00:00:00', type: 'FIRST_HALF' } }]);
  });
});

describe('a row is rejected', () => {
  test.each([
    [{ ends_at: '2026-03-01T00:00:00' }, 'bad_value ends_at'],
    [{ ends_at: '2026-03-02T00:00:00', start_half: 'SECOND_HALF', end_half: 'FIRST_HALF' }, 'bad_value end_half'],
    [{ end_half: 'FIRST_HALF' }, 'bad_value end_half'],
    [{ ends_at: '2026-03-02T17:00:00' }, 'bad_value ends_at'],
    [{ starts_from: '2026-03-02T08:00:00' }, 'bad_value starts_from'],
    [{ absence_type: 'Doctor', start_half: 'FIRST_HALF' }, 'bad_value start_half'],
    [{ absence_type: 'Doctor', ends_at: '2026-03-02T00:00:00' }, 'bad_value ends_at'],
    [{ absence_type: 'Twice' }, 'ambiguous_reference absence_type'],
    [{ absence_type: 'Moon' }, 'unknown_reference absence_type'],
    [{ absence_type_id: 'moon' }, 'unknown_reference absence_type_id'],
    [{ absence_type: undefined }, 'missing_key absence_type'],
  ])('for %o: %s', async (more, expected) => {
    const { run, write } = await account([]);

    expect(await write('upsert', [{ ...ADA, ...more } as typeof ADA])).toEqual([expected]);
    expect(run.writes).toEqual([]);
  });
});

test('breakdowns that show nothing are not requested forever', async () => {
  const days = Array.from(
    { length: 40 },
    (_, n) => `2026-${n < 20 ? '03' : '04'}-${String((n % 20) + 1).padStart(2, '0')}`,
  );
  const rows = days.map((day, n) => absence({ id: `a${n}`, person: { id: `${n}` }, ...whole('2026-02-02', day) }));
  const { breakdowns, write } = await account(rows);
  await write(
    'upsert',
    days.map((day, n) => ({
      ...ADA,
      person_id: `${n}`,
      starts_from: '2026-02-02T00:00:00',
      ends_at: `${day}T00:00:00`,
    })),
  );

  expect(breakdowns).toHaveLength(20);
});
