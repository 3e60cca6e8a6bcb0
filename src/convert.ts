/**
 * The one place that converts a value to the type of its column. Personio sends the same member as a number and as text, as
 * a flag and as 0 or 1, bare and wrapped. What can be converted without loss is converted; what stands in the place of a
 * value that cannot is the caller's business.
 */

import { parseJson, UNREADABLE } from './json.ts';
import type { JsonSchema } from './json_schema.ts';
import { isNone, isObject, type Row, scalarText } from './row.ts';
import { dayOf, isDay, isLocal, isUtc, localOf, utcOf } from './times.ts';

interface Format {
  readonly has: (text: string) => boolean;
  /** The value in that form; undefined where it says nothing of the kind. */
  readonly of: (value: unknown) => string | undefined;
}

const DAY: Format = { has: isDay, of: dayOf };
const UTC: Format = { has: isUtc, of: utcOf };
const LOCAL: Format = { has: isLocal, of: localOf };

/** How a schema wants its text. */
function formatOf({ format, airbyte_type: type }: JsonSchema): Format | undefined {
  if (format === 'date') return DAY;
  if (format !== 'date-time') return undefined;
  return type === 'timestamp_without_timezone' ? LOCAL : UTC;
}

/** What takes the place of a value that its schema does not allow. */
export type Unfit = (value: unknown, schema: JsonSchema, path: readonly string[]) => unknown;

/** JSON's own spelling without exponent. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** With three digits after it, a comma may part thousands. */
const DECIMAL_COMMA = /^-?(?:0|[1-9]\d*),\d{1,2}$/;
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
/** Members in which Personio wraps a day or a time. */
const WRAPPERS: readonly string[] = ['date', 'date_time', 'date-time'];

/**
 * The value in the form of its schema, and all inside of it that the schema knows. Null fits everywhere, and so does
 * everything where the schema has no type. Objects are changed in place.
 */
export function fitted(value: unknown, schema: JsonSchema, unfit: Unfit, path: string[] = []): unknown {
  if (value === null || value === undefined) return value;
  const types = typesOf(schema);
  if (fits(value, types, schema)) return typeof value === 'object' ? withMembers(value, schema, unfit, path) : value;
  if (isEmpty(value)) return null;
  // Text says the most of a value, where several types would do.
  for (const type of types.includes('string') ? ['string', ...types] : types) {
    const converted = as(type, value, schema);
    if (converted !== undefined) return withMembers(converted, schema, unfit, path);
  }
  return unfit(value, schema, path);
}

/**
 * True if the value and all inside of it that the schema knows have their types: `fitted` would leave it as it is. Numbers
 * inside of it that are to be text become that on the way: in rows of version 1 every id is one.
 */
export type Check = (value: unknown) => boolean;

/** The check for a schema, made once: a walk through the schema for each row would take twice as long. */
export function checkOf(schema: JsonSchema): Check {
  const types = typesOf(schema);
  const members = Object.entries(schema.properties ?? {}).map(([name, inner]) => ({
    name,
    check: checkOf(inner),
    isText: inner.format === undefined && typesOf(inner).includes('string'),
  }));
  const item = schema.items && checkOf(schema.items);
  return (value) => {
    if (value === null || value === undefined) return true;
    if (!fits(value, types, schema)) return false;
    if (typeof value !== 'object' || (members.length === 0 && !item)) return true;
    if (Array.isArray(value)) return item === undefined || value.every(item);
    const row = value as Row;
    for (const { name, check, isText } of members) {
      const inner = row[name];
      if (check(inner)) continue;
      if (!isText || !isNumber(inner)) return false;
      row[name] = scalarText(inner);
    }
    return true;
  };
}

const isNumber = (value: unknown): boolean => typeof value === 'number' || JSON.isRawJSON(value);

const NO_TYPES: readonly string[] = [];

function typesOf({ type = NO_TYPES }: JsonSchema): readonly string[] {
  return typeof type === 'string' ? [type] : type;
}

function withMembers(value: unknown, { properties, items }: JsonSchema, unfit: Unfit, path: string[]): unknown {
  const member = (name: string, inner: unknown, schema: JsonSchema): unknown => {
    path.push(name);
    const fitting = fitted(inner, schema, unfit, path);
    path.pop();
    return fitting;
  };
  if (Array.isArray(value)) return items ? value.map((item, index) => member(String(index), item, items)) : value;
  if (!isObject(value) || !properties) return value;
  for (const name in properties) {
    const schema = properties[name];
    if (schema && Object.hasOwn(value, name)) value[name] = member(name, value[name], schema);
  }
  return value;
}

/** A list or an object as JSON text, where its schema wants text; undefined if it wants something else or that loses something. */
export function asJsonText(value: unknown, { type, format }: JsonSchema): string | undefined {
  const isContainer = Array.isArray(value) || isObject(value);
  if (!isContainer || format !== undefined || !type?.includes('string')) return undefined;
  let isWhole = true;
  const text = JSON.stringify(value, (_, inner) => {
    if (inner === UNREADABLE) isWhole = false;
    return inner;
  });
  return isWhole ? text : undefined;
}

/** Nothing is in it: empty text, or one of PHP's empty lists in the place of what there is not. */
const isEmpty = (value: unknown): boolean =>
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.values(value).every(isNone));

function fits(value: unknown, types: readonly string[], schema: JsonSchema): boolean {
  for (const type of types) if (isOf(type, value, schema)) return true;
  return types.length === 0;
}

function isOf(type: string, value: unknown, schema: JsonSchema): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && value !== UNREADABLE && (formatOf(schema)?.has(value) ?? true);
    case 'number':
      return Number.isFinite(value) || JSON.isRawJSON(value);
    case 'integer':
      return Number.isInteger(value) || (JSON.isRawJSON(value) && /^-?\d+$/.test(value.rawJSON));
    case 'boolean':
      return typeof value === 'boolean';
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    default:
      return false;
  }
}

/** The value as one of that type; undefined where that is not sure or loses something. */
function as(type: string, value: unknown, schema: JsonSchema): unknown {
  switch (type) {
    case 'string':
      return asText(value, schema);
    case 'number':
      return asNumber(value);
    case 'integer':
      return asInteger(value);
    case 'boolean':
      return isScalar(value) ? FLAGS.get(scalarText(value).toLowerCase()) : undefined;
    case 'object':
      return typeof value === 'string' ? wrapped(value, schema) : undefined;
    case 'array':
      return asList(value, schema);
    default:
      return undefined;
  }
}

const isScalar = (value: unknown): boolean =>
  value !== UNREADABLE && (['string', 'number', 'boolean'].includes(typeof value) || JSON.isRawJSON(value));

function asText(value: unknown, schema: JsonSchema): string | undefined {
  const format = formatOf(schema);
  if (format) return format.of(value);
  if (isObject(value)) return unwrapped(value);
  return isScalar(value) ? scalarText(value) : undefined;
}

function asNumber(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return undefined;
  const text = DECIMAL_COMMA.test(value) ? value.replace(',', '.') : value;
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  return String(number) === text ? number : numberWithDigits(text);
}

/** Undefined for a number beyond every double. */
function numberWithDigits(text: string): unknown {
  const number = parseJson(text);
  return number === UNREADABLE ? undefined : number;
}

/** `40.0` is one. */
function asInteger(value: unknown): unknown {
  const source = JSON.isRawJSON(value) ? value.rawJSON : value;
  const number = asNumber(typeof source === 'string' ? source.replace(/\.0+$/, '') : source);
  return isOf('integer', number, {}) ? number : undefined;
}

/** A single value is a list of one text. */
function asList(value: unknown, { items }: JsonSchema): unknown {
  return listOf(value) ?? (items?.type?.includes('string') && isScalar(value) ? [value] : undefined);
}

/** A list, or one that came as JSON text. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return undefined;
  try {
    return listOf(parseJson(value));
  } catch {
    return undefined;
  }
}

function wrapped(text: string, { properties = {} }: JsonSchema): Row | undefined {
  const name = WRAPPERS.find((each) => Object.hasOwn(properties, each));
  return name !== undefined && dayOf(text) !== undefined ? { [name]: text } : undefined;
}

/** The text of an object that holds nothing else. */
function unwrapped(value: Row): string | undefined {
  const [only, ...others] = Object.entries(value).filter(([, inner]) => !isNone(inner));
  const isWrapper = only !== undefined && others.length === 0 && WRAPPERS.includes(only[0]);
  return isWrapper && typeof only[1] === 'string' ? only[1] : undefined;
}
