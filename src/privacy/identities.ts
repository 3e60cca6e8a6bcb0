import { fieldBeside } from '../streams/references.ts';
import type { Stream } from '../streams/stream.ts';
import { PEOPLE_WORDS } from './vocabulary/people.ts';
import { fold } from './vocabulary/terms.ts';

/** What a name implies about ids. */
interface NamedIds {
  /** The name is that of an id. Otherwise the value may be the thing's id, its name, or both. */
  readonly isId: boolean;
  /** The ids of these things; empty if the name does not say whose. */
  readonly ids: readonly string[];
  /** The name is just `id`: usually a person's, since most rows are people. */
  readonly isBare: boolean;
}

const ID = 'id';
const ID_WORDS = [ID, 'ids', 'uuid', 'guid', 'identifier', 'kennung'];
export const PEOPLE = 'persons.id';

/**
 * Groups the places, as `stream.path`, that hold the same ids: an id, the columns that refer to it, and their source
 * members.
 */
export class Identities {
  readonly #parents = new Map<string, string>();
  readonly #mentions = new Map<string, readonly string[]>();
  /** Ids by the name of the thing: `supervisor`, `office`, `cost_center`. */
  readonly #things = new Map<string, Set<string>>();

  constructor(streams: readonly Stream[]) {
    for (const { name, parent, references, mentions } of streams) {
      this.#call(name, `${name}.id`);
      if (parent?.column !== undefined) this.#join(`${name}.${parent.column}`, `${parent.stream.name}.id`);
      for (const { member, column, to, type, key } of references) {
        if (column === undefined) this.#join(`${name}.${member}`, to ?? '');
        else {
          if (column !== member) this.#join(`${name}.${column}`, `${name}.${member}.id`);
          if (to !== undefined) this.#join(`${name}.${column}`, to);
          // Hiding the key also hides the id in it, on both sides.
          if (key !== undefined && to !== undefined)
            for (const path of [`${name}.${key}`, fieldBeside(to, 'record_key')]) this.#join(path, to);
        }
        if (to === undefined) continue;
        for (const word of [type ?? member.replace(/\.id$/, ''), column ?? ''])
          this.#call(word.split('.').at(-1) ?? '', to);
      }
      for (const [member, mentioned] of Object.entries(mentions)) {
        this.#mentions.set(`${name}.${member}`, mentioned);
        for (const to of mentioned) this.#join(to, to);
      }
    }
    for (const word of PEOPLE_WORDS) this.#call(word, PEOPLE);
  }

  /** All paths that hold ids. */
  get paths(): Iterable<string> {
    return new Set([...this.#parents.keys(), ...[...this.#things.values()].flatMap((ids) => [...ids])]);
  }

  /** A text that is equal for paths that hold the same ids; undefined for a path that holds none. */
  of(path: string): string | undefined {
    const parent = this.#parents.get(path);
    return parent === undefined || parent === path ? parent : this.of(parent);
  }

  /** The ids that the text at a path contains among other things. Hiding the text does not hide them elsewhere. */
  mentionedAt(path: string): string[] {
    return (this.#mentions.get(path) ?? []).map((to) => this.of(to) ?? to);
  }

  /** What a user-chosen name implies about ids: `employment.supervisor_id`, `Supervisor ID`, `office`. */
  namedBy(text: string): NamedIds {
    const words = wordsOf(text);
    const last = words.at(-1) ?? '';
    if (last.endsWith('id') && this.#things.has(last.slice(0, -2))) words.splice(-1, 1, last.slice(0, -2), ID);
    const at = words.indexOf(ID);
    if (at === -1) return { isId: false, ids: this.#thingAtEndOf(words), isBare: false };
    const before = this.#thingAtEndOf(words.slice(0, at));
    const ids = before.length > 0 ? before : this.#thingAtEndOf(words.slice(at + 1));
    return { isId: true, ids, isBare: words.length === 1 };
  }

  /** True if the ids are those of people. */
  arePeople(ids: readonly string[]): boolean {
    const people = this.of(PEOPLE) ?? PEOPLE;
    return ids.some((id) => (this.of(id) ?? id) === people);
  }

  /** `employment cost center` is a cost center. */
  #thingAtEndOf(words: readonly string[]): string[] {
    for (const from of words.keys()) {
      const found = this.#things.get(singular(words.slice(from).join('_')));
      if (found) return [...found];
    }
    return [];
  }

  #call(word: string, id: string): void {
    const thing = singular(word.replace(/_?ids?$/, ''));
    if (thing !== '' && !/_v\d$/.test(thing)) this.#things.set(thing, (this.#things.get(thing) ?? new Set()).add(id));
  }

  #join(one: string, other: string): void {
    for (const path of [one, other]) if (!this.#parents.has(path)) this.#parents.set(path, path);
    this.#parents.set(this.of(one) ?? one, this.of(other) ?? other);
  }
}

const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/s$/, '');

/** The words of a name in lowercase, without accents and without the numbers that make equal names unique. */
function wordsOf(text: string): string[] {
  const words = fold(text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/^(v?\d+|number|nr|no)$/.test(word));
  return words.map((word) => (ID_WORDS.includes(word) ? ID : word));
}
