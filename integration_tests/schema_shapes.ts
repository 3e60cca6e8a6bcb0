import { Ajv } from 'ajv';
import type { JsonSchema } from '../src/json_schema.ts';
import { isDay, isLocal, isUtc } from '../src/times.ts';

/** What every client understands. */
const KEYWORDS = ['$schema', 'title', 'description', 'type', 'format', 'airbyte_type', 'properties', 'items'];

/** `persons` keeps its list as Personio sends it, including booleans; each attribute also has a typed column. */
const SENT_AS_IS = 'custom_attributes[].value';

/** The places in a schema for which some client drops the stream, a record or a value, and why. */
export function schemaFaults(schema: JsonSchema, path = ''): string[] {
  const types = [schema.type ?? []].flat();
  const faults: string[] = [];
  const fault = (text: string) => faults.push(`${path}: ${text}`);
  for (const keyword of Object.keys(schema)) if (!KEYWORDS.includes(keyword)) fault(`${keyword} is not understood`);
  if (types.every((type) => type === 'null')) fault('has no type');
  const others = types.filter((type) => type !== 'boolean' && type !== 'null');
  if (types.includes('boolean') && others.length > 0 && path !== SENT_AS_IS)
    fault('Singer’s SDK makes a boolean of every value');
  if (types.includes('array') !== (schema.items !== undefined)) fault('items and the type array need each other');
  if (path.endsWith('[]') && types.includes('object') && schema.properties === undefined)
    fault('Singer’s SDK fails on a list of objects without properties');
  for (const [name, inner] of Object.entries(schema.properties ?? {}))
    faults.push(...schemaFaults(inner, path === '' ? name : `${path}.${name}`));
  if (schema.items) faults.push(...schemaFaults(schema.items, `${path}[]`));
  return faults;
}

/** For schemas of records: including formats of days and times. */
export function recordAjv(): Ajv {
  const ajv = new Ajv({ strict: false, formats: { date: isDay, 'date-time': true } });
  ajv.addKeyword({
    keyword: 'airbyte_type',
    type: 'string',
    validate: (type: string, text: string) => (type === 'timestamp_without_timezone' ? isLocal(text) : isUtc(text)),
  });
  return ajv;
}
