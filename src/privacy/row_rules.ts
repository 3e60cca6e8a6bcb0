import { isKey, isObject, type Row, scalarText } from '../row.ts';
import type { Stream } from '../streams/stream.ts';
import { dayOf } from '../times.ts';
import { Entries, type EntryTreatment } from './entries.ts';
import type { Place, Places } from './places.ts';
import type { Policy } from './policy.ts';
import type { Treatment } from './rules.ts';

/** Members that identify an attribute in its entry, and say nothing about a person. */
const ENTRY_NAMES = ['id', 'attribute_id', 'global_id', 'label', 'type', 'data_type'];

const UUID = '[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}';
const ID = new RegExp(`^(\\d+|${UUID})$`, 'i');
/** Text that is an id, or that may contain one next to a name or in JSON. */
const HOLDS_ID = new RegExp(`^\\s*(\\d+(\\.0+)?\\s*$|[{[])|\\d{4}|${UUID}`, 'i');
/** Members that hold ids, including those of options. */
const NAMES_OF_IDS = /^(key|id)$|_id$/i;

/** Applies the policy to a stream's rows. */
export class RowRules {
  readonly #stream: Stream;
  readonly #policy: Policy;
  readonly #places: Places;
  readonly #entries: Entries;

  constructor(stream: Stream, policy: Policy, places: Places) {
    this.#stream = stream;
    this.#policy = policy;
    this.#places = places;
    this.#entries = new Entries(stream, policy, places.withheld);
  }

  /** Changes a row in place; false if the row is not emitted. */
  apply(row: Row): boolean {
    const { key, lists } = this.#stream.attributes;
    // An attribute's options are values that people have. If those are hidden, the options are, too.
    if (key !== undefined) {
      const attribute = this.#policy.names.ofEntry(row, key, 'reported');
      if (this.#policy.treatmentOfAttribute(attribute)) row.options = null;
    }
    const idMember = lists?.[''];
    if (idMember !== undefined) return this.#applyToRowOfAttribute(row, idMember);
    this.#applyInside(row, this.#places.root);
    return true;
  }

  #applyToRowOfAttribute(row: Row, idMember: string): boolean {
    const { treatment } = this.#entries.treatmentOf(row, idMember);
    if (treatment === 'drop') return false;
    const { value } = row;
    // Other rules may match the value, too. A value that is hashed twice would join with nothing.
    if (treatment !== undefined) row.value = undefined;
    this.#applyInside(row, this.#places.root);
    const place = this.#places.in(this.#places.root, 'value');
    if (treatment !== undefined && place.treatment !== 'drop')
      row.value = asText(this.#treated(value, treatment, place));
    return true;
  }

  #applyInside(holder: Row, place: Place): void {
    for (const name in holder) {
      const value = holder[name];
      if (value === undefined) continue;
      const at = this.#places.in(place, name);
      if (value === null) {
        if (at.treatment === 'drop') holder[name] = undefined;
      } else if (at.idMember !== undefined && Array.isArray(value)) holder[name] = this.#treatedEntries(value, at);
      else if (at.treatment !== undefined)
        // Its name may unexpectedly be an id.
        holder[name] = at.isUnknown && ID.test(name) ? undefined : this.#treated(value, at.treatment, at);
      else if (typeof value === 'object') this.#applyToContainer(value, at);
    }
  }

  #applyToContainer(value: object, place: Place): void {
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object' && item !== null) this.#applyToContainer(item, place);
    } else if (isObject(value)) this.#applyInside(value, place);
  }

  /** For a list of attributes, the rules for the list and its members apply, as well as those for each attribute. */
  #treatedEntries(list: readonly unknown[], place: Place): unknown {
    if (place.treatment === 'drop') return undefined;
    const left: unknown[] = [];
    for (const entry of list) {
      const own = isObject(entry) ? this.#entries.treatmentOf(entry, place.idMember ?? '') : undefined;
      if (own?.treatment === 'drop') continue;
      if (place.treatment !== undefined) left.push(this.#treated(entry, place.treatment, place));
      else {
        if (isObject(entry) && own) this.#applyToEntry(entry, own, place);
        left.push(entry);
      }
    }
    return left;
  }

  #applyToEntry(entry: Row, { treatment, members }: EntryTreatment, place: Place): void {
    if (treatment === undefined && members === undefined) {
      this.#applyInside(entry, place);
      return;
    }
    for (const name in entry) {
      const value = entry[name];
      const at = this.#places.in(place, name);
      const own = ENTRY_NAMES.includes(name) ? undefined : (treatment ?? members?.[name]);
      const goesByPlace = at.treatment === 'drop' || own === undefined || own === 'hash ids';
      const wanted = goesByPlace ? (at.treatment ?? own) : own;
      if (wanted !== undefined) entry[name] = this.#treated(value, wanted, at);
      else if (typeof value === 'object' && value !== null) this.#applyToContainer(value, at);
    }
  }

  /** The treated value; containers are changed in place. */
  #treated(value: unknown, treatment: Treatment, place: Place): unknown {
    if (treatment === 'drop') return undefined;
    if (treatment === 'hash ids') return this.#withHashedIds(value);
    return treatment === 'hash' ? this.#hashed(value, place) : yearOf(value);
  }

  /** Hashes each leaf. Members that are dropped inside a hashed member are removed, too. */
  #hashed(value: unknown, place: Place): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#hashed(item, place));
    if (!isObject(value)) return this.#policy.hasher.value(value);
    for (const name of Object.keys(value)) {
      const at = this.#places.in(place, name);
      const hashed = at.treatment === 'drop' ? undefined : this.#hashed(value[name], at);
      // Some objects use ids as member names.
      const isId = ID.test(name);
      value[name] = isId ? undefined : hashed;
      if (isId) value[this.#policy.hasher.text(name)] = hashed;
    }
    return value;
  }

  /** For a value that may be a name or an id: names stay. */
  #withHashedIds(value: unknown): unknown {
    const { hasher } = this.#policy;
    if (Array.isArray(value)) return value.map((item) => this.#withHashedIds(item));
    if (isObject(value)) {
      for (const name in value)
        value[name] = NAMES_OF_IDS.test(name) ? hasher.value(value[name]) : this.#withHashedIds(value[name]);
      return value;
    }
    const stays = typeof value === 'string' ? !HOLDS_ID.test(value) : typeof value === 'boolean';
    return stays ? value : hasher.value(value);
  }
}

/** Where rows are attributes, all values are text. */
const asText = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);

/** The year of a day; null if it is not a readable day. */
function yearOf(value: unknown): unknown {
  const text = dayOf(value) ?? (isKey(value) ? scalarText(value) : '');
  const year = /^(\d{4})(?:-|$)/.exec(text)?.[1];
  return year === undefined ? null : Number(year);
}
