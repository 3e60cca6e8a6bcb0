import { makeAbsence } from './absences.ts';
import { type Account, counter } from './account.ts';
import { makeDay } from './attendances.ts';
import { makePerson, supervised } from './careers.ts';
import { type ChangedJob, changeJobs, type Seen } from './change_jobs.ts';
import { Dice } from './dice.ts';
import { type Happening, isTold, makeEvent } from './events.ts';
import type { AccountEvent, Application, Candidate, Document, Person } from './facts.ts';
import { numericId, uuid } from './ids.ts';
import { makeApplication, makeCandidate, stagesOf } from './recruiting.ts';
import type { Fact, Table } from './table.ts';
import { DAY } from './time.ts';

export interface ChangeOptions {
  /** Equal seeds on equal accounts give equal changes. */
  readonly seed?: number;
  /** How many facts of each kind are updated: as a rule 5, and none beside `jobs`. */
  readonly count?: number;
  /** Of these, another number. */
  readonly counts?: Partial<Record<PersonnelStream, number>>;
  /** How many are inserted; as a rule a fifth of `count`. */
  readonly insert?: number;
  /** How many are deleted; as a rule none. */
  readonly remove?: number;
  /** Stamps the changes with an earlier time, as replicas do that lag behind. */
  readonly agoSeconds?: number;
  /** How many people change their weekly hours while no person's `updated_at` moves. */
  readonly jobs?: number;
  /** Where that can be seen besides in the employment itself; as a rule nowhere. */
  readonly seen?: Seen;
}

type PersonnelStream = 'persons' | 'employments' | 'absence_periods' | 'attendance_periods';
type FurtherStream = 'documents' | 'recruiting_applications' | 'recruiting_candidates';

type ChangingStream = PersonnelStream | FurtherStream;

type Changed<S extends string> = Record<S, Fact[]>;

/** Ids of what changed. */
export type ChangeReport = Record<Happening, Record<ChangingStream, string[]>> & { jobs: ChangedJob[] };

/** Lets some time of an HR department pass: what changes bears the instant `now`, in seconds. */
export function changeAccount(account: Account, now: number, options: ChangeOptions = {}): ChangeReport {
  const { seed = 1, jobs = 0, seen = 'nowhere', count = jobs > 0 ? 0 : 5 } = options;
  const { counts = {}, insert = Math.ceil(count / 5), remove = 0 } = options;
  const dice = new Dice(account.world.seed, 81, seed);
  const tables = [account.persons, account.employments, account.absences, account.attendances];

  const deleted = {
    persons: dice.some(replaceable(account), remove),
    employments: [] as Fact[],
    absence_periods: dice.some(account.absences.listed, remove),
    attendance_periods: dice.some(account.attendances.listed, remove),
  };
  removePersons(account, deleted);
  for (const fact of Object.values(deleted).flat()) fact.removed = true;
  for (const table of tables) table.sweep();

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
  const changedJobs = changeJobs(account, now, jobs, seen, new Dice(account.world.seed, 83, seed));
  for (const table of tables) table.touch();

  const inserted = insertSome(account, now, insert, dice);
  const further = changeFurther(account, now, { count, insert, remove }, new Dice(account.world.seed, 82, seed));
  const all = {
    updated: { ...updated, ...further.updated },
    inserted: { ...inserted, ...further.inserted },
    deleted: { ...deleted, ...further.deleted },
  };
  account.events.insert(eventsOf(account, all, now));
  const { seed: scatter } = account.world;
  return {
    updated: named(all.updated, scatter),
    inserted: named(all.inserted, scatter),
    deleted: named(all.deleted, scatter),
    jobs: changedJobs,
  };
}

/** Documents, which only ever come, and applicants: some get on, some are new, some are forgotten. */
function changeFurther(
  account: Account,
  now: number,
  { count, insert, remove }: { count: number; insert: number; remove: number },
  dice: Dice,
): Record<Happening, Changed<FurtherStream>> {
  const { applications, candidates } = account;
  const single = applications.listed.filter(({ candidate }) => candidate.applications.length === 1);
  const gone = dice.some(single, remove);
  const forgotten = gone.map(({ candidate }) => candidate);
  for (const fact of [...gone, ...forgotten]) fact.removed = true;
  applications.sweep();
  candidates.sweep();

  const moved = dice.some(applications.listed, count);
  for (const application of moved) {
    const [latest] = application.transitions;
    const stage = ((latest?.stage ?? 0) + 1) % stagesOf(application.job).length;
    application.transitions = [{ at: now, stage }, ...application.transitions];
  }
  const renewed = dice.some(candidates.listed, count);
  for (const fact of [...moved, ...renewed]) {
    fact.updated = now;
    fact.revision++;
  }
  applications.touch();
  candidates.touch();

  const fresh = account.jobs.listed.length === 0 ? [] : Array.from({ length: insert }, () => apply(account, now, dice));
  return {
    updated: { documents: [], recruiting_applications: moved, recruiting_candidates: renewed },
    inserted: {
      documents: insertDocuments(account, now, insert, dice),
      recruiting_applications: fresh,
      recruiting_candidates: fresh.map(({ candidate }) => candidate),
    },
    deleted: { documents: [], recruiting_applications: gone, recruiting_candidates: forgotten },
  };
}

function apply(account: Account, now: number, dice: Dice): Application {
  const { applications, candidates, world } = account;
  const candidate: Candidate = { ...makeCandidate(world, candidates.nextSerial, now, dice), updated: now };
  const job = dice.pick(account.jobs.listed);
  const application = makeApplication({ ...world, now }, applications.nextSerial, candidate, job, now, dice);
  application.updated = now;
  application.transitions = [{ at: now, stage: 0 }];
  candidates.insert([candidate]);
  applications.insert([application]);
  return application;
}

function insertDocuments(account: Account, now: number, count: number, dice: Dice): Document[] {
  const { listed } = account.persons;
  return listed.length === 0
    ? []
    : Array.from({ length: count }, () => account.documents.insert(dice.pick(listed), now));
}

/** What webhooks are told of it all, in an order that nobody promises. */
function eventsOf(account: Account, all: Record<Happening, Changed<ChangingStream>>, now: number): AccountEvent[] {
  const nextSerial = counter(account.events.nextSerial);
  const happenings = Object.entries(all) as [Happening, Changed<ChangingStream>][];
  return happenings.flatMap(([happening, changed]) =>
    Object.entries(changed).flatMap(([stream, facts]) =>
      isTold(stream)
        ? facts.map((fact) => makeEvent(nextSerial(), stream, happening, fact, now, account.world.seed))
        : [],
    ),
  );
}

function named(facts: Changed<ChangingStream>, seed: number): Record<ChangingStream, string[]> {
  return {
    documents: facts.documents.map(({ serial }) => numericId('document', serial)),
    recruiting_applications: facts.recruiting_applications.map(({ serial }) => numericId('application', serial)),
    recruiting_candidates: facts.recruiting_candidates.map(({ serial }) => numericId('candidate', serial)),
    persons: facts.persons.map(({ serial }) => numericId('person', serial)),
    employments: facts.employments.map(({ serial }) => uuid('employment', serial, seed)),
    absence_periods: facts.absence_periods.map(({ serial }) => uuid('absence', serial, seed)),
    attendance_periods: facts.attendance_periods.map(({ serial }) => uuid('attendance', serial, seed)),
  };
}

/** With a person everything of that person goes. */
function removePersons(account: Account, deleted: Changed<PersonnelStream>): void {
  const gone = new Set(deleted.persons);
  if (gone.size === 0) return;
  const ofThem = <F extends Fact & { person: Fact }>(table: Table<F>): F[] =>
    table.listed.filter(({ person }) => gone.has(person));
  const add = (stream: PersonnelStream, facts: readonly Fact[]): void => {
    deleted[stream] = [...new Set([...deleted[stream], ...facts])];
  };
  add('employments', ofThem(account.employments));
  add('absence_periods', ofThem(account.absences));
  add('attendance_periods', ofThem(account.attendances));
  for (const compensation of ofThem(account.compensations)) compensation.removed = true;
  account.compensations.sweep();
}

/** New persons with their employments, and for people who are there already absences and working days. */
function insertSome(account: Account, now: number, count: number, dice: Dice): Changed<PersonnelStream> {
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

/** Persons who supervise nobody: rows of others would change with them, without a new `updated_at`. */
function replaceable({ persons }: Account): Person[] {
  return persons.listed.filter(({ serial }) => supervised(serial) >= persons.nextSerial);
}
