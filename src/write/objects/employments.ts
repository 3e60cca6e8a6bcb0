import type { Row } from '../../row.ts';
import type { Members, Values } from '../members.ts';
import type { ObjectWriter, Task, Written, WrittenObject } from '../object.ts';
import { indexOf, type PeopleIndex } from '../people.ts';
import type { Known } from '../people_known.ts';
import { personMembers } from '../references.ts';
import { Reject } from '../reject.ts';
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

interface EmploymentRow {
  readonly values: Values;
  /** The member by which it is found, and its value. */
  readonly by: string;
  readonly value: string;
}

class Writer implements ObjectWriter<EmploymentRow, void> {
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

  parse(task: Task): EmploymentRow {
    const { key, values } = task;
    const [by = 'id'] = key.includes('id') ? key : this.#peopleIn(values);
    const value = values[by];
    if (value === undefined || value === null)
      throw new Reject('missing_key', 'The row names neither an employment nor a person.', { member: key[0] });
    checkLeaving(task, employments.name, this.#run);
    return { values, by, value: String(value) };
  }

  targetOf({ by, value }: EmploymentRow): string {
    return `${by}:${value.toLowerCase()}`;
  }

  async look(): Promise<void> {
    await this.#index.ready();
  }

  async write(row: EmploymentRow): Promise<Written> {
    const { values, by, value } = row;
    const known = by === 'id' ? await this.#holder(value, values) : await this.#person(by, value);
    if (!known) {
      // The person may come with a row of another stream.
      const missing = by === 'id' ? undefined : this.#run.missing('person', by);
      throw missing && !(missing instanceof Reject) ? missing : notFound(by);
    }
    return await this.#employments.inTurn(known, () => this.#change(row, known));
  }

  async #change({ values, by, value }: EmploymentRow, known: Known): Promise<Written> {
    const employment = by === 'id' ? await this.#one(known, value) : await this.#employments.shown(known);
    if (!employment) throw notFound(by);
    const wanted = [...(await this.#employments.parts(values)), ...(await this.#employments.supervisor(values))];
    const parts = changing(wanted, employment);
    const id = typeof employment.id === 'string' ? employment.id : undefined;
    if (parts.length === 0) return { outcome: 'unchanged', id };
    const differences = await this.#employments.differences(employment, parts);
    await this.#employments.change(known, employment, parts);
    return { outcome: 'changed', id, differences };
  }

  /** Whose employment it is. The index may lack one that ended: the row may say it. */
  async #holder(id: string, values: Values): Promise<Known | undefined> {
    const [member] = this.#peopleIn(values);
    const holder = await this.#index.byEmployment(id);
    return holder || member === undefined ? holder : await this.#person(member, String(values[member]));
  }

  async #one({ id }: Known, employment: string): Promise<Row | undefined> {
    return id === undefined ? undefined : await this.#employments.one(id, employment);
  }

  /** The members that name the person. */
  #peopleIn(values: Values): string[] {
    return Object.keys(personMembers('person', this.#run.options.matchAttribute)).filter((member) => values[member]);
  }

  #person(member: string, value: string): Promise<Known | undefined> {
    if (member === 'person_id') return this.#index.byId(value);
    return member === 'person_email' ? this.#index.byEmail(value) : this.#index.byOwnId(value);
  }
}

const notFound = (member: string): Reject => new Reject('not_found', 'Personio has no such employment.', { member });
