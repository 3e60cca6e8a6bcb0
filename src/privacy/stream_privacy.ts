import { fixedSchema } from '../account/available.ts';
import { columnCountOf, isAccountColumn, withColumnCount, withoutOptions } from '../account/columns.ts';
import type { ReportColumn } from '../account/report_columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import { isKey, isObject, type Row, scalarText } from '../row.ts';
import type { Stream } from '../streams/stream.ts';
import { dayOf } from '../times.ts';
import type { Policy } from './policy.ts';
import { plainStep, type Step, type Treatment } from './rules.ts';

/** So many different paths or attributes are remembered; beyond them each is decided anew. */
const MOST_REMEMBERED = 20_000;
/** Members of an attribute's entry that tell which it is, and nothing of a person. */
const ENTRY_NAMES = ['id', 'attribute_id', 'global_id', 'label', 'type', 'data_type'];
/** The member of an entry that holds the id of what `value` names. */
const ENTITY_ID = 'entity_id';

const UUID = '[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}';
const ID = new RegExp(`^(\\d+|${UUID})$`, 'i');
/** Text that is an id, or may hold one beside a name or in JSON. */
const HOLDS_ID = new RegExp(`^\\s*(\\d+(\\.0+)?\\s*$|[{[])|\\d{4}|${UUID}`, 'i');
/** Members that hold ids, those of options among them. */
const NAMES_OF_IDS = /^(key|id)$|_id$/i;

/** For the log: no name and no label, since those may be what is to be kept back. */
export const withheldColumns = (stream: string, count: number): string =>
  `${stream}: columns or attributes that do not leave because it is unclear whether a privacy rule means them: ${count}. The account does not list them, they have no name, or they hold ids of something unknown.`;

/** A place in the rows of a stream, and what is done there. */
interface Place {
  readonly path: readonly Step[];
  readonly treatment: Treatment | undefined;
  readonly inside: Map<string, Place>;
  /** No schema knows it: it leaves in `additional_fields`. */
  readonly isUnknown: boolean;
  /** Where it is a list of attributes, the member of each that tells which it is. */
  readonly idMember?: string | undefined;
}

/** An attribute as it stood in the last entry with its id. */
interface KnownEntry extends EntryTreatment {
  readonly globalId: unknown;
  readonly label: unknown;
}

interface EntryTreatment {
  readonly treatment: Treatment | undefined;
  /** Of single members, where that differs. */
  readonly members: Readonly<Record<string, Treatment>> | undefined;
}

/** What the policy means for one stream: for its schema, and for each of its rows. */
export class StreamPrivacy {
  readonly #stream: Stream;
  readonly #policy: Policy;
  readonly #schema: JsonSchema;
  readonly #root: Place = { path: [], treatment: undefined, inside: new Map(), isUnknown: false };
  /** By id; one whose other names change is decided anew. */
  readonly #entries = new Map<unknown, KnownEntry>();
  readonly #rowsAreEntries: string | undefined;
  /** A report's columns, by member. */
  #columns: ReadonlyMap<string, ReportColumn> = new Map();
  #columnsText = '';
  /** What does not leave because nobody can say what it is. */
  readonly #withheld = new Set<unknown>();
  /** What every account has of the stream. */
  readonly #fixed: ReadonlySet<string>;
  #remembered = 0;

  /** `schema` is what the stream would offer without a policy. */
  constructor(stream: Stream, policy: Policy, schema: JsonSchema) {
    this.#stream = stream;
    this.#policy = policy;
    this.#schema = schema;
    this.#rowsAreEntries = stream.attributeLists[''];
    this.#fixed = new Set(stream.attributes ? Object.keys(fixedSchema(stream).properties ?? {}) : []);
  }

  /** The columns that a report has now, by the members that they become: they decide, not what a catalog says. */
  declare(columns: ReadonlyMap<string, ReportColumn>): void {
    const text = JSON.stringify([...columns]);
    if (text === this.#columnsText) return;
    this.#columnsText = text;
    this.#columns = columns;
    this.#root.inside.clear();
  }

  /** How many columns and attributes do not leave because it is not clear whether a rule means them. */
  get withheld(): number {
    return this.#withheld.size;
  }

  /** What is offered: without what is dropped; what is hashed is text and says so. */
  get schema(): JsonSchema {
    const schema = this.#treated(this.#schema, this.#root);
    if (!this.#policy.dropsUnknown) return schema;
    const { additional_fields: _, ...properties } = schema.properties ?? {};
    return { ...schema, properties };
  }

  /** Treats a row in place; false if it does not leave at all. */
  apply(row: Row): boolean {
    const { attributeKey } = this.#stream;
    // An attribute's options are values that people have: those that are hidden there are hidden here.
    if (attributeKey !== undefined) {
      const attribute = this.#policy.names.ofEntry(row, attributeKey, 'reported');
      if (this.#policy.treatmentOfAttribute(attribute)) row.options = null;
    }
    if (this.#rowsAreEntries === undefined) {
      this.#applyInside(row, this.#root);
      return true;
    }
    const { treatment } = this.#treatmentOfEntry(row, this.#rowsAreEntries);
    if (treatment === 'drop') return false;
    const { value } = row;
    // Other rules may mean the value, too: what is hashed twice joins with nothing.
    if (treatment !== undefined) row.value = undefined;
    this.#applyInside(row, this.#root);
    if (treatment !== undefined && this.#place(this.#root, 'value').treatment !== 'drop')
      row.value = asText(this.#treatedValue(value, treatment, this.#place(this.#root, 'value')));
    return true;
  }

  /** A value of the stream's member as it may be shown. */
  shown(name: string, value: string): string {
    const { treatment } = this.#place(this.#root, name);
    if (treatment === undefined) return value;
    return treatment === 'hash' ? this.#policy.hasher.text(value) : '…';
  }

  #applyInside(holder: Row, place: Place): void {
    for (const name in holder) {
      const value = holder[name];
      if (value === undefined) continue;
      const at = this.#place(place, name);
      if (value === null) {
        if (at.treatment === 'drop') holder[name] = undefined;
      } else if (at.idMember !== undefined && Array.isArray(value)) holder[name] = this.#treatedEntries(value, at);
      else if (at.treatment !== undefined)
        // Its name may be an id that nobody expects there.
        holder[name] = at.isUnknown && ID.test(name) ? undefined : this.#treatedValue(value, at.treatment, at);
      else if (typeof value === 'object') this.#applyToContainer(value, at);
    }
  }

  #applyToContainer(value: object, place: Place): void {
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object' && item !== null) this.#applyToContainer(item, place);
    } else if (isObject(value)) this.#applyInside(value, place);
  }

  /** A list of attributes: rules for the list and its members hold, and beside them those for each attribute. */
  #treatedEntries(list: readonly unknown[], place: Place): unknown {
    if (place.treatment === 'drop') return undefined;
    const left: unknown[] = [];
    for (const entry of list) {
      const own = isObject(entry) ? this.#treatmentOfEntry(entry, place.idMember ?? '') : undefined;
      if (own?.treatment === 'drop') continue;
      if (place.treatment !== undefined) left.push(this.#treatedValue(entry, place.treatment, place));
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
      const at = this.#place(place, name);
      const own = ENTRY_NAMES.includes(name) ? undefined : (treatment ?? members?.[name]);
      const goesByPlace = at.treatment === 'drop' || own === undefined || own === 'hash ids';
      const wanted = goesByPlace ? (at.treatment ?? own) : own;
      if (wanted !== undefined) entry[name] = this.#treatedValue(value, wanted, at);
      else if (typeof value === 'object' && value !== null) this.#applyToContainer(value, at);
    }
  }

  #treatedValue(value: unknown, treatment: Treatment, place: Place): unknown {
    if (treatment === 'drop') return undefined;
    if (treatment === 'hash ids') return this.#withHashedIds(value);
    return treatment === 'hash' ? this.#hashed(value, place) : yearOf(value);
  }

  /** Leaf by leaf; what is dropped from inside a hashed member leaves no hash either. */
  #hashed(value: unknown, place: Place): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#hashed(item, place));
    if (!isObject(value)) return this.#policy.hasher.value(value);
    for (const name of Object.keys(value)) {
      const at = this.#place(place, name);
      const hashed = at.treatment === 'drop' ? undefined : this.#hashed(value[name], at);
      // Some objects have ids for names.
      const isId = ID.test(name);
      value[name] = isId ? undefined : hashed;
      if (isId) value[this.#policy.hasher.text(name)] = hashed;
    }
    return value;
  }

  /** What may be a name or an id: a name stays. */
  #withHashedIds(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#withHashedIds(item));
    if (isObject(value)) {
      for (const name in value)
        value[name] = NAMES_OF_IDS.test(name)
          ? this.#policy.hasher.value(value[name])
          : this.#withHashedIds(value[name]);
      return value;
    }
    const stays = typeof value === 'string' ? !HOLDS_ID.test(value) : typeof value === 'boolean';
    return stays ? value : this.#policy.hasher.value(value);
  }

  #treatmentOfEntry(entry: Row, idMember: string): EntryTreatment {
    const id = entry[idMember];
    const { global_id: globalId, label } = entry;
    const known = this.#entries.get(id);
    if (known && known.globalId === globalId && known.label === label) return known;
    const isOfReport = this.#rowsAreEntries === undefined && this.#stream.attributes === undefined;
    const step = this.#policy.names.ofEntry(entry, idMember, isOfReport ? 'reported' : 'own');
    const treatment = this.#ofAttribute(id, step);
    const decided = { globalId, label, treatment, members: isOfReport ? this.#membersOf(id, step) : undefined };
    if (known || this.#mayRemember()) this.#entries.set(id, decided);
    return decided;
  }

  /** Reports have attributes that refer to people and things: their ids, and the names of people. */
  #membersOf(id: unknown, step: Step): Record<string, Treatment> | undefined {
    const texts = [...step.names.slice(0, 1), ...step.labels];
    const { treatment: value, isPerson } = this.#policy.idsNamed(texts);
    const { treatment: entity } = this.#policy.idsNamed(texts.map((text) => `${text} id`));
    const name = isPerson ? this.#policy.treatmentOfPersonsName(this.#stream, step) : undefined;
    const members: Record<string, Treatment> = {};
    for (const [member, wanted] of [
      ['value', name ?? value],
      [ENTITY_ID, entity],
    ] as const) {
      if (wanted !== undefined) members[member] = this.#kept(id, wanted);
    }
    return Object.keys(members).length > 0 ? members : undefined;
  }

  #ofAttribute(name: unknown, step: Step): Treatment | undefined {
    const treatment = this.#policy.treatmentOf(this.#stream, [step]);
    return treatment === 'drop' && this.#policy.isUnclear(this.#stream, step)
      ? this.#kept(name, 'withhold')
      : treatment;
  }

  #kept(name: unknown, treatment: Treatment | 'withhold'): Treatment {
    if (treatment !== 'withhold') return treatment;
    if (this.#withheld.size < MOST_REMEMBERED) this.#withheld.add(name);
    return 'drop';
  }

  #place(holder: Place, name: string): Place {
    const known = holder.inside.get(name);
    if (known) return known;
    const isTop = holder.path.length === 0;
    const schema = isTop ? this.#schema.properties?.[name] : undefined;
    const path = [...holder.path, isTop ? this.#columnStep(name, schema) : plainStep(name)];
    const isUnknown = isTop ? schema === undefined : holder.isUnknown;
    const column = isTop ? this.#columns.get(name) : undefined;
    const treatment = column
      ? this.#treatmentOfColumn(name, column, isUnknown)
      : (this.#treatmentAt(path, isUnknown) ??
        (isTop ? this.#treatmentOfBareId(name, schema) : undefined) ??
        (isUnknown ? this.#treatmentOfUnknown(path) : undefined));
    const idMember = isTop ? this.#stream.attributeLists[name] : undefined;
    const place = { path, treatment, inside: new Map(), isUnknown, idMember };
    if (this.#mayRemember()) holder.inside.set(name, place);
    return place;
  }

  /** Some tools keep no more of a column than its name and type. */
  #columnStep(name: string, schema: JsonSchema | undefined): Step {
    const { names } = this.#policy;
    const { attributes } = this.#stream;
    const mayBeOwn = attributes === 'members' || (attributes === 'listed' && schema !== undefined);
    return mayBeOwn && !isAccountColumn(schema) && !this.#fixed.has(name)
      ? names.ofMember(name)
      : names.ofColumn(name, schema);
  }

  #treatmentOfColumn(name: string, column: ReportColumn, isUnknown: boolean): Treatment | undefined {
    const names = this.#policy.names.ofReportColumn(name, column);
    const treatment = this.#policy.treatmentOfColumn(this.#stream, names, (step) =>
      this.#treatmentAt([step], isUnknown),
    );
    return treatment && this.#kept(name, treatment);
  }

  /** A member that is nothing but an id, as some of v1 are, goes the way of its column. */
  #treatmentOfBareId(name: string, schema: JsonSchema | undefined): Treatment | undefined {
    const isBare = !['object', 'array'].some((type) => schema?.type?.includes(type));
    const column = this.#stream.references.find(({ member }) => member === name)?.column;
    if (!isBare || column === undefined || column === name) return undefined;
    return this.#policy.treatmentOf(this.#stream, [plainStep(column)]);
  }

  /** A member that no schema knows may refer to people and things: by its name alone. */
  #treatmentOfUnknown(path: readonly Step[]): Treatment | undefined {
    const name = path.map(({ names }) => names[0]).join('.');
    const { treatment } = this.#policy.idsNamed([name]);
    return treatment && this.#kept(name, treatment);
  }

  /** What no schema knows leaves in `additional_fields`: rules may mean it there, too. */
  #treatmentAt(path: readonly Step[], isUnknown: boolean): Treatment | undefined {
    const rest = plainStep('additional_fields');
    const paths = isUnknown ? [path, [rest], [rest, ...path]] : [path];
    const treatments = paths.map((each) => this.#policy.treatmentOf(this.#stream, each));
    return treatments.find((each) => each === 'drop') ?? treatments.find((each) => each !== undefined);
  }

  #mayRemember(): boolean {
    return ++this.#remembered <= MOST_REMEMBERED;
  }

  #treated(schema: JsonSchema, place: Place): JsonSchema {
    if (schema.items) return { ...schema, items: this.#treated(schema.items, place) };
    if (!schema.properties) return schema;
    const properties: [string, JsonSchema][] = [];
    let dropped = 0;
    for (const [name, inner] of Object.entries(schema.properties)) {
      const at = this.#place(place, name);
      if (at.treatment === 'drop') {
        if (isAccountColumn(inner)) dropped++;
      } else if (at.treatment === 'hash')
        properties.push([name, this.#hashedSchema(this.#treated(inner, at), 'Hashed')]);
      else if (at.treatment === 'hash ids')
        properties.push([name, this.#hashedSchema(this.#treated(inner, at), 'Ids are hashed')]);
      else if (at.treatment === 'year') properties.push([name, yearSchema(inner)]);
      else properties.push([name, this.#treated(inner, at)]);
    }
    return { ...schema, properties: recounted(Object.fromEntries(properties), dropped) };
  }

  #hashedSchema(schema: JsonSchema, what: string): JsonSchema {
    // An account's column lists its options, and these are its values.
    const said = withoutOptions(schema.description ?? '');
    const description = `${what} with the key ${this.#policy.hasher.keyId}. ${said}`.trim();
    return { ...hashedTypes(schema), description };
  }
}

/** A later read tells by the number of an account's columns whether it was given all that are offered. */
function recounted(properties: Record<string, JsonSchema>, dropped: number): Record<string, JsonSchema> {
  const { additional_fields: rest } = properties;
  const count = columnCountOf(rest);
  return count === undefined
    ? properties
    : { ...properties, additional_fields: withColumnCount(rest, count - dropped) };
}

/** Text wherever a leaf was; objects and lists stay what they are. */
function hashedTypes(schema: JsonSchema): JsonSchema {
  const { format: _, airbyte_type: __, items, properties, ...rest } = schema as JsonSchema & { airbyte_type?: string };
  const types = [...new Set(([] as string[]).concat((schema.type ?? []) as string[]).map(hashedType))];
  return {
    ...rest,
    ...(types.length > 0 && { type: types.length === 1 ? types[0] : types }),
    ...(items && { items: hashedTypes(items) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, hashedTypes(inner)])),
    }),
  } as JsonSchema;
}

const hashedType = (type: string): string => (['null', 'object', 'array'].includes(type) ? type : 'string');

function yearSchema({ title, description = '' }: JsonSchema): JsonSchema {
  return {
    type: ['null', 'integer'],
    ...(title !== undefined && { title }),
    description: `The year only. ${description}`.trim(),
  };
}

/** Where rows are attributes, all their values are text. */
const asText = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);

/** The year of a day; nothing of what cannot be read as one. */
function yearOf(value: unknown): unknown {
  const text = dayOf(value) ?? (isKey(value) ? scalarText(value) : '');
  const year = /^(\d{4})(?:-|$)/.exec(text)?.[1];
  return year === undefined ? null : Number(year);
}
