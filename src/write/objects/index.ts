import type { ObjectName, WrittenObject } from '../object.ts';
import { absencePeriods } from './absence_periods.ts';
import { attendancePeriods } from './attendance_periods.ts';
import { documents } from './documents.ts';
import { employments } from './employments.ts';
import { persons } from './persons.ts';
import { projectMembers } from './project_members.ts';
import { projects } from './projects.ts';

/** Everything that can be written, by name. */
export const OBJECTS: Readonly<Record<ObjectName, WrittenObject>> = {
  persons,
  employments,
  attendance_periods: attendancePeriods,
  absence_periods: absencePeriods,
  projects,
  project_members: projectMembers,
  documents,
};
