// An account as the connector writes it, as far as the models read it.
import type { Row } from '../load.ts';
import type { EmploymentFact, Facts } from '../truth/facts.ts';

const SYNCED = '2026-03-17T06:00:00Z';

/** The rows of each stream. */
export function rowsOf(facts: Facts): ReadonlyMap<string, readonly Row[]> {
  const { names } = facts;
  return new Map<string, readonly Row[]>([
    ['persons', facts.persons.map(personRow)],
    ['employments', facts.employments.map(employmentRow)],
    ['org_units', [...names.units].map(([key, name]) => ({ record_key: key, ...unitOf(key), name }))],
    ['workplaces', named(names.workplaces)],
    ['legal_entities', named(names.legalEntities)],
  ]);
}

const named = (names: ReadonlyMap<string, string | null>): Row[] => [...names].map(([id, name]) => ({ id, name }));

function unitOf(key: string | null): { id: string | null; type: string | null } {
  const [type = null, id = null] = key?.split(':') ?? [];
  return { id, type };
}

const personRow = (person: Facts['persons'][number]): Row => ({
  id: person.id,
  first_name: person.firstName,
  last_name: person.lastName,
  preferred_name: person.preferredName,
  email: person.email,
  status: person.status,
  updated_at: SYNCED,
});

const employmentRow = (employment: EmploymentFact): Row => ({
  id: employment.id,
  person_id: employment.person,
  type: employment.type,
  status: employment.status,
  employment_start_date: employment.start,
  employment_end_date: employment.end,
  left_on: employment.end,
  department_id: unitOf(employment.departmentKey).id,
  department_key: employment.departmentKey,
  team_id: unitOf(employment.teamKey).id,
  team_key: employment.teamKey,
  workplace_id: employment.workplace,
  legal_entity_id: employment.legalEntity,
  supervisor_id: employment.supervisor,
  position_title: employment.position,
  weekly_working_hours: employment.weeklyHours,
  full_time_weekly_working_hours: employment.fullTimeHours,
  termination_type: employment.termination,
  updated_at: SYNCED,
});
