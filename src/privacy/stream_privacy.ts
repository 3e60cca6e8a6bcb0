import type { JsonSchema } from '../protocol.ts';
import { isKey, isObject, type Row, scalarText } from '../read/row.ts';
import type { Stream } from '../streams/stream.ts';
import { dayOf } from '../times.ts';
import { isAccountColumn } from './names.ts';
import type { Policy } from './policy.ts';
import { plainStep, type Step, type Treatment } from './rules.ts';

/** So many different paths or attributes are remembered; beyond them each is decided anew. */
const MOST_REMEMBERED = 20_000;
/** Members of an attribute's entry that tell which it is, and nothing of a person. */
const ENTRY_NAMES = ['id', 'attribute_id', 'global_id', 'label', 'type', 'data_type'];

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
interface KnownEntry {
  readonly globalId: unknown;
  readonly label: unknown;
  readonly treatment: Treatment | undefined;
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
  #remembered = 0;

  /** `schema` is what the stream would offer without a policy. */
  constructor(stream: Stream, policy: Policy, schema: JsonSchema) {
    this.#stream = stream;
    this.#policy = policy;
    this.#schema = schema;
    this.#rowsAreEntries = stream.attributeLists[''];
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
    if (attributeKey !== undefined && this.#policy.treatmentOfAttribute(this.#policy.names.ofEntry(row, attributeKey)))
      row.options = null;
    if (this.#rowsAreEntries === undefined) {
      this.#applyInside(row, this.#root);
      return true;
    }
    const treatment = this.#treatmentOfEntry(row, this.#rowsAreEntries);
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
      else if (at.treatment !== undefined) holder[name] = this.#treatedValue(value, at.treatment, at);
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
      if (own === 'drop') continue;
      if (place.treatment !== undefined) left.push(this.#treatedValue(entry, place.treatment, place));
      else {
        if (isObject(entry)) this.#applyToEntry(entry, own, place);
        left.push(entry);
      }
    }
    return left;
  }

  #applyToEntry(entry: Row, treatment: Treatment | undefined, place: Place): void {
    if (treatment !== undefined) {
      for (const name in entry) {
        const at = this.#place(place, name);
        const wanted = at.treatment === 'drop' || ENTRY_NAMES.includes(name) ? at.treatment : treatment;
        if (wanted !== undefined) entry[name] = this.#treatedValue(entry[name], wanted, at);
      }
    } else this.#applyInside(entry, place);
  }

  #treatedValue(value: unknown, treatment: Treatment, place: Place): unknown {
    if (treatment === 'drop') return undefined;
    return treatment === 'hash' ? this.#hashed(value, place) : yearOf(value);
  }

  /** Leaf by leaf; what is dropped from inside a hashed member leaves no hash either. */
  #hashed(value: unknown, place: Place): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#hashed(item, place));
    if (!isObject(value)) return this.#policy.hasher.value(value);
    for (const name in value) {
      const at = this.#place(place, name);
      value[name] = at.treatment === 'drop' ? undefined : this.#hashed(value[name], at);
    }
    return value;
  }

  #treatmentOfEntry(entry: Row, idMember: string): Treatment | undefined {
    const id = entry[idMember];
    const { global_id: globalId, label } = entry;
    const known = this.#entries.get(id);
    if (known && known.globalId === globalId && known.label === label) return known.treatment;
    const treatment = this.#policy.treatmentOf(this.#stream, [this.#policy.names.ofEntry(entry, idMember)]);
    if (known || this.#mayRemember()) this.#entries.set(id, { globalId, label, treatment });
    return treatment;
  }

  #place(holder: Place, name: string): Place {
    const known = holder.inside.get(name);
    if (known) return known;
    const isTop = holder.path.length === 0;
    const schema = isTop ? this.#schema.properties?.[name] : undefined;
    const path = [...holder.path, isTop ? this.#policy.names.ofColumn(name, schema) : plainStep(name)];
    const isUnknown = isTop ? schema === undefined : holder.isUnknown;
    const treatment = this.#treatmentAt(path, isUnknown) ?? (isTop ? this.#treatmentOfBareId(name, schema) : undefined);
    const idMember = isTop ? this.#stream.attributeLists[name] : undefined;
    const place = { path, treatment, inside: new Map(), isUnknown, idMember };
    if (this.#mayRemember()) holder.inside.set(name, place);
    return place;
  }

  /** A member that is nothing but an id, as some of v1 are, goes the way of its column. */
  #treatmentOfBareId(name: string, schema: JsonSchema | undefined): Treatment | undefined {
    const isBare = !['object', 'array'].some((type) => schema?.type?.includes(type));
    const column = this.#stream.references.find(({ member }) => member === name)?.column;
    if (!isBare || column === undefined || column === name) return undefined;
    return this.#policy.treatmentOf(this.#stream, [plainStep(column)]);
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
      } else if (at.treatment === 'hash') properties.push([name, this.#hashedSchema(this.#treated(inner, at))]);
      else if (at.treatment === 'year') properties.push([name, yearSchema(inner)]);
      else properties.push([name, this.#treated(inner, at)]);
    }
    return { ...schema, properties: recounted(Object.fromEntries(properties), dropped) };
  }

  #hashedSchema(schema: JsonSchema): JsonSchema {
    // An account's column lists its options, and these are its values.
    const told = (schema.description ?? '').replace(/ Options: .*(?= Personio's id: )/s, '');
    const description = `Hashed with the key ${this.#policy.hasher.keyId}. ${told}`.trim();
    return { ...hashedTypes(schema), description };
  }
}

/** A later read tells by the number of an account's columns whether it was given all that are offered. */
function recounted(properties: Record<string, JsonSchema>, dropped: number): Record<string, JsonSchema> {
  const { additional_fields: rest } = properties;
  if (dropped === 0 || rest?.description === undefined) return properties;
  const description = rest.description.replace(/\d+(?=\.$)/, (count) => `${Number(count) - dropped}`);
  return { ...properties, additional_fields: { ...rest, description } };
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
