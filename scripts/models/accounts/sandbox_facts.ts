// The facts of the sandbox's account, from its rows as it serves them.
import type { Sandbox } from '../../../sandbox/server.ts';
import { Account, type Breakdown, type Compensation } from '../../clients/account.ts';
import type * as Fact from '../truth/facts.ts';

type Json = Readonly<Record<string, unknown>>;
interface Id {
  readonly id: string;
}

export function factsOf(sandbox: Sandbox, today: string): Fact.Facts {
  const account = new Account(sandbox);
  const units = account.rows<Id & { type: string; name: string }>('org_units');
  return {
    today,
    persons: account.rows<Json>('persons').map(personOf),
    employments: account.rows<EmploymentRow>('employments').map(employmentOf),
    names: {
      units: new Map(units.map(({ type, id, name }) => [`${type}:${id}`, name])),
      workplaces: account.names('workplaces'),
      legalEntities: account.names('legal_entities'),
      jobs: account.names('recruiting_jobs'),
    },
    absenceTypes: account.rows<Fact.AbsenceTypeFact>('absence_types').map(({ id, category }) => ({ id, category })),
    absences: absencesOf(account),
    holidays: account.rows<HolidayRow>('holidays').map(({ person, date, name, half_day }) => {
      return { person: person.id, date, name, isHalf: half_day };
    }),
    attendances: account.rows<AttendanceRow>('attendance_periods').map(attendanceOf),
    projects: account.rows<ProjectRow>('projects').map(({ id, name, parent_project, billable }) => {
      return { id, name, parent: parent_project?.id ?? null, isBillable: billable ?? null };
    }),
    schedules: account.rows<EmployeeRow>('employees').flatMap(scheduleOf),
    pay: account.keyed<Compensation>('compensations').map(({ rest, row }) => payOf(row, rest)),
    applications: applicationsOf(account),
  };
}

function personOf(row: Json): Fact.PersonFact {
  const text = (name: string): string | null => (row[name] as string | undefined) ?? null;
  return {
    id: String(row.id),
    firstName: text('first_name'),
    lastName: text('last_name'),
    preferredName: text('preferred_name'),
    email: text('email'),
    status: text('status'),
  };
}

interface EmploymentRow extends Id {
  readonly person: Id;
  readonly type?: string;
  readonly status?: string;
  readonly employment_start_date?: string;
  readonly employment_end_date?: string | null;
  readonly org_units?: readonly { readonly type: string; readonly id: string }[];
  readonly office?: Id | null;
  readonly legal_entity?: Id | null;
  readonly supervisor?: Id | null;
  readonly position?: { readonly title: string };
  readonly weekly_working_hours?: number;
  readonly full_time_weekly_working_hours?: number;
  readonly termination?: { readonly type?: string };
}

function employmentOf(row: EmploymentRow): Fact.EmploymentFact {
  const keyOf = (type: string): string | null => {
    const unit = row.org_units?.find((each) => each.type === type);
    return unit === undefined ? null : `${type}:${unit.id}`;
  };
  return {
    id: row.id,
    person: row.person.id,
    type: row.type ?? null,
    status: row.status ?? null,
    start: row.employment_start_date ?? null,
    end: row.employment_end_date ?? null,
    departmentKey: keyOf('department'),
    teamKey: keyOf('team'),
    workplace: row.office?.id ?? null,
    legalEntity: row.legal_entity?.id ?? null,
    supervisor: row.supervisor?.id ?? null,
    position: row.position?.title ?? null,
    weeklyHours: row.weekly_working_hours ?? null,
    fullTimeHours: row.full_time_weekly_working_hours ?? null,
    termination: row.termination?.type ?? null,
  };
}

interface AbsenceRow extends Id {
  readonly person: Id;
  readonly absence_type: Id;
  readonly starts_from: { readonly date_time: string; readonly type: string | null };
  readonly ends_at: { readonly date_time: string; readonly type: string | null } | null;
  readonly approval: { readonly status: string };
}

/** The last day is that of the breakdown: the end of an absence is ambiguous. */
function absencesOf(account: Account): Fact.AbsenceFact[] {
  const days = Map.groupBy(account.keyed<Breakdown>('absence_breakdowns'), ({ key }) => key);
  return account.rows<AbsenceRow>('absence_periods').map((row) => {
    const { id, person, absence_type, starts_from: start, ends_at: end, approval } = row;
    const breakdown = (days.get(id) ?? []).map(({ row: day }) => ({ date: day.date, ...day.effective_duration }));
    return {
      id,
      person: person.id,
      type: absence_type.id,
      start: start.date_time.slice(0, 10),
      end: end === null ? null : (breakdown.at(-1)?.date ?? end.date_time.slice(0, 10)),
      hours: start.type === null ? { from: start.date_time, until: end?.date_time ?? null } : null,
      startsAtNoon: start.type === 'SECOND_HALF',
      endsAtNoon: end?.type === 'FIRST_HALF',
      isApproved: approval.status === 'APPROVED',
      days: breakdown.length === 0 ? null : breakdown,
    };
  });
}

interface HolidayRow {
  readonly person: Id;
  readonly date: string;
  readonly name: string;
  readonly half_day: boolean;
}

interface AttendanceRow extends Id {
  readonly person: Id;
  readonly project?: Id | null;
  readonly type: string;
  readonly attribution_date: string;
  readonly start: { readonly date_time: string };
  readonly end: { readonly date_time: string } | null;
  readonly approval: { readonly status: string };
}

const attendanceOf = (row: AttendanceRow): Fact.AttendanceFact => ({
  id: row.id,
  person: row.person.id,
  project: row.project?.id ?? null,
  isWork: row.type === 'WORK',
  date: row.attribution_date,
  start: row.start.date_time,
  end: row.end?.date_time ?? null,
  approval: row.approval.status,
});

interface ProjectRow extends Id {
  readonly name: string;
  readonly parent_project?: Id | null;
  readonly billable?: boolean | null;
}

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

interface EmployeeRow {
  readonly attributes: {
    readonly id: { readonly value: number };
    readonly work_schedule?: { readonly value: { readonly attributes?: Json } | readonly [] | null };
  };
}

function scheduleOf({ attributes: { id, work_schedule } }: EmployeeRow): Fact.ScheduleFact[] {
  const value = work_schedule?.value;
  const schedule = value && 'attributes' in value ? value.attributes : undefined;
  if (schedule === undefined) return [];
  const minutes = WEEK.map((day) => {
    const [hours = 0, rest = 0] = String(schedule[day]).split(':').map(Number);
    return hours * 60 + rest;
  });
  return [{ person: String(id.value), validFrom: (schedule.valid_from as string | null) ?? null, minutes }];
}

const payOf = (row: Compensation, month: string): Fact.PayFact => ({
  id: row.id,
  person: row.person.id,
  month: `${month.slice(0, 7)}-01`,
  type: row.type.id,
  typeName: (row.type as { name?: string }).name ?? '',
  category: row.type.category,
  currency: row.amount.currency,
  interval: row.interval ?? null,
  from: row.effective_from,
  amount: Number(row.amount.value),
  weeklyHours: row.weekly_working_hours ?? null,
});

interface TransitionRow {
  readonly stage: { readonly id: string | null; readonly name: string | null; readonly type: string };
}

/** The keys of transitions hold the time in UTC. */
function applicationsOf(account: Account): Fact.ApplicationFact[] {
  const entered = Map.groupBy(keyedTransitions(account), ({ application }) => application);
  return account.rows<Id & { job: Id; application_date: string }>('recruiting_applications').map((row) => {
    const stages = (entered.get(row.id) ?? []).map(({ stage, at }) => ({ ...stage, at }));
    // The newest stage comes first, also within a second.
    const inOrder = stages.toReversed().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return { id: row.id, job: row.job.id, date: row.application_date, stages: inOrder };
  });
}

function keyedTransitions(account: Account) {
  const rows = account.rows<TransitionRow>('recruiting_stage_transitions');
  return account.ids('recruiting_stage_transitions').flatMap((key, at) => {
    const [application = '', time = ''] = /^(\d+):(.*?Z)/.exec(key)?.slice(1) ?? [];
    const stage = rows[at]?.stage;
    return stage === undefined ? [] : [{ application, at: time, stage }];
  });
}
