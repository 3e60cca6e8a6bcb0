// Careers that are easy to count wrong, with random days.
import { Dice } from '../../../sandbox/data/dice.ts';
import { type Day, dayOf, monthsFrom, textOf } from '../truth/days.ts';
import type { EmploymentFact, PersonFact } from '../truth/facts.ts';

export const TODAY = '2026-03-17';
const EARLIEST = dayOf('2022-11-05');
const ROUNDS = 3;

export const DEPARTMENTS = ['department:1', 'department:2', 'department:3', 'department:unnamed', 'department:unknown'];
export const TEAMS = ['team:1', 'team:2'];
export const WORKPLACES = ['w1', 'w2', 'unknown'];
export const LEGAL_ENTITIES = ['l1', 'l2'];

type Chapter = Partial<EmploymentFact>;
/** The employments of a career, from the last day of an era and a day soon after it. */
type Career = (era: Era) => readonly Chapter[];

interface Era {
  readonly dice: Dice;
  readonly start: string;
  /** About a year or two after the start. */
  readonly end: string;
  /** The last day of the month of the end. */
  readonly monthEnd: string;
  /** Days after another day. */
  readonly after: (day: string, days: number) => string;
}

const CAREERS: Readonly<Record<string, Career>> = {
  running: ({ start }) => [{ start }],
  'ends on the last day of a month': ({ start, monthEnd }) => [{ start, end: monthEnd, termination: 'EMPLOYEE' }],
  'another one that ends on the last day of a month': ({ start, monthEnd }) => [
    { start, end: monthEnd, termination: 'EMPLOYER' },
  ],
  'ends on the last day of a year': ({ start, end }) => [
    { start, end: `${end.slice(0, 4)}-12-31`, termination: 'RETIREMENT' },
  ],
  'ends on any day, it is not known how': ({ start, end }) => [{ start, end, termination: 'UNSPECIFIED' }],
  'ends on any day, nothing is known': ({ start, end }) => [{ start, end, termination: null }],
  'adjoining employments': ({ start, end, after }) => [
    { start, end, termination: 'FIXED_TERM' },
    { start: after(end, 1) },
  ],
  'adjoining employments that change nothing': ({ start, end, after }) => {
    const place = { departmentKey: 'department:1', teamKey: null, workplace: 'w1', legalEntity: 'l1' };
    const same = { ...place, supervisor: null, position: 'Clerk', weeklyHours: 40, fullTimeHours: 40 };
    return [
      { ...same, start, end },
      { ...same, start: after(end, 1), end: after(end, 90), termination: 'QUIT' },
    ];
  },
  'transfer to another department at the end of a month': ({ start, monthEnd, after }) => [
    { start, end: monthEnd, departmentKey: 'department:1' },
    { start: after(monthEnd, 1), departmentKey: 'department:2' },
  ],
  'transfer to no department': ({ start, end, after }) => [
    { start, end, departmentKey: 'department:1' },
    { start: after(end, 1), departmentKey: null },
  ],
  'transfers back and forth within a month': ({ start, monthEnd, after }) => [
    { start, end: monthEnd, departmentKey: 'department:2' },
    { start: after(monthEnd, 1), end: after(monthEnd, 10), departmentKey: 'department:3' },
    { start: after(monthEnd, 11), departmentKey: 'department:2', termination: 'EMPLOYEE', end: after(monthEnd, 200) },
  ],
  'transfer to another legal entity': ({ start, end, after }) => [
    { start, end, legalEntity: 'l1' },
    { start: after(end, 1), legalEntity: 'l2' },
  ],
  'transfer to another office': ({ start, end, after }) => [
    { start, end, workplace: 'w1' },
    { start: after(end, 1), workplace: 'w2' },
  ],
  'fewer hours, then more': ({ start, end, after }) => [
    { start, end, weeklyHours: 40, fullTimeHours: 40 },
    { start: after(end, 1), end: after(end, 60), weeklyHours: 19.25, fullTimeHours: 38.5 },
    { start: after(end, 61), weeklyHours: 32, fullTimeHours: 40 },
  ],
  'a gap of a day': ({ start, end, after }) => [{ start, end, termination: 'EMPLOYEE' }, { start: after(end, 2) }],
  'a gap across the end of a month': ({ start, monthEnd, after }) => [
    { start, end: after(monthEnd, -1), termination: 'QUIT' },
    { start: after(monthEnd, 1) },
  ],
  'back after years, and gone again': ({ start, end, after }) => [
    { start, end, termination: 'AGREEMENT' },
    { start: after(end, 300), end: after(end, 420), termination: 'EMPLOYEE' },
  ],
  'overlapping employments': ({ start, end, after }) => [
    { start, end: after(end, 20) },
    { start: end, end: after(end, 120), termination: 'EMPLOYER' },
  ],
  'an employment during another one': ({ start, end, after }) => [
    { start, end: after(end, 200), departmentKey: 'department:1', termination: 'EMPLOYEE' },
    { start: after(start, 50), end, departmentKey: 'department:3' },
  ],
  'two employments that begin on one day': ({ start, end }) => [
    { start, end, departmentKey: 'department:1' },
    { start, departmentKey: 'department:2' },
  ],
  'switch to another company of the group': ({ start, end, after }) => [
    { start, end, termination: 'SUB_COMPANY_SWITCH', legalEntity: 'l1' },
    { start: after(end, 1), legalEntity: 'l2' },
  ],
  'switch with a gap': ({ start, end, after }) => [
    { start, end, termination: 'SUB_COMPANY_SWITCH', legalEntity: 'l1' },
    { start: after(end, 70), legalEntity: 'l2', end: after(end, 200), termination: 'EMPLOYEE' },
  ],
  'switch to nowhere': ({ start, end }) => [{ start, end, termination: 'SUB_COMPANY_SWITCH' }],
  'switch that has begun, and back after a while': ({ start, end, after }) => [
    { start, end, termination: 'SUB_COMPANY_SWITCH' },
    { start: after(end, -10), end: after(end, 30), termination: 'EMPLOYEE' },
    { start: after(end, 200) },
  ],
  'begins in the future': ({ dice, after }) => [{ start: after(TODAY, dice.between(20, 90)), status: 'ONBOARDING' }],
  'begins later this month': ({ after }) => [{ start: after(TODAY, 6), status: 'ONBOARDING' }],
  'begins today': () => [{ start: TODAY }],
  'ends today': ({ start }) => [{ start, end: TODAY, termination: 'EMPLOYEE' }],
  'ended yesterday': ({ start, after }) => [{ start, end: after(TODAY, -1), termination: 'EMPLOYEE' }],
  'ends at the end of the month': ({ start }) => [{ start, end: '2026-03-31', termination: 'EMPLOYEE' }],
  'ends in the future, another one follows': ({ start, after }) => [
    { start, end: after(TODAY, 40), termination: 'FIXED_TERM' },
    { start: after(TODAY, 41), end: after(TODAY, 400), termination: 'EMPLOYEE' },
  ],
  'left, and comes back in the future': ({ start, end, after }) => [
    { start, end, termination: 'EMPLOYEE' },
    { start: after(TODAY, 30) },
  ],
  'no department': ({ start }) => [{ start, departmentKey: null, teamKey: null, workplace: null, legalEntity: null }],
  external: ({ start, end }) => [{ start, end, type: 'EXTERNAL' }],
  'external, then internal': ({ start, end, after }) => [
    { start, end, type: 'EXTERNAL' },
    { start: after(end, 1), type: 'INTERNAL' },
  ],
  'internal and external at once': ({ start, end, after }) => [
    { start, type: 'INTERNAL', departmentKey: 'department:1' },
    { start: after(start, 40), end, type: 'EXTERNAL', departmentKey: 'department:2' },
  ],
  'of unknown type': ({ start }) => [{ start, type: null, status: null }],
  'of unspecified type': ({ start }) => [{ start, type: 'UNSPECIFIED', status: 'UNSPECIFIED' }],
  'ends before it starts': ({ start, after }) => [{ start, end: after(start, -1) }],
  'ends before it starts, and another one': ({ start, end, after }) => [
    { start, end: after(start, -30) },
    { start: end },
  ],
  'lasts a day': ({ end }) => [{ start: end, end, termination: 'EMPLOYER' }],
  'without a start': () => [{ start: null }],
  'without hours': ({ start }) => [{ start, weeklyHours: null }],
  'with no full time': ({ start }) => [{ start, weeklyHours: 12, fullTimeHours: 0 }],
  'a year to the day': ({ after }) => [
    { start: '2024-02-29', end: '2025-02-27', termination: 'EMPLOYEE' },
    { start: after('2025-06-01', 0), end: '2026-05-31', termination: 'EMPLOYEE' },
  ],
  'a day less than a year': () => [{ start: '2024-07-01', end: '2025-06-29', termination: 'QUIT' }],
  'no employment at all': () => [],
};

export function makeCareers(seed: number): { persons: PersonFact[]; employments: EmploymentFact[] } {
  const careers = Array.from({ length: ROUNDS }, () => Object.values(CAREERS)).flat();
  const persons = careers.map((_, serial) => makePerson(seed, serial));
  const employments = careers.flatMap((career, serial) => {
    const dice = new Dice(seed, 2, serial);
    return career(eraOf(dice)).map((chapter) => makeEmployment(`p${serial}`, chapter, dice));
  });
  return { persons, employments };
}

function eraOf(dice: Dice): Era {
  const after = (day: string, days: number): string => textOf(dayOf(day) + days);
  const start = EARLIEST + dice.between(0, 700);
  const end = start + dice.between(90, 500);
  return { dice, start: textOf(start), end: textOf(end), monthEnd: textOf(lastOfMonth(end)), after };
}

const lastOfMonth = (day: Day): Day => monthsFrom(day, day)[0]?.last ?? day;

function makePerson(seed: number, serial: number): PersonFact {
  const dice = new Dice(seed, 1, serial);
  return {
    id: `p${serial}`,
    firstName: dice.chance(0.9) ? `First ${serial}` : null,
    lastName: `Last ${serial}`,
    preferredName: dice.pick([null, '', `Nick ${serial}`]),
    email: dice.chance(0.8) ? `p${serial}@people.example` : null,
    status: dice.pick(['ACTIVE', 'INACTIVE', 'UNSPECIFIED']),
  };
}

function makeEmployment(person: string, chapter: Chapter, dice: Dice): EmploymentFact {
  const pick = <T>(values: readonly T[]): T | null => (dice.chance(0.15) ? null : dice.pick(values));
  return {
    // In no order of time.
    id: `e${dice.between(100_000_000, 999_999_999)}`,
    person,
    type: 'INTERNAL',
    status: dice.pick(['ACTIVE', 'ACTIVE', 'LEAVE', 'INACTIVE']),
    start: null,
    end: null,
    departmentKey: pick(DEPARTMENTS),
    teamKey: pick(TEAMS),
    workplace: pick(WORKPLACES),
    legalEntity: pick(LEGAL_ENTITIES),
    supervisor: pick(['p0', 'p1', 'nobody']),
    position: pick(['Clerk', 'Smith']),
    weeklyHours: pick([40, 20, 19.25]),
    fullTimeHours: pick([40, 38.5]),
    termination: chapter.end == null ? dice.pick([null, 'UNSPECIFIED']) : null,
    ...chapter,
  };
}
