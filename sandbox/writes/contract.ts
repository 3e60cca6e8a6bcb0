import type { Employment, Person } from '../data/facts.ts';
import { numericSerial, serialOf } from '../data/ids.ts';
import { date, parseDate } from '../data/time.ts';
import { isObject, type Json } from '../json.ts';
import { personSerial } from '../resources/persons.ts';
import { amount, listOf, type Members, read, text, word } from './members.ts';
import { given, type Writing } from './write.ts';

type Written = NonNullable<Employment['written']>;

/** The members of an employment that a client has sent. */
export interface GivenContract {
  readonly written: Written;
  readonly startDay: number | undefined;
}

const STATUSES = ['ACTIVE', 'INACTIVE', 'ONBOARDING', 'LEAVE'] as const;

const MOST_HOURS = 168;

const day = read((value) => (parseDate(value) === undefined ? undefined : value));
const hours = (value: Json): number | undefined => {
  const parsed = amount(value);
  return parsed !== undefined && parsed <= MOST_HOURS ? parsed : undefined;
};

export function contractIn(members: Members, employment: Employment | undefined, writing: Writing): GivenContract {
  const { account } = writing;
  const startDay = members.take('employment_start_date', read(parseDate));
  const legalEntity = members.reference((id) => account.legalEntities.get(numericSerial('legalEntity', id)));
  const entity = members.takeOrNull('legal_entity', legalEntity) ?? members.takeOrNull('subcompany', legalEntity);
  const office = members.takeOrNull(
    'office',
    members.reference((id) => account.workplaces.get(numericSerial('workplace', id))),
  );
  const values = given({
    status: members.take('status', word(...STATUSES)),
    type: members.take('type', word('INTERNAL', 'EXTERNAL')),
    position: members.takeOrNull('position', (value) => {
      const title = members.inside(value).need('title', text(255));
      return { title };
    }),
    hours: members.takeOrNull('weekly_working_hours', hours),
    fullHours: members.takeOrNull('full_time_weekly_working_hours', hours),
    contractEnd: members.takeOrNull('contract_end_date', day),
    probationEnd: probationEnd(members, startDay ?? employment?.startDay, writing),
    costCenters: costCentersIn(members, writing),
  });
  const { position, ...others } = values;
  const written: Written = {
    ...others,
    ...(position !== undefined && { position: position?.title ?? null }),
    // Null is no entry, and what was not sent is not a member.
    ...(members.has('supervisor') && { supervisor: supervisorIn(members, employment, writing) }),
    ...((members.has('legal_entity') || members.has('subcompany')) && { legalEntity: entity ?? undefined }),
    ...(members.has('office') && { workplace: office ?? undefined }),
    ...unitsIn(members, writing),
  };
  members.close();
  return { written, startDay };
}

function supervisorIn(members: Members, employment: Employment | undefined, { account }: Writing): Person | undefined {
  const find = members.reference((id) => account.persons.get(personSerial(id)));
  const supervisor = members.takeOrNull('supervisor', find) ?? undefined;
  if (supervisor !== undefined && supervisor === employment?.person) throw members.invalid('supervisor');
  return supervisor;
}

/** A date, or a number of days from the start. */
function probationEnd(members: Members, startDay: number | undefined, writing: Writing): string | null | undefined {
  const end = members.takeOrNull('probation_end_date', day);
  const length = members.takeOrNull('probation_period_length', amount);
  if (end !== undefined && length !== undefined)
    throw writing.refuse(400, 'Only one of probation_end_date and probation_period_length can be set.');
  if (length === undefined || length === null) return length === undefined ? end : length;
  return date((startDay ?? writing.account.today) + length);
}

/** Department and team: both are written, or in some accounts only what is named. */
function unitsIn(members: Members, { account, settings }: Writing): Pick<Written, 'department' | 'team'> {
  const units = members.takeOrNull(
    'org_units',
    listOf((value) => {
      if (!isObject(value)) return undefined;
      const inner = members.inside(value);
      const type = inner.need('type', word('department', 'team'));
      const find = (id: string) => (type === 'team' ? account.teams : account.departments).get(numericSerial(type, id));
      const unit = members.reference(find)({ id: value.id ?? null });
      return unit && { type, unit };
    }),
  );
  if (units === undefined) return {};
  const types = units?.map(({ type }) => type) ?? [];
  if (new Set(types).size < types.length) throw members.invalid('org_units');
  const unitOf = (type: string) => units?.find((one) => one.type === type)?.unit;
  const isWhole = units === null || settings.disputed.orgUnitsPatch === 'replace';
  return {
    ...((isWhole || unitOf('department')) && { department: unitOf('department') }),
    ...((isWhole || unitOf('team')) && { team: unitOf('team') }),
  };
}

function costCentersIn(members: Members, { account }: Writing): Written['costCenters'] | undefined {
  const find = (id: string) =>
    account.costCenters.get(serialOf('costCenter', id, account.world.seed) ?? numericSerial('costCenter', id));
  const shares = members.take(
    'cost_centers',
    listOf((value) => {
      if (!isObject(value)) return undefined;
      const weight = members.inside(value).need('weight', amount);
      const entry = members.reference(find)({ id: value.id ?? null });
      return entry && { entry, weight };
    }),
  );
  const sum = shares?.reduce((total, { weight }) => total + weight, 0) ?? 0;
  if (shares !== undefined && shares.length > 0 && Math.abs(sum - 100) > 0.01) throw members.invalid('cost_centers');
  return shares;
}
