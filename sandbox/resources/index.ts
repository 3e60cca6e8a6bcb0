import { absenceBreakdowns, absencePeriods } from './absences.ts';
import { attendancePeriods } from './attendances.ts';
import { compensations } from './compensations.ts';
import { documents } from './documents.ts';
import { employments } from './employments.ts';
import { holidays } from './holidays.ts';
import { openPositions } from './job_feed.ts';
import { jobs } from './jobs.ts';
import { costCenters, legalEntities, orgUnits, workplaces } from './organisation.ts';
import { persons } from './persons.ts';
import { PLAIN } from './plain.ts';
import { projectMembers, projects } from './projects.ts';
import {
  recruitingApplications,
  recruitingCandidates,
  recruitingCategories,
  recruitingJobs,
  recruitingStageTransitions,
} from './recruiting.ts';
import { reportAttributes, reportRows, reports } from './reports.ts';
import type { PathValues, Resource } from './resource.ts';
import { hourlyAbsencePeriods, timeOffs, timeOffTypes } from './v1/absences.ts';
import { attendanceProjects, attendances } from './v1/attendances.ts';
import { customReportColumns, customReportRows, customReports } from './v1/custom_reports.ts';
import { absenceBalances, attributeMetadata, documentCategories, employees, profilePictures } from './v1/employees.ts';
import { webhookEvents, webhooks } from './webhooks.ts';

/**
 * Everything that the sandbox serves. If a path could also be read as the id of another's object, the more specific one
 * comes first.
 */
export const RESOURCES: readonly Resource[] = [
  ...PLAIN,
  persons,
  employments,
  absencePeriods,
  absenceBreakdowns,
  holidays,
  attendancePeriods,
  projects,
  projectMembers,
  orgUnits,
  workplaces,
  costCenters,
  legalEntities,
  jobs,
  compensations,
  documents,
  reportAttributes,
  reports,
  reportRows,
  webhooks,
  webhookEvents,
  recruitingJobs,
  recruitingCategories,
  recruitingCandidates,
  recruitingApplications,
  recruitingStageTransitions,
  openPositions,
  attributeMetadata,
  employees,
  absenceBalances,
  profilePictures,
  documentCategories,
  timeOffTypes,
  timeOffs,
  hourlyAbsencePeriods,
  attendanceProjects,
  attendances,
  customReports,
  customReportRows,
  customReportColumns,
];

export interface Route {
  readonly resource: Resource;
  /** The template that names the route in limits and logs. */
  readonly template: string;
  readonly path: PathValues;
  /** Set if one object is requested. */
  readonly id?: string;
}

const PATTERNS = RESOURCES.flatMap((resource) => {
  const templates = [resource.path, ...(resource.also ?? [])];
  if (resource.hasSingles) templates.push(`${resource.path}/{id}`);
  return templates.map((template) => ({ resource, template, pattern: patternOf(template) }));
});

/** Finds the resource for a path, if any. */
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

/** Matches the paths of a template. */
export function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}
