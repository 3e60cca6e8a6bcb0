import { ConnectorError } from '../errors.ts';
import type { Api } from '../http/api.ts';
import { isKey, isObject, type Row, scalarText } from '../row.ts';
import { isBadParameter, isGone } from '../streams/failure.ts';
import { Persons } from '../streams/persons.ts';
import type { Query } from '../streams/stream.ts';
import { objectIn } from './answers.ts';
import { listed } from './list.ts';
import { type PersonAttributes, personAttributes } from './people_attributes.ts';
import { emailIn, Holders, type Known } from './people_known.ts';
import { PERSON_MEMBERS, valuesIn } from './people_values.ts';
import { Reject } from './reject.ts';
import type { People, Run } from './run.ts';

interface Settings {
  readonly api: Api;
  readonly matchAttribute: string | undefined;
  /** People are written in this run, so their values are kept for comparison. */
  readonly keepsValues: boolean;
  /** Lists show what earlier runs have created. */
  readonly isSettled: () => boolean;
}

/** After this, somebody may have created a person whom the index lacks. */
const OLD_MS = 60_000;
const ALWAYS_READABLE = ['email', 'first_name', 'last_name'];

/** Everybody in Personio. */
export class PeopleIndex implements People {
  readonly #settings: Settings;
  readonly #stream = new Persons();
  readonly #byId = new Map<string, Known>();
  readonly #byEmail = new Holders();
  readonly #byOwnId = new Holders();
  #byEmployment: Map<string, Known> | undefined;
  #attributes: PersonAttributes | undefined;
  #kept: readonly string[] | undefined;
  #reading: Promise<void> | undefined;
  #readAt = 0;
  /** The list may have lacked somebody. */
  #isEarly = false;
  #renewal: Promise<void> | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Reads the list, once. */
  ready(): Promise<void> {
    this.#reading ??= this.#read();
    return this.#reading;
  }

  get isOld(): boolean {
    return performance.now() - this.#readAt > OLD_MS;
  }

  async byId(id: string): Promise<Known | undefined> {
    await this.ready();
    return this.#byId.get(id) ?? ((await this.#isRenewed()) ? this.#byId.get(id) : undefined);
  }

  async byEmail(email: string): Promise<Known | undefined> {
    await this.ready();
    const find = () => this.#byEmail.of(email.trim().toLowerCase())[0];
    return find() ?? ((await this.#isRenewed()) ? find() : undefined);
  }

  async byOwnId(value: string): Promise<Known | undefined> {
    await this.ready();
    const { matchAttribute = '' } = this.#settings;
    if (this.#byId.size > 0 && !this.#attributes?.isKnown(matchAttribute))
      throw new ConnectorError(
        'config_error',
        `persons: the API credential cannot read the custom attribute ${matchAttribute}, by which people are to be found. Correct the setting, or release the attribute to the credential in Personio under Settings > Integrations > API credentials.`,
      );
    const own = this.#ownId(value);
    if (own === undefined) return undefined;
    if (this.#byOwnId.of(own).length === 0) await this.#isRenewed();
    const [holder, ...others] = this.#byOwnId.of(own);
    if (others.length > 0)
      throw new Reject('ambiguous_reference', 'Several people in Personio have this value.', {
        member: matchAttribute,
      });
    return holder;
  }

  async byEmployment(id: string): Promise<Known | undefined> {
    await this.ready();
    this.#byEmployment ??= new Map(
      [...this.#byId.values()].flatMap((known) => known.employments.split(',').map((each) => [each, known] as const)),
    );
    return this.#byEmployment.get(id);
  }

  /** What Personio has of a person, by member. */
  valuesOf({ email, values }: Known): Row {
    const members = this.#members();
    const kept = Object.entries(JSON.parse(values) as Row).map(([at, value]) => [members[Number(at)], value]);
    return { ...Object.fromEntries(kept), email };
  }

  /** Looks in Personio for a person whom the index may lack. */
  async search(queries: readonly Query[], isWanted: (known: Known) => boolean): Promise<Known | undefined> {
    for (const query of queries) {
      try {
        for await (const row of listed(this.#settings.api, this.#stream, { query }))
          if (isKey(row.id) && isWanted(this.#knownOf(row))) return this.#see(row);
      } catch (error) {
        // Nobody has a value that cannot even be asked for.
        if (!(error instanceof ConnectorError && isBadParameter(error.cause))) throw error;
      }
    }
    return undefined;
  }

  /** Reads a person again: the values in Personio. Undefined if there is none with this id. */
  async reread(id: string): Promise<Row | undefined> {
    const row = await this.row(id);
    if (row) this.#see(row);
    return row && valuesIn(row, this.#attributes);
  }

  /** A person whom this run created, with the values of the row. */
  created(id: string | undefined, values: Row, employments: readonly string[] = []): Known {
    const created: Known = { id, email: undefined, own: undefined, employments: '', values: '{}' };
    // A list may have shown the person already.
    const known = this.#byId.get(id ?? '') ?? created;
    known.createdAt = performance.now();
    if (employments.length > 0) known.employments = employments.join(',');
    return this.#put(known, values);
  }

  /** This run has given a person these values. */
  changed(known: Known, values: Row): void {
    this.#put(known, { ...this.valuesOf(known), ...values });
  }

  /** A person as Personio shows it. Undefined if there is none with this id. */
  async row(id: string): Promise<Row | undefined> {
    try {
      const request = { route: '/v2/persons/{id}', target: `/v2/persons/${encodeURIComponent(id)}` };
      return await this.#settings.api.get(request, objectIn);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  async #read(): Promise<void> {
    const { api, matchAttribute, keepsValues, isSettled } = this.#settings;
    this.#readAt = performance.now();
    this.#isEarly = !isSettled();
    if (matchAttribute !== undefined || keepsValues) this.#attributes = await personAttributes(api, matchAttribute);
    let isReadable = false;
    for await (const row of listed(api, this.#stream)) {
      if (!isKey(row.id)) continue;
      isReadable ||= ALWAYS_READABLE.some((member) => member in row);
      this.#see(row);
    }
    if (this.#byId.size > 0 && !isReadable) throw unreadable();
  }

  /** Reads the list once more if it lacks somebody, and was read before it had to show everybody. */
  async #isRenewed(): Promise<boolean> {
    if (!this.#isEarly || !this.#settings.isSettled()) return false;
    this.#renewal ??= this.#renew();
    await this.#renewal;
    return true;
  }

  async #renew(): Promise<void> {
    this.#readAt = performance.now();
    for await (const row of listed(this.#settings.api, this.#stream))
      if (isKey(row.id) && !this.#byId.has(scalarText(row.id))) this.#see(row);
    this.#byEmployment = undefined;
    this.#isEarly = false;
  }

  #see(row: Row): Known {
    const seen = this.#knownOf(row);
    const known = this.#byId.get(seen.id ?? '') ?? seen;
    if (seen.employments !== '') known.employments = seen.employments;
    return this.#put(known, valuesIn(row, this.#attributes));
  }

  #knownOf(row: Row): Known {
    const { email, [this.#settings.matchAttribute ?? '']: own } = valuesIn(row, this.#attributes);
    const employments = Array.isArray(row.employments) ? row.employments.filter(isObject) : [];
    return {
      id: scalarText(row.id),
      email: emailIn(email),
      own: this.#ownId(own),
      employments: employments.map(({ id }) => scalarText(id)).join(','),
      values: '{}',
    };
  }

  #put(known: Known, values: Row): Known {
    const { matchAttribute = '', keepsValues } = this.#settings;
    // Positions take less memory than names.
    const kept = this.#members().map((member, at) => [at, values[member] ?? undefined]);
    if (keepsValues) known.values = JSON.stringify(Object.fromEntries(kept));
    if (known.id !== undefined) this.#byId.set(known.id, known);
    const before = { email: known.email, own: known.own };
    if ('email' in values) known.email = emailIn(values.email);
    if (matchAttribute in values) known.own = this.#ownId(values[matchAttribute]);
    this.#byEmail.put(known, before.email, known.email);
    this.#byOwnId.put(known, before.own, known.own);
    return known;
  }

  /** Those whose values are kept; the e-mail address is kept anyway. */
  #members(): readonly string[] {
    this.#kept ??= Object.keys({ ...PERSON_MEMBERS, ...this.#attributes?.members }).filter((each) => each !== 'email');
    return this.#kept;
  }

  #ownId(value: unknown): string | undefined {
    return this.#attributes?.ownId(this.#settings.matchAttribute ?? '', value);
  }
}

const unreadable = (): ConnectorError =>
  new ConnectorError(
    'config_error',
    'persons: Personio lists people, but not their names and e-mail addresses, so rows cannot be matched with them. Release these attributes to the API credential in Personio under Settings > Integrations > API credentials.',
  );

/** The index of a run: what writes people uses more of it than others. */
export function indexOf({ people }: Run): PeopleIndex {
  if (!(people instanceof PeopleIndex)) throw new Error('the run has no index of people');
  return people;
}
