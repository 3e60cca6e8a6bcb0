import type { Account } from './account.ts';
import type {
  Absence,
  Application,
  Attendance,
  Compensation,
  Document,
  Employment,
  Entitlement,
  Entry,
  Member,
  Person,
} from './facts.ts';
import { numericId, numericSerial, serialOf, uuid } from './ids.ts';
import type { Fact, Table } from './table.ts';

/** How to remove, restore and change the rows of a stream. */
interface Declaration<F extends Fact> {
  /** As in `truth`. */
  readonly key: (fact: F, account: Account) => string;
  /** Includes removed rows. */
  readonly find: (key: string, account: Account) => F | undefined;
  readonly listed: (account: Account) => readonly F[];
  /** Updates lists after rows were removed or restored. */
  readonly relist?: (facts: readonly F[], account: Account) => void;
  /** By stream, the row that this one depends on. */
  readonly owners?: Readonly<Record<string, (fact: F, account: Account) => Fact | undefined>>;
  /** Updates the time of change of rows in other streams that contain this one. */
  readonly touches?: (fact: F, now: number, account: Account) => void;
  /** Other changes to a changed row, besides `updated` and `revision`. */
  readonly change?: (fact: F, now: number) => void;
  /** Rows of this stream never change. */
  readonly isFixed?: boolean;
}

export type Kind = Declaration<Fact>;

interface Ids {
  readonly of: (serial: number, seed: number) => string;
  readonly serial: (id: string, seed: number) => number | undefined;
}

const counted = (kind: Parameters<typeof numericId>[0]): Ids => ({
  of: (serial) => numericId(kind, serial),
  serial: (id) => numericSerial(kind, id),
});

const scattered = (kind: Parameters<typeof uuid>[0]): Ids => ({
  of: (serial, seed) => uuid(kind, serial, seed),
  serial: (id, seed) => serialOf(kind, id, seed),
});

const PERSONS = counted('person');
const PROJECTS = counted('project');

const COST_CENTERS: Ids = {
  of: costCenterId,
  serial: (id, seed) => serialOf('costCenter', id, seed) ?? numericSerial('costCenter', id),
};

/** The months of one compensation share a fact. */
const COMPENSATIONS: Ids = {
  of: scattered('compensation').of,
  serial: (id, seed) => serialOf('compensation', id.replace(/:.*/, ''), seed),
};

/** Every fifth has a UUID: both kinds of id occur in one account. */
export function costCenterId(serial: number, seed: number): string {
  return serial % 5 === 4 ? uuid('costCenter', serial, seed) : numericId('costCenter', serial);
}

/** From here on its type of fact is hidden. */
function kind<F extends Fact>(declaration: Declaration<F>): Kind {
  return declaration as unknown as Kind;
}

function inTable<F extends Fact>(
  table: (account: Account) => Table<F>,
  ids: Ids,
  more: Partial<Declaration<F>> = {},
): Kind {
  return kind<F>({
    key: ({ serial }, { world }) => ids.of(serial, world.seed),
    find: (key, account) => table(account).made(ids.serial(key, account.world.seed)),
    listed: (account) => table(account).listed,
    relist: (facts, account) => table(account).relist(facts),
    ...more,
  });
}

const ofPerson = { owners: { persons: ({ person }: Fact & { person: Person }) => person } };

/** Version 1 shows it in the employee, whose time of change is that of the employment. */
const inEmployee = {
  ...ofPerson,
  touches: ({ person }: Fact & { person: Person }, now: number): void => {
    const [employment] = person.employments;
    if (employment !== undefined) employment.modified = now;
  },
};

export const KINDS = {
  persons: inTable((account) => account.persons, PERSONS),
  employments: inTable<Employment>((account) => account.employments, scattered('employment'), {
    ...ofPerson,
    relist: (facts, account) => {
      account.employments.relist(facts);
      for (const fact of facts) fact.person.employments = employmentsWith(fact);
    },
    touches: touchPerson,
  }),
  absence_periods: inTable<Absence>((account) => account.absences, scattered('absence'), ofPerson),
  attendance_periods: inTable<Attendance>((account) => account.attendances, scattered('attendance'), ofPerson),
  compensations: inTable<Compensation>((account) => account.compensations, COMPENSATIONS, {
    ...inEmployee,
    change: (compensation) => {
      compensation.cents += 10_000;
    },
  }),
  documents: kind<Document>({
    key: ({ serial }) => numericId('document', serial),
    find: findDocument,
    listed: (account) => account.persons.listed.flatMap((person) => account.documents.of(person)),
    owners: { persons: ({ owner }) => owner },
    isFixed: true,
  }),
  profile_pictures: kind<Fact>({
    key: ({ serial }) => numericId('person', serial),
    find: (key, account) => account.persons.made(PERSONS.serial(key, 0))?.picture,
    listed: (account) => account.persons.listed.map(({ picture }) => picture).filter(({ removed }) => !removed),
    owners: { persons: ({ serial }, account) => account.persons.made(serial) },
    touches: ({ serial }, now, account) => {
      const person = account.persons.made(serial);
      if (person !== undefined) touchPerson({ person }, now);
    },
  }),
  absence_entitlements: kind<Entitlement>({
    ...inEmployee,
    key: ({ person, type }) => `${numericId('person', person.serial)}:${numericId('timeOffType', type.serial)}`,
    find: (key, account) => {
      const [person, type] = partsOf(key, PERSONS, counted('timeOffType'));
      const owner = account.persons.made(person);
      return owner && account.entitlements.all(owner).find(({ serial }) => serial === type);
    },
    listed: (account) => account.persons.listed.flatMap((person) => account.entitlements.of(person)),
    change: (entitlement) => {
      entitlement.days++;
    },
  }),
  absence_types: inTable((account) => account.absenceTypes, scattered('absenceType')),
  compensation_types: inTable((account) => account.compensationTypes, scattered('compensationType')),
  org_units: kind<Entry>({
    key: (unit, account) => {
      const type = account.departments.made(unit.serial) === unit ? 'department' : 'team';
      return `${type}:${numericId(type, unit.serial)}`;
    },
    find: (key, account) => {
      const [type = '', id = ''] = key.split(':');
      if (type === 'department') return account.departments.made(numericSerial(type, id));
      return type === 'team' ? account.teams.made(numericSerial(type, id)) : undefined;
    },
    listed: (account) => [...account.departments.listed, ...account.teams.listed],
    relist: (facts, account) => {
      for (const table of [account.departments, account.teams])
        table.relist(facts.filter((fact) => table.made(fact.serial) === fact));
    },
  }),
  workplaces: inTable((account) => account.workplaces, counted('workplace')),
  cost_centers: inTable((account) => account.costCenters, COST_CENTERS),
  legal_entities: inTable((account) => account.legalEntities, counted('legalEntity')),
  jobs: inTable((account) => account.catalog, scattered('job')),
  salary_bands: inTable((account) => account.salaryBands, scattered('salaryBand')),
  projects: inTable((account) => account.projects, PROJECTS),
  project_members: kind<Member>({
    key: ({ project, person }) => `${numericId('project', project.serial)}:${numericId('person', person.serial)}`,
    find: (key, account) => {
      const [project, person] = partsOf(key, PROJECTS, PERSONS);
      return account.projects.made(project)?.members.find((member) => member.person.serial === person);
    },
    listed: (account) => account.projects.listed.flatMap(({ members }) => members.filter(({ removed }) => !removed)),
    owners: { ...ofPerson.owners, projects: ({ project }) => project },
    isFixed: true,
  }),
  webhooks: inTable((account) => account.webhooks, scattered('webhook')),
  recruiting_jobs: inTable((account) => account.jobs, counted('recruitingJob')),
  recruiting_categories: inTable((account) => account.recruitingCategories, counted('recruitingCategory')),
  recruiting_candidates: inTable((account) => account.candidates, counted('candidate')),
  recruiting_applications: inTable<Application>((account) => account.applications, counted('application'), {
    owners: { recruiting_candidates: ({ candidate }) => candidate },
    touches: ({ candidate }, now, account) => {
      candidate.updated = now;
      account.candidates.touch();
    },
  }),
} as const satisfies Record<string, Kind>;

export type KindStream = keyof typeof KINDS;

/** Rows of several streams. */
export type Rows = Partial<Record<KindStream, Fact[]>>;

export function entriesOf(rows: Rows): [KindStream, Fact[]][] {
  return Object.entries(rows) as [KindStream, Fact[]][];
}

/** Their public keys. */
export function keysOf(rows: Rows, account: Account): Partial<Record<KindStream, string[]>> {
  return Object.fromEntries(
    entriesOf(rows).map(([stream, facts]) => [stream, facts.map((fact) => KINDS[stream].key(fact, account))]),
  );
}

function touchPerson({ person }: { person: Person }, now: number): void {
  person.updated = now;
}

/** The latest first. */
function employmentsWith(fact: Employment): Employment[] {
  const others = fact.person.employments.filter((one) => one !== fact);
  return (fact.removed ? others : [...others, fact]).sort((a, b) => b.chapter - a.chapter);
}

function findDocument(key: string, account: Account): Document | undefined {
  const serial = numericSerial('document', key);
  return serial === undefined ? undefined : account.documentOf(serial);
}

function partsOf(key: string, first: Ids, second: Ids): [number | undefined, number | undefined] {
  const [one = '', other = ''] = key.split(':');
  return [first.serial(one, 0), second.serial(other, 0)];
}
