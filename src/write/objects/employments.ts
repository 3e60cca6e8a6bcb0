import type { Row } from '../../row.ts';
import type { Members } from '../members.ts';
import type { ObjectWriter, Task, Written, WrittenObject } from '../object.ts';
import { indexOf, type PeopleIndex } from '../people.ts';
import type { Known } from '../people_known.ts';
import { personMembers } from '../references.ts';
import { Awaits, Reject } from '../reject.ts';
import type { Run } from '../run.ts';
import { checkLeaving } from './employments_leaving.ts';
import { changing, employmentMembers } from './employments_members.ts';
import { EmploymentWriter } from './employments_writer.ts';

const membersWith = (matchAttribute?: string): Members => ({
  id: { kind: 'id', describe: "Personio's id of the employment." },
  ...personMembers('person', matchAttribute),
  ...employmentMembers(matchAttribute),
});

/** Employments come with their person; they can only be changed. */
export const employments: WrittenObject = {
  name: 'employments',
  operations: ['update'],
  keys: [['id'], ['person_email'], ['person_id']],
  members: membersWith(),
  needs: [],
  rights: {
    scopes: ['personio:persons:write', 'employees:write'],
    name: 'Employees: write',
    probe: {
      route: '/v2/persons/{id}/employments/{employment_id}',
      target: '/v2/persons/0/employments/00000000-0000-0000-0000-000000000000',
    },
  },
  lot: { rows: 50, parallel: 2 },
  open: async (run) => new Writer(run),
};

class Writer implements ObjectWriter<Task, void> {
  readonly members: Members;
  readonly #run: Run;
  readonly #index: PeopleIndex;
  readonly #employments: EmploymentWriter;

  constructor(run: Run) {
    this.members = membersWith(run.options.matchAttribute);
    this.#run = run;
    this.#index = indexOf(run);
    this.#employments = new EmploymentWriter(run, employments, this.#index);
  }

  parse(task: Task): Task {
    const { member, value } = keyOf(task);
    if (value === undefined || value === null) throw new Reject('missing_key', 'The row names no one.', { member });
    checkLeaving(task, employments.name, this.#run);
    return task;
  }

  targetOf(task: Task): string {
    const { member, value } = keyOf(task);
    return `${member}:${String(value).toLowerCase()}`;
  }

  async look(): Promise<void> {
    await this.#index.ready();
  }

  async write(task: Task): Promise<Written> {
    const { member } = keyOf(task);
    const { known, employment } = await this.#find(task);
    if (!known) {
      // The person may come with a row of another stream.
      const missing = this.#run.missing('person', member);
      throw missing instanceof Awaits ? missing : notFound(member);
    }
    if (!employment) throw notFound(member);
    const { values } = task;
    const wanted = [...(await this.#employments.parts(values)), ...(await this.#employments.supervisor(values))];
    const parts = changing(wanted, employment);
    const id = typeof employment.id === 'string' ? employment.id : undefined;
    if (parts.length === 0) return { outcome: 'unchanged', id };
    const differences = await this.#employments.differences(employment, parts);
    await this.#employments.change(known, employment, parts);
    return { outcome: 'changed', id, differences };
  }

  async #find(task: Task): Promise<{ known?: Known | undefined; employment?: Row | undefined }> {
    const { member, value } = keyOf(task);
    const text = String(value);
    if (member === 'id') {
      const known = (await this.#index.byEmployment(text)) ?? (await this.#named(task));
      return { known, employment: known?.id === undefined ? undefined : await this.#employments.one(known.id, text) };
    }
    const known = await this.#person(member, text);
    return { known, employment: known && (await this.#employments.current(known)) };
  }

  /** The index may lack an employment that ended: the row may say whose it is. */
  async #named({ values }: Task): Promise<Known | undefined> {
    const member = Object.keys(personMembers('person', this.#run.options.matchAttribute)).find((each) => values[each]);
    return member === undefined ? undefined : await this.#person(member, String(values[member]));
  }

  #person(member: string, value: string): Promise<Known | undefined> {
    if (member === 'person_id') return this.#index.byId(value);
    return member === 'person_email' ? this.#index.byEmail(value) : this.#index.byOwnId(value);
  }
}

/** Every key of an employment is one member. */
function keyOf({ key: [member = 'id'], values }: Task) {
  return { member, value: values[member] };
}

const notFound = (member: string): Reject => new Reject('not_found', 'Personio has no such employment.', { member });
