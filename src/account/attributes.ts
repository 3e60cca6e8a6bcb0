import { listOf } from '../convert.ts';
import { isKey, isObject, type Row, scalarText, textOf } from '../row.ts';
import { EmployeeAttributes } from '../streams/employees.ts';
import { isClosed } from '../streams/failure.ts';
import type { Api, Stream } from '../streams/stream.ts';

/** An attribute that only this account has, as Personio describes it. */
export interface Attribute {
  /**
   * Personio's own id, `dynamic_123`. The label does not identify it: two attributes may share one, and people change
   * it.
   */
  readonly id: string;
  readonly label: string | undefined;
  /** Personio's stable name for an attribute that many accounts have, `iban`. */
  readonly universalId?: string | undefined;
  /** The names of the columns made from it. */
  readonly columns?: readonly string[] | undefined;
  /** All of Personio's types that were seen, from either API version. Undefined if only the rows have them. */
  readonly types: readonly string[] | undefined;
  readonly options: readonly string[];
}

/** Number of rows that are searched for attributes if Personio does not list them. */
const SAMPLE = 500;

export interface AttributeQuery {
  /** The attributes that every account has, which are excluded. */
  readonly system?: readonly string[];
  /**
   * Whether to search rows, too: API v2 may use ids that v1 does not list, and shows their types. Otherwise listed
   * attributes have no type.
   */
  readonly alsoInRows: boolean;
}

interface FoundAttributes {
  readonly attributes: readonly Attribute[];
  /** Personio's own list, the stream's first rows if the list is refused, or none if both are. */
  readonly source: 'list' | 'rows' | 'none';
}

/**
 * Finds the account's attributes. Throws ApiError for anything but a refusal, so that columns do not vanish
 * temporarily.
 */
export async function exploreAttributes(
  stream: Stream,
  { system = [], alsoInRows }: AttributeQuery,
  api: Api,
): Promise<FoundAttributes> {
  const own = (await listAttributes(api))?.filter(({ id }) => !system.includes(id));
  if (own && stream.attributes.columns === 'members') return { attributes: own, source: 'list' };
  if (own && !alsoInRows)
    return { attributes: own.map((attribute) => ({ ...attribute, types: undefined })), source: 'list' };
  const found = await unlessClosed(sampled(stream, api, own ?? []));
  if (own) return { attributes: found ?? own, source: 'list' };
  if (!found) return { attributes: [], source: 'none' };
  return {
    attributes: found.filter(({ id }) => stream.attributes.columns === 'listed' || !system.includes(id)),
    source: 'rows',
  };
}

/** The attributes that are released to the credential, from Personio's own list; undefined if that is refused. */
export async function listAttributes(api: Api): Promise<Attribute[] | undefined> {
  const known = await unlessClosed(listed(api));
  return known && merged(known);
}

/** A warning about the source of a stream's attributes. */
export function sourceWarning(source: FoundAttributes['source']): string | undefined {
  if (source === 'rows')
    return `the API credential may not list attributes ("${new EmployeeAttributes().scope}"), so columns come from the first ${SAMPLE} rows.`;
  if (source === 'none')
    return 'the API credential may read neither attributes nor rows, so only the fixed columns are offered.';
  return undefined;
}

/** One attribute per id, ignoring case: the same one may be listed twice. */
function merged(attributes: readonly Attribute[]): Attribute[] {
  const byId = new Map<string, Attribute>();
  for (const attribute of attributes) {
    const id = attribute.id.toLowerCase();
    const first = byId.get(id) ?? attribute;
    byId.set(id, {
      ...first,
      label: first.label ?? attribute.label,
      universalId: first.universalId ?? attribute.universalId,
      types: [...new Set([...(first.types ?? []), ...(attribute.types ?? [])])],
      options: first.options.length > 0 ? first.options : attribute.options,
    });
  }
  return [...byId.values()];
}

/** Undefined if the request is refused. */
async function unlessClosed(asked: Promise<Attribute[]>): Promise<Attribute[] | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isClosed(error)) return undefined;
    throw error;
  }
}

/** Personio's own list. */
async function listed(api: Api): Promise<Attribute[]> {
  const stream = new EmployeeAttributes();
  const found: Attribute[] = [];
  for await (const { rows } of stream.pages(api, stream.whole())) {
    for (const { key, label, type, options, universal_id: universalId } of rows) {
      if (typeof key !== 'string' || key === '') continue;
      found.push({
        id: key,
        label: textOf(label),
        universalId: textOf(universalId),
        types: [textOf(type) ?? ''],
        options: (listOf(options) ?? []).map(scalarText),
      });
    }
  }
  return found;
}

/** An attribute, and what the rows show about it. */
interface Sighting {
  readonly attribute: Attribute;
  readonly isNew: boolean;
  label: string | undefined;
  readonly types: Set<string>;
}

/**
 * The known attributes and those found only in the first rows. A type from the rows takes precedence over the list,
 * because v1 has no type for flags. If the first rows show nothing new, no others are requested.
 */
async function sampled(stream: Stream, api: Api, known: readonly Attribute[]): Promise<Attribute[]> {
  const sightings = new Map<string, Sighting>();
  const add = (attribute: Attribute, isNew: boolean): Sighting => {
    const sighting = { attribute, isNew, label: attribute.label, types: new Set<string>() };
    sightings.set(attribute.id.toLowerCase(), sighting);
    return sighting;
  };
  for (const attribute of known) add(attribute, false);
  let seen = 0;
  for await (const { rows } of stream.pages(api, stream.whole())) {
    for (const row of rows) {
      for (const { id, global_id: number, label, type } of attributesOf(row)) {
        if (id === undefined || id === null) continue;
        const own = scalarText(id);
        const sighting =
          namesOf(own, number)
            .map((name) => sightings.get(name))
            .find((each) => each !== undefined) ?? add({ id: own, label: undefined, types: [], options: [] }, true);
        sighting.label ??= textOf(label);
        const kind = textOf(type);
        if (kind !== undefined && kind.toLowerCase() !== 'unspecified') sighting.types.add(kind);
      }
    }
    seen += rows.length;
    const all = [...sightings.values()];
    if (seen >= SAMPLE || all.every(({ isNew, types }) => !isNew && types.size > 0)) break;
  }
  return [...sightings.values()].map(({ attribute, label, types }) => ({
    ...attribute,
    label,
    types: types.size > 0 ? [...types].sort() : attribute.types,
  }));
}

/**
 * The names by which an attribute in a row may be known: its own id, or the number of its key with or without the
 * prefix.
 */
function namesOf(id: string, number: unknown): string[] {
  const numbers = isKey(number) ? [scalarText(number), `dynamic_${scalarText(number)}`] : [];
  return [id, ...numbers].map((name) => name.toLowerCase());
}

/** The attributes of a person (v2: a list) or an employee (v1: wrappers by key). */
function attributesOf(row: Row): Row[] {
  if (Array.isArray(row.custom_attributes)) return row.custom_attributes.filter(isObject);
  if (!isObject(row.attributes)) return [];
  return Object.entries(row.attributes).map(([id, wrapper]) => ({
    ...(isObject(wrapper) && { label: wrapper.label, type: wrapper.type }),
    id,
  }));
}
