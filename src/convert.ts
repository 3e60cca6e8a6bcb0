/**
 * The only place that converts a value to the type of its column. Personio sends the same member as a number or as
 * text, as a flag or as 0 and 1, bare or wrapped. Values are converted if nothing is lost; the caller decides what
 * replaces the others.
 */

import { parseJson, UNREADABLE } from './json.ts';
import type { JsonSchema } from './json_schema.ts';
import { isNone, isObject, type Row, scalarText } from './row.ts';
import { dayOf, isDay, isLocal, isUtc, localOf, utcOf } from './times.ts';

interface Format {
  readonly has: (text: string) => boolean;
  /** The value in that format; undefined if it is not such a value. */
  readonly of: (value: unknown) => string | undefined;
}

const DAY: Format = { has: isDay, of: dayOf };
const UTC: Format = { has: isUtc, of: utcOf };
const LOCAL: Format = { has: isLocal, of: localOf };

/** The text format that a schema requires. */
function formatOf({ format, airbyte_type: type }: JsonSchema): Format | undefined {
  if (format === 'date') return DAY;
  if (format !== 'date-time') return undefined;
  return type === 'timestamp_without_timezone' ? LOCAL : UTC;
}

/** Returns the replacement for a value that its schema does not allow. */
export type Unfit = (value: unknown, schema: JsonSchema, path: readonly string[]) => unknown;

/** JSON's own notation without an exponent. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** If three digits follow a comma, it may separate thousands. */
const DECIMAL_COMMA = /^-?(?:0|[1-9]\d*),\d{1,2}$/;
/** How flags are written, in lower case. */
export const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
/** Members in which Personio wraps a day or a time. */
const WRAPPERS: readonly string[] = ['date', 'date_time', 'date-time'];

/**
 * Converts a value to a schema, including everything inside that the schema describes. Null always fits, and so does
 * anything if the schema has no type. Objects and lists are changed in place. `holder` and `name` give the place of a
 * nested value.
 */
export type Fitter = (value: unknown, unfit: Unfit, holder?: Place, name?: string) => unknown;

interface Place {
  readonly name: string;
  readonly holder: Place | undefined;
}

/** Built once for many values: walking the schema for each would take twice as long. */
export function fitterOf(schema: JsonSchema): Fitter {
  const types = typesOf(schema);
  // Text preserves most of a value, if several types are possible.
  const preferred = types.includes('string') ? ['string', ...types] : types;
  const fitInside = insideFitterOf(schema);
  return (value, unfit, holder, name) => {
    if (value === null || value === undefined) return value;
    let fitting: unknown = value;
    if (!fits(value, types, schema)) {
      if (isEmpty(value)) return null;
      fitting = asOneOf(preferred, value, schema);
      if (fitting === undefined) return unfit(value, schema, pathTo(holder, name));
    }
    if (fitInside && typeof fitting === 'object')
      fitInside(fitting, unfit, name === undefined ? undefined : { name, holder });
    return fitting;
  };
}

/** Undefined if the schema does not describe what is inside. */
function insideFitterOf({ properties = {}, items }: JsonSchema) {
  const fitItem = items && fitterOf(items);
  const members = Object.entries(properties).map(([name, own]) => ({
    name,
    fit: fitterOf(own),
    isInherited: name in Object.prototype,
  }));
  if (!fitItem && members.length === 0) return undefined;
  return (value: unknown, unfit: Unfit, place: Place | undefined): void => {
    if (Array.isArray(value)) {
      if (!fitItem) return;
      for (let index = 0; index < value.length; index++) value[index] = fitItem(value[index], unfit, place, `${index}`);
    } else if (isObject(value)) {
      for (const { name, fit: fitMember, isInherited } of members) {
        const inner = value[name];
        if (inner === undefined || inner === null || (isInherited && !Object.hasOwn(value, name))) continue;
        const fitting = fitMember(inner, unfit, place, name);
        if (fitting !== inner) value[name] = fitting;
      }
    }
  };
}

const pathTo = (holder: Place | undefined, name: string | undefined): string[] =>
  name === undefined ? [] : [...pathTo(holder?.holder, holder?.name), name];

const NO_TYPES: readonly string[] = [];

function typesOf({ type = NO_TYPES }: JsonSchema): readonly string[] {
  return typeof type === 'string' ? [type] : type;
}

/**
 * A list or an object as JSON text, if its schema requires text; undefined if it does not, or if something would be
 * lost.
 */
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

/** Empty text, or an empty PHP list in place of a missing value. */
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

/** The value as the first of these types that is possible. */
function asOneOf(types: readonly string[], value: unknown, schema: JsonSchema): unknown {
  for (const type of types) {
    const converted = as(type, value, schema);
    if (converted !== undefined) return converted;
  }
  return undefined;
}

/** The value as that type; undefined if this is ambiguous or loses something. */
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

/** Undefined for a number outside the range of a double. */
function numberWithDigits(text: string): unknown {
  const number = parseJson(text);
  return number === UNREADABLE ? undefined : number;
}

/** `40.0` is an integer. */
function asInteger(value: unknown): unknown {
  const source = JSON.isRawJSON(value) ? value.rawJSON : value;
  const number = asNumber(typeof source === 'string' ? source.replace(/\.0+$/, '') : source);
  return isOf('integer', number, {}) ? number : undefined;
}

/** A single value becomes a list of one text. */
function asList(value: unknown, { items }: JsonSchema): unknown {
  return listOf(value) ?? (items?.type?.includes('string') && isScalar(value) ? [value] : undefined);
}

/** A list, possibly sent as JSON text. */
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

/** The text of an object that contains nothing else. */
function unwrapped(value: Row): string | undefined {
  const [only, ...others] = Object.entries(value).filter(([, inner]) => !isNone(inner));
  const isWrapper = only !== undefined && others.length === 0 && WRAPPERS.includes(only[0]);
  return isWrapper && typeof only[1] === 'string' ? only[1] : undefined;
}
