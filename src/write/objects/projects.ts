import { idIn } from '../answers.ts';
import { differences } from '../differences.ts';
import type { Members, Values } from '../members.ts';
import type { Difference, ObjectWriter, Task, Written, WrittenObject } from '../object.ts';
import { type KnownProject, ProjectIndex, projectInList } from '../projects_index.ts';
import { Reject } from '../reject.ts';
import type { Run } from '../run.ts';

const PATH = '/v2/projects';

const MEMBERS: Members = {
  id: { kind: 'id', describe: "Personio's id of the project." },
  project_code: { kind: 'text', describe: 'Code of the project, unique in Personio.', most: 255 },
  name: { kind: 'text', describe: 'Name of the project, unique in Personio.', most: 255 },
  status: { kind: 'choice', describe: 'ACTIVE unless given for a new project.', choices: ['ACTIVE', 'ARCHIVED'] },
  description: { kind: 'text', describe: 'Description of the project.', most: 1000, clearable: true },
  client_name: { kind: 'text', describe: 'Client; not for sub-projects.', most: 255, clearable: true },
  project_type: { kind: 'text', describe: 'Type of the project; not for sub-projects.', most: 255, clearable: true },
  billable: { kind: 'flag', describe: 'Its hours can be billed; not for sub-projects.' },
  assigned_to_all: { kind: 'flag', describe: 'Everybody may book hours on it; not for sub-projects.' },
  start: { kind: 'day', describe: 'First day.', clearable: true },
  end: { kind: 'day', describe: 'The day after the last, as Personio has it.', clearable: true },
};

/** Sub-projects take these from the project above them. */
const TOP_LEVEL_ONLY = ['client_name', 'project_type', 'billable', 'assigned_to_all'];
const { id: _, ...WRITABLE } = MEMBERS;

export const projects: WrittenObject = {
  name: 'projects',
  operations: ['insert', 'upsert', 'update', 'soft_delete'],
  keys: [['project_code'], ['name'], ['id']],
  members: MEMBERS,
  needs: ['name'],
  brings: 'project',
  rights: {
    scopes: ['personio:projects:write', 'projects:write', 'personio:attendances:write', 'attendances:write'],
    name: 'Attendances: write',
    probe: { route: `${PATH}/{id}`, target: `${PATH}/0` },
  },
  lot: { rows: 100, parallel: 2 },
  open: async (run) => new ProjectWriter(run),
};

interface Wanted {
  readonly operation: Task['operation'];
  readonly by: 'project_code' | 'name' | 'id';
  readonly key: string;
  readonly values: Values;
}

class ProjectWriter implements ObjectWriter<Wanted, void> {
  readonly members = MEMBERS;
  readonly #run: Run;
  readonly #index: ProjectIndex;

  constructor(run: Run) {
    this.#run = run;
    this.#index = new ProjectIndex(run);
  }

  parse({ operation, key: [by], values }: Task): Wanted {
    if (by !== 'project_code' && by !== 'name' && by !== 'id') throw new Error('a key that is not declared');
    const key = String(values[by]);
    if (operation === 'soft_delete') return { operation, by, key, values: { status: 'ARCHIVED' } };
    checkDays(values);
    return { operation, by, key, values };
  }

  targetOf({ by, key }: Wanted): string {
    return `${by}:${key}`;
  }

  /** Everything is in the index. */
  async look(): Promise<void> {}

  async write(row: Wanted): Promise<Written> {
    const { operation, by, key } = row;
    const found = await (by === 'id' ? this.#index.byId(key) : this.#index.by(by, key));
    if (found) return await this.#match(found, row);
    if (operation === 'soft_delete') return { outcome: 'unchanged' };
    if (operation === 'update' || by === 'id')
      throw new Reject('not_found', 'There is no such project.', { member: by });
    return await this.#create(row, by);
  }

  async #create(row: Wanted, by: 'project_code' | 'name'): Promise<Written> {
    const wanted: Values = { status: 'ACTIVE', ...row.values };
    if (typeof wanted.name !== 'string')
      throw new Reject('missing_value', 'A new project needs a name.', { member: 'name' });
    const changes = differences(WRITABLE, wanted, {});
    await this.#checkUnique(changes, undefined);
    const { api } = this.#run;
    const result = await this.#run.create({
      object: projects,
      key: this.targetOf(row),
      request: { route: PATH, target: PATH, body: { json: bodyOf(changes) } },
      made: (answer) => {
        const id = idIn(answer);
        return id === undefined ? undefined : withValues({ id, isSub: false, values: {} }, changes);
      },
      find: () => projectInList(api, by, row.key),
      isKeptUnique: true,
    });
    if (result.kind === 'existed') {
      this.#index.wrote(result.found);
      this.#run.arrived('project');
      return await this.#match(result.found, row);
    }
    const project = result.made ?? withValues({ id: undefined, isSub: false, values: {} }, changes);
    this.#index.wrote(project);
    this.#run.arrived('project');
    return { outcome: 'created', id: project.id, differences: changes };
  }

  /** Makes a project look like the row. */
  async #match(found: KnownProject, { operation, values }: Wanted): Promise<Written> {
    const { id } = found;
    const changes = differences(WRITABLE, values, found.values);
    const [first] = changes;
    if (!first) return { outcome: 'unchanged', id };
    const { member } = first;
    if (operation === 'insert') throw new Reject('exists', 'It is there already, with another value.', { member });
    const ofTop = found.isSub && changes.find((change) => TOP_LEVEL_ONLY.includes(change.member));
    if (ofTop)
      throw new Reject('conflict', 'A sub-project takes this from the project above it.', { member: ofTop.member });
    const after = withValues(found, changes);
    checkDays(after.values);
    await this.#checkUnique(changes, found);
    if (id !== undefined) {
      const body = { json: bodyOf(changes) };
      await this.#run.change(projects, { method: 'PATCH', route: `${PATH}/{id}`, target: `${PATH}/${id}`, body });
    }
    this.#index.wrote(after, found);
    return { outcome: operation === 'soft_delete' ? 'removed' : 'changed', id, differences: changes };
  }

  /** Names and codes belong to one project each. Personio says so, too, but not which of them is at fault. */
  async #checkUnique(changes: readonly Difference[], own: KnownProject | undefined): Promise<void> {
    for (const { member, to } of changes) {
      if ((member !== 'project_code' && member !== 'name') || typeof to !== 'string') continue;
      const other = await this.#index.by(member, to);
      if (other && other !== own)
        throw new Reject('conflict', `Another project has this ${member === 'name' ? 'name' : 'code'}.`, { member });
    }
  }
}

/** A project with these changes. */
function withValues(project: Omit<KnownProject, 'isActive'>, changes: readonly Difference[]): KnownProject {
  const changed = Object.fromEntries(changes.map(({ member, to }) => [member, to])) as Values;
  const values = { ...project.values, ...changed };
  return { ...project, values, isActive: values.status === 'ACTIVE' };
}

function checkDays({ start, end }: Values): void {
  if (typeof start === 'string' && typeof end === 'string' && end < start)
    throw new Reject('bad_value', 'The end is before the start.', { member: 'end' });
}

const bodyOf = (changes: readonly Difference[]): Record<string, unknown> =>
  Object.fromEntries(
    changes.map(({ member, to }) => {
      const isDay = MEMBERS[member]?.kind === 'day';
      return [member, isDay && to !== null ? { date: to } : to];
    }),
  );
