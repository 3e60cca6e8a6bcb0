import { makeAbsences } from './absences.ts';
import { makeAttendances, makeStamps } from './attendances.ts';
import { type Attribute, attributesOf } from './attributes.ts';
import { makePerson, type World } from './careers.ts';
import { makeCompensations } from './compensations.ts';
import { counter, Dice } from './dice.ts';
import { Documents, ownerOf } from './documents.ts';
import { Entitlements } from './entitlements.ts';
import { BANDS, bySerial, entries, JOBS, numbered } from './entries.ts';
import { makeEvents } from './events.ts';
import type {
  Absence,
  AccountEvent,
  Application,
  Attendance,
  Candidate,
  Category,
  Compensation,
  Document,
  Employment,
  Entry,
  Person,
  Project,
  RecruitingJob,
  Webhook,
} from './facts.ts';
import { compareText, uuid } from './ids.ts';
import { makeProjects } from './projects.ts';
import { makeApplications, makeJobs } from './recruiting.ts';
import { type Fact, still, Table } from './table.ts';
import { DAY } from './time.ts';
import { makeWebhooks } from './webhooks.ts';
import {
  ABSENCE_TYPES,
  COMPENSATION_TYPES,
  COST_CENTERS,
  DEPARTMENTS,
  LEGAL_ENTITIES,
  POSITIONS,
  RECRUITING_CATEGORIES,
  TEAMS,
  WORKPLACES,
} from './words.ts';

/** The amount of data. Averages are per person. */
export interface AccountOptions {
  readonly persons: number;
  readonly seed: number;
  /** The current time of the account. The data is from the years before it, some from after. */
  readonly now: Date;
  readonly absences: number;
  readonly attendances: number;
  /** Share of persons whose compensations the credential may see. */
  readonly compensated: number;
  /** Number of attendance periods of one very busy person. */
  readonly busiest: number;
  /** Applications to jobs, per employed person. */
  readonly applications: number;
  /** Custom attributes besides the usual sixteen, with odd keys and equal labels. */
  readonly extraAttributes: number;
}

/** A whole Personio account, generated from a seed: equal options give an equal account. */
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
  readonly compensationTypes: Table<Entry>;
  readonly recruitingCategories: Table<Category>;
  readonly webhooks: Table<Webhook>;
  /** The jobs that employments refer to; `jobs` are those that people apply for. */
  readonly catalog: Table<Entry>;
  readonly salaryBands: Table<Entry>;
  readonly attributes: readonly Attribute[];
  readonly documents: Documents;
  readonly entitlements: Entitlements;
  readonly jobs: Table<RecruitingJob>;
  readonly candidates: Table<Candidate>;
  readonly applications: Table<Application>;
  readonly events: Table<AccountEvent>;
  /** The current time, in seconds. */
  clock: () => number = () => this.world.now;
  /** What was removed with each removed row. */
  readonly along = new Map<Fact, Readonly<Record<string, Fact[]>>>();
  #pay: { of: readonly Compensation[]; byPerson: Map<Person, Compensation[]> } | undefined;

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
    // Newest first, as in the reference.
    this.legalEntities = entries(LEGAL_ENTITIES, (a, b) => b.serial - a.serial);
    this.absenceTypes = entries(ABSENCE_TYPES);
    this.compensationTypes = entries(COMPENSATION_TYPES);
    const categories = RECRUITING_CATEGORIES.map((category, serial) => ({ ...still(serial), ...category }));
    this.recruitingCategories = new Table<Category>(categories, bySerial);
    this.webhooks = new Table(makeWebhooks(), bySerial);
    const jobId = ({ serial }: Entry): string => uuid('job', serial, options.seed);
    // By id, in descending order: UUIDs look scattered in that order.
    this.catalog = entries(numbered(POSITIONS, JOBS), (a, b) => compareText(jobId(b), jobId(a)));
    this.salaryBands = entries(Array.from({ length: BANDS }, (_, level) => ({ name: `ENG L${level} Jena` })));

    this.attributes = attributesOf(options.extraAttributes);
    this.documents = new Documents(world);
    this.entitlements = new Entitlements(this);
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

  /** Includes removed documents. */
  documentOf(serial: number): Document | undefined {
    const uploaded = this.documents.uploaded(serial);
    if (uploaded !== undefined) return uploaded;
    const { isPerson, serial: owned } = ownerOf(serial);
    const owner = isPerson ? this.persons.made(owned) : this.applications.made(owned);
    return owner && this.documents.all(owner).find((document) => document.serial === serial);
  }

  /** The compensations of one person at any time. */
  payOf(person: Person): readonly Compensation[] {
    const { listed } = this.compensations;
    if (this.#pay?.of !== listed) this.#pay = { of: listed, byPerson: Map.groupBy(listed, (pay) => pay.person) };
    return this.#pay.byPerson.get(person) ?? [];
  }
}

function byPersonAndStart<F extends { serial: number; start: number; person: Person }>(a: F, b: F): number {
  return a.person.serial - b.person.serial || a.start - b.start || a.serial - b.serial;
}
