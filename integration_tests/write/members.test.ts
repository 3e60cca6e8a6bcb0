import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import type { Json } from '../connector.ts';
import { ABSENCES, ATTENDANCES, PEOPLE } from './load.ts';
import { type Incoming, row, state, write } from './program.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 0, limits: { on: false } });
});

afterEach(async () => {
  await sandbox.close();
});

const upsert = (name: string, key?: readonly string[]): Incoming => ({
  name,
  mode: 'append_dedup',
  ...(key && { key }),
});
const load = (stream: Incoming, rows: readonly Json[], config: object = {}) =>
  write({
    config: { ...sandbox.config, ...config },
    streams: [stream],
    lines: [...rows.map((data) => row(stream.name, data)), state(stream.name, 1)],
  });
/** The same rows again change nothing. */
async function loadTwice(stream: Incoming, rows: readonly Json[], config: object = {}) {
  const first = await load(stream, rows, config);
  sandbox.resetWrites();
  const second = await load(stream, rows, config);
  expect(sandbox.writes, second.story).toEqual([]);
  return first;
}

const attributesOf = (email: string) => {
  const person = sandbox.rows('persons').find((each) => String(each.email).toLowerCase() === email);
  const attributes = person?.custom_attributes as readonly { id: string; value: unknown }[];
  return Object.fromEntries(attributes.map(({ id, value }) => [id, value]));
};

const CUSTOM = {
  dynamic_700102: 'm',
  dynamic_700103: '2',
  dynamic_700104: 12.5,
  dynamic_700105: '2030-01-31T00:00:00',
  dynamic_700107: ['German', 'English'],
  laptop_serial_number: 'L-1',
};

test('custom attributes are written by their keys, in their types, and compared', async () => {
  const [ada = {}] = PEOPLE;
  const run = await loadTwice(upsert('persons'), [{ ...ada, ...CUSTOM }]);
  expect(run.outcomes('persons'), run.story).toEqual(['created']);
  const written = attributesOf('ada.sample@x.example');
  expect(written).toMatchObject({ dynamic_700102: 'M', laptop_serial_number: 'L-1' });
  expect(Object.keys(written).length).toBe(6);

  const [email] = [ada.email];
  const changes = await load(upsert('persons'), [
    { email, dynamic_700103: 3 },
    { email, dynamic_700102: 'XXXXL' },
    { email, dynamic_700105: 'soon' },
    { email, dynamic_700107: '["Klingon"]' },
    { email, dynamic_700104: null },
  ]);
  expect(changes.outcomes('persons')).toEqual(['changed', 'bad_value', 'bad_value', 'bad_value', 'unchanged']);
  expect(
    changes.report
      .map(({ column }) => column)
      .filter(Boolean)
      .sort(),
  ).toEqual(['dynamic_700102', 'dynamic_700105', 'dynamic_700107']);
  expect(attributesOf('ada.sample@x.example')).toEqual({
    ...written,
    dynamic_700103: expect.anything(),
  });
  expect(sandbox.writes.length).toBe(1);
});

test("people without an e-mail address are found by the company's own id, by which others name them, too", async () => {
  const config = { match_attribute: 'dynamic_700101' };
  const key = ['dynamic_700101'];
  const rows = [
    { dynamic_700101: '0017', first_name: 'No', last_name: 'Mail', position: 'Guard' },
    { dynamic_700101: '0018', first_name: 'No', last_name: 'Mail', supervisor_dynamic_700101: '0017' },
  ];
  const run = await loadTwice(upsert('persons', key), rows, config);
  expect(run.outcomes('persons'), run.story).toEqual(['created', 'created']);
  const times = await loadTwice(
    upsert('attendance_periods'),
    [{ person_dynamic_700101: '0018', type: 'WORK', start: '2026-10-05T08:00', end: '2026-10-05T09:00' }],
    config,
  );
  expect(times.outcomes('attendance_periods'), times.story).toEqual(['created']);
  const missing = await load(upsert('persons', key), [{ dynamic_700101: '', first_name: 'A', last_name: 'B' }], config);
  expect(missing.outcomes('persons')).toEqual(['missing_key']);
  expect(sandbox.rows('persons').length).toBe(2);
});

test('a time with an offset needs the zone in which people work', async () => {
  await load(upsert('persons'), PEOPLE.slice(2));
  const work = {
    person_email: 'cy.sample@x.example',
    type: 'WORK',
    start: '2026-07-01T06:00:00Z',
    end: '2026-07-01T12:00:00+02:00',
  };
  const without = await load(upsert('attendance_periods'), [work]);
  expect(without.outcomes('attendance_periods')).toEqual(['bad_value']);
  const within = await loadTwice(upsert('attendance_periods'), [work], { time_zone: 'Europe/Berlin' });
  expect(within.outcomes('attendance_periods')).toEqual(['created']);
  expect(sandbox.rows('attendance_periods')[0]).toMatchObject({
    start: { date_time: '2026-07-01T08:00:00' },
    end: { date_time: '2026-07-01T12:00:00' },
  });
});

test('periods: halves of days, hours, open ends, and rows that cannot be', async () => {
  await load(upsert('persons'), PEOPLE.slice(2));
  const person_email = 'cy.sample@x.example';
  const leave = { person_email, absence_type: 'urlaub' };
  const absences = await loadTwice(upsert('absence_periods'), [
    { ...leave, starts_from: '2026-10-01', ends_at: '2026-10-01', start_half: 'SECOND_HALF' },
    { ...leave, starts_from: '2026-10-05', ends_at: '2026-10-07', end_half: 'first_half' },
    { person_email, absence_type: 'Time off in lieu', starts_from: '2026-10-12T10:00', ends_at: '2026-10-12T12:30' },
    { person_email, absence_type: 'Krankheit', starts_from: '2026-11-02' },
    { ...leave, starts_from: '2026-10-06', ends_at: '2026-10-09' },
    { ...leave, starts_from: '2026-09-09', ends_at: '2026-09-08' },
  ]);
  expect(absences.outcomes('absence_periods'), absences.story).toEqual([
    'created',
    'created',
    'created',
    'created',
    'conflict',
    'bad_value',
  ]);
  const [work] = [{ person_email, type: 'work' }];
  const times = await loadTwice(upsert('attendance_periods'), [
    { ...work, start: '2026-10-05T08:00:30', end: '2026-10-05T12:00:10' },
    { ...work, start: '2026-10-06T08:00' },
    { ...work, start: '2026-10-07T08:00', end: '2026-10-08T08:01' },
    { ...work, type: 'BREAK', start: '2026-10-08T12:00', end: '2026-10-08T13:00', project_code: 'P-0' },
    { ...work, start: '2026-10-05T11:00', end: '2026-10-05T13:00' },
  ]);
  expect(times.outcomes('attendance_periods').slice(0, 4), times.story).toEqual([
    'created',
    'created',
    'bad_value',
    'bad_value',
  ]);
  expect(times.line('attendance_periods', 5)?.outcome).toBe('rejected');
});

test('neighbours that Personio cuts are named in the report', async () => {
  sandbox.configure({ disputed: { attendanceOverlap: 'cut' } });
  await load(upsert('persons'), PEOPLE);
  const [work = {}] = ATTENDANCES.map(({ project_code: _, ...each }) => each);
  const run = await load(upsert('attendance_periods'), [
    work,
    { ...work, start: '2026-10-05T11:00:00', end: '2026-10-05T13:00:00' },
  ]);
  expect(run.outcomes('attendance_periods'), run.story).toEqual(['created', 'created']);
  const [first, second] = [1, 2].map((number) => run.line('attendance_periods', number));
  expect(second?.affected_periods).toEqual([first?.id]);
});

test('an account that wants more of a new person gets it from the row', async () => {
  sandbox.configure({ disputed: { personNeeds: 'more' } });
  const [ada = {}] = PEOPLE;
  const whole = { ...ada, language_code: 'en', status: 'ACTIVE', employment_type: 'INTERNAL' };
  const run = await loadTwice(upsert('persons'), [whole, { email: 'b@x.example', first_name: 'B', last_name: 'B' }]);
  expect(run.outcomes('persons'), run.story).toEqual(['created', 'refused']);
});

test('names that several things have are not guessed', async () => {
  await load(upsert('persons'), PEOPLE.slice(2));
  const [absence = {}] = ABSENCES;
  const rejected = await load(upsert('persons'), [
    { email: 'cy.sample@x.example', department: 'Nowhere' },
    { email: 'cy.sample@x.example', office: 'Atlantis' },
    { email: 'cy.sample@x.example', supervisor_email: 'nobody@x.example' },
    { email: 'cy.sample@x.example', department: 'Firmware' },
  ]);
  expect(rejected.outcomes('persons')).toEqual(Array(4).fill('unknown_reference'));
  const unknown = await load(upsert('absence_periods'), [
    { ...absence, person_email: 'cy.sample@x.example', absence_type: 'X' },
  ]);
  expect(unknown.outcomes('absence_periods')).toEqual(['unknown_reference']);
});
