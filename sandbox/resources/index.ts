import { absenceBreakdowns, absencePeriods, absenceTypes } from './absences.ts';
import { attendancePeriods } from './attendances.ts';
import { compensations, compensationTypes } from './compensations.ts';
import { employments } from './employments.ts';
import { costCenters, legalEntities, orgUnits, workplaces } from './organisation.ts';
import { persons } from './persons.ts';
import { projectMembers, projects } from './projects.ts';
import type { PathValues, Resource } from './resource.ts';

/** Everything that the sandbox serves. */
export const RESOURCES: readonly Resource[] = [
  persons,
  employments,
  absenceTypes,
  absencePeriods,
  absenceBreakdowns,
  attendancePeriods,
  projects,
  projectMembers,
  orgUnits,
  workplaces,
  costCenters,
  legalEntities,
  // Before `compensations`, which has no single objects, so nothing hides it.
  compensationTypes,
  compensations,
];

export interface Route {
  readonly resource: Resource;
  /** The template that names the route in limits and logs. */
  readonly template: string;
  readonly path: PathValues;
  /** Set when one object is asked for. */
  readonly id?: string;
}

const PATTERNS = RESOURCES.flatMap((resource) => {
  const list = { resource, template: resource.path, pattern: patternOf(resource.path) };
  if (!resource.hasSingles) return [list];
  const template = `${resource.path}/{id}`;
  return [list, { resource, template, pattern: patternOf(template) }];
});

/** Finds who answers a path; undefined when nobody does. */
export function route(path: string): Route | undefined {
  for (const { resource, template, pattern } of PATTERNS) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const { id, ...values } = match.groups ?? {};
    return { resource, template, path: values, ...(id === undefined ? {} : { id }) };
  }
  return undefined;
}

export function resourceOf(stream: string): Resource | undefined {
  return RESOURCES.find((resource) => resource.stream === stream);
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}
