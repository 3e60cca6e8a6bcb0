import type { Account } from '../../data/account.ts';
import type { Person } from '../../data/facts.ts';
import { numericId, serialOf, uuid } from '../../data/ids.ts';
import { type Fact, still } from '../../data/table.ts';
import { date, instant } from '../../data/time.ts';
import type { JsonObject } from '../../json.ts';
import { contractOf } from '../contract.ts';
import { anyOf, oneOf } from '../filters.ts';
import { nameOf, personId } from '../persons.ts';
import { type PathValues, resource } from '../resource.ts';
import { notFound } from './service.ts';

const PATH = '/v1/company/custom-reports/reports';

const READ = {
  service: 'v1Reports',
  scope: 'reports.custom:read',
  refusal: 403,
  ignoresUnknown: () => true,
} as const;

const COLUMNS: Readonly<Record<string, readonly [label: string, type: string]>> = {
  first_name: ['First name', 'TEXT'],
  department: ['Department', 'ENTITY'],
  cost_center: ['Cost center', 'COST_CENTER'],
  salary_11: ['Base salary', 'SALARY'],
  absence_2201: ['Urlaub', 'ABSENCE_OVERVIEW'],
  'absence_2201:periods': ['Urlaub (periods)', 'ABSENCE_PERIOD'],
  attendance_contractual_target_hours: ['Target hours', 'DURATION'],
  bonus_7: ['Bonus', 'COMPENSATION'],
};

interface CustomReport extends Fact {
  readonly name: string;
  readonly description: string | null;
  readonly type: 'point_in_time' | 'historical_data' | 'timeframe';
  readonly status: string;
  readonly period: string;
  readonly columns: readonly string[];
}

const REPORTS = [
  {
    name: 'Headcount',
    description: 'Active people by department',
    type: 'point_in_time',
    status: 'up_to_date',
    period: 'today',
    columns: ['first_name', 'department', 'cost_center'],
  },
  {
    name: 'Department moves',
    description: '',
    type: 'historical_data',
    status: 'updating',
    period: 'last_year',
    columns: ['department', 'salary_11'],
  },
  {
    name: 'Abwesenheiten & Gehalt',
    description: null,
    type: 'timeframe',
    status: 'update_failed',
    period: 'last_month',
    columns: ['absence_2201', 'absence_2201:periods', 'attendance_contractual_target_hours', 'bonus_7'],
  },
].map((report, serial) => ({ ...still(serial), ...report }) as CustomReport);

export const customReports = resource<CustomReport>({
  ...READ,
  stream: 'custom_reports',
  path: PATH,
  paging: 'whole with totals',
  filters: {
    report_ids: anyOf(reportId),
    status: oneOf(['up_to_date', 'updating', 'update_failed'], ({ status }) => status),
  },
  facts: () => REPORTS,
  id: reportId,
  row: (report, { account }) => ({ type: 'Report', attributes: reportRow(report, account) }),
});

/** All people of a report: in one response, or page by page if a limit is given. */
export const customReportRows = resource<Person>({
  ...READ,
  right: 'custom_reports',
  stream: 'custom_report_rows',
  path: `${PATH}/{report}`,
  paging: 'numbered',
  page: { usual: 100, max: 1000 },
  facts: (account, path) => {
    reportIn(path, account);
    return account.persons;
  },
  id: personId,
  row: (person, view) => itemOf(person, reportIn(view.path, view.account), view.account),
  dress: (body, { account, path }) => {
    const report = reportRow(reportIn(path, account), account);
    return { ...body, data: [{ type: 'Report', attributes: { ...report, items: body.data } }] };
  },
  readings: (account) =>
    REPORTS.map((report) => {
      const id = reportId(report, account);
      return { path: { report: id }, key: (employee) => `${id}:${employee}` };
    }),
});

/** The names of columns, as one object: not a stream, but readable. */
export const customReportColumns = resource<Fact>({
  ...READ,
  right: 'custom_reports',
  stream: 'custom_report_columns',
  path: '/v1/company/custom-reports/columns',
  paging: 'whole with totals',
  facts: () => [still(0)],
  id: () => 'columns',
  row: (_, { parameters, account }) => {
    const id = parameters.get('report_id');
    const wanted = id === undefined ? Object.keys(COLUMNS) : reportIn({ report: id }, account).columns;
    const attributes = wanted.map((name) => ({
      attribute_id: name,
      human_readable: COLUMNS[name]?.[0],
      data_type: COLUMNS[name]?.[1],
    }));
    return { type: 'Column', attributes };
  },
  dress: (body) => ({ ...body, data: (body.data as readonly JsonObject[])[0] }),
  isNoStream: true,
});

function reportId({ serial }: Fact, { world }: Account): string {
  return uuid('customReport', serial, world.seed);
}

function reportIn({ report = '' }: PathValues, account: Account): CustomReport {
  const found = REPORTS[serialOf('customReport', report, account.world.seed) ?? -1];
  if (found === undefined) throw notFound('Report not found');
  return found;
}

function reportRow(report: CustomReport, account: Account): JsonObject {
  const { name, description, type, status, period, columns } = report;
  const { now } = account.world;
  const refreshed = instant(now - 4 * 3600).replace('Z', '.004511Z');
  return {
    id: reportId(report, account),
    ...{ name, description, author_first_name: 'Ottilie', author_last_name: 'Varnhagen', type, status },
    start_date: type === 'point_in_time' ? null : date(account.today - 60),
    end_date: date(account.today - 30),
    created_at: instant(now - 400 * 86_400),
    ...{ updated_at: refreshed, data_refreshed_at: refreshed, columns },
    filters: type === 'point_in_time' ? [{ column: 'office_id', comparison: 'eq', value: '8801' }] : [],
    period_type: period,
    archival_status: 'live',
    archived_at: null,
  };
}

/** A report's content for one person; empty values are omitted. */
function itemOf(person: Person, { type }: CustomReport, account: Account): JsonObject {
  const employee_id = Number(personId(person));
  const [employment] = person.employments;
  const contract = employment === undefined ? undefined : contractOf(employment, account);
  const entry = (attribute_id: string, data: JsonObject): JsonObject => ({
    attribute_id,
    data_type: COLUMNS[attribute_id]?.[1],
    ...data,
    employee_id,
  });
  const { department } = contract ?? {};
  const ofDepartment = (more: JsonObject): JsonObject[] =>
    department === undefined
      ? []
      : [
          entry('department', {
            entity_id: numericId('department', department.serial),
            value: department.name,
            ...more,
          }),
        ];
  switch (type) {
    case 'point_in_time': {
      const shares = (contract?.costCenters ?? []).map(({ entry: center, weight }) => ({
        cost_center_id: numericId('costCenter', center.serial),
        value: center.name,
        weight: `${weight}%`,
      }));
      const attributes = [
        entry('first_name', { value: nameOf(person, account.world.seed).first }),
        ...ofDepartment({}),
        ...(shares.length === 0 ? [] : [entry('cost_center', { cost_centers: shares })]),
      ];
      return { employee_id, attributes };
    }
    case 'historical_data': {
      const effective_date = date(account.today - 50);
      const salary = entry('salary_11', { amount: '4380.50', currency_symbol: '€', effective_date });
      return {
        employee_id,
        historical_attributes: [...ofDepartment({ effective_date }), ...(person.serial % 2 === 0 ? [salary] : [])],
      };
    }
    case 'timeframe': {
      const window = { start_date: date(account.today - 60), end_date: date(account.today - 30) };
      const period = { ...window, half_day_at_start: person.serial % 2 === 0, half_day_at_end: false };
      const money = { amount: '500.00', currency_code: 'EUR', currency_symbol: '€', overtime_hours: '0' };
      const attributes = [
        entry('absence_2201', { ...window, duration_days: '2.5', duration_hours: '20' }),
        ...Array.from({ length: person.serial % 3 }, () => entry('absence_2201:periods', period)),
        entry('attendance_contractual_target_hours', { duration: 154 }),
        ...(person.serial % 4 === 0 ? [entry('bonus_7', { ...money, bonus_type: 'MAX' })] : []),
      ];
      return { employee_id, attributes };
    }
  }
}
