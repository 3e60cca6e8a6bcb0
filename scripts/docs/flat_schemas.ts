// The flat columns of schemas/<stream>.json, from the declarations of the streams.
import { fixedSchema } from '../../src/account/available.ts';
import type { JsonSchema } from '../../src/json_schema.ts';
import type { FlatColumn, FlatMade, FlatType } from '../../src/streams/flat.ts';
import { allStreams } from '../../src/streams/index.ts';
import type { Stream } from '../../src/streams/stream.ts';
import { code, jsonText } from './markdown.ts';

const TYPES: Readonly<Record<FlatType, Omit<JsonSchema, 'description'>>> = {
  text: { type: ['null', 'string'] },
  number: { type: ['null', 'number'] },
  date: { type: ['null', 'string'], format: 'date' },
  local: { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_without_timezone' },
  time: { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
};

const MADE: Readonly<Record<FlatMade, (paths: readonly string[]) => string>> = {
  'day before': ([path = '']) => `The day before ${code(path)}.`,
  'minutes between': ([from = '', to = '']) => `The minutes from ${code(from)} to ${code(to)}.`,
  'by convention': ([path = '']) =>
    `Computed from ${code(path)}, in the form that the account uses for the end of absences.`,
};

/** The schemas of the streams that have flat columns, by path. */
export function flatSchemas(): Map<string, string> {
  const streams = allStreams().filter(({ flat }) => flat.length > 0);
  return new Map(streams.map((stream) => [`schemas/${stream.name}.json`, jsonText(withFlatColumns(stream))]));
}

/** Each column comes after the member that it is computed from; one of an undocumented member comes last. */
function withFlatColumns(stream: Stream): JsonSchema {
  const schema = fixedSchema(stream);
  const flat = stream.flat.map(({ column }) => column);
  const members = Object.entries(schema.properties ?? {}).filter(([name]) => !flat.includes(name));
  const known = members.map(([name]) => name);
  const holders = Map.groupBy(stream.flat, ({ paths: [path = ''] }) => {
    const [member = ''] = path.split('.');
    return known.includes(member) ? member : 'additional_fields';
  });
  const properties = members.flatMap(([name, member]) => {
    const columns = (holders.get(name) ?? []).map((each): [string, JsonSchema] => [each.column, schemaOf(each)]);
    return name === 'additional_fields' ? [...columns, [name, member] as const] : [[name, member] as const, ...columns];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

function schemaOf({ paths, type, description, made }: FlatColumn): JsonSchema {
  const origin = made ? MADE[made](paths) : `From ${paths.map(code).join(', else ')}.`;
  return { ...TYPES[type], description: `${description} ${origin}` };
}
