// Recorded time: breaks within work and between it, and time that counts in part.
import { Dice } from '../../../sandbox/data/dice.ts';
import { dayOf, textOf } from '../truth/days.ts';
import type { AttendanceFact, PersonFact, ProjectFact, ScheduleFact } from '../truth/facts.ts';
import { TODAY } from './careers.ts';

export const PROJECTS: readonly ProjectFact[] = [
  { id: 'j1', name: 'Bridge', parent: null, isBillable: true },
  { id: 'j2', name: 'Bridge, east side', parent: 'j1', isBillable: null },
  { id: 'j3', name: 'Office', parent: null, isBillable: false },
  { id: 'j4', name: 'Office, move', parent: 'j3', isBillable: true },
  { id: 'j5', name: 'Bridge', parent: null, isBillable: null },
];

const APPROVALS = ['CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'APPROVED', 'PENDING', 'REJECTED', 'EXPIRED', 'NEW'];
const DAYS = 12;

export function makeAttendances(seed: number, persons: readonly PersonFact[]): AttendanceFact[] {
  return persons.flatMap(({ id }, serial) => {
    const dice = new Dice(seed, 4, serial);
    if (dice.chance(0.4)) return [];
    return Array.from({ length: DAYS }, (_, at) => makeDay(`t${serial}-${at}`, id, dice)).flat();
  });
}

/** Days may come twice: then the breaks of both are breaks of all work. */
function makeDay(id: string, person: string, dice: Dice): AttendanceFact[] {
  const date = textOf(dayOf(TODAY) - dice.below(60));
  const project = dice.pick([null, null, 'j1', 'j2', 'j3', 'j4', 'j5', 'unknown']);
  let serial = 0;
  const period = (isWork: boolean, from: number, until: number | null): AttendanceFact => ({
    id: `${id}-${serial++}`,
    person,
    project: isWork ? project : null,
    isWork,
    date,
    start: timeOf(date, from),
    end: until === null ? null : timeOf(date, until),
    approval: dice.pick(APPROVALS),
  });
  const begin = dice.between(6 * 60, 10 * 60);
  const lunch = begin + dice.between(120, 240);
  return dice.pick<() => AttendanceFact[]>([
    // The break divides the work.
    () => [period(true, begin, lunch), period(false, lunch, lunch + 30), period(true, lunch + 30, lunch + 240)],
    // Breaks lie within the work, and within each other.
    () => [
      period(true, begin, lunch + 240),
      period(false, lunch, lunch + 45),
      period(false, lunch + 30, lunch + 60),
      period(false, lunch + 5, lunch + 10),
    ],
    // A break reaches beyond the work.
    () => [period(true, begin, lunch), period(false, lunch - 10, lunch + 20)],
    // Past midnight.
    () => [period(true, 21 * 60, 29 * 60), period(false, 24 * 60 + 15, 24 * 60 + 45)],
    () => [period(true, begin, null)],
    () => [period(true, begin, begin + 90)],
    () => [period(false, begin, begin + 15)],
  ])();
}

const timeOf = (date: string, minutes: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + minutes * 60_000).toISOString().slice(0, 19);

export function makeSchedules(seed: number, persons: readonly PersonFact[]): ScheduleFact[] {
  return persons.flatMap(({ id }, serial) => {
    const dice = new Dice(seed, 5, serial);
    if (dice.chance(0.3)) return [];
    const minutes = dice.pick([
      [480, 480, 480, 480, 480, 0, 0],
      [450, 450, 0, 465, 0, 300, 0],
    ]);
    return [{ person: id, validFrom: dice.pick([null, '2026-02-10', '2030-01-01']), minutes }];
  });
}
