import { isKey, isNone, isObject, type Row, scalarText } from '../row.ts';
import type { Page } from './partition.ts';

/** v1's key of a custom attribute, and v2's id if it is the same. */
const KEY = /^dynamic_\d+$/;
const PAGE_SIZE = 50;

/**
 * Persons who were written when this many attributes were known, as JSON: an object for each would take four times as
 * much memory.
 */
interface Written {
  readonly persons: string;
  readonly known: number;
  /** They came without a list of attributes: they have none if others came with one; otherwise nobody may read it. */
  readonly unlisted: boolean;
}

/**
 * The attributes that persons are known to be able to have, so that a person who lacks some can get null for them.
 * Known means: a person of this sync has it, or version 1 lists it. Nothing else counts, so that a right withdrawn
 * overnight does not look like values that people lost.
 */
export class KnownAttributes {
  /** By v2's id, in the order in which they became known: an entry of a person, without its value. */
  readonly #known = new Map<string, Row>();
  /** What version 1 lists and no person has shown yet, by v1's key. */
  readonly #listed = new Map<string, Row>();
  /** The ids that any person has shown. */
  readonly #shown = new Set<string>();
  /** Whether v2's ids are the keys of version 1; undefined until a person shows it. */
  #idsAreKeys: boolean | undefined;
  #written: Written[] = [];
  #isReadable = false;

  /** Adds version 1's list. The attributes of every account are not custom attributes. */
  list(attributes: readonly Row[]): void {
    for (const { key, label } of attributes)
      if (typeof key === 'string' && KEY.test(key)) this.#listed.set(key, { label });
  }

  /** True while the version 2 id of some listed attribute is unknown. */
  get isUnsure(): boolean {
    return this.#listed.size > 0 && this.#idsAreKeys !== true;
  }

  /** Looks for attributes of persons. Without `ofThisSync`, only the ids of listed attributes are learned. */
  see(persons: readonly Row[], ofThisSync: boolean): void {
    for (const entry of persons.flatMap(entriesOf)) {
      const { id, global_id, label, type } = entry;
      if (!isKey(id)) continue;
      const name = scalarText(id);
      this.#shown.add(name);
      const key = [name, `dynamic_${scalarText(global_id)}`].find((each) => this.#listed.has(each));
      if (key !== undefined || name.startsWith('dynamic_'))
        this.#idsAreKeys = this.#idsAreKeys !== false && KEY.test(name) && name === (key ?? name);
      if (!this.#known.has(name) && (ofThisSync || key !== undefined))
        this.#known.set(name, { id, global_id, label, type });
      if (key !== undefined) this.#listed.delete(key);
    }
  }

  /** The ids of all attributes that persons may have had, as far as known. */
  get ids(): string[] {
    return [...new Set([...this.#shown, ...this.#known.keys(), ...this.#listed.keys()])];
  }

  /**
   * Gives each person of a page the attributes that it lacks, and remembers persons for attributes that become known
   * later.
   */
  complete(persons: readonly Row[]): void {
    if (this.#idsAreKeys !== false) {
      for (const [id, { label }] of this.#listed) if (!this.#known.has(id)) this.#known.set(id, { id, label });
      this.#listed.clear();
    }
    const listed = persons.filter(({ custom_attributes: entries }) => Array.isArray(entries));
    const unlisted = persons.filter(({ custom_attributes: entries }) => isNone(entries));
    for (const person of listed) {
      const own = new Set(entriesOf(person).map(({ id }) => scalarText(id)));
      for (const [id, entry] of this.#known)
        if (!own.has(id)) (person.custom_attributes as unknown[]).push({ ...entry, value: null });
    }
    this.#isReadable ||= listed.length > 0;
    this.#remember(listed, this.#known.size, false);
    this.#remember(unlisted, 0, true);
  }

  #remember(persons: readonly Row[], known: number, unlisted: boolean): void {
    if (persons.length === 0) return;
    const kept = persons.map(({ id, updated_at }) => [id, updated_at]);
    this.#written.push({ persons: JSON.stringify(kept), known, unlisted });
  }

  /**
   * The persons who were written before all attributes were known, with those that they lack. If a person came twice,
   * as the list moved, the last appearance counts.
   */
  *late(): Generator<Page> {
    const written = this.#written;
    this.#written = [];
    const all = [...this.#known.values()];
    const isLate = ({ known, unlisted }: Written) => known < all.length && (this.#isReadable || !unlisted);
    if (!written.some(isLate)) return;
    const seen = new Set<unknown>();
    for (const page of written.reverse()) {
      const last = (JSON.parse(page.persons) as [unknown, unknown][]).filter(([id]) => !seen.has(id));
      for (const [id] of last) seen.add(id);
      if (!isLate(page)) continue;
      const missing = all.slice(page.known).map((entry) => ({ ...entry, value: null }));
      const rows = last.map(([id, updated_at]) => ({
        id,
        updated_at,
        custom_attributes: [...missing],
      }));
      for (let from = 0; from < rows.length; from += PAGE_SIZE) yield { rows: rows.slice(from, from + PAGE_SIZE) };
    }
  }
}

const entriesOf = ({ custom_attributes: entries }: Row): Row[] =>
  Array.isArray(entries) ? entries.filter(isObject) : [];
