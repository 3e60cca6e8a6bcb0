// What an HR department asks its warehouse, answered from the sandbox's rows as it serves them: independent of the
// connector, of the clients and of the SQL in integration_tests/clients/sql, whose answers are held against these.
import type { Sandbox } from '../../sandbox/server.ts';

export const QUESTIONS = ['headcount', 'absence_days', 'worked_hours'] as const;
export type Question = (typeof QUESTIONS)[number];

/** An answer in plain text, `2025-03 Engineering: 4`, so that two of them compare and read well. */
export type Answer = readonly string[];

interface Id {
  readonly id: string;
}

interface Employment {
  readonly person: Id;
  readonly employment_start_date?: string;
  readonly employment_end_date?: string | null;
  readonly org_units?: readonly { readonly type: string; readonly id: string }[];
}

interface Moment {
  readonly date_time: string;
  readonly type: string | null;
}

interface Absence {
  readonly absence_type: Id;
  readonly starts_from: Moment;
  readonly ends_at: Moment | null;
  readonly approval: { readonly status: string };
}

interface Attendance {
  readonly type: string;
  readonly project: Id | null;
  readonly start: { readonly date_time: string };
  readonly end: { readonly date_time: string } | null;
  readonly approval: { readonly status: string };
}

interface Named extends Id {
  readonly name: string;
  readonly type?: string;
}

const DAY_MS = 86_400_000;
const LAST_DAY = '2026-01-31';

export function truth(sandbox: Sandbox): Record<Question, Answer> {
  return { headcount: headcount(sandbox), absence_days: absenceDays(sandbox), worked_hours: workedHours(sandbox) };
}

/** One row of an answer, whoever gave it. */
export const line = (labels: readonly string[], value: number): string =>
  `${labels.join(' ')}: ${Number(value.toFixed(4))}`;

function rows<T>(sandbox: Sandbox, stream: string): T[] {
  return sandbox.rows(stream) as unknown as T[];
}

function names(sandbox: Sandbox, stream: string, type?: string): Map<string, string> {
  const named = rows<Named>(sandbox, stream).filter((row) => type === undefined || row.type === type);
  return new Map(named.map((row) => [row.id, row.name]));
}

function sorted(sums: Map<string, number>): string[] {
  return [...sums].map(([labels, sum]) => line([labels], sum)).sort();
}

/** `YYYY-MM-DD` of each day from one to another. */
function* daysOf(first: string, last: string): Generator<string> {
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) yield new Date(at).toISOString().slice(0, 10);
}

function headcount(sandbox: Sandbox): Answer {
  const departments = names(sandbox, 'org_units', 'department');
  const known = new Set(rows<Id>(sandbox, 'persons').map(({ id }) => id));
  const people = new Map<string, Set<string>>();
  const lastDays = [...daysOf('2024-02-01', LAST_DAY)].filter((day) => {
    const next = new Date(Date.parse(day) + DAY_MS);
    return next.getUTCDate() === 1;
  });
  for (const { person, employment_start_date: from, employment_end_date: until, org_units } of rows<Employment>(
    sandbox,
    'employments',
  )) {
    const department = departments.get(org_units?.find(({ type }) => type === 'department')?.id ?? '');
    if (department === undefined || from === undefined || !known.has(person.id)) continue;
    for (const day of lastDays) {
      if (from > day || (typeof until === 'string' && until < day)) continue;
      const labels = `${day.slice(0, 7)} ${department}`;
      people.set(labels, (people.get(labels) ?? new Set()).add(person.id));
    }
  }
  return sorted(new Map([...people].map(([labels, { size }]) => [labels, size])));
}

function absenceDays(sandbox: Sandbox): Answer {
  const types = names(sandbox, 'absence_types');
  const sums = new Map<string, number>();
  for (const { absence_type, starts_from, ends_at, approval } of rows<Absence>(sandbox, 'absence_periods')) {
    if (approval.status !== 'APPROVED' || starts_from.type === null) continue;
    const first = starts_from.date_time.slice(0, 10);
    const last = ends_at?.date_time.slice(0, 10) ?? LAST_DAY;
    for (const day of daysOf(first, last < LAST_DAY ? last : LAST_DAY)) {
      if ([0, 6].includes(new Date(day).getUTCDay())) continue;
      let share = 1;
      if (day === first && starts_from.type === 'SECOND_HALF') share -= 0.5;
      if (day === last && ends_at?.type === 'FIRST_HALF') share -= 0.5;
      const labels = `${day.slice(0, 7)} ${types.get(absence_type.id)}`;
      sums.set(labels, (sums.get(labels) ?? 0) + share);
    }
  }
  return sorted(sums);
}

function workedHours(sandbox: Sandbox): Answer {
  const projects = names(sandbox, 'projects');
  const sums = new Map<string, number>();
  for (const { type, project, start, end, approval } of rows<Attendance>(sandbox, 'attendance_periods')) {
    if (type !== 'WORK' || approval.status !== 'CONFIRMED' || end === null) continue;
    const hours = (Date.parse(`${end.date_time}Z`) - Date.parse(`${start.date_time}Z`)) / 3_600_000;
    const name = (project === null ? undefined : projects.get(project.id)) ?? '(none)';
    sums.set(name, (sums.get(name) ?? 0) + hours);
  }
  return sorted(sums);
}
