import { makeAbsence } from './absences.ts';
import type { Account } from './account.ts';
import { makeDay } from './attendances.ts';
import { makePerson, supervised } from './careers.ts';
import type { Manners, Removed } from './changes.ts';
import { counter, type Dice } from './dice.ts';
import type { Person } from './facts.ts';
import type { Rows } from './kinds.ts';
import { removeRows } from './removal.ts';
import type { Fact } from './table.ts';
import { DAY } from './time.ts';

export type PersonnelStream = 'persons' | 'employments' | 'absence_periods' | 'attendance_periods';

/** Removes some rows of each kind, and a person with everything that belongs to them. */
export function removePersonnel(account: Account, now: number, count: number, manners: Manners, dice: Dice): Removed {
  const rows = {
    persons: dice.some(replaceable(account), count),
    absence_periods: dice.some(account.absences.listed, count),
    attendance_periods: dice.some(account.attendances.listed, count),
  };
  return removeRows(account, rows, now, manners);
}

export function updatePersonnel(
  account: Account,
  now: number,
  count: number,
  counts: Partial<Record<PersonnelStream, number>>,
  dice: Dice,
): Rows {
  const updated = {
    persons: dice.some(account.persons.listed, counts.persons ?? count),
    employments: dice.some(account.employments.listed, counts.employments ?? count),
    absence_periods: dice.some(account.absences.listed, counts.absence_periods ?? count),
    attendance_periods: dice.some(account.attendances.listed, counts.attendance_periods ?? count),
  };
  for (const absence of updated.absence_periods)
    absence.approval = dice.pick(['APPROVED', 'REJECTED', 'DELETION_PENDING']);
  for (const attendance of updated.attendance_periods) {
    attendance.approval = 'CONFIRMED';
    if (attendance.end === 0) attendance.end = attendance.start + 4 * 3600;
  }
  for (const fact of Object.values(updated).flat()) {
    fact.updated = now;
    fact.revision++;
  }
  for (const employment of updated.employments) employment.modified = now;
  for (const table of [account.persons, account.employments, account.absences, account.attendances]) table.touch();
  return updated;
}

/** New persons with their employments, and new absences and working days for existing people. */
export function insertPersonnel(account: Account, now: number, count: number, dice: Dice): Rows {
  const world = { ...account.world, now };
  const today = Math.floor(now / DAY);
  const stamped = <F extends Fact>(fact: F): F => {
    fact.updated = now;
    return { ...fact, created: now };
  };
  const nextEmployment = counter(account.employments.nextSerial);
  const firstPerson = account.persons.nextSerial;
  const persons = Array.from({ length: count }, (_, index) => {
    const made = makePerson(world, firstPerson + index, nextEmployment);
    const person = stamped(made);
    person.employments = made.employments.map((employment) => ({ ...stamped(employment), person, modified: now }));
    return person;
  });
  const employments = persons.flatMap((person) => person.employments).sort((a, b) => a.serial - b.serial);
  account.persons.insert(persons);
  account.employments.insert(employments);

  const people = Array.from({ length: count }, () => dice.pick(account.persons.listed));
  const nextAbsence = counter(account.absences.nextSerial);
  const absences = people.map((person) =>
    stamped(makeAbsence(world, person, today + dice.between(2, 90), 10, false, nextAbsence(), dice)),
  );
  account.absences.insert(absences);

  const nextAttendance = counter(account.attendances.nextSerial);
  const projects = account.projects.listed;
  const attendances = people.flatMap((person) =>
    makeDay(world, person, today - 1, projects, nextAttendance, dice).map(stamped),
  );
  account.attendances.insert(attendances);
  return { persons, employments, absence_periods: absences, attendance_periods: attendances };
}

/** Persons who supervise nobody. Removing others would change rows without a new `updated_at`. */
function replaceable({ persons }: Account): Person[] {
  return persons.listed.filter(({ serial }) => supervised(serial) >= persons.nextSerial);
}
