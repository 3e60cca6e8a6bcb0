import { isKey, isObject, type Row, scalarText, textOf } from '../read/row.ts';
import { isGone, isRefusal } from '../streams/failure.ts';
import type { Api, Stream } from '../streams/stream.ts';
import type { Attribute } from './attributes.ts';

/** So many rows show which attributes there are, where Personio does not tell. */
const SAMPLE = 500;

/** Told which way the attributes of a stream were found. */
export type Tell = (message: string) => Promise<void>;

export interface AttributeSources {
  /** The stream whose columns are wanted. */
  readonly stream: Stream;
  /** v1's list of attributes. */
  readonly attributes: Stream;
  /** API v2 may know attributes by ids that the list of v1 does not have: look for them in rows, too. */
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
  tell: Tell,
): Promise<Attribute[]> {
  let known: Attribute[] | undefined;
  try {
    known = (await listed(attributes, api)).filter(({ id }) => !system.includes(id));
  } catch (error) {
    if (!isClosed(error)) throw error;
  }
  try {
    if (known && (stream.attributes === 'members' || !alsoInRows)) return known;
    const ids = new Set(known?.map(({ id }) => id));
    const found = await sampled(stream, api, (attribute) => isKnown(attribute, ids));
    if (known) return [...known, ...found];
    await tell(
      `${stream.name}: the API credential may not list attributes ("${attributes.scope}"), so its columns come from its first ${SAMPLE} rows.`,
    );
    return found.filter(({ id }) => stream.attributes === 'listed' || !system.includes(id));
  } catch (error) {
    if (!isClosed(error)) throw error;
    if (known) return known;
    await tell(
      `${stream.name}: the API credential may read neither attributes nor rows, so only the fixed columns are offered.`,
    );
    return [];
  }
}

/** True for an attribute in a row that stands in the list: under its own id, or with the number of its key. */
function isKnown({ id, global_id: number }: Row, ids: ReadonlySet<string>): boolean {
  const has = (value: unknown) => value !== undefined && value !== null && ids.has(scalarText(value));
  return has(id) || has(number) || (isKey(number) && ids.has(`dynamic_${scalarText(number)}`));
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
        options: Array.isArray(options) ? options.map(String) : [],
      });
    }
  }
  return found;
}

/** What the first rows have and nobody knows yet; where the first page has nothing new, the others are not asked for. */
async function sampled(stream: Stream, api: Api, isKnown: (attribute: Row) => boolean): Promise<Attribute[]> {
  const found = new Map<string, { label: string | undefined; types: Set<string> }>();
  let seen = 0;
  for await (const { rows } of stream.pages(api, stream.whole())) {
    for (const row of rows) {
      for (const attribute of attributesOf(row)) {
        const { id, label, type } = attribute;
        if (id === undefined || id === null || isKnown(attribute)) continue;
        const key = scalarText(id);
        const known = found.get(key) ?? { label: undefined, types: new Set() };
        known.label ??= textOf(label);
        const kind = textOf(type);
        if (kind !== undefined && kind.toLowerCase() !== 'unspecified') known.types.add(kind);
        found.set(key, known);
      }
    }
    seen += rows.length;
    if (seen >= SAMPLE || found.size === 0) break;
  }
  return [...found].map(([id, { label, types }]) => ({ id, label, types: [...types].sort(), options: [] }));
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
