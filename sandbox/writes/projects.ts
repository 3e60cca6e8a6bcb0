import type { Project } from '../data/facts.ts';
import { numericSerial, serialOf } from '../data/ids.ts';
import { parseDate } from '../data/time.ts';
import type { Answer } from '../http/answer.ts';
import { objectNotFound, Problem } from '../http/problem.ts';
import type { Json, JsonObject } from '../json.ts';
import { costCenterId } from '../resources/organisation.ts';
import { projectCode, projectId, projectName, projectRow, projectSerial } from '../resources/projects.ts';
import { flag, type Members, text, word } from './members.ts';
import { given, type Write, type Writing } from './write.ts';

export const SERVICE = {
  right: 'projects:write',
  service: 'attendance',
  scopes: ['personio:projects:write', 'attendances:write'],
} as const;

const STREAM = { ...SERVICE, stream: 'projects' } as const;

export const PROJECTS: readonly Write[] = [
  { ...STREAM, method: 'POST', path: '/v2/projects', run: create },
  { ...STREAM, method: 'PATCH', path: '/v2/projects/{id}', run: change },
  { ...STREAM, method: 'DELETE', path: '/v2/projects/{id}', run: remove },
];

const TOP_LEVEL_ONLY = ['client_name', 'project_type', 'cost_center', 'assigned_to_all', 'billable'];

function create(writing: Writing): Answer {
  const { account } = writing;
  const members = writing.members();
  members.need('name', text(255, 1));
  members.need('status', word('ACTIVE', 'ARCHIVED'));
  const parent = parentIn(members, writing) ?? undefined;
  const assignedToAll = members.take('assigned_to_all', flag) ?? false;
  const written = writtenIn(members, undefined, parent, writing);
  const project: Project = {
    ...writing.fresh(account.projects.nextSerial),
    ...{ parent, assignedToAll, members: [], written },
  };
  account.projects.insert([project]);
  return writing.created({ id: projectId(project), key: keyOf(project) });
}

function change(writing: Writing): Answer {
  const project = projectIn(writing);
  const members = writing.members();
  const assignedToAll = members.take('assigned_to_all', flag) ?? project.assignedToAll;
  const written = { ...project.written, ...writtenIn(members, project, project.parent, writing) };
  const changed = writing.change('projects', project, projectRow, { written, assignedToAll });
  writing.account.projects.touch();
  return writing.done({ id: projectId(project), key: keyOf(project), changed });
}

/** With its sub projects, if nobody has worked for one of them. */
function remove(writing: Writing): Answer {
  const { account } = writing;
  const project = projectIn(writing);
  const going = account.projects.listed.filter((one) => one === project || one.parent === project);
  const serials = new Set(going.map(({ serial }) => serial));
  if (account.attendances.listed.some((attendance) => serials.has(attendance.project)))
    throw writing.refuse(422, 'The project has tracked attendances.');
  writing.remove('projects', going);
  return writing.done({ id: projectId(project), key: keyOf(project) });
}

export function projectIn({ account, sent }: Writing): Project {
  const project = account.projects.get(projectSerial(sent.path.id ?? sent.path.project ?? ''));
  if (project === undefined) throw objectNotFound();
  return project;
}

function parentIn(members: Members, writing: Writing): Project | null | undefined {
  const parent = members.takeOrNull('parent_project', (value) => {
    const id = members.inside(value).need('id', text(40));
    return writing.account.projects.get(projectSerial(id)) ?? unknown('parent project', id);
  });
  if (parent?.parent !== undefined) throw writing.refuse(422, 'A sub project cannot have sub projects.');
  return parent;
}

function writtenIn(
  members: Members,
  project: Project | undefined,
  parent: Project | undefined,
  writing: Writing,
): NonNullable<Project['written']> {
  const { account } = writing;
  const misplaced = parent === undefined ? undefined : TOP_LEVEL_ONLY.find((name) => members.has(name));
  if (misplaced !== undefined) throw writing.refuse(422, `A sub project cannot have ${misplaced}.`);
  const written = given({
    name: members.take('name', text(255, 1)),
    status: members.take('status', word('ACTIVE', 'ARCHIVED')),
    project_code: members.takeOrNull('project_code', text(255, 1)),
    description: members.takeOrNull('description', text(1000)),
    cost_center: members.takeOrNull('cost_center', (value) => {
      const id = members.inside(value).need('id', text(40));
      const serial = serialOf('costCenter', id, account.world.seed) ?? numericSerial('costCenter', id);
      const center = account.costCenters.get(serial) ?? unknown('cost center', id);
      return { id: costCenterId(center, account) };
    }),
    start: members.takeOrNull('start', (value) => dayIn(value, members)),
    end: members.takeOrNull('end', (value) => dayIn(value, members)),
    billable: members.take('billable', flag),
    client_name: members.takeOrNull('client_name', text(255)),
    project_type: members.takeOrNull('project_type', text(255)),
  });
  members.close();
  checkUnique(written, project, writing);
  const now = project === undefined ? written : { ...projectRow(project, writing.view), ...written };
  const [start, end] = [now.start, now.end].map((day) => (day as JsonObject | null | undefined)?.date as string);
  if (start !== undefined && end !== undefined && start > end)
    throw writing.refuse(422, `The start ${start} is after the end ${end}.`);
  return written;
}

function dayIn(value: Json, members: Members): JsonObject | undefined {
  const date = members.inside(value).need('date', text(10));
  return parseDate(date) === undefined ? undefined : { date };
}

function checkUnique(
  { name, project_code: code }: NonNullable<Project['written']>,
  project: Project | undefined,
  writing: Writing,
): void {
  const others = writing.account.projects.listed.filter((one) => one !== project);
  if (name !== undefined && others.some((one) => projectName(one) === name))
    throw writing.refuse(422, `A project with the name ${name} exists already.`);
  if (code && others.some((one) => projectCode(one) === code))
    throw writing.refuse(422, `A project with the code ${code} exists already.`);
}

function unknown(what: string, id: string): never {
  throw new Problem({ status: 422, detail: `There is no ${what} with id ${id}.` });
}

function keyOf(project: Project): string {
  return `projects:${projectCode(project) ?? projectName(project)}`;
}
