import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import type { Member, Project } from '../data/facts.ts';
import { numericId, numericSerial } from '../data/ids.ts';
import { DAY, date, instant } from '../data/time.ts';
import { PROJECTS } from '../data/words.ts';
import { objectNotFound, Problem } from '../http/problem.ts';
import type { JsonObject } from '../json.ts';
import { anyOf, anySerial, type Filter, isBoolean, listed, oneOf } from './filters.ts';
import { costCenterId } from './organisation.ts';
import { personId } from './persons.ts';
import { resource, type View } from './resource.ts';

const INCLUDES = ['tracked_minutes', 'sub_projects_tracked_minutes', 'sub_projects_count', 'tracked_periods_count'];

export const projects = resource<Project>({
  stream: 'projects',
  path: '/v2/projects',
  service: 'attendance',
  scope: 'personio:attendances:read',
  refusal: 403,
  page: { usual: 200, max: 200 },
  link: 'query',
  filters: {
    id: anySerial(projectSerial, ({ serial }) => serial),
    'parent_project.id': anySerial(projectSerial, ({ parent }) => parent?.serial ?? -1),
    name: anyOf(projectName),
    project_code: anyOf(projectCode),
    status: oneOf(['ACTIVE', 'ARCHIVED'], projectStatus),
    top_level_only: topLevelOnly(),
  },
  shaping: { include: areIncludes },
  facts: (account) => account.projects,
  find: (id, account) => account.projects.get(projectSerial(id)),
  id: projectId,
  row: projectRow,
});

export const projectMembers = resource<Member>({
  stream: 'project_members',
  path: '/v2/projects/{project}/members',
  service: 'attendance',
  scope: 'personio:attendances:read',
  refusal: 403,
  page: { usual: 200, max: 200 },
  link: 'query',
  facts: (account, path) => {
    const project = account.projects.get(projectSerial(path.project ?? ''));
    if (project === undefined) throw objectNotFound();
    return project.members.filter(({ removed, person }) => !removed && !person.removed);
  },
  id: ({ person }) => personId(person),
  row: ({ person }) => ({ person: { id: personId(person) } }),
  readings: (account) =>
    account.projects.listed.map((project) => {
      const id = projectId(project);
      return { path: { project: id }, key: (person) => `${id}:${person}` };
    }),
});

export function projectId({ serial }: Project): string {
  return numericId('project', serial);
}

export function projectSerial(id: string): number | undefined {
  return numericSerial('project', id);
}

export function projectName({ serial, parent, written }: Project): string {
  if (written?.name !== undefined) return written.name;
  const round = Math.floor(serial / PROJECTS.length);
  const name = `${PROJECTS[serial % PROJECTS.length]}${round === 0 ? '' : ` / ${round + 1}`}`;
  return parent === undefined ? name : `${projectName(parent)} / part ${serial - parent.serial}`;
}

export function projectCode({ serial, written, postedAt }: Project): string | null {
  if (postedAt !== undefined || written?.project_code !== undefined) return written?.project_code ?? null;
  return serial % 2 === 0 ? `P-${serial}` : null;
}

export function projectStatus({ serial, written }: Project): string {
  return written?.status ?? (serial % 5 === 4 ? 'ARCHIVED' : 'ACTIVE');
}

function topLevelOnly(): Filter<Project> {
  return (text) => (isBoolean(text) ? ({ parent }) => text === 'false' || parent === undefined : undefined);
}

function areIncludes(text: string): boolean {
  if (listed(text).every((word) => INCLUDES.includes(word))) return true;
  throw new Problem({ status: 422, detail: 'The value of include is not supported.' });
}

export function projectRow(project: Project, view: View): JsonObject {
  const { account } = view;
  const { parent, written, postedAt } = project;
  const base = postedAt === undefined ? invented(project, account) : BLANK;
  const { description, cost_center, ...others } = { ...base, ...written };
  return {
    id: projectId(project),
    name: projectName(project),
    status: projectStatus(project),
    project_code: projectCode(project),
    description,
    cost_center,
    assigned_to_all: project.assignedToAll,
    parent_project: parent === undefined ? null : { id: projectId(parent) },
    ...others,
    created_at: instant(project.created),
    updated_at: instant(project.updated),
    ...tracked(project, account, view.parameters.get('include')),
  };
}

const BLANK: JsonObject = {
  description: null,
  cost_center: null,
  start: null,
  end: null,
  billable: false,
  client_name: null,
  project_type: null,
};

function invented(project: Project, account: Account): JsonObject {
  const { serial, parent } = project;
  const dice = new Dice(account.world.seed, 61, serial);
  const startDay = Math.floor(project.created / DAY) + dice.between(0, 60);
  const costCenter = account.costCenters.made(dice.below(account.costCenters.begun));
  return {
    description: dice.pick([null, '', 'Second generation optics', 'Größeres Vorhaben mit „Anführung“ 🔭']),
    cost_center: parent === undefined && costCenter !== undefined ? { id: costCenterId(costCenter, account) } : null,
    start: dice.chance(0.5) ? { date: date(startDay) } : null,
    end: dice.chance(0.3) ? { date: date(startDay + dice.between(100, 900)) } : null,
    billable: (parent ?? project).serial % 2 === 0,
    client_name: parent === undefined ? dice.pick([null, 'Nordlicht Observatory']) : null,
    project_type: parent === undefined ? dice.pick([null, 'Customer project']) : null,
  };
}

/** Sums that are only computed on request. */
function tracked(project: Project, account: Account, include: string | undefined): JsonObject {
  if (include === undefined) return {};
  const children = account.projects.listed.filter(({ parent }) => parent === project);
  const serials = new Set(children.map(({ serial }) => serial));
  let minutes = 0;
  let childMinutes = 0;
  let periods = 0;
  for (const { project: serial, start, end } of account.attendances.listed) {
    const spent = end === 0 ? 0 : (end - start) / 60;
    if (serial === project.serial) {
      minutes += spent;
      periods++;
    } else if (serials.has(serial)) childMinutes += spent;
  }
  const sums: JsonObject = {
    tracked_minutes: Math.round(minutes),
    sub_projects_tracked_minutes: Math.round(childMinutes),
    sub_projects_count: children.length,
    tracked_periods_count: periods,
  };
  return Object.fromEntries(listed(include).map((word) => [word, sums[word]]));
}
