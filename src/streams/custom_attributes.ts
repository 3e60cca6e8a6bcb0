import { listOf } from '../convert.ts';
import { ConnectorError } from '../errors.ts';
import { isKey, isNone, isObject, type Row, scalarText } from '../row.ts';
import { EmployeeAttributes } from './employees.ts';
import { jsonText } from './entries.ts';
import { isClosed, isServerFault } from './failure.ts';
import { KnownAttributes } from './known_attributes.ts';
import { ListStream } from './list.ts';
import type { Page, Partition } from './partition.ts';
import { Persons } from './persons.ts';
import { reference } from './references.ts';
import type { Removals, Subject } from './removals.ts';
import type { Api } from './stream.ts';

/** The custom attributes of persons in long form, for accounts whose columns would be too many or change too often. */
export class PersonCustomAttributes extends ListStream {
  readonly #persons = new Persons();
  readonly #attributes = new EmployeeAttributes();
  readonly #known = new KnownAttributes();
  #listed: Promise<void> | undefined;
  #sampled: Promise<void> | undefined;
  #seenAll: Promise<void> | undefined;
  readonly name = 'person_custom_attributes';
  readonly path = this.#persons.path;
  readonly scope = this.#persons.scope;
  override readonly pageSize = this.#persons.pageSize;
  override readonly cursorField = 'updated_at';
  override readonly changes = this.#persons.changes;
  override readonly keyParts = ['person_id', 'attribute_id'];
  override readonly attributes = { lists: { '': 'attribute_id' } };
  override readonly references = [
    reference('person_id', 'persons.id', 'person_id'),
    reference('attribute_id', 'employee_attributes.key', 'attribute_id', {
      missing: 'those of accounts in which version 2 has its own ids',
    }),
  ];
  /** They are removed with their person. */
  override readonly removals: Removals = {
    ...this.#persons.removals,
    subjectIn: ({ person_id: id }) => ({ id }),
  };
  /** A value that a person no longer has is no longer listed: a changed person gets a null for each missing one. */
  override readonly partitioning = { closing: (): Iterable<Page> => this.#known.late() };

  override async *pages(api: Api, partition: Partition, after?: string): AsyncGenerator<Page> {
    for await (const page of super.pages(api, partition, after)) {
      if (partition.ofChanges && page.rows.length > 0) await this.#complete(page.rows, api);
      else this.#known.see(page.rows, false);
      yield page;
    }
    if (!partition.ofChanges && after === undefined) this.#seenAll = Promise.resolve();
  }

  /** The attributes of a deleted person are unknown: they may be any that other persons have or version 1 lists. */
  override async keysOf({ id }: Subject, api: Api): Promise<string[]> {
    this.#listed ??= this.#list(api);
    this.#seenAll ??= this.#seeAll(api);
    await Promise.all([this.#listed, this.#seenAll]);
    return this.#known.ids.map((attribute) => `${id}:${attribute}`);
  }

  async #complete(persons: Row[], api: Api): Promise<void> {
    this.#listed ??= this.#list(api);
    await this.#listed;
    for (const person of persons)
      person.custom_attributes = listOf(person.custom_attributes) ?? person.custom_attributes;
    this.#known.see(persons, true);
    if (this.#known.isUnsure) {
      this.#sampled ??= this.#sample(api);
      await this.#sampled;
    }
    this.#known.complete(persons);
  }

  /** The first page of all persons shows the version 2 ids of attributes that no changed person has. */
  async #sample(api: Api): Promise<void> {
    for await (const { rows } of super.pages(api, this.whole())) {
      this.#known.see(rows, false);
      return;
    }
  }

  async #seeAll(api: Api): Promise<void> {
    for await (const { rows } of super.pages(api, this.whole())) this.#known.see(rows, false);
  }

  /** What version 1 lists. Without its right, only the attributes of the persons themselves are known. */
  async #list(api: Api): Promise<void> {
    try {
      for await (const { rows } of this.#attributes.pages(api, this.#attributes.whole())) this.#known.list(rows);
    } catch (error) {
      if (isClosed(error)) return;
      // The failure is not about the persons that are being read.
      if (!isServerFault(error)) throw error;
      const message = `${this.name}: Personio's server failed at ${this.#attributes.path} (${error.status}), so values that persons lost cannot be detected. The next sync tries again.`;
      throw new ConnectorError('transient_error', message, { cause: error });
    }
  }

  override rowsOf({ id, updated_at, custom_attributes: attributes }: Row): Row[] {
    return onePerId(listOf(attributes) ?? []).map(({ id: attributeId, value, ...attribute }) => ({
      person_id: id,
      attribute_id: attributeId,
      ...attribute,
      value: jsonText(value),
      updated_at,
    }));
  }
}

/** The entries of a person. If an attribute comes twice, the first one counts, unless it has no value. */
function onePerId(attributes: readonly unknown[]): Row[] {
  const first = new Map<string, Row>();
  const entries: Row[] = [];
  for (const entry of attributes.filter(isObject)) {
    const known = isKey(entry.id) ? first.get(scalarText(entry.id).toLowerCase()) : undefined;
    if (known) {
      if (isNone(known.value)) known.value = entry.value;
      continue;
    }
    if (isKey(entry.id)) first.set(scalarText(entry.id).toLowerCase(), entry);
    entries.push(entry);
  }
  return entries;
}
