import { isObject, type Row } from './row.ts';

/** What is used of JSON Schema, draft-07. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  /** Airbyte's word on a time: whether it has a zone. */
  readonly airbyte_type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** The properties that the schemas name, in all of their branches; none if no branch has that word. */
export function propertiesOf(schemas: readonly unknown[]): Row[] {
  return branches(schemas)
    .map(({ properties }) => properties)
    .filter(isObject);
}

/** The schemas and those that they consist of; what is no schema is left out. */
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
