import { isObject, type Row } from './row.ts';

/** The part of JSON Schema draft-07 that is used here. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  /** Airbyte's keyword for a time with or without a zone. */
  readonly airbyte_type?: string;
  readonly enum?: readonly (string | null)[];
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** The properties of the schemas, in all of their branches; none if no branch has the keyword. */
export function propertiesOf(schemas: readonly unknown[]): Row[] {
  return branches(schemas)
    .map(({ properties }) => properties)
    .filter(isObject);
}

/** The schemas and their branches; anything that is not a schema is ignored. */
export function branches(schemas: readonly unknown[]): Row[] {
  const found: Row[] = [];
  const pending = [...schemas];
  for (const schema of pending) {
    if (!isObject(schema)) continue;
    found.push(schema);
    for (const parts of [schema.anyOf, schema.oneOf, schema.allOf]) if (Array.isArray(parts)) pending.push(...parts);
  }
  return found;
}
