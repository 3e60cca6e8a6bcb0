import { absentDaysOf, holidaysOf } from './absences.ts';
import type { Careers } from './careers.ts';
import { type Day, dayOf, daysFrom, monthOf, textOf, weekdayOf } from './days.ts';
import type { Facts, ScheduleFact } from './facts.ts';
import { departmentOf } from './labels.ts';
import type { TruthRow } from './marts.ts';
import { breaksOf, dayOfPerson, type WorkFact, workOf } from './work.ts';

/** Days with a record, and days without one on which a person who records time should have worked. */
export function workingTime(careers: Careers): TruthRow[] {
  const { facts } = careers;
  const work = Map.groupBy(workOf(facts), dayOfPerson);
  const breaks = breaksOf(facts);
  const targets = new Targets(facts);
  const recorded = new Set([...work.keys(), ...breaks.keys()]);
  const expected = expectedDays(careers).filter((key) => !recorded.has(key) && (targets.of(key) ?? 0) > 0);
  return [...recorded, ...expected].map((key) => {
    const [person = '', date = ''] = key.split(' ');
    const periods = work.get(key) ?? [];
    const worked = minutesOf(periods.filter(({ isConfirmed }) => isConfirmed));
    const target = targets.of(key);
    return {
      person_id: person,
      date,
      month: monthOf(dayOf(date)),
      ...departmentOf(facts, { departmentKey: departmentOn(careers, person, dayOf(date)) }),
      worked_minutes: worked,
      pending_minutes: minutesOf(periods.filter(({ isConfirmed }) => !isConfirmed)),
      break_minutes: breaks.get(key) ?? 0,
      running_periods: periods.filter(({ minutes }) => minutes === null).length,
      target_minutes: target,
      difference_minutes: target === null ? null : worked - target,
    };
  });
}

const minutesOf = (periods: readonly WorkFact[]): number =>
  periods.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0);

function departmentOn({ stretches }: Careers, person: string, day: Day): string | null {
  const present = stretches.filter((each) => each.person === person && each.first <= day && day <= each.last);
  return (present.find(({ isCounted }) => isCounted) ?? present[0])?.main.departmentKey ?? null;
}

/** From the first recorded work of a person to yesterday, while employed. */
function expectedDays({ facts, stretches, today }: Careers): string[] {
  const firsts = new Map<string, Day>();
  for (const { person, date } of workOf(facts))
    firsts.set(person, Math.min(firsts.get(person) ?? dayOf(date), dayOf(date)));
  const days = stretches.flatMap(({ person, first, last }) => {
    const from = firsts.get(person);
    if (from === undefined) return [];
    return [...daysFrom(Math.max(first, from), Math.min(last, today - 1))].map((day) => `${person} ${textOf(day)}`);
  });
  return [...new Set(days)];
}

/** What the work schedule asks for, less holidays and absences in days. */
class Targets {
  readonly #schedules: ReadonlyMap<string, ScheduleFact>;
  readonly #holidays: ReadonlySet<string>;
  readonly #absent = new Map<string, number>();

  constructor(facts: Facts) {
    this.#schedules = new Map(facts.schedules.map((schedule) => [schedule.person, schedule]));
    this.#holidays = holidaysOf(facts);
    for (const { absence, day, category, calendarDays } of absentDaysOf(facts)) {
      if (category === 'OFFSITE_WORK') continue;
      const key = `${absence.person} ${textOf(day)}`;
      this.#absent.set(key, Math.min(1, (this.#absent.get(key) ?? 0) + calendarDays));
    }
  }

  of(key: string): number | null {
    const [person = '', date = ''] = key.split(' ');
    const schedule = this.#schedules.get(person);
    if (schedule === undefined || (schedule.validFrom !== null && date < schedule.validFrom)) return null;
    const minutes = schedule.minutes[weekdayOf(dayOf(date)) - 1] ?? 0;
    return this.#holidays.has(key) ? 0 : minutes * (1 - (this.#absent.get(key) ?? 0));
  }
}
