import { type AbsentDay, absentDaysOf, holidaysOf } from './absences.ts';
import type { Careers } from './careers.ts';
import { type Day, daysFrom, isWorkday, textOf } from './days.ts';
import type { TruthRow } from './marts.ts';

const WINDOW = 52 * 7;

/** Spells of sickness of the last 52 weeks while employed: one ends when a day of work passes without it. */
export function bradford({ facts, today, stretches }: Careers): TruthRow[] {
  const holidays = holidaysOf(facts);
  const employed = Map.groupBy(stretches, ({ person }) => person);
  const sick = absentDaysOf(facts).filter(({ category, absence, day }) => {
    const isEmployed = employed.get(absence.person)?.some(({ first, last }) => first <= day && day <= last);
    const isInDays = absence.hours === null || absence.days?.some(({ unit }) => unit === 'DAY');
    return category === 'SICK_LEAVE' && isInDays && isEmployed;
  });
  return [...Map.groupBy(sick, ({ absence }) => absence.person)].flatMap(([person, absent]) => {
    const isFree = (day: Day): boolean => !isWorkday(day) || holidays.has(`${person} ${textOf(day)}`);
    const spells = spellsOf(absent, today, isFree).filter((days) => days > 0);
    if (spells.length === 0) return [];
    const days = spells.reduce((sum, each) => sum + each, 0);
    return [{ person_id: person, spells: spells.length, days, bradford_factor: spells.length ** 2 * days }];
  });
}

/** The days of absence of each spell. */
function spellsOf(absent: readonly AbsentDay[], today: Day, isFree: (day: Day) => boolean): number[] {
  const byDay = Map.groupBy(absent, ({ day }) => day);
  const spells: number[] = [];
  let isOpen = false;
  for (const day of daysFrom(today - WINDOW + 1, today)) {
    const here = byDay.get(day);
    if (here === undefined) {
      isOpen &&= isFree(day);
      continue;
    }
    if (!isOpen) spells.push(0);
    isOpen = true;
    const worth = here.reduce((sum, { absenceDays }) => sum + absenceDays, 0);
    spells.push((spells.pop() ?? 0) + Math.min(1, worth));
  }
  return spells;
}
