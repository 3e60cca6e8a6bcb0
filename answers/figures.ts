// The figures of the charts, from the plain views.

/** Returns the rows of a query. Numbers may come as text. */
export type Ask = (query: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

export interface Month {
  /** YYYY-MM */
  readonly month: string;
  readonly headcount: number;
  readonly joiners: number;
  readonly leavers: number;
}

export interface Absence {
  readonly type: string;
  readonly days: number;
}

export interface Project {
  readonly project: string;
  readonly hours: number;
  readonly billable: number;
  readonly pending: number;
}

/** The last twelve months, to the present one. */
export interface Figures {
  readonly months: readonly Month[];
  readonly absences: readonly Absence[];
  readonly projects: readonly Project[];
}

const MONTHS = 12;

const OF_LAST_MONTHS = `month > date_trunc('month', current_date) - interval '${MONTHS} months'`;

export async function figuresFrom(ask: Ask): Promise<Figures> {
  const months = await ask(`
    select strftime(month, '%Y-%m') as month, closing as headcount, joiners, leavers
    from personio__turnover_company_monthly where ${OF_LAST_MONTHS} order by month`);
  const absences = await ask(`
    select category as type, sum(absence_days) as days
    from personio__absence_monthly where ${OF_LAST_MONTHS}
    group by category having sum(absence_days) > 0 order by days desc, type`);
  const projects = await ask(`
    select project, sum(minutes) / 60 as hours, sum(billable_minutes) / 60 as billable, sum(pending_minutes) / 60 as pending
    from personio__project_hours_monthly where ${OF_LAST_MONTHS}
    group by project order by hours desc, project`);
  const number = (value: unknown): number => Number(value ?? 0);
  return {
    months: months.map(({ month, headcount, joiners, leavers }) => ({
      month: String(month),
      headcount: number(headcount),
      joiners: number(joiners),
      leavers: number(leavers),
    })),
    absences: absences.map(({ type, days }) => ({ type: String(type), days: number(days) })),
    projects: projects.map(({ project, hours, billable, pending }) => ({
      project: String(project),
      hours: number(hours),
      billable: number(billable),
      pending: number(pending),
    })),
  };
}
