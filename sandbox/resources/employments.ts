import type { Account } from '../data/account.ts';
import { employmentStatus } from '../data/employment_status.ts';
import type { Employment, Entry } from '../data/facts.ts';
import { numericId, numericSerial, serialOf, uuid } from '../data/ids.ts';
import { date, instant } from '../data/time.ts';
import { objectNotFound } from '../http/problem.ts';
import type { JsonObject } from '../json.ts';
import { type Contract, contractOf } from './contract.ts';
import { anyOf, asPersonTime, compared } from './filters.ts';
import { costCenterId } from './organisation.ts';
import { personId, reference } from './persons.ts';
import { resource, type View } from './resource.ts';

export const employments = resource<Employment>({
  stream: 'employments',
  path: '/v2/persons/{person}/employments',
  service: 'persons',
  scope: 'personio:persons:read',
  refusal: 401,
  page: { usual: 10, max: 50 },
  link: 'nothing',
  filters: {
    id: anyOf(employmentId),
    ...compared('updated_at', ['', '.gt', '.lt'], ({ updated }) => updated, asPersonTime),
  },
  facts: (account, path) => employmentsOf(account, path.person ?? ''),
  find: (id, account, { path }) => {
    const employment = account.employments.get(serialOf('employment', id, account.world.seed));
    return employmentsOf(account, path.person ?? '').find((one) => one === employment);
  },
  id: employmentId,
  row: employmentRow,
  readings: (account) => account.persons.listed.map((person) => ({ path: { person: personId(person) } })),
});

function employmentsOf(account: Account, person: string): readonly Employment[] {
  const found = account.persons.get(numericSerial('person', person));
  if (found === undefined) throw objectNotFound();
  return found.employments;
}

export function employmentId(employment: Employment, account: Account): string {
  return uuid('employment', employment.serial, account.world.seed);
}

export function employmentRow(employment: Employment, { account, origin, released }: View): JsonObject {
  const { seed } = account.world;
  const contract = contractOf(employment, account);
  const { supervisor } = contract;
  const person = { id: personId(employment.person) };
  const hrefOf = (id: string): JsonObject => ({ href: `${origin}/v2/persons/${id}` });
  const _meta = {
    links: {
      person: hrefOf(person.id),
      supervisor: supervisor === undefined ? undefined : hrefOf(personId(supervisor)),
    },
  };
  const ids = {
    id: employmentId(employment, account),
    person,
    created_at: instant(employment.created),
    updated_at: instant(employment.updated),
  };
  if (!released || contract.hidden) return { ...ids, _meta };

  const { workplace, legalEntity, job } = contract;
  return {
    ...ids,
    status: employmentStatus(employment, account),
    type: contract.type,
    position: contract.position === null ? null : { title: contract.position },
    weekly_working_hours: contract.tellsHours ? contract.hours : undefined,
    full_time_weekly_working_hours: contract.tellsFullHours ? contract.fullHours : undefined,
    employment_start_date: date(employment.startDay),
    employment_end_date: employment.endDay === 0 ? null : date(employment.endDay),
    probation_end_date: contract.probationEnd,
    contract_end_date: contract.contractEnd,
    supervisor: reference(supervisor),
    office: idOf('workplace', workplace),
    org_units: orgUnits(contract),
    cost_centers: contract.costCenters.map(({ entry, weight }) => ({ id: costCenterId(entry, account), weight })),
    legal_entity: idOf('legalEntity', legalEntity),
    sub_company: contract.tellsSubCompany ? idOf('legalEntity', legalEntity) : undefined,
    job: typeof job === 'number' ? { id: uuid('job', job, seed) } : job,
    termination: termination(contract),
    _meta,
  };
}

function idOf(kind: 'workplace' | 'legalEntity', entry: Entry | undefined): JsonObject | null {
  return entry === undefined ? null : { id: numericId(kind, entry.serial) };
}

function orgUnits({ department, team }: Contract): readonly JsonObject[] {
  return [
    ...(department === undefined ? [] : [{ type: 'department', id: numericId('department', department.serial) }]),
    ...(team === undefined ? [] : [{ type: 'team', id: numericId('team', team.serial) }]),
  ];
}

/** Usually present, with members that are null or missing if the person has not left. */
function termination({ termination: { form, leaves } }: Contract): JsonObject | undefined {
  if (form === 'empty') return {};
  if (form === 'missing') return undefined;
  if (leaves === undefined)
    return { termination_date: null, last_working_day: null, terminated_at: null, reason: null, type: 'UNSPECIFIED' };
  return {
    termination_date: date(leaves.given),
    [leaves.spelling]: date(leaves.lastDay),
    terminated_at: date(leaves.end),
    reason: leaves.reason,
    type: leaves.type,
  };
}
