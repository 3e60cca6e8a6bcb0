import { ConnectorError } from '../errors.ts';
import type { Api } from '../http/api.ts';
import { isKey, type Row, scalarText } from '../row.ts';
import { isBadParameter, isGone } from '../streams/failure.ts';
import { Persons } from '../streams/persons.ts';
import type { Query } from '../streams/stream.ts';
import { objectIn } from './answers.ts';
import { listed } from './list.ts';
import { personAttributes } from './people_attributes.ts';
import type { Known } from './people_known.ts';
import { PeopleStore } from './people_store.ts';
import { valuesIn } from './people_values.ts';
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
  readonly #store: PeopleStore;
  #reading: Promise<void> | undefined;
  #readAt = 0;
  /** The list may have lacked somebody. */
  #isEarly = false;
  #renewal: Promise<void> | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#store = new PeopleStore(settings);
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
    return this.#store.withId(id) ?? ((await this.#isRenewed()) ? this.#store.withId(id) : undefined);
  }

  async byEmail(email: string): Promise<Known | undefined> {
    await this.ready();
    return this.#store.withEmail(email) ?? ((await this.#isRenewed()) ? this.#store.withEmail(email) : undefined);
  }

  async byOwnId(value: string): Promise<Known | undefined> {
    await this.ready();
    const { matchAttribute = '' } = this.#settings;
    if (!this.#store.isEmpty && !this.#store.attributes?.isKnown(matchAttribute))
      throw new ConnectorError(
        'config_error',
        `persons: the API credential cannot read the custom attribute ${matchAttribute}, by which people are to be found. Correct the setting, or release the attribute to the credential in Personio under Settings > Integrations > API credentials.`,
      );
    if (this.#store.withOwnId(value).length === 0) await this.#isRenewed();
    const [holder, ...others] = this.#store.withOwnId(value);
    if (others.length > 0)
      throw new Reject('ambiguous_reference', 'Several people in Personio have this value.', {
        member: matchAttribute,
      });
    return holder;
  }

  async byEmployment(id: string): Promise<Known | undefined> {
    await this.ready();
    return this.#store.withEmployment(id);
  }

  /** What Personio has of a person, by member. */
  valuesOf(known: Known): Row {
    return this.#store.valuesOf(known);
  }

  /** Looks in Personio for a person whom the index may lack. */
  async search(queries: readonly Query[], isWanted: (known: Known) => boolean): Promise<Known | undefined> {
    for (const query of queries) {
      try {
        for await (const row of listed(this.#settings.api, this.#stream, { query }))
          if (isKey(row.id) && isWanted(this.#store.knownOf(row))) return this.#store.see(row);
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
    if (row) this.#store.see(row);
    return row && valuesIn(row, this.#store.attributes);
  }

  /** A person whom this run created, with the values of the row. */
  created(id: string | undefined, values: Row, employments: readonly string[] = []): Known {
    const created: Known = { id, email: undefined, own: undefined, employments: '', values: '{}' };
    // A list may have shown the person already.
    const known = this.#store.withId(id ?? '') ?? created;
    known.createdAt = performance.now();
    if (employments.length > 0) known.employments = employments.join(',');
    return this.#store.put(known, values);
  }

  /** This run has given a person these values. */
  changed(known: Known, values: Row): void {
    this.#store.put(known, { ...this.valuesOf(known), ...values });
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
    if (matchAttribute !== undefined || keepsValues)
      this.#store.attributes = await personAttributes(api, matchAttribute);
    let isReadable = false;
    for await (const row of listed(api, this.#stream)) {
      if (!isKey(row.id)) continue;
      isReadable ||= ALWAYS_READABLE.some((member) => member in row);
      this.#store.see(row);
    }
    if (!this.#store.isEmpty && !isReadable) throw unreadable();
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
      if (isKey(row.id) && !this.#store.withId(scalarText(row.id))) this.#store.see(row);
    this.#isEarly = false;
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
