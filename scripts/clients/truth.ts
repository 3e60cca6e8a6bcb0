// What an HR department asks its warehouse, answered from the sandbox's rows as it serves them: independent of the
// connector, of the clients, and of the SQL in docs/queries.md, whose answers are compared with these.
import type { Sandbox } from '../../sandbox/server.ts';
import {
  type Absence,
  Account,
  type Attendance,
  type Breakdown,
  type Compensation,
  FOREVER,
  NONE,
  type Span,
} from './account.ts';
import { type Answer, type Question, yearsOf } from './questions.ts';
import { People, Sums } from './tallies.ts';

const DAY_MS = 86_400_000;

/** How many months an amount covers. */
const MONTHS: Readonly<Record<string, number>> = { QUARTERLY: 3, 'HALF-YEARLY': 6, YEARLY: 12 };

export function truthOf(sandbox: Sandbox, now: Date): Record<Question, Answer> {
  const account = new Account(sandbox);
  const [before, last] = yearsOf(now);
  return {
    headcount: headcount(account, last),
    turnover: turnover(account, [before, last]),
    absence_breakdown_days: breakdownDays(account, last),
    absence_days: absenceDays(account, last),
    hours: hours(account, last),
    pay: pay(account),
  };
}

const dayAfter = (day: string): string => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
const monthOf = (day: string): string => `${day.slice(0, 7)}-01`;
const isWeekday = (day: string): boolean => ![0, 6].includes(new Date(day).getUTCDay());
const daysOf = (year: number): string[] => [...daysFrom(`${year}-01-01`, `${year}-12-31`)];
const monthEndsOf = (year: number): string[] => daysOf(year).filter((day) => dayAfter(day).endsWith('-01'));

function* daysFrom(first: string, last: string): Generator<string> {
  for (let day = first; day <= last; day = dayAfter(day)) yield day;
}

function headcount({ spans }: Account, year: number): Answer {
  const people = new People();
  for (const day of monthEndsOf(year)) {
    for (const { person, first, last, department } of spans)
      if (first <= day && day <= last) people.add([day, department], person);
  }
  return people.answer;
}

function turnover({ spans }: Account, years: readonly number[]): Answer {
  const leavers = new People();
  for (const [person, days] of lastDaysOf(spans)) for (const day of days) leavers.add([day.slice(0, 4)], person);
  return years.map((year) => {
    const left = Number(leavers.answer.find(([label]) => label === `${year}`)?.[1] ?? 0);
    const counts = monthEndsOf(year).map((day) => {
      const employed = spans.filter(({ first, last }) => first <= day && day <= last);
      return new Set(employed.map(({ person }) => person)).size;
    });
    const average = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    return [year, left, average, (100 * left) / average];
  });
}

/** The last days of each person's periods in the company; adjacent or overlapping employments are one. */
function lastDaysOf(spans: readonly Span[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { person, first, last } of [...spans].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const days = found.get(person) ?? [];
    const open = days.at(-1);
    if (open === undefined || dayAfter(open) < first) days.push(last);
    else if (open < last) days.splice(-1, 1, last);
    found.set(person, days);
  }
  return found;
}

const isOfYear = (day: string, year: number): boolean => day.startsWith(`${year}-`);

function breakdownDays(account: Account, year: number): Answer {
  const types = account.names('absence_types');
  const absences = new Map(account.rows<Absence>('absence_periods').map((absence) => [absence.id, absence]));
  const sums = new Sums();
  for (const { key, row } of account.keyed<Breakdown>('absence_breakdowns')) {
    const absence = absences.get(key);
    const { unit, value } = row.effective_duration;
    if (absence?.approval.status !== 'APPROVED' || unit !== 'DAY' || !isOfYear(row.date, year)) continue;
    sums.add([monthOf(row.date), types.get(absence.absence_type.id) ?? ''], value);
  }
  return sums.answer;
}

/** The last day according to the breakdown: the end of the absence is ambiguous. */
function absenceDays(account: Account, year: number): Answer {
  const types = account.names('absence_types');
  const lastDays = new Map(account.keyed<Breakdown>('absence_breakdowns').map(({ key, row }) => [key, row.date]));
  const sums = new Sums();
  for (const { id, absence_type, starts_from, ends_at, approval } of account.rows<Absence>('absence_periods')) {
    if (approval.status !== 'APPROVED' || starts_from.type === null) continue;
    const first = starts_from.date_time.slice(0, 10);
    const last = ends_at === null ? FOREVER : (lastDays.get(id) ?? first);
    for (const day of daysOf(year)) {
      if (day < first || day > last || !isWeekday(day)) continue;
      const isHalf =
        (day === first && starts_from.type === 'SECOND_HALF') || (day === last && ends_at?.type === 'FIRST_HALF');
      sums.add([monthOf(day), types.get(absence_type.id) ?? ''], isHalf ? 0.5 : 1);
    }
  }
  return sums.answer;
}

function hours(account: Account, year: number): Answer {
  const contracted = new Sums();
  for (const { person, first, last, weeklyHours } of account.spans) {
    for (const day of daysOf(year))
      if (first <= day && day <= last && isWeekday(day)) contracted.add([person, monthOf(day)], weeklyHours / 5);
  }
  const worked = new Sums();
  for (const { person, type, attribution_date: day, start, end, approval } of account.rows<Attendance>(
    'attendance_periods',
  )) {
    if (type !== 'WORK' || approval.status !== 'CONFIRMED' || !isOfYear(day, year)) continue;
    const until = end?.date_time ?? start.date_time;
    worked.add([person.id, monthOf(day)], (Date.parse(`${until}Z`) - Date.parse(`${start.date_time}Z`)) / 3_600_000);
  }
  const labels = new Set([...contracted.labels, ...worked.labels].map((each) => JSON.stringify(each)));
  return [...labels].map((text) => {
    const each = JSON.parse(text);
    return [...each, worked.get(each), contracted.get(each)];
  });
}

function pay(account: Account): Answer {
  const latest = new Map<string, { month: string; row: Compensation }>();
  for (const { rest, row } of account.keyed<Compensation>('compensations')) {
    if (row.type.category === 'ONE_TIME') continue;
    const month = `${rest.slice(0, 7)}-01`;
    const key = `${month} ${row.person.id} ${row.type.id}`;
    const before = latest.get(key)?.row;
    if (before === undefined || sortable(row) > sortable(before)) latest.set(key, { month, row });
  }
  const people = new People();
  const sums = new Sums();
  for (const { month, row } of latest.values()) {
    const { amount, interval, type, person, weekly_working_hours: weeklyHours } = row;
    const labels = [month, departmentIn(month, person.id, account.spans), amount.currency];
    const share = type.category === 'HOURLY' ? ((weeklyHours ?? 0) * 52) / 12 : 1 / (MONTHS[interval ?? ''] ?? 1);
    people.add(labels, person.id);
    sums.add(labels, Number(amount.value) * share);
  }
  return people.answer.map((each) => [...each, sums.get(each.slice(0, 3).map(String))]);
}

const sortable = ({ effective_from, id }: Compensation): string => `${effective_from} ${id}`;

/** Of the employments of the month, the one that began last. */
function departmentIn(month: string, person: string, spans: readonly Span[]): string {
  const isOfMonth = ({ first, last }: Span): boolean => first <= `${month.slice(0, 8)}31` && last >= month;
  const own = spans.filter((span) => span.person === person && isOfMonth(span));
  const [last] = own.sort((a, b) => (`${a.first} ${a.id}` > `${b.first} ${b.id}` ? -1 : 1));
  return last?.department ?? NONE;
}
