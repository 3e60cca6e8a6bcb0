import { isKey, isObject, scalarText } from '../row.ts';
import { dayOf } from '../times.ts';
import type { Hasher } from './hasher.ts';
import type { Place, Places } from './places.ts';
import type { Treatment } from './rules.ts';

const UUID = '[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}';
const ID = new RegExp(`^(\\d+|${UUID})$`, 'i');
/** Text that is an id, or may hold one beside a name or in JSON. */
const HOLDS_ID = new RegExp(`^\\s*(\\d+(\\.0+)?\\s*$|[{[])|\\d{4}|${UUID}`, 'i');
/** Members that hold ids, those of options among them. */
const NAMES_OF_IDS = /^(key|id)$|_id$/i;

/** Some objects have ids for names. */
export const isId = (name: string): boolean => ID.test(name);

/** Replaces values by what may be shown of them. */
export class TreatedValues {
  readonly #hasher: Hasher;
  readonly #places: Places;

  constructor(hasher: Hasher, places: Places) {
    this.#hasher = hasher;
    this.#places = places;
  }

  /** What is left of a value; containers are changed in place. */
  of(value: unknown, treatment: Treatment, place: Place): unknown {
    if (treatment === 'drop') return undefined;
    if (treatment === 'hash ids') return this.#withHashedIds(value);
    return treatment === 'hash' ? this.#hashed(value, place) : yearOf(value);
  }

  /** Leaf by leaf; what is dropped from inside a hashed member leaves no hash either. */
  #hashed(value: unknown, place: Place): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#hashed(item, place));
    if (!isObject(value)) return this.#hasher.value(value);
    for (const name of Object.keys(value)) {
      const at = this.#places.in(place, name);
      const hashed = at.treatment === 'drop' ? undefined : this.#hashed(value[name], at);
      value[name] = isId(name) ? undefined : hashed;
      if (isId(name)) value[this.#hasher.text(name)] = hashed;
    }
    return value;
  }

  /** What may be a name or an id: a name stays. */
  #withHashedIds(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#withHashedIds(item));
    if (isObject(value)) {
      for (const name in value)
        value[name] = NAMES_OF_IDS.test(name) ? this.#hasher.value(value[name]) : this.#withHashedIds(value[name]);
      return value;
    }
    const stays = typeof value === 'string' ? !HOLDS_ID.test(value) : typeof value === 'boolean';
    return stays ? value : this.#hasher.value(value);
  }
}

/** The year of a day; nothing of what cannot be read as one. */
function yearOf(value: unknown): unknown {
  const text = dayOf(value) ?? (isKey(value) ? scalarText(value) : '');
  const year = /^(\d{4})(?:-|$)/.exec(text)?.[1];
  return year === undefined ? null : Number(year);
}
