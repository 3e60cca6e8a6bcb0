// An account as the connector writes it, as far as the models read it.
import type { Row } from '../../../answers/duckdb.ts';
import type { AbsenceFact, AttendanceFact, EmploymentFact, Facts, PayFact } from '../truth/facts.ts';
import { outdatedDays, outdatedPay, outdatedStages } from './outdated.ts';

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
    ['absence_types', facts.absenceTypes.map(({ id, category }) => ({ id, category, name: `Type ${id}` }))],
    ['absence_periods', facts.absences.map(absenceRow)],
    ['absence_breakdowns', facts.absences.flatMap((absence) => [...dayRows(absence), ...outdatedDays(absence)])],
    ['holidays', numbered(facts.holidays.map(holidayRow))],
    ['attendance_periods', facts.attendances.map(attendanceRow)],
    ['projects', facts.projects.map(projectRow)],
    ['employees', facts.schedules.map(employeeRow)],
    ['compensations', [...facts.pay.map(payRow), ...outdatedPay(facts.pay)]],
    ['recruiting_jobs', named(names.jobs)],
    ['recruiting_applications', facts.applications.map(applicationRow)],
    [
      'recruiting_stage_transitions',
      facts.applications.flatMap((each) => [...stageRows(each), ...outdatedStages(each)]),
    ],
    ['custom_report_rows', []],
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

const absenceRow = (absence: AbsenceFact): Row => {
  const { hours, start, end, startsAtNoon, endsAtNoon } = absence;
  const half = (isNoon: boolean, whole: string, part: string) => (hours === null ? (isNoon ? part : whole) : null);
  return {
    id: absence.id,
    person_id: absence.person,
    absence_type_id: absence.type,
    starts_on: start,
    starts_at: hours?.from ?? `${start}T00:00:00`,
    start_half: half(startsAtNoon, 'FIRST_HALF', 'SECOND_HALF'),
    ends_on: end,
    ends_at: hours === null ? end && `${end}T00:00:00` : hours.until,
    end_half: end && half(endsAtNoon, 'SECOND_HALF', 'FIRST_HALF'),
    approval_status: absence.isApproved ? 'APPROVED' : 'PENDING',
    updated_at: SYNCED,
  };
};

function dayRows({ id, days }: AbsenceFact): Row[] {
  return numbered(
    (days ?? []).map(({ date, unit, value }) => ({
      ...{ record_key: `${id}:${date}`, absence_period_id: id, date, unit, value },
      absence_period_updated_at: SYNCED,
    })),
  );
}

/** Repeated keys get a number. */
function numbered(rows: readonly Row[]): Row[] {
  const seen = new Map<unknown, number>();
  return rows.map((row) => {
    const { record_key: key } = row;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? row : { ...row, record_key: `${key}:${times}` };
  });
}

const holidayRow = ({ person, date, name, isHalf }: Facts['holidays'][number]): Row => ({
  record_key: `${person}:${date}:${name}`,
  ...{ person_id: person, date, name, type: 'PUBLIC', additional_fields: { half_day: isHalf } },
});

const attendanceRow = (period: AttendanceFact): Row => ({
  id: period.id,
  person_id: period.person,
  project_id: period.project,
  type: period.isWork ? 'WORK' : 'BREAK',
  attribution_date: period.date,
  started_at: period.start,
  ended_at: period.end,
  duration_minutes: minutesOf(period),
  approval_status: period.approval,
  updated_at: SYNCED,
});

const minutesOf = ({ start, end }: AttendanceFact): number | null =>
  end === null ? null : (Date.parse(`${end}Z`) - Date.parse(`${start}Z`)) / 60_000;

const projectRow = ({ id, name, parent, isBillable }: Facts['projects'][number]): Row => ({
  ...{ id, name, parent_project_id: parent, billable: isBillable },
});

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function employeeRow({ person, validFrom, minutes }: Facts['schedules'][number]): Row {
  const two = (number: number): string => String(number).padStart(2, '0');
  const days = minutes.map((each, at) => [WEEK[at], `${two(Math.floor(each / 60))}:${two(each % 60)}`]);
  const schedule = { id: '1', name: 'A week', valid_from: validFrom, ...Object.fromEntries(days) };
  return { id: person, person_id: person, work_schedule: schedule, last_modified_at: SYNCED };
}

const payRow = (pay: PayFact): Row => ({
  record_key: `${pay.id}:${pay.month}`,
  id: pay.id,
  person_id: pay.person,
  month: pay.month,
  type_id: pay.type,
  type_name: pay.typeName,
  type_category: pay.category,
  amount_value: pay.amount,
  amount_currency: pay.currency,
  pay_interval: pay.interval,
  effective_from: pay.from,
  weekly_working_hours: pay.weeklyHours,
  observed_at: SYNCED,
});

const applicationRow = ({ id, job, date }: Facts['applications'][number]): Row => ({
  ...{ id, job_id: job, application_date: date, updated_at: SYNCED },
});

function stageRows({ id, stages }: Facts['applications'][number]): Row[] {
  return numbered(
    stages.map((stage) => ({
      record_key: `${id}:${stage.at}:${stage.id ?? stage.type}`,
      application_id: id,
      stage_id: stage.id,
      stage_name: stage.name,
      stage: { id: stage.id, name: stage.name, type: stage.type, kind: stage.id === null ? 'system' : 'custom' },
      entered_at: stage.at,
      application_updated_at: SYNCED,
    })),
  );
}
