import { listOf } from '../convert.ts';
import { isKey, isObject, type Row, scalarText, textOf } from '../row.ts';
import { isGone, isRefusal } from '../streams/failure.ts';
import type { Api, Stream } from '../streams/stream.ts';
import type { Attribute } from './attribute_columns.ts';

/** So many rows show which attributes there are, where Personio does not tell. */
const SAMPLE = 500;

/** Told which way the attributes of a stream were found. */
export type Warn = (message: string) => Promise<void>;

export interface AttributeSources {
  /** The stream whose columns are wanted. */
  readonly stream: Stream;
  /** v1's list of attributes. */
  readonly attributes: Stream;
  /**
   * API v2 may know attributes by ids that the list of v1 does not have, and says their types: look for them in rows, too.
   * Otherwise the attributes that the list has go without a type.
   */
  readonly alsoInRows: boolean;
}

/**
 * Asks which attributes the account has beside the `system` ones, which every account has: Personio's own list or, where
 * that is refused, the first rows of the stream. Throws ApiError for anything but a refusal, lest columns vanish for a
 * night.
 */
export async function exploreAttributes(
  { stream, attributes, alsoInRows }: AttributeSources,
  system: readonly string[],
  api: Api,
  warn: Warn,
): Promise<Attribute[]> {
  let known: Attribute[] | undefined;
  try {
    known = merged((await listed(attributes, api)).filter(({ id }) => !system.includes(id)));
  } catch (error) {
    if (!isClosed(error)) throw error;
  }
  try {
    if (known && stream.attributes === 'members') return known;
    if (known && !alsoInRows) return known.map((attribute) => ({ ...attribute, types: undefined }));
    const found = await sampled(stream, api, known ?? []);
    if (known) return found;
    await warn(
      `${stream.name}: the API credential may not list attributes ("${attributes.scope}"), so its columns come from its first ${SAMPLE} rows.`,
    );
    return found.filter(({ id }) => stream.attributes === 'listed' || !system.includes(id));
  } catch (error) {
    if (!isClosed(error)) throw error;
    if (known) return known;
    await warn(
      `${stream.name}: the API credential may read neither attributes nor rows, so only the fixed columns are offered.`,
    );
    return [];
  }
}

/** One attribute for each id, whatever its capitals: the same one may be listed twice. */
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

/** An old account may not have the endpoint at all. */
const isClosed = (error: unknown): boolean => isRefusal(error) || isGone(error);

/** Personio's own list. */
export async function listed(stream: Stream, api: Api): Promise<Attribute[]> {
  const found: Attribute[] = [];
  for await (const { rows } of stream.pages(api, stream.whole())) {
    for (const row of rows) {
      const { key, label, type, options, universal_id: universalId } = row;
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

/** An attribute, and what the rows say of it. */
interface Sighting {
  readonly attribute: Attribute;
  readonly isNew: boolean;
  label: string | undefined;
  readonly types: Set<string>;
}

/**
 * The known attributes and those that only the first rows have. The type that a row says counts for more than that of the
 * list: v1 has no word for flags. Where the first rows have nothing new to say, the others are not asked for.
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

/** The names under which an attribute in a row may be known: its own id, or the number of its key with or without the prefix. */
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
