import type { Members, Values } from './members.ts';
import { Reject } from './reject.ts';
import type { Person, Project, Run } from './run.ts';

/** The members by which a row can name a person. */
export const personMembers = (role: string, matchAttribute?: string, clearable = false): Members => ({
  [`${role}_email`]: { kind: 'email', describe: `E-mail address of the ${role}.`, clearable },
  [`${role}_id`]: { kind: 'id', describe: `Personio's id of the ${role}.`, clearable },
  ...(matchAttribute !== undefined && {
    [`${role}_${matchAttribute}`]: { kind: 'text', describe: `The company's own id of the ${role}.`, clearable },
  }),
});

/** The person that a row names. Undefined if it names none. Throws Reject or Awaits if there is no such person. */
export async function personIn(values: Values, role: string, run: Run): Promise<Person | undefined> {
  const { matchAttribute } = run.options;
  const id = values[`${role}_id`];
  if (typeof id === 'string') return { id, email: undefined };
  const ways = [
    [`${role}_email`, (value: string) => run.people.byEmail(value)],
    [`${role}_${matchAttribute}`, (value: string) => run.people.byOwnId(value)],
  ] as const;
  for (const [member, find] of ways) {
    const value = values[member];
    if (typeof value !== 'string') continue;
    const person = await find(value);
    if (!person) throw run.missing('person', member);
    return person;
  }
  return undefined;
}

/** The members by which a row can name a project. */
export const projectMembers: Members = {
  project_code: { kind: 'text', describe: 'Code of the project.', most: 255 },
  project_id: { kind: 'id', describe: "Personio's id of the project." },
};

/** The project that a row names. Undefined if it names none. Throws Reject or Awaits if there is no such project. */
export async function projectIn(values: Values, run: Run): Promise<Project | undefined> {
  const { project_id: id, project_code: code } = values;
  if (typeof id === 'string') return { id, isActive: true };
  if (typeof code !== 'string') return undefined;
  const project = await run.projects.byCode(code);
  if (!project) throw run.missing('project', 'project_code');
  return project;
}

/** The one entry with this name, ignoring case and blanks around it. Throws Reject if there is none or several. */
export function named<T extends { readonly name: string }>(entries: readonly T[], name: string, member: string): T {
  const wanted = name.trim().toLowerCase();
  const [entry, ...others] = entries.filter((each) => each.name.trim().toLowerCase() === wanted);
  if (!entry) throw new Reject('unknown_reference', 'Personio has no entry with this name.', { member });
  if (others.length > 0)
    throw new Reject('ambiguous_reference', 'Personio has several entries with this name: use the id.', { member });
  return entry;
}
