import type { JsonSchema } from '../protocol.ts';
import { isObject, type Row } from '../read/row.ts';
import type { Stream } from '../streams/stream.ts';
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
}

/** What the policy means for one stream: for its schema, and for each of its rows. */
export class StreamPrivacy {
  readonly #stream: Stream;
  readonly #policy: Policy;
  readonly #schema: JsonSchema;
  readonly #root: Place = { path: [], treatment: undefined, inside: new Map() };
  readonly #entries = new Map<string, Treatment | undefined>();
  readonly #listMembers: readonly (readonly [string, string])[];
  readonly #rowsAreEntries: string | undefined;
  #remembered = 0;

  /** `schema` is what the stream would offer without a policy. */
  constructor(stream: Stream, policy: Policy, schema: JsonSchema) {
    this.#stream = stream;
    this.#policy = policy;
    this.#schema = schema;
    this.#listMembers = Object.entries(stream.attributeLists).filter(([member]) => member !== '');
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
    if (this.#rowsAreEntries !== undefined) {
      const treatment = this.#treatmentOfEntry(row, this.#rowsAreEntries);
      if (treatment === 'drop') return false;
      if (treatment !== undefined) row.value = this.#treatedValue(row.value, treatment);
    }
    for (const [member, idMember] of this.#listMembers) {
      const list = row[member];
      if (Array.isArray(list)) row[member] = list.filter((entry) => this.#applyToEntry(entry, idMember));
    }
    this.#applyInside(row, this.#root);
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
      if (value === undefined || value === null) continue;
      const at = this.#place(place, name);
      if (at.treatment !== undefined) holder[name] = this.#treatedValue(value, at.treatment);
      else if (typeof value === 'object') this.#applyToContainer(value, at);
    }
  }

  #applyToContainer(value: object, place: Place): void {
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object' && item !== null) this.#applyToContainer(item, place);
    } else if (isObject(value)) this.#applyInside(value, place);
  }

  #applyToEntry(entry: unknown, idMember: string): boolean {
    const treatment = isObject(entry) ? this.#treatmentOfEntry(entry, idMember) : undefined;
    if (treatment === 'drop') return false;
    if (treatment === undefined || !isObject(entry)) return true;
    for (const name in entry) {
      if (!ENTRY_NAMES.includes(name)) entry[name] = this.#treatedValue(entry[name], treatment);
    }
    return true;
  }

  #treatedValue(value: unknown, treatment: Treatment): unknown {
    if (treatment === 'drop') return undefined;
    return treatment === 'hash' ? this.#policy.hasher.value(value) : yearOf(value);
  }

  #treatmentOfEntry(entry: Row, idMember: string): Treatment | undefined {
    const face = `${entry[idMember]} ${entry.global_id} ${entry.label}`;
    if (this.#entries.has(face)) return this.#entries.get(face);
    const step = this.#policy.names.ofEntry(entry, idMember);
    const treatment = this.#policy.treatmentOf(this.#stream, [step]);
    if (this.#mayRemember()) this.#entries.set(face, treatment);
    return treatment;
  }

  #place(holder: Place, name: string): Place {
    const known = holder.inside.get(name);
    if (known) return known;
    const isTop = holder.path.length === 0;
    const schema = isTop ? this.#schema.properties?.[name] : undefined;
    const path = [...holder.path, isTop ? this.#policy.names.ofColumn(name, schema) : plainStep(name)];
    const treatment =
      this.#treatmentAt(path, isTop && schema === undefined) ??
      (isTop ? this.#treatmentOfBareId(name, schema) : undefined);
    const place = { path, treatment, inside: new Map() };
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
    const treatment = this.#policy.treatmentOf(this.#stream, path);
    if (treatment !== undefined || !isUnknown) return treatment;
    return (
      this.#policy.treatmentOf(this.#stream, [plainStep('additional_fields')]) ??
      this.#policy.treatmentOf(this.#stream, [plainStep('additional_fields'), ...path])
    );
  }

  #mayRemember(): boolean {
    return ++this.#remembered <= MOST_REMEMBERED;
  }

  #treated(schema: JsonSchema, place: Place): JsonSchema {
    if (schema.items) return { ...schema, items: this.#treated(schema.items, place) };
    if (!schema.properties) return schema;
    const properties: [string, JsonSchema][] = [];
    for (const [name, inner] of Object.entries(schema.properties)) {
      const at = this.#place(place, name);
      if (at.treatment === 'drop') continue;
      if (at.treatment === 'hash') properties.push([name, this.#hashedSchema(inner)]);
      else if (at.treatment === 'year') properties.push([name, yearSchema(inner)]);
      else properties.push([name, this.#treated(inner, at)]);
    }
    return { ...schema, properties: Object.fromEntries(properties) };
  }

  #hashedSchema(schema: JsonSchema): JsonSchema {
    const description = `Hashed with the key ${this.#policy.hasher.keyId}. ${schema.description ?? ''}`.trim();
    return { ...hashedTypes(schema), description };
  }
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

/** The year of a day; nothing of what cannot be read as one. */
function yearOf(value: unknown): unknown {
  const year = typeof value === 'string' ? /^(\d{4})(?:-|$)/.exec(value)?.[1] : undefined;
  return year === undefined ? null : Number(year);
}
