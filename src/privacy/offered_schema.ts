import { columnCountOf, isAccountColumn, withColumnCount, withoutOptions } from '../account/columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Place, Places } from './places.ts';
import type { Policy } from './policy.ts';

/** The offered part of a schema: without dropped members, and with hashed ones described as text. */
export function offeredSchema(schema: JsonSchema, policy: Policy, places: Places): JsonSchema {
  const treated = membersTreated(schema, places.root, places, policy.hasher.keyId);
  if (!policy.dropsUnknown) return treated;
  const { additional_fields: _, ...properties } = treated.properties ?? {};
  return { ...treated, properties };
}

function membersTreated(schema: JsonSchema, place: Place, places: Places, keyId: string): JsonSchema {
  if (schema.items) return { ...schema, items: membersTreated(schema.items, place, places, keyId) };
  if (!schema.properties) return schema;
  const properties: [string, JsonSchema][] = [];
  let dropped = 0;
  for (const [name, inner] of Object.entries(schema.properties)) {
    const at = places.in(place, name);
    if (at.treatment === 'year') properties.push([name, yearSchema(inner)]);
    else if (at.treatment !== 'drop')
      properties.push([name, hashedSchema(membersTreated(inner, at, places, keyId), at.treatment, keyId)]);
    else if (isAccountColumn(inner)) dropped++;
  }
  return { ...schema, properties: recounted(Object.fromEntries(properties), dropped) };
}

function hashedSchema(schema: JsonSchema, treatment: 'hash' | 'hash ids' | undefined, keyId: string): JsonSchema {
  if (treatment === undefined) return schema;
  const what = treatment === 'hash' ? 'Hashed' : 'Ids are hashed';
  return { ...hashedTypes(schema), description: described(`${what} with the key ${keyId}.`, schema) };
}

/** The description of an account's column lists its options, which are values of the column. */
const described = (what: string, { description = '' }: JsonSchema): string =>
  `${what} ${withoutOptions(description)}`.trim();

/** A later read uses the number of an account's columns to tell whether all offered ones are selected. */
function recounted(properties: Record<string, JsonSchema>, dropped: number): Record<string, JsonSchema> {
  const { additional_fields: rest } = properties;
  const count = columnCountOf(rest);
  return count === undefined
    ? properties
    : { ...properties, additional_fields: withColumnCount(rest, count - dropped) };
}

/** Leaves become text; objects and lists keep their types. */
function hashedTypes(schema: JsonSchema): JsonSchema {
  const { format: _, airbyte_type: __, items, properties, ...rest } = schema;
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

const yearSchema = (schema: JsonSchema): JsonSchema => ({
  type: ['null', 'integer'],
  ...(schema.title !== undefined && { title: schema.title }),
  description: described('The year only.', schema),
});
