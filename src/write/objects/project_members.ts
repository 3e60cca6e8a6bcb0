import { isObject, scalarText } from '../../row.ts';
import { ProjectMembers } from '../../streams/attendance.ts';
import { childPath } from '../../streams/partitions/children.ts';
import { isOfNothing, listed } from '../list.ts';
import type { Members, Values } from '../members.ts';
import type { ObjectWriter, Task, Written, WrittenObject } from '../object.ts';
import { type KnownProject, ProjectIndex } from '../projects_index.ts';
import { Recent } from '../recent.ts';
import { personIn, personMembers, projectMembers as projectNames } from '../references.ts';
import { Reject } from '../reject.ts';
import type { Run } from '../run.ts';
import { Batch } from './project_members_batch.ts';

const MEMBERS: Members = { ...projectNames, ...personMembers('person') };

export const projectMembers: WrittenObject = {
  name: 'project_members',
  operations: ['insert', 'upsert', 'soft_delete'],
  keys: [
    ['project_code', 'person_email'],
    ['project_code', 'person_id'],
    ['project_id', 'person_email'],
    ['project_id', 'person_id'],
  ],
  members: MEMBERS,
  needs: [],
  rights: {
    scopes: ['personio:projects:write', 'projects:write', 'personio:attendances:write', 'attendances:write'],
    name: 'Attendances: write',
    probe: { route: '/v2/projects/{id}', target: '/v2/projects/0' },
  },
  lot: { rows: 500, parallel: 1 },
  open: async (run) => new MemberWriter(run),
};

interface Wanted {
  readonly removes: boolean;
  readonly values: Values;
  readonly target: string;
}

/** The members of projects, read once for all rows of a lot. */
type Lists = Map<string, Promise<ReadonlySet<string>>>;

const list = new ProjectMembers();

class MemberWriter implements ObjectWriter<Wanted, Lists> {
  readonly members: Members;
  readonly #run: Run;
  readonly #index: ProjectIndex;
  readonly #recent = new Recent<true>();
  readonly #added: Batch;
  readonly #removed: Batch;

  constructor(run: Run) {
    this.#run = run;
    this.#index = new ProjectIndex(run);
    this.members = { ...projectNames, ...personMembers('person', run.options.matchAttribute) };
    const request = (project: string, people: readonly string[]) => ({
      route: list.path,
      target: childPath(list, project),
      body: { json: people.map((id) => ({ person: { id } })) },
    });
    this.#added = new Batch((project, people) =>
      run.create({
        object: projectMembers,
        key: `${project} ${people.join(' ')}`,
        request: request(project, people),
        made: () => true,
        find: async () => new Set(people).isSubsetOf(await this.#read(project)) || undefined,
        isKeptUnique: true,
      }),
    );
    this.#removed = new Batch((project, people) =>
      run.change(projectMembers, { method: 'DELETE', ...request(project, people) }),
    );
  }

  parse({ operation, values }: Task): Wanted {
    const target = JSON.stringify(Object.entries(values).sort()).toLowerCase();
    return { removes: operation === 'soft_delete', values, target };
  }

  targetOf({ target }: Wanted): string {
    return target;
  }

  async look(): Promise<Lists> {
    return new Map();
  }

  async write({ removes, values, target }: Wanted, lists: Lists): Promise<Written> {
    const project = await this.#project(values);
    const person = await personIn(values, 'person', this.#run);
    const key = project.id !== undefined && person?.id !== undefined ? `${project.id} ${person.id}` : target;
    const seen = person?.id !== undefined && (await this.#membersOf(project, lists)).has(person.id);
    const isMember = this.#recent.over(key, seen || undefined) ?? false;
    if (isMember !== removes) return { outcome: 'unchanged' };
    if (project.id !== undefined && person?.id !== undefined)
      await (removes ? this.#removed : this.#added).add(project.id, person.id);
    this.#recent.wrote(key, removes ? undefined : true);
    return { outcome: removes ? 'removed' : 'created' };
  }

  /** The project of a row, if it can have members. */
  async #project(values: Values): Promise<KnownProject> {
    const { project_id: id, project_code: code } = values;
    const member = typeof id === 'string' ? 'project_id' : 'project_code';
    const project = await (typeof id === 'string' ? this.#index.byId(id) : this.#index.byCode(String(code)));
    if (!project) throw this.#run.missing('project', member);
    if (project.isSub)
      throw new Reject('conflict', 'A sub-project has no members: those of the project above it count.', { member });
    if (project.values.assigned_to_all === true)
      throw new Reject(
        'conflict',
        'Everybody is assigned to this project. To write its members, switch that off first.',
        { member },
      );
    return project;
  }

  #membersOf({ id }: KnownProject, lists: Lists): Promise<ReadonlySet<string>> {
    // A dry run would create it.
    if (id === undefined) return Promise.resolve(new Set());
    let members = lists.get(id);
    if (!members) {
      members = this.#read(id);
      lists.set(id, members);
    }
    return members;
  }

  async #read(project: string): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    try {
      for await (const { person } of listed(this.#run.api, list, { path: childPath(list, project) }))
        if (isObject(person)) ids.add(scalarText(person.id));
    } catch (error) {
      throw isOfNothing(error) ? this.#run.missing('project', 'project_code') : error;
    }
    return ids;
  }
}
