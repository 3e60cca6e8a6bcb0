import { type Attribute, listAttributes } from '../account/attributes.ts';
import { fixedSchema, systemAttributes } from '../account/available.ts';
import { columnName, namedColumns } from '../account/column_schemas.ts';
import type { Api } from '../http/api.ts';
import { isKey, isNone, type Row, scalarText } from '../row.ts';
import { EmployeeAttributes } from '../streams/employees.ts';
import type { Member, Members, Value } from './members.ts';
import { Reject } from './reject.ts';

/** Of version 1. Anything else is text, flags included: version 1 has no type for them. */
const KINDS: ReadonlyMap<string, Member['kind']> = new Map([
  ['integer', 'number'],
  ['decimal', 'number'],
  ['date', 'day'],
  ['tags', 'texts'],
]);

/** The custom attributes of people as members of a row, named as the source names their columns. */
export class PersonAttributes {
  readonly members: Members;
  readonly #options = new Map<string, ReadonlyMap<string, string>>();
  #clearsWithNull = false;
  /** By the names in lower case under which version 2 may show it. */
  readonly #byName = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  /** What people have been seen with, by its id in version 2. */
  readonly #seen = new Map<string, string | undefined>();
  readonly #listed: ReadonlySet<string>;

  /** `listed` is undefined if the credential may not list them. */
  constructor(listed: readonly Attribute[] | undefined, matchAttribute: string | undefined) {
    const system = new Set(systemAttributes());
    const own = (listed ?? []).filter(({ id }) => !system.has(id));
    const members: Record<string, Member> = {};
    for (const [member, { id, label, types, options }] of namedColumns(own, personColumns())) {
      const kind = KINDS.get(types?.[0]?.toLowerCase() ?? '') ?? 'text';
      const isText = kind === 'text' || kind === 'texts';
      members[member] = { kind, describe: `Custom attribute, "${label ?? id}".`, clearable: isText };
      if (isText && options.length > 0) this.#options.set(member, new Map(options.map((each) => [folded(each), each])));
      this.#byName.set(id.toLowerCase(), member);
      this.#ids.set(member, id);
    }
    this.#listed = new Set(Object.keys(members));
    if (matchAttribute !== undefined && !(matchAttribute in members)) {
      members[matchAttribute] = { kind: 'text', describe: "Custom attribute with the company's own id." };
      this.#byName.set(matchAttribute.toLowerCase(), matchAttribute);
      this.#ids.set(matchAttribute, matchAttribute);
    }
    this.members = members;
  }

  /** The member for an entry of a person's `custom_attributes`. */
  memberOf({ id, global_id: number }: Row): string | undefined {
    if (!isKey(id)) return undefined;
    const own = scalarText(id);
    if (!this.#seen.has(own)) this.#seen.set(own, this.#memberNamed(own, number));
    return this.#seen.get(own);
  }

  #memberNamed(id: string, number: unknown): string | undefined {
    const numbers = isKey(number) ? [`dynamic_${scalarText(number)}`, scalarText(number)] : [];
    const names = [id, columnName(id), ...numbers];
    const member = names.map((name) => this.#byName.get(name.toLowerCase())).find((each) => each !== undefined);
    // Writes need the id of version 2, which may differ from the key of version 1.
    if (member !== undefined) this.#ids.set(member, id);
    return member;
  }

  /** False if neither the list nor any person has it: it cannot tell people apart then. */
  isKnown(member: string): boolean {
    return this.#listed.has(member) || [...this.#seen.values()].includes(member);
  }

  /** The value as the attribute spells it. Throws Reject for one that is not among its options. */
  spelled(member: string, value: Value): Value {
    const options = this.#options.get(member);
    if (!options) return value;
    const spell = (text: string): string => {
      const option = options.get(folded(text));
      if (option === undefined)
        throw new Reject('bad_value', 'The value is not among the options of this attribute in Personio.', { member });
      return option;
    };
    return Array.isArray(value) ? value.map((each) => spell(each)) : spell(String(value));
  }

  /** The entry of a write. Null clears. */
  entry(member: string, value: Value | null): { id: string; value: string | readonly string[] | null } {
    const id = this.#ids.get(member) ?? member;
    if (value !== null) return { id, value: typeof value === 'object' ? value : String(value) };
    const empty = this.members[member]?.kind === 'texts' ? [] : '';
    return { id, value: this.#clearsWithNull ? null : empty };
  }

  /** How a value is cleared is not documented: what was refused is tried in the other way from now on. */
  clearOtherwise(): void {
    this.#clearsWithNull = !this.#clearsWithNull;
  }

  /** An own id for comparison: numbers may come with other digits. */
  ownId(member: string, value: unknown): string | undefined {
    if (isNone(value)) return undefined;
    const text = scalarText(value).trim();
    return this.members[member]?.kind === 'number' && !Number.isNaN(Number(text)) ? String(Number(text)) : text;
  }
}

const folded = (text: string): string => text.trim().toLowerCase();
const personColumns = (): string[] => Object.keys(fixedSchema({ name: 'persons' }).properties ?? {});

class Shared {
  #read: Promise<PersonAttributes> | undefined;

  read(api: Api, matchAttribute: string | undefined): Promise<PersonAttributes> {
    this.#read ??= listAttributes(api).then((listed) => new PersonAttributes(listed, matchAttribute));
    return this.#read;
  }
}

/** The account's attributes, listed once in a run. */
export const personAttributes = (api: Api, matchAttribute: string | undefined): Promise<PersonAttributes> =>
  api.learned(new EmployeeAttributes().path, Shared).read(api, matchAttribute);
