import { makeAbsence } from './absences.ts';
import { type Account, counter } from './account.ts';
import { makeDay } from './attendances.ts';
import { makePerson, supervised } from './careers.ts';
import { Dice } from './dice.ts';
import type { Person } from './facts.ts';
import { numericId, uuid } from './ids.ts';
import type { Fact, Table } from './table.ts';
import { DAY } from './time.ts';

export interface ChangeOptions {
  /** Equal seeds on equal accounts give equal changes. */
  readonly seed?: number;
  /** How many facts of each kind are updated. */
  readonly count?: number;
  /** How many are inserted; as a rule a fifth of `count`. */
  readonly insert?: number;
  /** How many are deleted; as a rule none. */
  readonly remove?: number;
  /** Stamps the changes with an earlier time, as replicas do that lag behind. */
  readonly agoSeconds?: number;
}

export type ChangingStream = 'persons' | 'employments' | 'absence_periods' | 'attendance_periods';

/** Ids of what changed. */
export type ChangeReport = Record<'updated' | 'inserted' | 'deleted', Record<ChangingStream, string[]>>;

/** Lets some time of an HR department pass: what changes bears the instant `now`, in seconds. */
export function changeAccount(account: Account, now: number, options: ChangeOptions = {}): ChangeReport {
  const { seed = 1, count = 5, insert = Math.ceil(count / 5), remove = 0 } = options;
  const dice = new Dice(account.world.seed, 81, seed);
  const tables = [account.persons, account.employments, account.absences, account.attendances];

  const deleted = {
    persons: take(replaceable(account), remove, dice),
    employments: [] as Fact[],
    absence_periods: take(account.absences.listed, remove, dice),
    attendance_periods: take(account.attendances.listed, remove, dice),
  };
  removePersons(account, deleted);
  for (const fact of Object.values(deleted).flat()) fact.removed = true;
  for (const table of tables) table.sweep();

  const updated = {
    persons: take(account.persons.listed, count, dice),
    employments: take(account.employments.listed, count, dice),
    absence_periods: take(account.absences.listed, count, dice),
    attendance_periods: take(account.attendances.listed, count, dice),
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
  for (const table of tables) table.touch();

  const { seed: scatter } = account.world;
  return {
    updated: named(updated, scatter),
    inserted: named(insertSome(account, now, insert, dice), scatter),
    deleted: named(deleted, scatter),
  };
}

function named(facts: Record<ChangingStream, Fact[]>, seed: number): Record<ChangingStream, string[]> {
  return {
    persons: facts.persons.map(({ serial }) => numericId('person', serial)),
    employments: facts.employments.map(({ serial }) => uuid('employment', serial, seed)),
    absence_periods: facts.absence_periods.map(({ serial }) => uuid('absence', serial, seed)),
    attendance_periods: facts.attendance_periods.map(({ serial }) => uuid('attendance', serial, seed)),
  };
}

/** With a person everything of that person goes. */
function removePersons(account: Account, deleted: Record<ChangingStream, Fact[]>): void {
  const gone = new Set(deleted.persons);
  if (gone.size === 0) return;
  const ofThem = <F extends Fact & { person: Fact }>(table: Table<F>): F[] =>
    table.listed.filter(({ person }) => gone.has(person));
  const add = (stream: ChangingStream, facts: readonly Fact[]): void => {
    deleted[stream] = [...new Set([...deleted[stream], ...facts])];
  };
  add('employments', ofThem(account.employments));
  add('absence_periods', ofThem(account.absences));
  add('attendance_periods', ofThem(account.attendances));
  for (const compensation of ofThem(account.compensations)) compensation.removed = true;
  account.compensations.sweep();
}

/** New persons with their employments, and for people who are there already absences and working days. */
function insertSome(account: Account, now: number, count: number, dice: Dice): Record<ChangingStream, Fact[]> {
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
    person.employments = made.employments.map((employment) => ({ ...stamped(employment), person }));
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

/** Persons who supervise nobody: rows of others would change with them, without a new `updated_at`. */
function replaceable({ persons }: Account): Person[] {
  return persons.listed.filter(({ serial }) => supervised(serial) >= persons.nextSerial);
}

/** Some of the facts, each once. */
function take<F extends Fact>(facts: readonly F[], count: number, dice: Dice): F[] {
  if (facts.length <= count) return [...facts];
  const chosen = new Set<F>();
  while (chosen.size < count) chosen.add(dice.pick(facts));
  return [...chosen];
}
