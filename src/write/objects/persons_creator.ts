import { isKey, isObject, type Row, scalarText } from '../../row.ts';
import { objectIn } from '../answers.ts';
import type { Difference, Written, WrittenObject } from '../object.ts';
import type { PeopleIndex } from '../people.ts';
import type { PersonAttributes } from '../people_attributes.ts';
import type { Known } from '../people_known.ts';
import { NEW_PERSON_MEMBERS, PERSON_MEMBERS } from '../people_values.ts';
import { Awaits, Reject } from '../reject.ts';
import type { Run } from '../run.ts';
import { bodyOf, bodyOfNew, changing, type Part } from './employments_members.ts';
import type { EmploymentWriter } from './employments_writer.ts';
import type { PersonPatch } from './persons_patch.ts';
import { type PersonRow, personBody } from './persons_row.ts';
import { searched } from './persons_search.ts';
import { WaitingRows } from './persons_waiting.ts';

export interface Tools {
  readonly run: Run;
  readonly object: WrittenObject;
  readonly index: PeopleIndex;
  readonly attributes: PersonAttributes;
  readonly employments: EmploymentWriter;
  readonly people: PersonPatch;
}

/** A person whom a create made, or whom a look found. */
interface Made {
  readonly id: string | undefined;
  readonly employments?: readonly string[];
  readonly known?: Known;
}

interface Existed {
  readonly existed: Known;
}

const NOT_READ_BACK =
  'Personio does not show the employments of people who were just created, so it is unknown whether it has kept all that was sent with them. The same rows compare it when they come again.';

/** Creates people with their employment. */
export class PersonCreator {
  readonly #tools: Tools;
  readonly #waiting: WaitingRows;

  constructor(tools: Tools) {
    this.#tools = tools;
    this.#waiting = new WaitingRows(tools.run.options.matchAttribute);
  }

  /** Creates the person of a row. Returns the person instead if Personio had it all along. */
  async create(row: PersonRow): Promise<Written | Existed> {
    let waits = false;
    try {
      this.#waiting.add(row);
      return await this.#create(row);
    } catch (error) {
      waits = error instanceof Awaits && !row.created;
      throw error;
    } finally {
      if (!waits) this.#waiting.remove(row);
    }
  }

  async #create(row: PersonRow): Promise<Written | Existed> {
    const { run, object, index, attributes, employments } = this.#tools;
    const { values } = row;
    for (const member of object.needs)
      if (typeof values[member] !== 'string')
        throw new Reject('missing_value', 'Nobody can be created without it.', { member });
    if (row.by !== 'email') await checkEmail(values.email, undefined, index);
    const unled = await employments.parts(values);
    const supervisor = await this.#supervisorOfNew(row);
    const parts = [...unled, ...(supervisor ?? [])];
    const employment = bodyOfNew(parts);
    const own = this.#ownValues(row);
    const json = {
      ...personBody(Object.keys(own), values, attributes),
      ...(Object.keys(employment).length > 0 && { employments: [employment] }),
    };
    const created = await run.create<Made>({
      object,
      key: `${row.by}:${row.value.toLowerCase()}`,
      request: { route: '/v2/persons', target: '/v2/persons', body: { json } },
      made: answerIn,
      find: async () => {
        const known = await searched(row, index, attributes);
        return known && { id: known.id, known };
      },
      isKeptUnique: row.by === 'email',
    });
    const made = created.kind === 'existed' ? created.found : created.made;
    const known = made?.known ?? index.created(made?.id, own, made?.employments);
    if (created.kind === 'existed') return { existed: known };
    row.created = known;
    run.arrived('person');
    await this.#complete(row, known, parts);
    // The supervisor follows when there is one.
    if (!supervisor) throw new Awaits('person');
    return written(row, known);
  }

  /** Gives a created person the supervisor who was missing. */
  async finish(row: PersonRow, known: Known): Promise<Written> {
    try {
      await this.#complete(row, known, await this.supervisor(row));
    } catch (error) {
      if (!(error instanceof Reject)) throw error;
      const { code, member, traceId, answer } = error;
      const sentence = `The person was created, but the supervisor could not be set. ${error.message}`;
      throw new Reject(code, sentence, { member, traceId, answer });
    }
    return written(row, known);
  }

  /** As in `EmploymentWriter`; throws Awaits while the supervisor is still to be created by another row. */
  async supervisor(row: PersonRow): Promise<Part[]> {
    try {
      return await this.#tools.employments.supervisor(row.values);
    } catch (error) {
      const isUnknown = error instanceof Reject && error.code === 'unknown_reference';
      throw isUnknown && this.#waiting.mayBring(row) ? new Awaits('person') : error;
    }
  }

  /** Undefined if the row has to be created first, since its supervisor waits for it in turn. */
  async #supervisorOfNew(row: PersonRow): Promise<Part[] | undefined> {
    try {
      return await this.supervisor(row);
    } catch (error) {
      if (error instanceof Awaits && this.#waiting.isCircular(row)) return undefined;
      throw error;
    }
  }

  /** Reads the new person back, and writes what Personio did not keep. */
  async #complete(row: PersonRow, known: Known, parts: readonly Part[]): Promise<void> {
    const { index, employments, run } = this.#tools;
    if (known.id === undefined) {
      known.planned = { ...known.planned, ...bodyOf(parts, known.planned ?? {}) };
      return;
    }
    const isOwnId = row.by !== 'email';
    if (isOwnId || (known.employments === '' && parts.length > 0)) {
      const values = await index.reread(known.id);
      if (isOwnId && values) await this.#keepOwnId(row, known.id, values);
    }
    if (parts.length === 0) return;
    const employment = await employments.current(known);
    if (!employment) return run.warn('persons', NOT_READ_BACK);
    const lost = changing(parts, employment);
    if (lost.length > 0) await employments.change(known, employment, lost);
  }

  /** Without it, the next run would not find the person. */
  async #keepOwnId({ by, value, values }: PersonRow, id: string, found: Row): Promise<void> {
    const { attributes, people } = this.#tools;
    if (attributes.ownId(by, found[by]) === attributes.ownId(by, value)) return;
    await people.change(id, found, [by], values);
  }

  /** Of the person, without the employment. */
  #ownValues({ values }: PersonRow): Row {
    const { members } = this.#tools.attributes;
    const isOwn = ([member, value]: [string, unknown]) =>
      value !== null && (member in PERSON_MEMBERS || member in NEW_PERSON_MEMBERS || member in members);
    return Object.fromEntries(Object.entries(values).filter(isOwn));
  }
}

/** Personio keeps e-mail addresses unique. */
export async function checkEmail(email: unknown, own: Known | undefined, index: PeopleIndex): Promise<void> {
  const holder = typeof email === 'string' ? await index.byEmail(email) : undefined;
  if (holder && holder !== own)
    throw new Reject('conflict', 'Another person in Personio has this e-mail address.', { member: 'email' });
}

/** The ids in the answer, wherever they are. */
function answerIn(body: unknown): Made | undefined {
  const answer = objectIn(body);
  if (!answer) return undefined;
  const employments = Array.isArray(answer.employments) ? answer.employments.filter(isObject) : [];
  return {
    id: scalarText(answer.id),
    employments: employments.filter(({ id }) => isKey(id)).map(({ id }) => scalarText(id)),
  };
}

const written = ({ values }: PersonRow, { id }: Known): Written => ({
  outcome: 'created',
  id,
  differences: Object.entries(values)
    .filter(([member, to]) => to !== null && member !== 'termination_date')
    .map(([member, to]): Difference => ({ member, from: null, to })),
});
