// Absences day by day.
import type { Careers } from './careers.ts';
import { type Day, dayOf, daysFrom, isWorkday, monthOf, monthsFrom, textOf } from './days.ts';
import type { AbsenceFact, Facts } from './facts.ts';
import { departmentOf } from './labels.ts';
import type { TruthRow } from './marts.ts';

/** What one absence is on one day. */
export interface AbsentDay {
  readonly absence: AbsenceFact;
  readonly day: Day;
  readonly category: string;
  readonly calendarDays: number;
  readonly workingDays: number;
  /** Null if Personio does not say. */
  readonly personioDays: number | null;
  readonly absenceDays: number;
  readonly hours: number | null;
}

/** Of approved absences, those until the end of this month; of open ones those until today. */
export function absentDaysOf(facts: Facts): AbsentDay[] {
  const today = dayOf(facts.today);
  const monthEnd = monthsFrom(today, today)[0]?.last ?? today;
  const categories = new Map(facts.absenceTypes.map((type) => [type.id, categoryOf(type)]));
  const holidays = holidaysOf(facts);
  const people = new Set(facts.persons.map(({ id }) => id));
  const approved = facts.absences.filter(({ isApproved, person }) => isApproved && people.has(person));
  return approved.flatMap((absence) => {
    const last = Math.min(absence.end === null ? today : dayOf(absence.end), monthEnd);
    const category = categories.get(absence.type) ?? '(none)';
    const { person } = absence;
    return [...daysFrom(dayOf(absence.start), last)].map((day): AbsentDay => {
      const calendarDays = calendarDaysOf(absence, day);
      const workingDays = isWorkday(day) && !holidays.has(`${person} ${textOf(day)}`) ? calendarDays : 0;
      const personioDays = personioDaysOf(absence, day);
      const hours = hoursOf(absence, day);
      const absenceDays = personioDays ?? workingDays;
      return { absence, day, category, calendarDays, workingDays, personioDays, absenceDays, hours };
    });
  });
}

const categoryOf = ({ category }: Facts['absenceTypes'][number]): string => category?.toUpperCase() ?? '(none)';

/** Person and date of each. Half a holiday is one, too. */
export const holidaysOf = ({ holidays }: Facts): ReadonlySet<string> =>
  new Set(holidays.map(({ person, date }) => `${person} ${date}`));

const daysIn = ({ days }: AbsenceFact, unit: string) => days?.filter((each) => each.unit === unit) ?? [];
const isHourly = (absence: AbsenceFact): boolean => absence.hours !== null && daysIn(absence, 'DAY').length === 0;

function calendarDaysOf(absence: AbsenceFact, day: Day): number {
  if (isHourly(absence)) return 0;
  const isHalf =
    (day === dayOf(absence.start) && absence.startsAtNoon) ||
    (absence.end !== null && day === dayOf(absence.end) && absence.endsAtNoon);
  return isHalf ? 0.5 : 1;
}

/** The breakdown of an open absence is as old as its last sync: days after it are not in there yet. */
function personioDaysOf(absence: AbsenceFact, day: Day): number | null {
  const known = daysIn(absence, 'DAY');
  if (known.length === 0) return null;
  const text = textOf(day);
  const last = known.reduce((latest, { date }) => (date > latest ? date : latest), '');
  if (absence.end === null && text > last) return null;
  return known.filter(({ date }) => date === text).reduce((sum, { value }) => sum + value, 0);
}

function hoursOf(absence: AbsenceFact, day: Day): number | null {
  if (!isHourly(absence) || absence.hours === null) return null;
  if (absence.days !== null) {
    const ofDay = daysIn(absence, 'HOUR').filter(({ date }) => date === textOf(day));
    return ofDay.length === 0 ? null : ofDay.reduce((sum, { value }) => sum + value, 0);
  }
  const { from, until } = absence.hours;
  if (until === null) return null;
  const [begin, end] = [Date.parse(`${from}Z`), Date.parse(`${until}Z`)];
  const midnight = day * 86_400_000;
  const hours = (Math.min(end, midnight + 86_400_000) - Math.max(begin, midnight)) / 3_600_000;
  return hours < 24 ? hours : null;
}

interface Cell {
  readonly people: Set<string>;
  readonly absences: Set<string>;
  calendarDays: number;
  workingDays: number;
  absenceDays: number;
  personioDays: number | null;
  hours: number;
}

/** Each category in each month of each department. */
export function absences(careers: Careers): TruthRow[] {
  const { facts } = careers;
  const cells = cellsOf(careers);
  const categories = new Set([
    ...facts.absenceTypes.map(categoryOf),
    ...[...cells.keys()].map((key) => JSON.parse(key)[2] as string),
  ]);
  return possibleDays(careers).flatMap(({ month, monthEnd, departmentKey, days }) =>
    [...categories].map((category) => {
      const cell = cells.get(JSON.stringify([month, departmentKey, category])) ?? emptyCell();
      return {
        month,
        month_end: monthEnd,
        ...departmentOf(facts, { departmentKey }),
        category,
        is_sickness: category === 'SICK_LEAVE',
        people: cell.people.size,
        absences: cell.absences.size,
        calendar_days: cell.calendarDays,
        working_days: cell.workingDays,
        personio_days: cell.personioDays,
        absence_days: cell.absenceDays,
        absence_hours: cell.hours,
        possible_days: days,
        absence_rate: days === 0 ? null : Math.min(1, cell.absenceDays / days),
      };
    }),
  );
}

const emptyCell = (): Cell => ({
  ...{ people: new Set(), absences: new Set(), calendarDays: 0, workingDays: 0, absenceDays: 0 },
  ...{ personioDays: null, hours: 0 },
});

function cellsOf(careers: Careers): Map<string, Cell> {
  const present = departmentsByDay(careers);
  const counted = absentDaysOf(careers.facts).filter((each) => present.has(keyOf(each)));
  const cells = new Map<string, Cell>();
  for (const sameDay of Map.groupBy(counted, keyOf).values()) {
    // Nobody is absent for more than the day, however many absences there are.
    const share = (of: (each: AbsentDay) => number): number =>
      Math.max(
        1,
        sameDay.reduce((sum, each) => sum + of(each), 0),
      );
    for (const each of sameDay) {
      const key = JSON.stringify([monthOf(each.day), present.get(keyOf(each)) ?? null, each.category]);
      const cell = cells.get(key) ?? emptyCell();
      cells.set(key, cell);
      cell.people.add(each.absence.person);
      cell.absences.add(each.absence.id);
      cell.calendarDays += each.calendarDays / share(({ calendarDays }) => calendarDays);
      cell.workingDays += each.workingDays / share(({ workingDays }) => workingDays);
      cell.absenceDays += each.absenceDays / share(({ absenceDays }) => absenceDays);
      if (each.personioDays !== null) cell.personioDays = (cell.personioDays ?? 0) + each.personioDays;
      cell.hours += each.hours ?? 0;
    }
  }
  return cells;
}

const keyOf = ({ absence, day }: AbsentDay): string => `${absence.person} ${day}`;

/** The department of each person who counts on each day until the end of this month. */
function departmentsByDay({ stretches, months }: Careers): Map<string, string | null> {
  const found = new Map<string, string | null>();
  const end = months.at(-1)?.last ?? 0;
  for (const { person, isCounted, first, last, main } of stretches) {
    if (!isCounted) continue;
    for (const day of daysFrom(first, Math.min(last, end))) found.set(`${person} ${day}`, main.departmentKey);
  }
  return found;
}

interface Possible {
  readonly month: string;
  readonly monthEnd: string;
  readonly departmentKey: string | null;
  readonly days: number;
}

function possibleDays(careers: Careers): Possible[] {
  const holidays = holidaysOf(careers.facts);
  const departments = new Set(
    careers.counted.flatMap(({ stretches }) => stretches.map(({ main }) => main.departmentKey)),
  );
  return careers.months.flatMap((month) => {
    const counts = new Map<string | null, number>([...departments].map((key) => [key, 0]));
    for (const day of daysFrom(month.first, month.last)) {
      for (const { person, main } of careers.employedOn(day)) {
        const isPossible = isWorkday(day) && !holidays.has(`${person} ${textOf(day)}`);
        counts.set(main.departmentKey, (counts.get(main.departmentKey) ?? 0) + (isPossible ? 1 : 0));
      }
    }
    return [...counts].map(([departmentKey, days]) => ({
      ...{ month: month.month, monthEnd: textOf(month.last), departmentKey, days },
    }));
  });
}
