import { isObject, type Row, scalarText } from '../../row.ts';
import { isSame } from '../differences.ts';
import type { Member, Members, Value } from '../members.ts';
import { personMembers } from '../references.ts';

/** The members of an employment, as rows name them. */
export const employmentMembers = (matchAttribute?: string): Members => ({
  position: { kind: 'text', describe: 'Title of the position, free text.', clearable: true },
  weekly_working_hours: { kind: 'number', describe: 'Hours per week.', clearable: true },
  department: { kind: 'text', describe: 'Name of the department.', clearable: true },
  department_id: { kind: 'id', describe: "Personio's id of the department.", clearable: true },
  team: { kind: 'text', describe: 'Name of the team.', clearable: true },
  team_id: { kind: 'id', describe: "Personio's id of the team.", clearable: true },
  office: { kind: 'text', describe: 'Name of the workplace.', clearable: true },
  office_id: { kind: 'id', describe: "Personio's id of the workplace.", clearable: true },
  ...personMembers('supervisor', matchAttribute, true),
  hire_date: { kind: 'day', describe: 'First day of the employment.' },
  status: {
    kind: 'choice',
    describe: 'Status of the employment. INACTIVE is not a termination: Personio offers none to its API.',
    choices: ['ACTIVE', 'INACTIVE', 'ONBOARDING', 'LEAVE'],
  },
  employment_type: {
    kind: 'choice',
    describe: 'INTERNAL for own staff, EXTERNAL for others.',
    choices: ['INTERNAL', 'EXTERNAL'],
  },
  termination_date: {
    kind: 'day',
    describe: 'Not written. A row that asks for the leaving before this day is rejected.',
  },
});

/** What a row says about an employment: a place in Personio's object, and the value to be there. */
export interface Part {
  readonly place: Place;
  readonly member: string;
  readonly to: Value | null;
  /** How the row names it, if that is not the value itself. */
  readonly shown?: Value | null;
}

export type Place = keyof typeof PLACES;

type UnitType = 'department' | 'team';

interface Form {
  readonly kind: Member['kind'];
  readonly read: (employment: Row) => unknown;
  readonly write: (value: Value | null, employment: Row) => Row;
}

const plain = (name: string, kind: Member['kind']): Form => ({
  kind,
  read: (employment) => employment[name],
  write: (value) => ({ [name]: value }),
});

const wrapped = (name: string, inside: 'id' | 'title'): Form => ({
  kind: 'text',
  read: ({ [name]: holder }) => (isObject(holder) ? holder[inside] : undefined),
  write: (value) => ({ [name]: value === null ? null : { [inside]: value } }),
});

const unitsIn = ({ org_units: units }: Row): Row[] => (Array.isArray(units) ? units.filter(isObject) : []);
const isOfType = (unit: Row, type: UnitType): boolean => scalarText(unit.type).toLowerCase() === type;

/** Personio replaces the list as a whole, so it is sent with the other units. Ids are texts there, however they are shown. */
const unit = (type: UnitType): Form => ({
  kind: 'text',
  read: (employment) => unitsIn(employment).find((each) => isOfType(each, type))?.id,
  write: (id, employment) => {
    const others = unitsIn(employment).filter((each) => !isOfType(each, type));
    const units = [
      ...others.map((each) => ({ type: each.type, id: scalarText(each.id) })),
      ...(id === null ? [] : [{ type, id }]),
    ];
    return { org_units: units.length > 0 ? units : null };
  },
});

const PLACES = {
  position: wrapped('position', 'title'),
  weekly_working_hours: plain('weekly_working_hours', 'number'),
  department: unit('department'),
  team: unit('team'),
  office: wrapped('office', 'id'),
  supervisor: wrapped('supervisor', 'id'),
  hire_date: plain('employment_start_date', 'day'),
  status: plain('status', 'choice'),
  employment_type: plain('type', 'choice'),
} satisfies Record<string, Form>;

export const valueAt = (place: Place, employment: Row): unknown => PLACES[place].read(employment) ?? null;

/** The parts that an employment does not have yet. */
export const changing = (parts: readonly Part[], employment: Row): Part[] =>
  parts.filter(({ place, to }) => !isSame(PLACES[place], valueAt(place, employment), to));

/** The members to send for these parts of an employment. They have the form in which Personio shows them. */
export function bodyOf(parts: readonly Part[], employment: Row): Row {
  const body: Row = {};
  for (const { place, to } of parts) Object.assign(body, PLACES[place].write(to, { ...employment, ...body }));
  return body;
}

/** What a new employment is sent with: nothing needs to be cleared in it. */
export const bodyOfNew = (parts: readonly Part[]): Row =>
  bodyOf(
    parts.filter(({ to }) => to !== null),
    {},
  );
