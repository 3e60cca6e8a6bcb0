// Who is employed on which day, found by going through all days.
import { type Day, dayOf, FOREVER, type Month, monthsFrom } from './days.ts';
import type { EmploymentFact, Facts } from './facts.ts';

/** Days on end with the same main employment. */
export interface Stretch {
  readonly person: string;
  readonly isCounted: boolean;
  readonly first: Day;
  readonly last: Day;
  readonly main: EmploymentFact;
}

/** Stretches without a gap between them. */
export interface Spell {
  readonly person: string;
  readonly isCounted: boolean;
  readonly number: number;
  readonly first: Day;
  readonly last: Day;
  readonly stretches: readonly Stretch[];
}

interface Covering {
  readonly employment: EmploymentFact;
  readonly first: Day;
  readonly last: Day;
}

export class Careers {
  readonly facts: Facts;
  readonly today: Day;
  readonly spells: readonly Spell[];
  readonly stretches: readonly Stretch[];
  /** From the first employment that counts to today. */
  readonly months: readonly Month[];

  constructor(facts: Facts) {
    this.facts = facts;
    this.today = dayOf(facts.today);
    const groups = groupsOf(facts);
    this.stretches = groups.flatMap(({ isCounted, employments }) => stretchesOf(employments, isCounted));
    this.spells = spellsOf(this.stretches);
    const begun = groups
      .filter((group) => group.isCounted)
      .flatMap(({ employments }) => coveringOf(employments).map(({ first }) => first));
    const start = begun.reduce((least, day) => Math.min(least, day), FOREVER);
    this.months = start === FOREVER ? [] : monthsFrom(start, this.today);
  }

  get counted(): readonly Spell[] {
    return this.spells.filter(({ isCounted }) => isCounted);
  }

  /** Of the people who count, the main employment of each who is employed on that day. */
  employedOn(day: Day): Stretch[] {
    return this.stretches.filter(({ isCounted, first, last }) => isCounted && first <= day && day <= last);
  }
}

/** Nobody is left out because the type cannot be read. */
export const isCounted = ({ type }: EmploymentFact): boolean =>
  type === null || type === 'INTERNAL' || type === 'UNSPECIFIED';

interface Group {
  readonly isCounted: boolean;
  readonly employments: readonly EmploymentFact[];
}

function groupsOf({ persons, employments }: Facts): Group[] {
  return persons.flatMap(({ id }) => {
    const own = employments.filter(({ person }) => person === id);
    return [true, false].map((counted) => ({
      isCounted: counted,
      employments: own.filter((each) => isCounted(each) === counted),
    }));
  });
}

/** A switch to another company of the group leads to the person's next employment, however long that takes. */
function coveringOf(employments: readonly EmploymentFact[]): Covering[] {
  const valid = employments
    .flatMap((employment): Covering[] => {
      const { start, end } = employment;
      if (start === null || (end !== null && end < start)) return [];
      return [{ employment, first: dayOf(start), last: end === null ? FOREVER : dayOf(end) }];
    })
    .sort((a, b) => (isLater(a, b) ? 1 : -1));
  return valid.map((each, at) => {
    const next = valid[at + 1];
    if (each.employment.termination !== 'SUB_COMPANY_SWITCH' || next === undefined || next.first <= each.last)
      return each;
    return { ...each, last: next.first - 1 };
  });
}

const isLater = (a: Covering, b: Covering): boolean =>
  a.first === b.first ? a.employment.id > b.employment.id : a.first > b.first;

function stretchesOf(employments: readonly EmploymentFact[], counted: boolean): Stretch[] {
  const covering = coveringOf(employments);
  const finite = covering.flatMap(({ first, last }) => [first, last]).filter((day) => day !== FOREVER);
  const horizon = Math.max(...finite) + 1;
  const stretches: Stretch[] = [];
  for (let day = Math.min(...finite); day <= horizon; day++) {
    const main = mainOn(day, covering);
    const open = stretches.at(-1);
    if (main === undefined) continue;
    if (open !== undefined && open.last === day - 1 && open.main.id === main.id)
      stretches.splice(-1, 1, { ...open, last: day });
    else stretches.push({ person: main.person, isCounted: counted, first: day, last: day, main });
  }
  // Nothing changes after the horizon.
  const final = stretches.at(-1);
  if (final?.last === horizon) stretches.splice(-1, 1, { ...final, last: FOREVER });
  return stretches;
}

function mainOn(day: Day, covering: readonly Covering[]): EmploymentFact | undefined {
  const present = covering.filter(({ first, last }) => first <= day && day <= last);
  return present.reduce<Covering | undefined>((main, each) => (main && isLater(main, each) ? main : each), undefined)
    ?.employment;
}

function spellsOf(stretches: readonly Stretch[]): Spell[] {
  const spells: Spell[] = [];
  for (const stretch of stretches) {
    const open = spells.at(-1);
    const isSame = open?.person === stretch.person && open.isCounted === stretch.isCounted;
    if (open !== undefined && isSame && open.last + 1 === stretch.first)
      spells.splice(-1, 1, { ...open, last: stretch.last, stretches: [...open.stretches, stretch] });
    else
      spells.push({
        person: stretch.person,
        isCounted: stretch.isCounted,
        number: isSame ? (open?.number ?? 0) + 1 : 1,
        first: stretch.first,
        last: stretch.last,
        stretches: [stretch],
      });
  }
  return spells;
}
