import type { Person, Project } from '../data/facts.ts';
import { member } from '../data/projects.ts';
import type { Answer } from '../http/answer.ts';
import { isObject, type Json } from '../json.ts';
import { personId, personSerial } from '../resources/persons.ts';
import { projectId } from '../resources/projects.ts';
import { projectIn, SERVICE } from './projects.ts';
import type { Write, Writing } from './write.ts';

const STREAM = { ...SERVICE, stream: 'project_members', path: '/v2/projects/{project}/members' } as const;

export const MEMBERS: readonly Write[] = [
  { ...STREAM, method: 'POST', run: add },
  { ...STREAM, method: 'DELETE', run: remove },
];

/** Those who are members already stay members. */
function add(writing: Writing): Answer {
  const project = projectIn(writing);
  if (project.parent !== undefined) throw writing.refuse(422, 'A sub project has no members of its own.');
  const people = peopleIn(writing);
  const added = people.filter((person) => !isMember(project, person));
  for (const person of added) {
    const before = project.members.findIndex((one) => one.person === person);
    if (before >= 0) project.members.splice(before, 1);
    project.members.push({ ...member(project, person), postedAt: Date.now() });
  }
  project.assignedToAll = false;
  writing.touch('projects', project);
  for (const person of people) {
    const isNew = added.includes(person);
    writing.record({ ...idsOf(project, person), created: isNew, changed: isNew });
  }
  return { status: 201, headers: {} };
}

/** Those who are no members are ignored. */
function remove(writing: Writing): Answer {
  const project = projectIn(writing);
  const people = peopleIn(writing);
  const going = people.filter((person) => isMember(project, person));
  const facts = project.members.filter(({ removed, person }) => !removed && going.includes(person));
  writing.remove('project_members', facts);
  writing.touch('projects', project);
  for (const person of people) writing.record({ ...idsOf(project, person), changed: going.includes(person) });
  return { status: 204, headers: {} };
}

/** One who does not exist fails the whole call. */
function peopleIn(writing: Writing): readonly Person[] {
  const json = writing.json();
  if (!Array.isArray(json)) throw writing.refuse(400, 'A list is expected.');
  const people = (json as readonly Json[]).map((one) => {
    const id = isObject(one) && isObject(one.person) ? one.person.id : undefined;
    if (typeof id !== 'string') throw writing.refuse(400, 'A list of persons with ids is expected.');
    const person = writing.account.persons.get(personSerial(id));
    if (person === undefined) throw writing.refuse(422, `There is no person with id ${id}.`);
    return person;
  });
  return [...new Set(people)];
}

function isMember({ members }: Project, person: Person): boolean {
  return members.some((one) => one.person === person && !one.removed);
}

function idsOf(project: Project, person: Person): { id: string; key: string } {
  const id = `${projectId(project)}|${personId(person)}`;
  return { id, key: `project_members:${id}` };
}
