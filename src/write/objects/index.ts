import type { ObjectName, WrittenObject } from '../object.ts';
import { documents } from './documents.ts';
import { employments } from './employments.ts';
import { persons } from './persons.ts';
import { projectMembers } from './project_members.ts';
import { projects } from './projects.ts';

/** Everything that can be written, by name. */
export const OBJECTS = {
  persons,
  employments,
  projects,
  project_members: projectMembers,
  documents,
} as Readonly<Record<ObjectName, WrittenObject>>;
