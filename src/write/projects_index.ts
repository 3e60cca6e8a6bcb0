import type { Api } from '../http/api.ts';
import { isKey, isObject, type Row, scalarText } from '../row.ts';
import { Projects as ProjectList } from '../streams/attendance.ts';
import { dayOf } from '../times.ts';
import { listed } from './list.ts';
import type { Value, Values } from './members.ts';
import { Reject } from './reject.ts';
import type { Project, Projects, Run } from './run.ts';

export interface KnownProject extends Project {
  /** Sub-projects have no members, and take much from the project above them. */
  readonly isSub: boolean;
  /** By the members of the object `projects`. */
  readonly values: Values;
}

/** By what people know a project. */
type Label = 'project_code' | 'name';

const list = new ProjectList();

/** Where projects come from. */
type Source = Pick<Run, 'api' | 'isSettled'>;

/** All projects of an account, shared by all indexes of a run. */
class Store {
  readonly #labels = { project_code: new Map<string, KnownProject[]>(), name: new Map<string, KnownProject[]>() };
  readonly #ids = new Map<string, KnownProject>();
  #reading: Promise<void> | undefined;
  /** The list may have lacked something. */
  #isEarly = false;

  async filled(source: Source): Promise<this> {
    this.#reading ??= this.#read(source);
    await this.#reading;
    return this;
  }

  /** Reads the list once more if it was read before it had to show everything. */
  async renewed(source: Source): Promise<this> {
    if (this.#isEarly && source.isSettled()) this.#reading = this.#read(source);
    return await this.filled(source);
  }

  with(label: Label, value: string): readonly KnownProject[] {
    return this.#labels[label].get(value) ?? [];
  }

  withId(id: string): KnownProject | undefined {
    return this.#ids.get(id);
  }

  /** In place of the one before it; a list may have shown what this run has only just created. */
  put(project: KnownProject, before = this.#ids.get(project.id ?? '')): void {
    for (const label of ['project_code', 'name'] as const) {
      const kept = this.#labels[label];
      const old = before?.values[label];
      if (typeof old === 'string') {
        const others = this.with(label, old).filter((each) => each !== before);
        kept.set(old, others);
      }
      const value = project.values[label];
      if (typeof value === 'string') kept.set(value, [...this.with(label, value), project]);
    }
    if (project.id !== undefined) this.#ids.set(project.id, project);
  }

  async #read({ api, isSettled }: Source): Promise<void> {
    this.#isEarly = !isSettled();
    for await (const row of listed(api, list)) {
      const project = projectOf(row);
      // A list that moves while it is read may show one twice; and what this run wrote is newer.
      if (!this.#ids.has(project.id ?? '')) this.put(project);
    }
  }
}

/** The projects of an account: read once, when one is first needed, and kept up to date by those who write them. */
export class ProjectIndex implements Projects {
  readonly #source: Source;
  readonly #store: Store;

  constructor(source: Source) {
    this.#source = source;
    this.#store = source.api.learned(list.path, Store);
  }

  byCode(code: string): Promise<KnownProject | undefined> {
    return this.by('project_code', code);
  }

  /** Compared exactly, except for blanks around it. Throws Reject if several have it. */
  async by(label: Label, value: string): Promise<KnownProject | undefined> {
    let found = (await this.#store.filled(this.#source)).with(label, value.trim());
    if (found.length === 0) found = (await this.#store.renewed(this.#source)).with(label, value.trim());
    const [project, ...others] = found;
    if (others.length > 0)
      throw new Reject('ambiguous_reference', 'Several projects have it: use the id.', { member: label });
    return project;
  }

  async byId(id: string): Promise<KnownProject | undefined> {
    return (await this.#store.filled(this.#source)).withId(id) ?? (await this.#store.renewed(this.#source)).withId(id);
  }

  /** Created or changed by this run; or it would be, in a dry run. */
  wrote(project: KnownProject, before?: KnownProject): void {
    this.#store.put(project, before);
  }
}

const day = (value: unknown): string | null => dayOf(isObject(value) ? value.date : value) ?? null;
/** Codes may come as numbers. */
const text = (value: unknown): string | null => (isKey(value) ? scalarText(value).trim() : null);

/** A project as Personio shows it. */
export function projectOf(row: Row): KnownProject {
  const values: Record<string, Value | null> = { start: day(row.start), end: day(row.end) };
  for (const member of ['project_code', 'name', 'status', 'description', 'client_name', 'project_type'])
    values[member] = text(row[member]);
  for (const member of ['billable', 'assigned_to_all']) values[member] = row[member] === true;
  return {
    id: scalarText(row.id),
    isActive: row.status === 'ACTIVE',
    isSub: isObject(row.parent_project) && isKey(row.parent_project.id),
    values,
  };
}

/** Personio's projects with this label, asked for anew. */
export async function projectInList(api: Api, label: Label, value: string): Promise<KnownProject | undefined> {
  // The parameter separates several values by commas.
  const query = value.includes(',') ? {} : { [label]: value };
  for await (const row of listed(api, list, { query })) {
    const project = projectOf(row);
    if (project.values[label] === value) return project;
  }
  return undefined;
}
