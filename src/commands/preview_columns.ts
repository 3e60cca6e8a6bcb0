import { isAccountColumn } from '../account/columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import { ADDITIONAL_FIELDS } from '../records/selection.ts';
import { isObject, type Row, scalarText } from '../row.ts';
import type { Stream } from '../streams/stream.ts';
import type { TableColumn } from './table.ts';

/** Members that name an object, if its schema has them. */
const NAMES = [['name'], ['first_name', 'last_name']];
const NAME_COLUMN = /(^|_)(name|title|label)$/;

/** What people look for comes first, and what only programs need comes last. */
const RANKS = ['name', 'fact', 'day', 'id', 'time', 'technical'] as const;
type Rank = (typeof RANKS)[number];

interface PreviewColumns {
  /** All but the key, sorted by how useful they are to people. */
  readonly shown: readonly TableColumn[];
  /** Objects and lists whose content has columns of its own. */
  readonly repeated: readonly string[];
}

/** The columns of a stream's table. `names` are the columns of its records. */
export function previewColumns(stream: Stream, schema: JsonSchema, names: readonly string[]): PreviewColumns {
  const isRepeated = repetitions(stream, schema, names);
  const repeated: string[] = [];
  const ranked = new Map<Rank, TableColumn[]>(RANKS.map((rank) => [rank, []]));
  for (const name of names) {
    if (name === stream.primaryKey) continue;
    if (isRepeated.has(name)) repeated.push(name);
    else ranked.get(rankOf(stream, schema, name))?.push(tableColumn(stream, schema, name));
  }
  return { shown: [...ranked.values()].flat(), repeated };
}

/** A column of a table. Its label is the schema's title. */
export function tableColumn(stream: Stream, schema: JsonSchema, name: string): TableColumn {
  const own = schemaOf(schema, name);
  const isId = name === stream.primaryKey || isIdColumn(stream, name);
  return { name, label: own.title === name ? undefined : own.title, isId, text: (value) => textOf(value, own) };
}

/** The objects and lists whose content other columns repeat. An object with a name adds more than its id column has. */
function repetitions(stream: Stream, schema: JsonSchema, names: readonly string[]): Set<string> {
  const isColumn = (name: string | undefined) => name !== undefined && names.includes(name);
  const made = stream.flat.filter(({ column }) => isColumn(column)).flatMap(({ paths }) => paths);
  const referred = stream.references.filter(({ column }) => isColumn(column)).map(({ member }) => member);
  const { columns, lists = {} } = stream.attributes;
  const hasOwn = columns === 'listed' && names.some((name) => isAccountColumn(schema.properties?.[name]));
  const nested = (paths: readonly string[]) =>
    paths.map((path) => path.split('.')[0] ?? path).filter((name) => isNested(schemaOf(schema, name)));
  return new Set([
    ...nested(made),
    ...nested(referred).filter((name) => !isNamed(schemaOf(schema, name))),
    ...(hasOwn ? Object.keys(lists) : []),
  ]);
}

function rankOf(stream: Stream, schema: JsonSchema, name: string): Rank {
  const own = schemaOf(schema, name);
  if (isJoinKey(stream, name) || name === ADDITIONAL_FIELDS || (isNested(own) && !isNamed(own))) return 'technical';
  if (isIdColumn(stream, name)) return 'id';
  if (own.airbyte_type === 'timestamp_with_timezone') return 'time';
  if (own.format?.startsWith('date')) return 'day';
  return NAME_COLUMN.test(name) ? 'name' : 'fact';
}

const schemaOf = ({ properties = {} }: JsonSchema, name: string): JsonSchema => properties[name] ?? {};

const isIdColumn = ({ references }: Stream, name: string): boolean =>
  name === 'id' || references.some(({ column }) => column === name);

const isJoinKey = ({ references }: Stream, name: string): boolean => references.some(({ key }) => key === name);

const hasType = ({ type = [] }: JsonSchema, wanted: string): boolean => [type].flat().includes(wanted);

/** True for objects and for lists of them. */
const isNested = (schema: JsonSchema): boolean =>
  hasType(schema, 'object') || (schema.items !== undefined && isNested(schema.items));

const isNamed = (schema: JsonSchema): boolean => namesIn(schema.items ?? schema) !== undefined;

const namesIn = ({ properties = {} }: JsonSchema): readonly string[] | undefined =>
  NAMES.find((names) => names.every((name) => Object.hasOwn(properties, name)));

/** Objects are shown by their names if they have any, lists by their items. */
function textOf(value: unknown, schema: JsonSchema): string {
  if (value === null || value === undefined) return '';
  const names = namesIn(schema);
  if (isObject(value)) return names ? namesOf(value, names) : JSON.stringify(value);
  if (!Array.isArray(value)) return scalarText(value);
  if (value.length === 0) return '';
  const items = schema.items ?? {};
  return isNested(items) && !isNamed(items)
    ? JSON.stringify(value)
    : value.map((item) => textOf(item, items)).join(', ');
}

const namesOf = (object: Row, names: readonly string[]): string =>
  names
    .map((name) => object[name])
    .filter((name) => typeof name === 'string')
    .join(' ');
