// Absences and holidays, including ones that nobody should enter.
import { Dice } from '../../../sandbox/data/dice.ts';
import { type Day, dayOf, isWorkday, textOf } from '../truth/days.ts';
import type { AbsenceFact, AbsenceTypeFact, HolidayFact, PersonFact } from '../truth/facts.ts';
import { TODAY } from './careers.ts';

export const ABSENCE_TYPES: readonly AbsenceTypeFact[] = [
  { id: 'sick', category: 'SICK_LEAVE' },
  { id: 'ill', category: 'sick_leave' },
  { id: 'vacation', category: 'PAID_VACATION' },
  { id: 'other', category: null },
];
/** One of them is not among the types. */
const TYPES = ['sick', 'ill', 'vacation', 'other', 'unknown'];
const EACH = 6;

export function makeAbsences(seed: number, persons: readonly PersonFact[]): AbsenceFact[] {
  return persons.flatMap(({ id: person }, serial) => {
    const dice = new Dice(seed, 3, serial);
    return Array.from({ length: dice.below(EACH) }, (_, at) => makeAbsence(`a${serial}-${at}`, person, dice));
  });
}

/** From before the first employment until after the last. Many overlap or adjoin. */
function makeAbsence(id: string, person: string, dice: Dice): AbsenceFact {
  const first = dayOf(TODAY) - dice.below(900) + 40;
  const isLong = dice.chance(0.2);
  const last = first + (isLong ? dice.between(20, 70) : dice.below(6));
  const isOpen = dice.chance(0.08);
  const absence: AbsenceFact = {
    id,
    person,
    type: dice.pick(TYPES),
    start: textOf(first),
    end: isOpen ? null : textOf(last),
    hours: null,
    startsAtNoon: dice.chance(0.2),
    endsAtNoon: !isOpen && dice.chance(0.2),
    isApproved: dice.chance(0.85),
    days: null,
  };
  if (dice.chance(0.15)) return inHours(absence, dice);
  return dice.chance(0.6) ? { ...absence, days: daysAsPersonioSays(absence, dice) } : absence;
}

function inHours(absence: AbsenceFact, dice: Dice): AbsenceFact {
  const { start } = absence;
  const from = dice.between(7, 12);
  const lasting = dice.between(1, 6);
  const at = (hour: number): string => `${start}T${String(hour).padStart(2, '0')}:30:00`;
  return {
    ...absence,
    ...{ startsAtNoon: false, endsAtNoon: false, end: start },
    hours: { from: at(from), until: at(from + lasting) },
    // It may count less than the clock says, and in two parts.
    days: dice.chance(0.5) ? null : [0.25, lasting - 1].map((value) => ({ date: start, unit: 'HOUR', value })),
  };
}

/** By schedules and calendars that are not known here. */
function daysAsPersonioSays({ start, end, startsAtNoon }: AbsenceFact, dice: Dice): NonNullable<AbsenceFact['days']> {
  const first = dayOf(start);
  const last = end === null ? Math.max(first, dayOf(TODAY) - dice.between(1, 20)) : dayOf(end);
  const worthOf = (day: Day): number => {
    if (!isWorkday(day) || dice.chance(0.1)) return 0;
    return day === first && startsAtNoon ? 0.5 : dice.pick([1, 1, 1, 0.5]);
  };
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    date: textOf(first + at),
    unit: 'DAY',
    value: worthOf(first + at),
  }));
}

/** In two calendars: some on weekends, two on one date. */
export function makeHolidays(persons: readonly PersonFact[]): HolidayFact[] {
  return persons.flatMap(({ id: person }, serial) =>
    [2025, 2026].flatMap((year) =>
      ['01-01', '03-06', serial % 2 === 0 ? '05-01' : '05-02', '10-03', '12-24', '12-25', '12-25'].map((date, at) => ({
        ...{ person, date: `${year}-${date}`, name: `Holiday ${at}`, isHalf: date === '12-24' },
      })),
    ),
  );
}
