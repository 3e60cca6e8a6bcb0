import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import type { Person } from '../data/facts.ts';
import { numericId, serialOf, uuid } from '../data/ids.ts';
import { type Fact, still } from '../data/table.ts';
import { DAY, date, instant } from '../data/time.ts';
import { LANGUAGES } from '../data/words.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import { type Contract, contractOf } from './contract.ts';
import { nameOf, personId } from './persons.ts';
import { type PathValues, resource } from './resource.ts';
import { problem } from './services.ts';

/** A person as seen by reports. */
interface Subject {
  readonly person: Person;
  readonly account: Account;
  readonly contract: Contract | undefined;
  readonly dice: Dice;
}

interface Column {
  readonly name: string;
  readonly type: 'string' | 'option' | 'timestamp' | 'decimal';
  /** In English and in German. */
  readonly display: readonly [string, string];
  /** The cell's value under its kind; undefined if the cell has none. */
  readonly cell: (subject: Subject) => JsonObject | undefined;
}

const COLUMNS: readonly Column[] = [
  {
    name: 'person.first_name',
    type: 'string',
    display: ['First name', 'Vorname'],
    cell: ({ person, account }) => ({ string_value: { value: nameOf(person, account.world.seed).first } }),
  },
  {
    name: 'person.id',
    type: 'string',
    display: ['ID', 'ID'],
    cell: ({ person }) => ({ string_value: { value: personId(person) } }),
  },
  {
    name: 'person.dynamic_700101',
    type: 'string',
    display: ['IBAN', 'IBAN'],
    cell: ({ person }) => ({ string_value: { value: `DE00 0000 ${personId(person)}` } }),
  },
  {
    name: 'employment.office',
    type: 'option',
    display: ['Office', 'Standort'],
    cell: ({ contract }) => {
      const { workplace } = contract ?? {};
      return optionsCell(workplace === undefined ? [] : [[numericId('workplace', workplace.serial), workplace.name]]);
    },
  },
  // A column with the same name once only letters, digits and _ are allowed, and always the same for people.
  {
    name: 'employment_office',
    type: 'string',
    display: ['Office', 'Standort'],
    cell: ({ contract }) => ({ string_value: { value: contract?.workplace?.name ?? '' } }),
  },
  {
    name: 'employment.department',
    type: 'option',
    display: ['Department', 'Abteilung'],
    cell: ({ contract }) => {
      const { department } = contract ?? {};
      return optionsCell(
        department === undefined ? [] : [[numericId('department', department.serial), department.name]],
      );
    },
  },
  {
    name: 'employment.hire_date',
    type: 'timestamp',
    display: ['Hire date', 'Eintrittsdatum'],
    cell: ({ person, dice }) => {
      const day = person.employments[0]?.startDay;
      return { string_value: day === undefined || dice.chance(0.1) ? null : { value: date(day) } };
    },
  },
  {
    name: 'employment.weekly_hours',
    type: 'decimal',
    display: ['Weekly hours', 'Wochenstunden'],
    cell: ({ contract }) => {
      const hours = contract?.hours ?? undefined;
      return hours === undefined ? undefined : { numeric_value: { number: hours } };
    },
  },
  {
    name: 'employment.period',
    type: 'timestamp',
    display: ['Period', 'Zeitraum'],
    cell: ({ person }) => {
      const [employment] = person.employments;
      if (employment === undefined) return undefined;
      const { startDay, endDay } = employment;
      return { time_range_value: { from: date(startDay), to: endDay === 0 ? null : date(endDay) } };
    },
  },
  {
    name: 'person.languages',
    type: 'option',
    display: ['Languages', 'Sprachen'],
    cell: ({ dice }) => optionsCell(LANGUAGES.filter(() => dice.chance(0.3)).map((name, key) => [String(key), name])),
  },
  {
    name: 'salary.share',
    type: 'decimal',
    display: ['Share', 'Anteil'],
    cell: ({ dice }) => ({ percentage_value: { value: dice.between(1, 1000) / 10 } }),
  },
  {
    name: 'salary.amount',
    type: 'decimal',
    display: ['Salary', 'Gehalt'],
    cell: ({ dice }) => ({
      monetary_value: { amount: (dice.between(200_000, 900_000) / 100).toFixed(2), currency: 'EUR' },
    }),
  },
];

interface Report extends Fact {
  readonly name: string;
  readonly columns: readonly string[];
  /** An administrator has enabled API access. */
  readonly isShared: boolean;
  /** Grouped reports are listed, but cannot be read. */
  readonly isGrouped: boolean;
  readonly hasRows: boolean;
}

const REPORTS = [
  {
    name: 'Headcount by office',
    columns: [
      'person.first_name',
      'employment.office',
      'employment.hire_date',
      'employment.weekly_hours',
      'employment.period',
    ],
  },
  // Many rows are equal: nothing distinguishes them.
  { name: 'Abteilungen', columns: ['employment.department'] },
  {
    name: 'Salaries & <shares>',
    columns: ['employment.office', 'employment_office', 'person.languages', 'salary.share', 'salary.amount'],
  },
  { name: 'Nobody yet', columns: ['person.first_name', 'employment.hire_date'], hasRows: false },
  { name: 'Headcount per month', columns: ['employment.department'], isGrouped: true },
  { name: 'Board only', columns: ['salary.amount'], isShared: false },
].map(
  (report, serial): Report => ({
    ...{ ...still(serial), isShared: true, isGrouped: false, hasRows: true },
    ...report,
  }),
);

const SERVICE = {
  service: 'other',
  scope: 'personio:reports:read',
  refusal: 400,
  right: 'reports',
} as const;

export const reports = resource<Report>({
  ...SERVICE,
  stream: 'reports',
  path: '/v2/reports',
  page: { usual: 50, max: 100 },
  link: 'limit',
  facts: () => REPORTS.filter(({ isShared }) => isShared),
  id: reportId,
  row: (report, { account }) => ({
    id: reportId(report, account),
    name: report.name,
    chart_type: report.serial % 2 === 0 ? 'TABLE' : null,
    edited_at: editedAt(report, account),
  }),
  dress: (body, { settings }) => {
    const href = nextOf(body);
    const next = href !== undefined && settings.disputed.reportsNext === 'object' ? { href } : (href ?? null);
    return { ...body, _meta: { links: { next } } };
  },
});

export const reportAttributes = resource<Column & Fact>({
  ...SERVICE,
  stream: 'report_attributes',
  path: '/v2/reports/attributes',
  paging: 'whole',
  facts: () => COLUMNS.map((column, serial) => ({ ...column, ...still(serial) })),
  id: ({ name }) => name,
  row: ({ name, display, type }) => ({ id: name, display: display[0], type, filterable: type !== 'decimal' }),
  dress: (body) => ({ ...body, _meta: { links: {} } }),
});

/** The rows of the report in the path. */
export const reportRows = resource<Person>({
  ...SERVICE,
  stream: 'report_rows',
  path: '/v2/reports/{report}',
  link: 'limit',
  besideCursor: ['limit'],
  keyless: true,
  shaping: { locale: () => true },
  facts: (account, path, parameters, { disputed }) => {
    if (disputed.reportLimit === 'refused' && parameters.has('limit'))
      throw problem('other', 400, 'Provided request parameters are invalid.');
    return readable(path, account).hasRows ? account.persons : [];
  },
  id: personId,
  row: (person, { account, path, settings }) => {
    const [employment] = person.employments;
    const contract = employment === undefined ? undefined : contractOf(employment, account);
    const report = readable(path, account);
    return Object.fromEntries(
      columnsOf(report, settings).map((column) => {
        const salt = [35, person.serial, report.serial, COLUMNS.indexOf(column)];
        const dice = new Dice(account.world.seed, ...salt);
        return [column.name, { attribute_id: column.name, ...column.cell({ person, account, contract, dice }) }];
      }),
    );
  },
  dress: (body, { account, parameters, path, settings }) => {
    const report = readable(path, account);
    const columns = columnsOf(report, settings);
    const display = (column: Column): string => column.display[parameters.get('locale') === 'de' ? 1 : 0];
    const isCut = settings.disputed.reportLimit === 'cap' && !parameters.has('cursor');
    const href = isCut ? undefined : nextOf(body);
    const rows = body._data as readonly JsonObject[];
    return {
      report_config: { name: report.name },
      _meta: {
        columns: columns.map((column) => ({ name: column.name, display: display(column), type: column.type })),
        links: href === undefined ? null : { next: { href } },
      },
      // Cells have no names: only their position identifies the column.
      _data: rows.map((row) => columns.map(({ name }) => row[name]) as Json[]),
    };
  },
  isNoStream: true,
});

/** Shared reports that can be read: each is its own stream. */
export function readableReports(account: Account): string[] {
  return REPORTS.filter(({ isShared, isGrouped }) => isShared && !isGrouped).map((report) => reportId(report, account));
}

function reportId({ serial }: Report, { world }: Account): string {
  return uuid('report', serial, world.seed);
}

function readable(path: PathValues, account: Account): Report {
  const report = REPORTS[serialOf('report', path.report ?? '', account.world.seed) ?? -1];
  if (report === undefined || !report.isShared)
    throw problem('other', 400, 'Array contains no element matching the predicate.');
  if (report.isGrouped) throw problem('other', 400, 'Unsupported nested type: null');
  return report;
}

function columnsOf({ name, columns }: Report, { reportColumns }: Settings): readonly Column[] {
  const edited = reportColumns[name]?.flatMap((wanted) => COLUMNS.filter((column) => column.name === wanted));
  return edited ?? COLUMNS.filter((column) => columns.includes(column.name));
}

function optionsCell(options: readonly (readonly [string, string])[]): JsonObject {
  return { options_value: { options: options.map(([key, value]) => ({ key, value })) } };
}

/** Three notations of a time. */
function editedAt({ serial }: Report, { world }: Account): Json {
  const at = world.now - (serial + 1) * 9 * DAY;
  return [{ date_time: instant(at) }, instant(at), { date: date(Math.floor(at / DAY)) }][serial % 3] ?? null;
}

function nextOf({ _meta }: JsonObject): string | undefined {
  return (_meta as { links: { next?: { href: string } } } | undefined)?.links.next?.href;
}
