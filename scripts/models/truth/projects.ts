import type { Careers } from './careers.ts';
import { dayOf, monthOf } from './days.ts';
import type { ProjectFact } from './facts.ts';
import { labelOf } from './labels.ts';
import type { TruthRow } from './marts.ts';
import { workOf } from './work.ts';

export function projectHours({ facts }: Careers): TruthRow[] {
  const projects = new Map(facts.projects.map((project) => [project.id, project]));
  const names = new Map(facts.projects.map(({ id, name }) => [id, name]));
  const work = workOf(facts).filter(({ minutes }) => minutes !== null);
  const groups = Map.groupBy(work, ({ project, person, date }) =>
    JSON.stringify([project, person, monthOf(dayOf(date))]),
  );
  return [...groups].map(([key, periods]) => {
    const [project, person, month]: [string | null, string, string] = JSON.parse(key);
    const sum = (isConfirmed: boolean): number =>
      periods.reduce((total, each) => total + (each.isConfirmed === isConfirmed ? (each.minutes ?? 0) : 0), 0);
    const isBillable = project === null ? false : billable(projects.get(project), projects);
    return {
      project_id: project,
      project: labelOf(names, project),
      person_id: person,
      month,
      minutes: sum(true),
      pending_minutes: sum(false),
      is_billable: isBillable,
      billable_minutes: isBillable === null ? null : isBillable ? sum(true) : 0,
    };
  });
}

/** A sub-project is billable if its project is. */
function billable(project: ProjectFact | undefined, projects: ReadonlyMap<string, ProjectFact>): boolean | null {
  return projects.get(project?.parent ?? '')?.isBillable ?? project?.isBillable ?? null;
}
