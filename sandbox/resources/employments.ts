import type { Account } from '../data/account.ts';
import { supervisorOf } from '../data/careers.ts';
import { Dice } from '../data/dice.ts';
import type { Employment } from '../data/facts.ts';
import { numericId, numericSerial, serialOf, uuid } from '../data/ids.ts';
import { date, instant } from '../data/time.ts';
import { LEAVING_REASONS, POSITIONS } from '../data/words.ts';
import { objectNotFound } from '../http/problem.ts';
import type { Json, JsonObject } from '../json.ts';
import { employmentStatus } from './employment_status.ts';
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
  find: (id, account, path) => {
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

function employmentId(employment: Employment, account: Account): string {
  return uuid('employment', employment.serial, account.world.seed);
}

function employmentRow(employment: Employment, { account, origin, released }: View): JsonObject {
  const { seed } = account.world;
  const dice = new Dice(seed, 25, employment.serial);
  const self = employment.person;
  const supervisor = account.persons.get(supervisorOf(self.serial));
  const boss = reference(supervisor);
  const person = { id: personId(self) };
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
  if (!released || dice.chance(0.02)) return { ...ids, _meta };

  const full = dice.pick([40, 38.5, 40, 35]);
  const hours = dice.chance(0.25) ? dice.pick([15, 20, 32, 19.25]) : full;
  const from = (size: number): number => dice.below(size);
  const legalEntity = { id: numericId('legalEntity', from(account.legalEntities.listed.length)) };
  const probation = dice.chance(0.4) ? date(employment.startDay + 180) : null;
  const maybe = <T extends Json>(share: number, value: T): T | null => (dice.chance(share) ? value : null);
  const often = <T extends Json>(share: number, value: T): T | undefined => (dice.chance(share) ? value : undefined);
  return {
    ...ids,
    status: employmentStatus(employment, account),
    type: dice.chance(0.1) ? 'EXTERNAL' : 'INTERNAL',
    position: { title: dice.pick(POSITIONS) },
    // An update of an employment is a change of its hours.
    weekly_working_hours: often(0.95, employment.revision > 0 ? 10 + (employment.revision % 30) : hours),
    full_time_weekly_working_hours: often(0.9, full),
    employment_start_date: date(employment.startDay),
    employment_end_date: employment.endDay === 0 ? null : date(employment.endDay),
    probation_end_date: probation,
    contract_end_date: employment.endDay === 0 ? null : maybe(0.3, date(employment.endDay)),
    supervisor: boss,
    office: maybe(0.9, { id: numericId('workplace', from(account.workplaces.listed.length)) }),
    org_units: orgUnits(account, dice),
    cost_centers: costCenters(account, dice),
    legal_entity: maybe(0.95, legalEntity),
    sub_company: often(0.3, legalEntity),
    job: often(0.5, maybe(0.4, { id: uuid('job', from(20), seed) })),
    termination: termination(employment, dice),
    _meta,
  };
}

function orgUnits(account: Account, dice: Dice): readonly JsonObject[] {
  const department = { type: 'department', id: numericId('department', dice.below(account.departments.listed.length)) };
  const team = { type: 'team', id: numericId('team', dice.below(account.teams.listed.length)) };
  const thrown = dice.next();
  if (thrown < 0.1) return [];
  return thrown < 0.4 ? [department] : thrown < 0.95 ? [department, team] : [team];
}

function costCenters(account: Account, dice: Dice): readonly JsonObject[] {
  const { listed } = account.costCenters;
  const one = dice.pick(listed);
  const other = dice.pick(listed);
  const thrown = dice.next();
  if (thrown < 0.2) return [];
  if (thrown < 0.8 || one === other) return [{ id: costCenterId(one, account), weight: 100 }];
  return [
    { id: costCenterId(one, account), weight: 62.5 },
    { id: costCenterId(other, account), weight: 37.5 },
  ];
}

/** Always there as a rule, with members that are null or missing while nobody leaves. */
function termination({ endDay }: Employment, dice: Dice): JsonObject | undefined {
  const thrown = dice.next();
  if (endDay === 0) {
    if (thrown < 0.3) return {};
    if (thrown < 0.4) return undefined;
    return { termination_date: null, last_working_day: null, terminated_at: null, reason: null, type: 'UNSPECIFIED' };
  }
  // The schema and the examples of the reference spell it differently.
  const spelling = thrown < 0.5 ? 'last_working_day' : 'last_working_date';
  return {
    termination_date: date(endDay - 90),
    [spelling]: date(endDay - dice.between(0, 20)),
    terminated_at: date(endDay),
    reason: dice.pick(LEAVING_REASONS),
    type: dice.pick(['EMPLOYEE', 'FIRED', 'CONTRACT_EXPIRED', 'AGREEMENT', 'RETIREMENT', 'SUB_COMPANY_SWITCH']),
  };
}
