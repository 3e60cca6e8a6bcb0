import { afterEach, describe, expect, test } from 'vitest';
import { type GivenOptions, type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { ObjectName, Operation } from '../src/write/object.ts';
import type { Json } from './connector.ts';
import { writeInProcess } from './units/write_in_process.ts';

let sandbox: Sandbox;

afterEach(async () => {
  await sandbox.close();
});

const start = async (given: GivenOptions = {}): Promise<void> => {
  sandbox = await startSandbox({ persons: 20, limits: { on: false }, ...given });
};

/** Writes rows of an object into the sandbox, in this process, and returns what became of each. */
async function write(
  object: ObjectName,
  rows: readonly Json[],
  { operation = 'upsert' as Operation, ...more }: Json & { operation?: Operation } = {},
): Promise<string[]> {
  const mappings = [{ stream: object, object, operation }];
  const config = { allow_removal: [object], mappings, ...more };
  const { lines } = await writeInProcess(sandbox, { rows: { [object]: rows }, config });
  return lines.map(({ outcome, code }) => code ?? outcome);
}

const emails = (): string[] => sandbox.rows('persons').flatMap((row) => ((row as Json).email as string | null) ?? []);
const typeName = (unit: string): unknown =>
  (sandbox.rows('absence_types') as Json[]).find((type) => type.unit === unit)?.name;
const all = (outcome: string, { length }: readonly unknown[]): string[] => Array(length).fill(outcome);
const created = (): number[] => [...sandbox.creations.values()];
const looks = (): number =>
  sandbox.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('-periods')).length;

const attendance = (): Json[] =>
  emails().flatMap((email) =>
    ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10'].map((day) => ({
      person_email: email.toUpperCase(),
      type: 'work',
      start: `2027-03-${day}T08:00:12`,
      end: `2027-03-${day} 16:00:40`,
      comment: ` Büro ${day} `,
    })),
  );

const absences = (): Json[] =>
  emails().flatMap((person_email) => [
    { person_email, absence_type: typeName('DAY'), starts_from: '2027-05-03', ends_at: '2027-05-07', comment: 'Sea' },
    { person_email, absence_type: typeName('DAY'), starts_from: '2027-05-11', ends_at: '2027-05-13' },
    {
      person_email,
      absence_type: typeName('DAY'),
      starts_from: '2027-05-17',
      ends_at: '2027-05-19',
      end_half: 'first_half',
    },
    {
      person_email,
      absence_type: typeName('DAY'),
      starts_from: '2027-05-24',
      ends_at: '2027-05-24',
      start_half: 'second_half',
    },
    { person_email, absence_type: typeName('HOUR'), starts_from: '2027-06-01T09:00', ends_at: '2027-06-01T11:00' },
    { person_email, absence_type: typeName('DAY'), starts_from: '2027-09-01' },
  ]);

describe.each<[string, GivenOptions]>([
  ['as usual', {}],
  [
    'with other readings of the documentation',
    {
      approvals: true,
      disputed: {
        absenceEnds: 'last day',
        attendanceOverlap: 'cut',
        attendanceSeconds: 'kept',
        attendancePatch: 200,
        created: 'wrapped',
      },
    },
  ],
])('%s, periods', (_, given) => {
  test.each([
    ['attendance_periods', attendance],
    ['absence_periods', absences],
  ] as const)('of %s are created once, and changed where they differ', async (object, rowsOf) => {
    await start(given);
    const rows = rowsOf();

    expect(await write(object, rows, { dry_run: true })).toEqual(all('created', rows));
    expect(sandbox.writes).toEqual([]);
    expect(await write(object, rows)).toEqual(all('created', rows));
    expect(created()).toEqual(Array(rows.length).fill(1));

    sandbox.resetWrites();
    expect(await write(object, rows)).toEqual(all('unchanged', rows));
    expect(await write(object, rows, { operation: 'insert' })).toEqual(all('unchanged', rows));
    expect(sandbox.writes).toEqual([]);
    const changed = rows.slice(0, 3).map((row) => ({ ...row, comment: 'Other' }));
    expect(await write(object, changed, { operation: 'insert' })).toEqual(all('exists', changed));
    expect(await write(object, changed, { operation: 'update' })).toEqual(all('changed', changed));
    expect(await write(object, changed, { operation: 'soft_delete' })).toEqual(all('removed', changed));
    expect(await write(object, changed, { operation: 'soft_delete' })).toEqual(all('unchanged', changed));
    expect(await write(object, changed, { operation: 'update' })).toEqual(all('not_found', changed));
    expect(sandbox.writes.map(({ method }) => method)).toEqual([...all('PATCH', changed), ...all('DELETE', changed)]);
  });

  test('of absences can end a day earlier', async () => {
    await start(given);
    const rows = absences().filter(({ ends_at: end }) => end === '2027-05-13');
    await write('absence_periods', rows);
    const shorter = rows.map((row) => ({ ...row, ends_at: '2027-05-12' }));

    sandbox.resetWrites();
    await write('absence_periods', rows.slice(0, 1));
    const outcomes = await write('absence_periods', shorter);
    expect(outcomes).toEqual(all('changed', shorter));
    expect(await write('absence_periods', shorter)).toEqual(all('unchanged', shorter));
    expect(sandbox.writes).toHaveLength(shorter.length);
  });
});

test.each([
  ['attendance_periods', attendance],
  ['absence_periods', absences],
] as const)('%s of which the answer was lost are found, not created again', async (object, rowsOf) => {
  await start({
    trouble: [{ match: { method: 'POST', path: '-periods' }, act: { kind: 'status', status: 500, applied: true } }],
  });
  const rows = rowsOf().filter((_, index) => index % 20 === 0);

  expect(await write(object, rows)).toEqual(all('created', rows));
  expect(created()).toEqual(Array(rows.length).fill(1));
});

test('looking for attendance takes few requests', async () => {
  await start({ persons: 100 });
  const rows = attendance();
  await write('attendance_periods', rows);
  expect(looks()).toBeLessThan(0.05 * rows.length);

  sandbox.resetRequests();
  await write('attendance_periods', rows);
  expect(looks()).toBeLessThan(0.05 * rows.length);
});
