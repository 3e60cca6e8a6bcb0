import { isKey, isObject, type Row, scalarText } from '../../row.ts';
import { Employments } from '../../streams/employments.ts';
import { isGone } from '../../streams/failure.ts';
import { objectIn } from '../answers.ts';
import { isOfNothing, listed } from '../list.ts';
import type { Values } from '../members.ts';
import type { Difference, WrittenObject } from '../object.ts';
import type { PeopleIndex } from '../people.ts';
import type { Known } from '../people_known.ts';
import { Recent } from '../recent.ts';
import { named, personIn, personMembers } from '../references.ts';
import { Reject } from '../reject.ts';
import type { Run } from '../run.ts';
import { Turns } from '../turns.ts';
import { isUnset } from '../values.ts';
import { currentOf } from './employments_current.ts';
import { today } from './employments_leaving.ts';
import { bodyOf, type Part, type Place, valueAt } from './employments_members.ts';
import { OrganisationNames } from './employments_names.ts';

const ROUTE = '/v2/persons/{id}/employments/{employment_id}';
const PLAIN = ['position', 'weekly_working_hours', 'hire_date', 'status', 'employment_type'] as const;
const NAMED = ['department', 'team', 'office'] as const;
/** Said by some clients to be required in every change. */
const SAID_TO_BE_REQUIRED = ['employment_start_date', 'type', 'status'];

/** What all writers of employments share in a run. */
class Memory {
  /** As this run left them. */
  readonly recent = new Recent<Row>();
  /** By the person, whom rows and streams can name in several ways. */
  readonly turns = new Turns();
  /** Personio accepts changes only together with the members that are said to be required. */
  wantsRequired = false;
}

/** Reads and changes employments, for rows about people and for rows about employments. */
export class EmploymentWriter {
  readonly #run: Run;
  readonly #object: WrittenObject;
  readonly #index: PeopleIndex;
  readonly #names: OrganisationNames;
  readonly #memory: Memory;
  readonly #stream = new Employments();

  constructor(run: Run, object: WrittenObject, index: PeopleIndex) {
    this.#run = run;
    this.#object = object;
    this.#index = index;
    this.#names = run.api.learned('/v2/org-units', OrganisationNames);
    this.#memory = run.api.learned(ROUTE, Memory);
  }

  /** Compares and changes a person while no other row does: Personio replaces department and team as a whole. */
  inTurn<T>({ id = '' }: Known, work: () => Promise<T>): Promise<T> {
    return this.#memory.turns.take(id, work);
  }

  /** What a row says about the employment, apart from the supervisor. Throws Reject for a name that is unknown. */
  async parts(values: Values): Promise<Part[]> {
    const parts: Part[] = [];
    for (const member of PLAIN) {
      const value = values[member];
      if (value !== undefined) parts.push({ place: member, member, to: value });
    }
    for (const place of NAMED) {
      const { [`${place}_id`]: id, [place]: name } = values;
      if (typeof id === 'string') parts.push({ place, member: `${place}_id`, to: id });
      else if (typeof name === 'string') {
        const entry = named(await this.#names.of(place, this.#run.api), name, place);
        parts.push({ place, member: place, to: entry.id, shown: name });
      } else if (id === null || name === null) parts.push({ place, member: place, to: null });
    }
    return parts;
  }

  /** What a row says about the supervisor. Throws Reject or Awaits for somebody who is not there. */
  async supervisor(values: Values): Promise<Part[]> {
    const members = supervisorMembers(this.#run);
    const person = await personIn(values, 'supervisor', this.#run);
    const member = members.find((each) => typeof values[each] === 'string');
    if (person && member !== undefined) {
      const shown = values[member] ?? null;
      // Somebody whom a dry run would create has no id.
      return [{ place: 'supervisor', member, to: person.id ?? `new:${shown}`, shown }];
    }
    const cleared = members.find((each) => values[each] === null);
    return cleared === undefined ? [] : [{ place: 'supervisor', member: cleared, to: null }];
  }

  /** The current employment. Undefined if none can be read. */
  async current(known: Known): Promise<Row | undefined> {
    if (known.id === undefined) return known.planned ?? {};
    const [only = '', ...others] = known.employments.split(',');
    const one = only !== '' && others.length === 0 ? await this.one(known.id, only) : undefined;
    if (one) return one;
    const all: Row[] = [];
    const path = this.#stream.path.replace('{id}', encodeURIComponent(known.id));
    try {
      for await (const row of listed(this.#run.api, this.#stream, { path }))
        all.push(this.#memory.recent.over(scalarText(row.id), row) ?? row);
    } catch (error) {
      if (!isOfNothing(error)) throw error;
    }
    return currentOf(all, today(this.#run));
  }

  /** The current employment. That of a person whom this run created may take a while to be shown. */
  async shown(known: Known): Promise<Row | undefined> {
    const employment = await this.current(known);
    if (employment || known.createdAt === undefined) return employment;
    await this.#run.settled(known.createdAt);
    return await this.current(known);
  }

  /** An employment by its id, as this run left it. */
  async one(person: string, id: string): Promise<Row | undefined> {
    const recent = this.#memory.recent.over(id, undefined);
    if (recent) return recent;
    try {
      return await this.#run.api.get({ route: ROUTE, target: targetOf(person, id) }, objectIn);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** Changes these parts, as `changing` found them. Throws Reject if Personio refuses. */
  async change(known: Known, employment: Row, parts: readonly Part[]): Promise<void> {
    const body = bodyOf(parts, employment);
    if (known.id === undefined) {
      known.planned = { ...employment, ...body };
      return;
    }
    const id = scalarText(employment.id);
    await this.#send(targetOf(known.id, id), body, employment);
    this.#memory.recent.wrote(id, { ...employment, ...body });
  }

  /** Old and new values, in the words of the row. */
  async differences(employment: Row, parts: readonly Part[]): Promise<Difference[]> {
    return await Promise.all(
      parts.map(async ({ place, member, to, shown = to }) => ({
        member,
        from: await this.#shown(place, valueAt(place, employment), shown !== to),
        to: shown,
      })),
    );
  }

  async #shown(place: Place, value: unknown, inWords: boolean): Promise<unknown> {
    if (!inWords || !isKey(value)) return value;
    const id = scalarText(value);
    if (place === 'supervisor') return (await this.#index.byId(id))?.email ?? id;
    const kind = NAMED.find((each) => each === place);
    return (kind && (await this.#names.nameOf(kind, id))) ?? id;
  }

  async #send(target: string, body: Row, employment: Row): Promise<void> {
    const patch = (json: Row) =>
      this.#run.change(this.#object, { method: 'PATCH', route: ROUTE, target, body: { json } });
    const required = SAID_TO_BE_REQUIRED.filter((name) => isKnown(employment[name])).map((name) => [
      name,
      employment[name],
    ]);
    const whole = { ...Object.fromEntries(required), ...body };
    if (this.#memory.wantsRequired) {
      await patch(whole);
      return;
    }
    try {
      await patch(body);
    } catch (error) {
      const isFixable = error instanceof Reject && error.code === 'refused';
      if (!isFixable || Object.keys(whole).length === Object.keys(body).length) throw error;
      await patch(whole);
      this.#memory.wantsRequired = true;
    }
  }
}

/** In the order in which they count. */
const supervisorMembers = ({ options }: Run): string[] => {
  const { supervisor_id, supervisor_email, ...own } = personMembers('supervisor', options.matchAttribute);
  return Object.keys({ supervisor_id, supervisor_email, ...own });
};

const targetOf = (person: string, employment: string): string =>
  `/v2/persons/${encodeURIComponent(person)}/employments/${encodeURIComponent(employment)}`;

const isKnown = (value: unknown): boolean => !isUnset(value) && !isObject(value);
