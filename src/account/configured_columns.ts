/** Types in a configured catalog. Tools shorten and rewrite schemas, so only the understood parts count. */
import type { JsonSchema } from '../json_schema.ts';
import { isObject, type Row } from '../row.ts';
import { columnCountOf } from './columns.ts';

const SCALARS = ['string', 'integer', 'number', 'boolean'];
const TYPES = [...SCALARS, 'object', 'array'];
const FORMATS = ['date', 'date-time'];
/** Deeper levels do not affect any value that is read. */
const MOST_LEVELS = 20;

/** The understood part of a schema: descriptions, and known types and formats. Null is allowed everywhere. */
export function understood(schema: unknown, levels = MOST_LEVELS): JsonSchema {
  if (!isObject(schema) || levels === 0) return {};
  const { title, description, properties, items } = schema;
  const inner = (each: unknown): JsonSchema => understood(each, levels - 1);
  const alternatives = alternativesIn(schema);
  const types = [...new Set(alternatives.flatMap(typesIn))];
  const texts = alternatives.filter((each) => typesIn(each).includes('string'));
  const format = texts.length === 1 ? texts[0]?.format : undefined;
  return {
    ...(types.length > 0 && { type: ['null', ...types] }),
    ...(typeof format === 'string' && FORMATS.includes(format) && { format }),
    ...(typeof title === 'string' && { title }),
    ...(typeof description === 'string' && { description }),
    ...(isObject(items) && { items: inner(items) }),
    ...(isObject(properties) && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, inner(each)])),
    }),
  };
}

function alternativesIn(schema: Row): Row[] {
  const alternatives = [schema.anyOf, schema.oneOf].flat().filter(isObject);
  return alternatives.length > 0 && typesIn(schema).length === 0 ? alternatives : [schema];
}

const typesIn = ({ type }: Row): string[] =>
  [type].flat().filter((each) => typeof each === 'string' && TYPES.includes(each)) as string[];

/**
 * The account's columns in a configured schema: those that are not in the `fixed` one. With `all`, they are everything
 * that discover found, so values without a column are new; otherwise those may be unselected.
 */
export function chosenColumns({ properties = {} }: JsonSchema, fixed: JsonSchema) {
  const own = Object.entries(properties)
    .filter(([name]) => !Object.hasOwn(fixed.properties ?? {}, name))
    .map(([name, schema]) => [name, understood(schema)] as const);
  return { columns: Object.fromEntries(own), all: columnCountOf(properties.additional_fields) === own.length };
}

/**
 * The columns that the user knows with another type: a column never changes its type for its users. Days and times are
 * text for everyone; and `offered`, a column as privacy changed it, stays as it is.
 */
export function columnsAsConfigured(
  configured: JsonSchema,
  schema: JsonSchema,
  offered: JsonSchema,
): Record<string, JsonSchema> {
  const columns: Record<string, JsonSchema> = {};
  for (const [name, own] of Object.entries(schema.properties ?? {})) {
    const { type } = understood(configured.properties?.[name]);
    const isUntouched = offered.properties?.[name] === own && own.format === undefined;
    if (type !== undefined && isUntouched && isScalar(own) && isScalar({ type }) && !shareType(own, type))
      columns[name] = { ...own, type };
  }
  return columns;
}

const typesOf = ({ type = [] }: JsonSchema): string[] => [type].flat().filter((each) => each !== 'null');
const isScalar = (schema: JsonSchema): boolean => typesOf(schema).every((type) => SCALARS.includes(type));

/** Integers are numbers, too. */
const shareType = (own: JsonSchema, type: JsonSchema['type']): boolean =>
  typesOf(own).some((each) => type?.includes(each) || (each === 'integer' && type?.includes('number')));
