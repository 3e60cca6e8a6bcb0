import { patternOf } from '../resources/index.ts';
import type { PathValues } from '../resources/view.ts';
import { ABSENCES } from './absences.ts';
import { ATTENDANCES } from './attendances.ts';
import { DOCUMENTS } from './documents.ts';
import { EMPLOYMENTS } from './employments.ts';
import { PERSONS } from './persons.ts';
import { MEMBERS } from './project_members.ts';
import { PROJECTS } from './projects.ts';
import type { Write } from './write.ts';

/** Every call that changes the account. */
export const WRITES: readonly Write[] = [
  ...PERSONS,
  ...EMPLOYMENTS,
  ...ATTENDANCES,
  ...ABSENCES,
  ...PROJECTS,
  ...MEMBERS,
  ...DOCUMENTS,
];

export interface WriteRoute {
  readonly write: Write;
  readonly path: PathValues;
}

const PATTERNS = WRITES.map((write) => ({ write, pattern: patternOf(write.path) }));

/** Finds the write for a method and path, if any. */
export function writeRoute(method: string, path: string): WriteRoute | undefined {
  for (const { write, pattern } of PATTERNS) {
    const match = write.method === method ? pattern.exec(path) : null;
    if (match !== null) return { write, path: { ...match.groups } };
  }
  return undefined;
}
