import type { JsonSchema } from '../json_schema.ts';
import type { Attribute } from './attributes.ts';
import { describeAttribute } from './columns.ts';
import { RESERVED_WORDS } from './reserved_words.ts';

type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'list';

/** Personio's types, v1's and v2's; anything else is text. */
const COLUMN_TYPES: ReadonlyMap<string, ColumnType> = new Map([
  ['string', 'string'],
  ['int', 'integer'],
  ['integer', 'integer'],
  ['double', 'number'],
  ['decimal', 'number'],
  ['boolean', 'boolean'],
  ['date', 'date'],
  ['string_list', 'list'],
]);

const SCHEMAS: Readonly<Record<ColumnType, JsonSchema>> = {
  string: { type: ['null', 'string'] },
  integer: { type: ['null', 'integer'] },
  number: { type: ['null', 'number'] },
  boolean: { type: ['null', 'boolean'] },
  date: { type: ['null', 'string'], format: 'date' },
  list: { type: ['null', 'array'], items: { type: ['null', 'string'] } },
};

/**
 * The names of columns for attributes, see `columnName`. If two ids become one name, or a name is taken, later ones in
 * the order of the ids get `_2`, `_3`. The same attributes always give the same columns.
 */
export function namedColumns(attributes: readonly Attribute[], taken: Iterable<string>): [string, Attribute][] {
  const names = new Set(taken);
  const columns = [...attributes]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((attribute): [string, Attribute] => {
      const name = freeName(columnName(attribute.id), names);
      names.add(name);
      return [name, attribute];
    });
  return columns.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Typed columns for attributes, see `namedColumns`. */
export const attributeColumns = (
  attributes: readonly Attribute[],
  taken: Iterable<string>,
): Record<string, JsonSchema> =>
  Object.fromEntries(namedColumns(attributes, taken).map(([name, attribute]) => [name, columnSchema(attribute)]));

/** For names that would need quotes in queries. */
const RESERVED_SUFFIX = '_column';

/** The column name for one of Personio's ids: lowercased, cleaned, and not a reserved word. */
export function columnName(id: string): string {
  const name = cleanName(id);
  return RESERVED_WORDS.has(name) ? name + RESERVED_SUFFIX : name;
}

/** The id that a column was named after, as far as its name shows. */
export function idInName(name: string): string {
  const id = name.slice(0, -RESERVED_SUFFIX.length);
  return name.endsWith(RESERVED_SUFFIX) && RESERVED_WORDS.has(id) ? id : name;
}

export const cleanName = (id: string): string => id.toLowerCase().replace(/[^a-z0-9_]/g, '_');

export function freeName(name: string, names: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; names.has(free); count++) free = `${name}_${count}`;
  return free;
}

function columnSchema({ id, label, types, options }: Attribute): JsonSchema {
  return {
    ...(types && SCHEMAS[columnType(types)]),
    title: label ?? id,
    description: describeAttribute(id, label, options),
  };
}

/** One type for all that were seen: text if they disagree. */
function columnType(types: readonly string[]): ColumnType {
  const kinds = new Set(types.map((type) => COLUMN_TYPES.get(type.toLowerCase()) ?? 'string'));
  const [kind = 'string'] = kinds;
  if (kinds.size <= 1) return kind;
  return [...kinds].every((each) => each === 'integer' || each === 'number') ? 'number' : 'string';
}

/** The schema of values with one of Personio's types; of any value if the type is unknown. */
export function schemaOf(type: unknown): JsonSchema {
  const kind = typeof type === 'string' ? COLUMN_TYPES.get(type.toLowerCase()) : undefined;
  return kind === undefined ? {} : SCHEMAS[kind];
}
