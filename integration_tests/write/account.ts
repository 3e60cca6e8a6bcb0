import type { Sandbox } from '../../sandbox/server.ts';
import type { Json } from '../connector.ts';

/** Everything that rows can write, by object and natural key, in the words of rows. */
export type Account = Record<string, Record<string, Json>>;

const DAY_MS = 86_400_000;

/** What a sandbox has, as far as rows can write it. Documents are only those that were uploaded. */
export function accountOf(sandbox: Sandbox, uploads: ReadonlySet<string>): Account {
  const rows = (stream: string) => sandbox.rows(stream) as unknown as Raw[];
  const nameIn = (stream: string) => new Map(rows(stream).map((each) => [String(each.id), String(each.name)]));
  const persons = rows('persons');
  const emails = new Map(persons.map(({ id, email }) => [String(id), String(email).toLowerCase()]));
  const emailOf = (one: Raw | null | undefined) => (one ? emails.get(String(one.id)) : null);
  const unitIn = ({ org_units: units }: Raw, type: string) => {
    const unit = (units as Raw[]).find((each) => each.type === type);
    return unit
      ? rows('org_units').find((each) => each.type === type && String(each.id) === String(unit.id))?.name
      : null;
  };
  const offices = nameIn('workplaces');
  const types = nameIn('absence_types');
  const codes = new Map(rows('projects').map((each) => [String(each.id), each.project_code]));
  const categories = new Map(
    rows('document_categories').map((each) => [String(each.id), String((each.attributes as Raw).name)]),
  );
  const employments = new Map(rows('employments').map((each) => [String((each.person as Raw).id), each]));
  return {
    persons: entries(persons, (person) => {
      const employment = employments.get(String(person.id)) ?? {};
      const { first_name, last_name, preferred_name, gender } = person;
      return [
        emails.get(String(person.id)),
        {
          ...{ first_name, last_name, preferred_name, gender },
          position: (employment.position as Raw | null)?.title ?? null,
          weekly_working_hours: employment.weekly_working_hours,
          department: unitIn(employment, 'department'),
          team: unitIn(employment, 'team'),
          office: employment.office ? offices.get(String((employment.office as Raw).id)) : null,
          supervisor_email: emailOf(employment.supervisor as Raw | null),
          status: employment.status,
        },
      ];
    }),
    projects: entries(
      rows('projects').filter(({ project_code: code }) => String(code).startsWith('W-')),
      (project) => {
        const { project_code: code, name, status, description, client_name, billable, start, end } = project;
        const day = (holder: unknown) => (holder as Raw | null)?.date ?? null;
        return [code, { name, status, description, client_name, billable, start: day(start), end: day(end) }];
      },
    ),
    project_members: Object.fromEntries(
      [...codes].flatMap(([id, code]) =>
        sandboxMembers(sandbox, id).map((person) => [`${code}|${emails.get(person)}`, {}]),
      ),
    ),
    attendance_periods: entries(rows('attendance_periods'), ({ person, type, start, end, comment, project }) => [
      `${emailOf(person as Raw)}|${type}|${minuteOf(start)}`,
      { end: minuteOf(end), comment, project_code: project ? codes.get(String((project as Raw).id)) : null },
    ]),
    absence_periods: entries(
      rows('absence_periods'),
      ({ person, absence_type: type, starts_from, ends_at, comment }) => {
        const start = minuteOf(starts_from)?.slice(0, 10);
        return [
          `${emailOf(person as Raw)}|${types.get(String((type as Raw).id))}|${start}`,
          { ends_at: lastDay(ends_at), comment },
        ];
      },
    ),
    documents: entries(
      rows('documents').filter(({ name }) => uploads.has(String(name))),
      ({ name, owner, category, size, comment, date }) => [
        `${emailOf(owner as Raw)}|${categories.get(String((category as Raw).id))}|${name}`,
        { size, comment, date },
      ],
    ),
  };
}

type Raw = Record<string, unknown>;

/** Throws for a key that occurs twice. */
function entries(rows: readonly Raw[], entry: (row: Raw) => readonly [unknown, Json]): Record<string, Json> {
  const found = rows.map(entry);
  const keys = new Set(found.map(([key]) => String(key)));
  if (keys.size < found.length)
    throw new Error(`There are ${found.length} objects for ${keys.size} keys: ${found.map(([key]) => key).join(', ')}`);
  return Object.fromEntries(found.map(([key, values]) => [String(key), values]));
}

function sandboxMembers(sandbox: Sandbox, project: string): string[] {
  return sandbox
    .ids('project_members')
    .map((id) => id.split(':'))
    .flatMap(([owner, person]) => (owner === project && person !== undefined ? [person] : []));
}

const minuteOf = (holder: unknown): string | null => {
  const time = (holder as Raw | null)?.date_time;
  return typeof time === 'string' ? time.slice(0, 16) : null;
};

/** The sandbox shows the midnight after the last day. */
const lastDay = (holder: unknown): string | null => {
  const time = minuteOf(holder);
  return time === null ? null : new Date(Date.parse(`${time}Z`) - DAY_MS).toISOString().slice(0, 10);
};
