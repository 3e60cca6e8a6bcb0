import type { Row } from '../../row.ts';
import { dayOf } from '../../times.ts';
import { differences } from '../differences.ts';
import type { Members } from '../members.ts';
import type { Difference, ObjectWriter, Task, Written } from '../object.ts';
import type { Known } from '../people_known.ts';
import { PERSON_MEMBERS } from '../people_values.ts';
import { Reject } from '../reject.ts';
import { isUnset } from '../values.ts';
import { checkLeaving } from './employments_leaving.ts';
import { changing, type Part, type Place, valueAt } from './employments_members.ts';
import { EmploymentWriter } from './employments_writer.ts';
import { checkEmail, PersonCreator, type Tools } from './persons_creator.ts';
import { PersonPatch } from './persons_patch.ts';
import { type PersonRow, personRow } from './persons_row.ts';
import { known as knownOf, searched } from './persons_search.ts';

const INACTIVE: Part = { place: 'status', member: 'status', to: 'INACTIVE' };

interface Given extends Omit<Tools, 'employments' | 'people'> {
  readonly members: Members;
}

/** Writes rows about people: what differs in the person, and in the current employment. */
export class PersonWriter implements ObjectWriter<PersonRow, void> {
  readonly members: Members;
  readonly #tools: Tools;
  readonly #creator: PersonCreator;

  constructor({ members, ...given }: Given) {
    this.members = members;
    const employments = new EmploymentWriter(given.run, given.object, given.index);
    this.#tools = { ...given, employments, people: new PersonPatch(given) };
    this.#creator = new PersonCreator(this.#tools);
  }

  parse(task: Task): PersonRow {
    const { run, object, attributes } = this.#tools;
    const row = personRow(task, attributes);
    checkLeaving(row, object.name, run);
    return row;
  }

  targetOf({ by, value }: PersonRow): string {
    return `${by}:${value.toLowerCase()}`;
  }

  async look(): Promise<void> {
    await this.#tools.index.ready();
  }

  async write(row: PersonRow): Promise<Written> {
    if (row.created) return await this.#creator.finish(row, row.created);
    const known = await this.#find(row);
    const { employments } = this.#tools;
    const change = (person: Known) => employments.inTurn(person, () => this.#change(row, person));
    if (row.operation === 'soft_delete')
      return known ? await employments.inTurn(known, () => this.#deactivate(known)) : { outcome: 'unchanged' };
    if (known) return await change(known);
    if (row.operation === 'update' || row.by === 'id') throw this.#notFound(row);
    const written = await this.#creator.create(row);
    return 'existed' in written ? await change(written.existed) : written;
  }

  async #find(row: PersonRow): Promise<Known | undefined> {
    const { index, attributes } = this.#tools;
    const known = await knownOf(row, index);
    return known || !index.isOld ? known : await searched(row, index, attributes);
  }

  /** A row of another stream may still bring the person, but not with an id that Personio gives. */
  #notFound({ by }: PersonRow): Error {
    const missing = by === 'id' ? undefined : this.#tools.run.missing('person', by);
    if (missing && !(missing instanceof Reject)) return missing;
    return new Reject('not_found', 'Personio has nobody like this.', { member: by });
  }

  async #change(row: PersonRow, known: Known): Promise<Written> {
    const { employments } = this.#tools;
    const { values, operation } = row;
    const own = this.#ownDifferences(row, known);
    const wanted = [...(await employments.parts(values)), ...(await this.#creator.supervisor(row))];
    const employment = wanted.length > 0 ? await employments.shown(known) : undefined;
    if (wanted.length > 0 && !employment) throw noEmployment(wanted[0]?.member);
    const parts = employment ? changing(wanted, employment) : [];
    const found = [...own, ...(employment ? await employments.differences(employment, parts) : [])];
    if (found.length === 0) return { outcome: 'unchanged', id: known.id };
    if (operation === 'insert') {
      // A creation that was interrupted may have left it undone.
      const isUnfinished = employment && parts.every(({ place }) => isUntouched(place, employment));
      if (own.length > 0 || !isUnfinished)
        throw new Reject('exists', 'Personio has this person with another value.', { member: found[0]?.member });
    }
    if (own.length > 0) await this.#patch(row, known, own);
    if (employment && parts.length > 0) await employments.change(known, employment, parts);
    return { outcome: 'changed', id: known.id, differences: found };
  }

  #ownDifferences({ by, values }: PersonRow, known: Known): Difference[] {
    const { attributes, index } = this.#tools;
    const members = { ...attributes.members, ...PERSON_MEMBERS };
    const compared = Object.keys(values).filter((member) => member in members && member !== by);
    const own = Object.fromEntries(compared.map((member) => [member, values[member]]));
    return differences(members, own, index.valuesOf(known));
  }

  async #patch({ values }: PersonRow, known: Known, own: readonly Difference[]): Promise<void> {
    const { index, people } = this.#tools;
    const members = own.map(({ member }) => member);
    if (members.includes('email')) await checkEmail(values.email, known, index);
    if (known.id !== undefined) await people.change(known.id, index.valuesOf(known), members, values);
    index.changed(known, Object.fromEntries(own.map(({ member, to }) => [member, to])));
  }

  async #deactivate(known: Known): Promise<Written> {
    const { employments } = this.#tools;
    const employment = await employments.shown(known);
    if (!employment) throw noEmployment('status');
    const parts = changing([INACTIVE], employment);
    if (parts.length === 0) return { outcome: 'unchanged', id: known.id };
    const found = await employments.differences(employment, parts);
    await employments.change(known, employment, parts);
    return { outcome: 'removed', id: known.id, differences: found };
  }
}

/** What Personio has in a new employment that it was given nothing for. */
function isUntouched(place: Place, employment: Row): boolean {
  const value = valueAt(place, employment);
  const isFirstDay = place === 'hire_date' && dayOf(value) === dayOf(employment.created_at);
  return isUnset(value) || isFirstDay;
}

const noEmployment = (member: string | undefined): Reject =>
  new Reject('not_found', 'Personio shows no employment of this person.', { member });
