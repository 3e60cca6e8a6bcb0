import type { Account } from '../../data/account.ts';
import type { Attribute, AttributeKind } from '../../data/attributes.ts';
import { Dice } from '../../data/dice.ts';
import { employmentStatus } from '../../data/employment_status.ts';
import type { AttributeValue, Compensation, Employment, Entry, Person } from '../../data/facts.ts';
import { numericId } from '../../data/ids.ts';
import { berlin, berlinMidnight, date, parseDate } from '../../data/time.ts';
import type { Json, JsonObject } from '../../json.ts';
import { type Contract, contractOf } from '../contract.ts';
import { customAttributesOf, customValue } from '../custom_attributes.ts';
import { countryOf } from '../holidays.ts';
import { nameOf, personId, pictureUrl } from '../persons.ts';
import type { View } from '../resource.ts';
import { digits } from './service.ts';

/** An employee in v1: the person and the current employment. */
export interface Employee {
  readonly person: Person;
  readonly employment: Employment | undefined;
  readonly contract: Contract | undefined;
  readonly account: Account;
  readonly view: View;
}

/** An attribute of employees: its entry in /employees/attributes, and its value. */
export interface EmployeeAttribute {
  readonly key: string;
  readonly label: string;
  readonly type: string;
  readonly universalId: string | null;
  readonly options: readonly string[];
  /** Whose change counts as its change. */
  readonly of: 'person' | 'employment';
  readonly value: (employee: Employee) => Json;
  readonly currency?: string;
}

type Value = (employee: Employee) => Json;

function system(
  key: string,
  label: string,
  type: string,
  of: EmployeeAttribute['of'],
  value: Value,
  currency?: string,
): EmployeeAttribute {
  const attribute = { key, label, type, universalId: key, options: [], of, value };
  return currency === undefined ? attribute : { ...attribute, currency };
}

const SYSTEM: readonly EmployeeAttribute[] = [
  system('id', 'ID', 'integer', 'person', ({ person }) => Number(personId(person))),
  system('first_name', 'First name', 'standard', 'person', (employee) => namesOf(employee).first),
  system('last_name', 'Last name', 'standard', 'person', (employee) => namesOf(employee).last),
  system('preferred_name', 'Name (preferred)', 'standard', 'person', (employee) => namesOf(employee).preferred ?? ''),
  system('email', 'Email', 'standard', 'person', (employee) => namesOf(employee).email),
  system('gender', 'Gender', 'standard', 'person', ({ person }) => genderOf(person)),
  system('status', 'Status', 'standard', 'employment', ({ employment, account }) =>
    employment === undefined ? 'inactive' : employmentStatus(employment, account).toLowerCase(),
  ),
  system('position', 'Position', 'standard', 'employment', ({ contract }) => contract?.position ?? ''),
  system('supervisor', 'Supervisor', 'standard', 'employment', ({ person, contract, account }) => {
    const supervisor = contract?.supervisor;
    // One documented sample contains only the id.
    return supervisor === undefined ? null : shortEmployee(supervisor, account, person.serial % 9 === 8);
  }),
  system('employment_type', 'Employment type', 'standard', 'employment', ({ contract }) =>
    contract === undefined ? '' : contract.type.toLowerCase(),
  ),
  system('weekly_working_hours', 'Weekly hours', 'standard', 'employment', ({ contract }) =>
    String(contract?.hours ?? ''),
  ),
  system('hire_date', 'Hire date', 'date', 'employment', ({ employment }) => midnight(employment?.startDay)),
  system('contract_end_date', 'Contract ends', 'date', 'employment', ({ contract }) =>
    midnight(parseDate(contract?.contractEnd ?? '')),
  ),
  system('termination_date', 'Termination date', 'date', 'employment', (e) => midnight(leavesOf(e)?.end)),
  system('termination_type', 'Termination type', 'standard', 'employment', (e) =>
    (leavesOf(e)?.type ?? '').toLowerCase(),
  ),
  system('termination_reason', 'Termination reason', 'standard', 'employment', (e) => leavesOf(e)?.reason ?? ''),
  system('probation_period_end', 'Probation period end', 'date', 'employment', ({ contract }) =>
    midnight(parseDate(contract?.probationEnd ?? '')),
  ),
  system('created_at', 'Created at', 'date', 'person', ({ person }) => berlin(person.created, person.serial % 4 === 1)),
  system('last_modified_at', 'Last modified', 'date', 'person', ({ person }) =>
    berlin(modifiedOf(person), person.serial % 4 === 1),
  ),
  system('subcompany', 'Subcompany', 'standard', 'employment', ({ contract, person }) =>
    object('Subcompany', 'legalEntity', contract?.legalEntity, person),
  ),
  system('office', 'Office', 'standard', 'employment', ({ contract, person }) =>
    object('Office', 'workplace', contract?.workplace, person),
  ),
  system('department', 'Department', 'standard', 'employment', ({ contract, person }) =>
    object('Department', 'department', contract?.department, person),
  ),
  system('cost_centers', 'Cost center', 'standard', 'employment', ({ contract, person }) => {
    const shares = contract?.costCenters ?? [];
    if (shares.length === 0) return nothing(person);
    return shares.map(({ entry, weight }) => ({
      type: 'CostCenter',
      attributes: { id: idOf('costCenter', entry), name: entry.name, percentage: weight },
    }));
  }),
  system('holiday_calendar', 'Public holidays', 'standard', 'employment', ({ person, account }) => {
    const country = countryOf(person, account);
    const id = Number(numericId('holidayCalendar', ['DE', 'PT', 'SE', 'PL'].indexOf(country)));
    const isOwn = person.serial % 13 === 12;
    const attributes = isOwn
      ? { id: 19, name: 'Site calendar', country: null, state: null }
      : { id, name: `${country} calendar`, country, state: country === 'DE' ? 'Thüringen' : null };
    return { type: 'HolidayCalendar', attributes };
  }),
  system('absence_entitlement', 'Absence entitlement', 'standard', 'employment', ({ person, account }) => {
    const entitlements = account.entitlements.of(person);
    if (entitlements.length === 0) return [null, []][person.serial % 2] ?? null;
    return entitlements.map(({ type: { serial, name, category }, days }) => ({
      type: 'TimeOffType',
      attributes: {
        id: idOf('timeOffType', { serial }),
        name,
        // Missing in older responses.
        category: person.serial % 10 === 0 ? undefined : category,
        entitlement: days,
      },
    }));
  }),
  system('work_schedule', 'Work schedule', 'standard', 'employment', ({ person, contract }) => {
    if (contract === undefined || person.serial % 17 === 16) return nothing(person);
    const { hours } = contract;
    const free = hours !== null && hours < 30 ? '00:00' : '06:30';
    const attributes = {
      // Beyond 2^53.
      id: digits(`46116860184273889${String(person.serial % 100).padStart(2, '0')}`),
      name: `${hours ?? 0} h`,
      valid_from: person.serial % 4 === 3 ? null : '2024-01-01',
      ...{ monday: '08:00', tuesday: '08:00', wednesday: '08:00', thursday: '08:00', friday: free },
      ...{ saturday: '00:00', sunday: '00:00' },
    };
    return { type: 'WorkSchedule', attributes };
  }),
  system('fix_salary', 'Fixed salary', 'decimal', 'employment', (e) => amountOf(e, 0), 'EUR'),
  system('fix_salary_interval', 'Salary interval', 'standard', 'employment', (e) =>
    amountOf(e, 0) === null ? '' : 'monthly',
  ),
  system('hourly_salary', 'Hourly salary', 'decimal', 'employment', (e) => amountOf(e, 1), 'EUR'),
  system('last_working_day', 'Last day of work', 'date', 'employment', (e) => midnight(leavesOf(e)?.lastDay)),
  system('profile_picture', 'Profile Picture', 'standard', 'person', ({ person, view }) => pictureUrl(person, view)),
  system('team', 'Team', 'standard', 'employment', ({ contract, person }) =>
    object('Team', 'team', contract?.team, person),
  ),
];

const TYPES: Readonly<Record<AttributeKind, string>> = {
  text: 'standard',
  list: 'list',
  link: 'link',
  multiline: 'multiline',
  integer: 'integer',
  decimal: 'decimal',
  date: 'date',
  boolean: 'standard',
  tags: 'tags',
  unknown: 'standard',
};

/** Everything released to the credential: Personio's attributes, then the account's own. */
export function employeeAttributes({ account, settings, released }: View): readonly EmployeeAttribute[] {
  const visible = SYSTEM.filter(({ key }) => key === 'id' || (released && !settings.hiddenAttributes.includes(key)));
  return released ? [...visible, ...customAttributesOf(account, settings).map(custom)] : visible;
}

function custom(attribute: Attribute): EmployeeAttribute {
  const { key, kind, label, universalId = null, options = [] } = attribute;
  return {
    key,
    label,
    type: TYPES[kind],
    universalId,
    options: kind === 'list' || kind === 'tags' ? options : [],
    of: 'person',
    value: ({ person, account }) => written(attribute, customValue(attribute, person, account) ?? null, person),
  };
}

/** How v1 writes the value of one of the account's own attributes. */
function written({ kind, asText }: Attribute, value: AttributeValue | null, person: Person): Json {
  switch (kind) {
    case 'integer':
      return value;
    case 'decimal':
      return asText && value !== null ? Number(value).toFixed(2) : value;
    case 'date':
      // As a local midnight, or a plain date.
      if (value === null) return null;
      return person.serial % 5 === 4 ? date(Number(value)) : berlinMidnight(Number(value), person.serial % 5 === 3);
    case 'tags': {
      const tags = Array.isArray(value) ? (value as readonly string[]) : [];
      if (tags.length === 0) return '';
      return person.serial % 2 === 0 ? tags.join(',') : JSON.stringify(tags);
    }
    default:
      return value === null ? '' : String(value);
  }
}

/** The later change of person and employment: v1 does not distinguish them. */
export function modifiedOf({ updated, employments }: Person): number {
  return Math.max(updated, employments[0]?.modified ?? 0);
}

/** The few attributes of an employee that other objects contain. */
export function shortEmployee(person: Person, account: Account, onlyId = false): JsonObject {
  const { first, last, email } = nameOf(person, account.world.seed);
  const wrap = (label: string, value: Json, type: string, universal_id: string): JsonObject => ({
    ...{ label, value, type, universal_id },
  });
  const id = wrap('ID', Number(personId(person)), 'integer', 'id');
  if (onlyId) return { type: 'Employee', attributes: { id } };
  const attributes = {
    id,
    first_name: wrap('First name', first, 'standard', 'first_name'),
    last_name: wrap('Last name', last, 'standard', 'last_name'),
    email: wrap('Email', email, 'standard', 'email'),
  };
  return { type: 'Employee', attributes };
}

export function idOf(kind: Parameters<typeof numericId>[0], { serial }: { serial: number }): number {
  return Number(numericId(kind, serial));
}

function namesOf({ person, account }: Employee): ReturnType<typeof nameOf> {
  return nameOf(person, account.world.seed);
}

function leavesOf({ contract }: Employee): NonNullable<Contract['termination']['leaves']> | undefined {
  return contract?.termination.leaves;
}

function midnight(day: number | undefined): string | null {
  return day === undefined ? null : berlinMidnight(day);
}

function object(type: string, kind: Parameters<typeof numericId>[0], entry: Entry | undefined, person: Person): Json {
  return entry === undefined ? nothing(person) : { type, attributes: { id: idOf(kind, entry), name: entry.name } };
}

/** Three ways of writing nothing. */
function nothing({ serial }: Person): Json {
  return [null, '', []][serial % 3] ?? null;
}

/** The current amount of a salary (0) or hourly pay (1). */
function amountOf({ person, account }: Employee, type: number): number | null {
  const inForce = ({ fromDay, untilDay }: Compensation): boolean =>
    fromDay <= account.today && untilDay >= account.today;
  const entry = account.payOf(person).find((pay) => pay.type === type && inForce(pay));
  return entry === undefined ? null : entry.cents / 100;
}

function genderOf({ serial, postedAt, written }: Person): string {
  if (postedAt !== undefined || written?.gender !== undefined) return written?.gender?.toLowerCase() ?? '';
  return new Dice(serial, 28, 1).pick(['male', 'female', 'diverse', '']);
}

export function employeeOf(person: Person, view: View): Employee {
  const { account } = view;
  const [employment] = person.employments;
  const contract = employment === undefined ? undefined : contractOf(employment, account);
  return { person, employment, contract, account, view };
}
