import { makeAbsences } from './absences.ts';
import { makeAttendances, makeStamps } from './attendances.ts';
import { type Attribute, attributesOf } from './attributes.ts';
import { makePerson, type World } from './careers.ts';
import { makeCompensations } from './compensations.ts';
import { Dice } from './dice.ts';
import { Documents } from './documents.ts';
import { makeEvents } from './events.ts';
import type {
  Absence,
  AccountEvent,
  Application,
  Attendance,
  Candidate,
  Compensation,
  Employment,
  Entry,
  Person,
  Project,
  RecruitingJob,
} from './facts.ts';
import { makeApplications, makeJobs } from './recruiting.ts';
import { Table } from './table.ts';
import { DAY } from './time.ts';
import { ABSENCE_TYPES, COST_CENTERS, DEPARTMENTS, LEGAL_ENTITIES, TEAMS, WORKPLACES } from './words.ts';

/** How much data there is. The averages are per person. */
export interface AccountOptions {
  readonly persons: number;
  readonly seed: number;
  /** The moment at which the account is looked at; the data lies in the years before it, some of it after. */
  readonly now: Date;
  readonly absences: number;
  readonly attendances: number;
  /** Share of the persons whose compensations the credential may see. */
  readonly compensated: number;
  /** Attendance periods of one person who has very many of them. */
  readonly busiest: number;
  /** Applications to jobs, for each person employed. */
  readonly applications: number;
  /** Custom attributes besides the usual sixteen, with odd keys and equal labels. */
  readonly extraAttributes: number;
}

/** A whole Personio account, invented from a seed: equal options give an equal account. */
export class Account {
  readonly world: World;
  readonly today: number;
  readonly persons: Table<Person>;
  readonly employments: Table<Employment>;
  readonly absences: Table<Absence>;
  readonly attendances: Table<Attendance>;
  readonly compensations: Table<Compensation>;
  readonly projects: Table<Project>;
  readonly departments: Table<Entry>;
  readonly teams: Table<Entry>;
  readonly workplaces: Table<Entry>;
  readonly costCenters: Table<Entry>;
  readonly legalEntities: Table<Entry>;
  readonly absenceTypes: Table<Entry>;
  readonly attributes: readonly Attribute[];
  readonly documents: Documents;
  readonly jobs: Table<RecruitingJob>;
  readonly candidates: Table<Candidate>;
  readonly applications: Table<Application>;
  readonly events: Table<AccountEvent>;
  #pay: Map<Person, Compensation[]> | undefined;

  constructor(options: AccountOptions) {
    const world = { seed: options.seed, now: Math.floor(options.now.getTime() / 1000), persons: options.persons };
    this.world = world;
    this.today = Math.floor(world.now / DAY);
    const size = options.persons;

    const nextEmployment = counter();
    const persons = Array.from({ length: size }, (_, serial) => makePerson(world, serial, nextEmployment));
    this.persons = new Table(persons, bySerial);
    this.employments = new Table(persons.flatMap((person) => person.employments).sort(bySerial), bySerial);

    const projects = makeProjects(world, persons);
    this.projects = new Table(projects, bySerial);

    const nextAbsence = counter();
    this.absences = new Table(
      persons.flatMap((person) => makeAbsences(world, person, options.absences, nextAbsence)),
      byPersonAndStart,
    );

    const nextAttendance = counter();
    const busiest = persons.findIndex(({ employments }) => (employments[0]?.startDay ?? 0) < this.today - 4 * 365);
    this.attendances = new Table(
      persons.flatMap((person) =>
        person.serial === busiest && options.busiest > 0
          ? makeStamps(world, person, options.busiest, nextAttendance)
          : makeAttendances(world, person, options.attendances, projects, nextAttendance),
      ),
      byPersonAndStart,
    );

    const nextCompensation = counter();
    this.compensations = new Table(
      persons
        .filter(({ serial }) => new Dice(world.seed, 15, serial).chance(options.compensated))
        .flatMap((person) => makeCompensations(world, person, nextCompensation)),
      bySerial,
    );

    this.departments = entries(numbered(DEPARTMENTS, 6 + Math.floor(size / 150)));
    this.teams = entries(numbered(TEAMS, 4 + Math.floor(size / 60)));
    this.workplaces = entries(numbered(WORKPLACES, 5 + Math.floor(size / 400)));
    this.costCenters = entries(numbered(COST_CENTERS, 5 + Math.floor(size / 100)));
    // Newest first, as the reference has it.
    this.legalEntities = entries(LEGAL_ENTITIES, (a, b) => b.serial - a.serial);
    this.absenceTypes = entries(ABSENCE_TYPES);

    this.attributes = attributesOf(options.extraAttributes);
    this.documents = new Documents(world);
    const jobs = makeJobs(world);
    const { candidates, applications } = makeApplications(world, jobs, Math.round(options.applications * size));
    this.jobs = new Table(jobs, bySerial);
    this.candidates = new Table(candidates, bySerial);
    this.applications = new Table(applications, bySerial);
    const known = {
      persons: this.persons.listed,
      employments: this.employments.listed,
      absence_periods: this.absences.listed,
      attendance_periods: this.attendances.listed,
    };
    this.events = new Table(makeEvents(world, known), bySerial);
  }

  /** The compensations of one person, whatever their time. */
  payOf(person: Person): readonly Compensation[] {
    this.#pay ??= Map.groupBy(this.compensations.listed, (compensation) => compensation.person);
    return this.#pay.get(person) ?? [];
  }
}

function bySerial(a: { serial: number }, b: { serial: number }): number {
  return a.serial - b.serial;
}

function byPersonAndStart<F extends { serial: number; start: number; person: Person }>(a: F, b: F): number {
  return a.person.serial - b.person.serial || a.start - b.start || a.serial - b.serial;
}

/** Counts 0, 1, 2 … */
export function counter(first = 0): () => number {
  let next = first;
  return () => next++;
}

function makeProjects(world: World, persons: readonly Person[]): Project[] {
  const projects: Project[] = [];
  const count = 5 + Math.floor(persons.length / 40);
  for (let serial = 0; serial < count; serial++) {
    const dice = new Dice(world.seed, 16, serial);
    const above = projects[serial - 1]?.parent ?? projects[serial - 1];
    const parent = serial % 3 === 1 ? above : undefined;
    const assignedToAll = serial % 7 === 3;
    // One project is large enough for several pages of members.
    const size = parent !== undefined || assignedToAll ? 0 : serial === 0 ? 450 : dice.between(0, 25);
    const first = dice.below(Math.max(1, persons.length - size));
    projects.push({
      serial,
      parent,
      created: world.now - dice.between(30, 2000) * DAY,
      updated: world.now - dice.between(1, 30) * DAY,
      revision: 0,
      removed: false,
      assignedToAll,
      members: persons.slice(first, first + size),
    });
  }
  return projects;
}

/** As many parts as wanted; when the names run out they start again with a number behind. */
function numbered(names: readonly string[], count: number): { name: string }[] {
  return Array.from({ length: count }, (_, serial) => {
    const round = Math.floor(serial / names.length);
    return { name: `${names[serial % names.length]}${round === 0 ? '' : ` ${round + 1}`}` };
  });
}

function entries(parts: readonly Pick<Entry, 'name' | 'category' | 'unit'>[], compare = bySerial): Table<Entry> {
  const facts = parts.map((part, serial): Entry => ({ ...part, serial, updated: 0, revision: 0, removed: false }));
  return new Table(facts, compare);
}
