import { Dice } from './dice.ts';
import { Drawers } from './drawers.ts';
import { type Calendar, employmentStatus } from './employment_status.ts';
import type { Entitlement, Entry, Person } from './facts.ts';
import type { Table } from './table.ts';

interface Company extends Calendar {
  readonly absenceTypes: Table<Entry>;
}

/** The absences that people are entitled to; former employees have none. */
export class Entitlements extends Drawers<Person, Entitlement> {
  readonly #company: Company;

  constructor(company: Company) {
    super((person) => makeEntitlements(person, company));
    this.#company = company;
  }

  override of(person: Person): readonly Entitlement[] {
    const [employment] = person.employments;
    if (employment === undefined || employmentStatus(employment, this.#company) === 'INACTIVE') return [];
    return super.of(person);
  }
}

function makeEntitlements(person: Person, { world, absenceTypes }: Company): Entitlement[] {
  if (person.postedAt !== undefined) return [];
  const dice = new Dice(world.seed, 27, person.serial);
  return Array.from({ length: absenceTypes.begun }, (_, serial) => absenceTypes.made(serial))
    .filter((type) => type !== undefined)
    .filter(({ serial }) => serial === 0 || dice.chance(0.4))
    .map((type) => entitlement(person, type, dice.pick([30, 28, 0.5, 24])));
}

export function entitlement(person: Person, type: Entry, days: number): Entitlement {
  return { serial: type.serial, person, type, days, updated: 0, revision: 0, removed: false };
}
