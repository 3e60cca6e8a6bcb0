// A warehouse without some streams or columns.
import type { Engine } from '../../answers/views.ts';
import type { Case } from './checks_of_marts.ts';
import { STREAMS } from './streams.ts';
import { type Source, tableOf } from './tables.ts';
import type { EmploymentFact, Facts } from './truth/facts.ts';
import { truthOf } from './truth/marts.ts';

const OF_EMPLOYMENTS = [
  ...['personio__employment_spells', 'personio__headcount_monthly', 'personio__movements'],
  ...['personio__turnover_monthly', 'personio__turnover_company_monthly', 'personio__absence_monthly'],
  'personio__employee_history',
];

/** The marts that need a stream. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  persons: ['personio__staff'],
  employments: ['personio__staff', ...OF_EMPLOYMENTS],
  absence_periods: ['personio__absence_monthly'],
  attendance_periods: ['personio__working_time_daily', 'personio__project_hours_monthly'],
  compensations: ['personio__pay_monthly'],
  recruiting_applications: ['personio__hiring_funnel'],
  recruiting_stage_transitions: ['personio__hiring_funnel'],
};

/** Streams that are enough for some marts. */
const ENOUGH = [
  ['employments', 'absence_periods'],
  ['attendance_periods'],
  ['compensations'],
  ['recruiting_applications', 'recruiting_stage_transitions'],
];

/** Over the tables of another case, half of the cases on each engine. missing_tables.test.ts leaves out single streams. */
export function missingStreams({ schema, tables, isText, vars }: Case, engine: Engine): Case[] {
  return ENOUGH.filter((_, at) => (at % 2 === 0) === (engine === 'duckdb')).map((streams) => ({
    name: `only ${streams.join(' and ')}`,
    ...{ schema, tables, isText },
    vars: { ...vars, personio_streams: streams },
    truth: {},
    isTested: false,
    off: [...new Set(STREAMS.filter((stream) => !streams.includes(stream)).flatMap((stream) => NEEDED[stream] ?? []))],
  }));
}

/** What is left of an employment if nothing but its days is selected. */
const NOTHING: Partial<EmploymentFact> = {
  ...{ type: null, status: null, departmentKey: null, teamKey: null, workplace: null, legalEntity: null },
  ...{ supervisor: null, position: null, weeklyHours: null, fullTimeHours: null, termination: null },
};
const SELECTED: Readonly<Record<string, readonly string[]>> = {
  employments: ['id', 'person_id', 'employment_start_date', 'left_on'],
  persons: ['id'],
};

/** Most tables have only their key. */
export function missingColumns(facts: Facts, sources: readonly Source[]): Case {
  const known: Facts = {
    ...facts,
    employments: facts.employments.map((each) => ({ ...each, ...NOTHING })),
    names: { units: new Map(), workplaces: new Map(), legalEntities: new Map(), jobs: new Map() },
    persons: facts.persons.map(({ id }) => ({
      ...{ id, firstName: null, lastName: null, preferredName: null, email: null, status: null },
    })),
  };
  const isOfEmployments = ([mart]: [string, unknown]): boolean =>
    mart === 'personio__staff' || (OF_EMPLOYMENTS.includes(mart) && mart !== 'personio__absence_monthly');
  return {
    name: 'columns that are not selected',
    schema: 'few_columns',
    tables: sources.map((source) => {
      const table = tableOf(source, 'deduplicated');
      const selected = SELECTED[source.stream] ?? ['id', 'record_key'];
      const properties = Object.entries(table.properties).filter(([name]) => selected.includes(name));
      return { ...table, properties: Object.fromEntries(properties) };
    }),
    isText: false,
    vars: { personio_today: facts.today },
    truth: Object.fromEntries(Object.entries(truthOf(known)).filter(isOfEmployments)),
    isTested: false,
  };
}
