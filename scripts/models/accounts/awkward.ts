// An account made of cases that are easy to count wrong.
import type { Facts } from '../truth/facts.ts';
import { ABSENCE_TYPES, makeAbsences, makeHolidays } from './absences.ts';
import { JOBS, makeApplications } from './applications.ts';
import { makeAttendances, makeSchedules, PROJECTS } from './attendances.ts';
import { makeCareers, TODAY } from './careers.ts';
import { makePay } from './pay.ts';

export function awkwardAccount(seed: number): Facts {
  const { persons, employments } = makeCareers(seed);
  return {
    today: TODAY,
    persons,
    employments,
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
      jobs: JOBS,
    },
    absenceTypes: ABSENCE_TYPES,
    absences: makeAbsences(seed, persons),
    holidays: makeHolidays(persons),
    attendances: makeAttendances(seed, persons),
    projects: PROJECTS,
    schedules: makeSchedules(seed, persons),
    pay: makePay(seed, persons),
    applications: makeApplications(seed),
  };
}
