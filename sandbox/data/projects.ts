import type { World } from './careers.ts';
import { Dice } from './dice.ts';
import type { Member, Person, Project } from './facts.ts';
import { DAY } from './time.ts';

export function makeProjects(world: World, persons: readonly Person[]): Project[] {
  const projects: Project[] = [];
  const count = 5 + Math.floor(persons.length / 40);
  for (let serial = 0; serial < count; serial++) {
    const dice = new Dice(world.seed, 16, serial);
    const above = projects[serial - 1]?.parent ?? projects[serial - 1];
    const parent = serial % 3 === 1 ? above : undefined;
    const assignedToAll = serial % 7 === 3;
    // One project is large enough for several pages of members.
    const size = parent !== undefined || assignedToAll ? 0 : serial === 0 ? 450 : dice.between(0, 25);
    const first = dice.below(Math.max(1, persons.length - size));
    const created = world.now - dice.between(30, 2000) * DAY;
    const project = makeProject(serial, created, { parent, assignedToAll });
    project.updated = world.now - dice.between(1, 30) * DAY;
    project.members.push(...persons.slice(first, first + size).map((person) => member(project, person)));
    projects.push(project);
  }
  return projects;
}

export function makeProject(
  serial: number,
  created: number,
  { parent, assignedToAll }: Pick<Project, 'parent' | 'assignedToAll'>,
): Project {
  return {
    ...{ serial, created, parent, assignedToAll, members: [] },
    ...{ updated: created, revision: 0, removed: false },
  };
}

export function member(project: Project, person: Person): Member {
  return { serial: person.serial, project, person, updated: 0, revision: 0, removed: false };
}
