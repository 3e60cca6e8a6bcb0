// An account made of what is easily counted wrong.
import type { Facts } from '../truth/facts.ts';
import { makeCareers, TODAY } from './careers.ts';

export function awkwardAccount(seed: number): Facts {
  return {
    today: TODAY,
    ...makeCareers(seed),
    names: {
      // `department:unknown` and others are missing: they were deleted, or may not be read.
      units: new Map([
        ['department:1', 'Sales'],
        ['department:2', 'Support'],
        // Two of one name.
        ['department:3', 'Sales'],
        ['department:unnamed', null],
        ['team:1', 'Night shift'],
        ['team:2', 'Day shift'],
      ]),
      workplaces: new Map([
        ['w1', 'Jena'],
        ['w2', "Val-d'Or"],
      ]),
      legalEntities: new Map([
        ['l1', 'One'],
        ['l2', 'Two'],
      ]),
      jobs: new Map(),
    },
    absenceTypes: [],
    absences: [],
    holidays: [],
    attendances: [],
    projects: [],
    schedules: [],
    pay: [],
    applications: [],
  };
}
