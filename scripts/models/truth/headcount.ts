import type { Careers, Stretch } from './careers.ts';
import { textOf } from './days.ts';
import { departmentOf, legalEntityOf, officeOf } from './labels.ts';
import type { TruthRow } from './marts.ts';

export function headcount(careers: Careers): TruthRow[] {
  return careers.months.flatMap(({ month, last }) =>
    [...Map.groupBy(careers.employedOn(last), placeOf).values()].map((people) => ({
      month,
      month_end: textOf(last),
      ...(people[0] && namesOf(careers, people[0])),
      headcount: people.length,
      fte: sumOf(people.map(fteOf)),
      weekly_hours: sumOf(people.map(({ main }) => main.weeklyHours)),
      people_without_hours: people.filter((each) => fteOf(each) === null).length,
      active: withStatus(people, 'ACTIVE'),
      onboarding: withStatus(people, 'ONBOARDING'),
      on_leave: withStatus(people, 'LEAVE'),
      inactive: withStatus(people, 'INACTIVE'),
      status_unknown: people.filter(({ main }) => main.status === null || main.status === 'UNSPECIFIED').length,
    })),
  );
}

const placeOf = ({ main }: Stretch): string => JSON.stringify([main.departmentKey, main.legalEntity, main.workplace]);

const namesOf = ({ facts }: Careers, { main }: Stretch) => ({
  ...departmentOf(facts, main),
  ...legalEntityOf(facts, main),
  ...officeOf(facts, main),
});

/** Null unless both numbers of hours are known. */
export function fteOf({ main }: Pick<Stretch, 'main'>): number | null {
  const { weeklyHours, fullTimeHours } = main;
  return weeklyHours === null || !fullTimeHours ? null : weeklyHours / fullTimeHours;
}

/** Of what is known; null if nothing is. */
function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

const withStatus = (people: readonly Stretch[], status: string): number =>
  people.filter(({ main }) => main.status === status).length;
