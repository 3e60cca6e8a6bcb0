import { ConnectorError } from '../errors.ts';
import { type JsonSchema, propertiesOf } from '../json_schema.ts';
import { isObject, type Row } from '../row.ts';
import type { SyncMode } from './protocol.ts';

/** One stream of the configured catalog, as far as a source needs it. */
export interface ConfiguredStream {
  readonly name: string;
  /** The raw value of `sync_mode`: an invalid mode fails only its stream. */
  readonly syncMode: SyncMode | undefined;
  /** The cursor field that the user chose or was given. */
  readonly cursorField?: string | undefined;
  /** Fields that the user selected; without properties, all of them. */
  readonly schema: JsonSchema;
  /** A full refresh resumes an unfinished one of the same generation; without a generation it resumes none. */
  readonly generation?: number | undefined;
}

/**
 * Reads a configured catalog as any known runner writes it, or in the spelling of Airbyte's API: only names, sync
 * modes, selected fields and generations count; the rest may be null, shortened or foreign. A stream that is listed
 * twice counts once.
 */
export function parseCatalog(input: unknown, path: string): ConfiguredStream[] {
  const refuse: Refuse = (why) => {
    throw new ConnectorError('config_error', `The catalog file ${path} ${why}`);
  };
  const streams = isObject(input) ? input.streams : undefined;
  if (!Array.isArray(streams)) return refuse('is not a configured catalog: it has no list of streams.');
  const configured = new Map<string, ConfiguredStream>();
  for (const entry of streams) {
    const stream = isObject(entry) ? entry.stream : undefined;
    if (!isObject(entry) || !isObject(stream) || typeof stream.name !== 'string')
      return refuse('is not a configured catalog: each entry needs { "stream": { "name": … }, "sync_mode": … }.');
    // The API puts into `config` what the protocol has next to the stream.
    const settings = isObject(entry.config) ? { ...entry, ...entry.config } : entry;
    const { name } = stream;
    if (settings.selected === false || configured.has(name)) continue;
    configured.set(name, {
      name,
      syncMode: syncMode(member(settings, 'sync_mode') ?? 'full_refresh'),
      cursorField: nameOfField({ field_path: member(settings, 'cursor_field') }),
      schema: selected(schemaOf(stream), settings, (why) => refuse(`${why} (${name}).`)),
      generation: generationOf(settings),
    });
  }
  return [...configured.values()];
}

type Refuse = (why: string) => never;

/** A member in the spelling of the protocol, `sync_mode`, or of the API, `syncMode`. */
export function member(of: Row, name: string): unknown {
  return of[name] ?? of[name.replace(/_./g, ([, letter = '']) => letter.toUpperCase())];
}

function syncMode(value: unknown): SyncMode | undefined {
  return value === 'full_refresh' || value === 'incremental' ? value : undefined;
}

/** The known parts of the schema: a property counts by its name, whatever its value. */
function schemaOf(stream: Row): JsonSchema {
  const schema = member(stream, 'json_schema');
  if (!isObject(schema)) return {};
  const { properties: _, ...rest } = schema;
  // If two share a name, the first one counts: it comes last here.
  const properties = propertiesOf([schema]).toReversed().flatMap(Object.entries);
  if (properties.length === 0) return rest;
  return {
    ...rest,
    properties: Object.fromEntries(properties.map(([name, each]) => [name, isObject(each) ? each : {}])),
  };
}

/** The schema with only the fields that the API's settings select. */
function selected(schema: JsonSchema, settings: Row, refuse: Refuse): JsonSchema {
  // Only the platform applies them. Without it, values would be sent unchanged.
  if (isFilled(settings.mappers) || isFilled(member(settings, 'hashed_fields')))
    refuse("has mappers or hashed fields, which only Airbyte's platform applies: use the connector's privacy settings");
  const fields = member(settings, 'selected_fields');
  const enabled = member(settings, 'field_selection_enabled') ?? isFilled(fields);
  if (enabled === false) return schema;
  const names = isFilled(fields) ? fields.map(nameOfField) : [undefined];
  if (!names.every((name) => name !== undefined))
    return refuse('selects fields in an unknown way: the connector understands [{ "fieldPath": ["id"] }]');
  const { properties = {} } = schema;
  const choice = (name: string): JsonSchema => (Object.hasOwn(properties, name) && properties[name]) || {};
  return { ...schema, properties: Object.fromEntries(names.map((name) => [name, choice(name)])) };
}

const isFilled = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;

function nameOfField(field: unknown): string | undefined {
  const path = isObject(field) ? member(field, 'field_path') : [field];
  const [name, ...rest] = Array.isArray(path) ? path : [];
  return typeof name === 'string' && rest.length === 0 ? name : undefined;
}

/** A client that sends generation and minimum 1 in every run, as PyAirbyte does, overwrites the table in every run. */
function generationOf(settings: Row): number | undefined {
  const generation = member(settings, 'generation_id');
  if (typeof generation !== 'number' || !Number.isSafeInteger(generation)) return undefined;
  const overwrites = String(member(settings, 'destination_sync_mode')).toLowerCase().startsWith('overwrite');
  const always = generation === 1 && member(settings, 'minimum_generation_id') === 1;
  return overwrites && always ? undefined : generation;
}
