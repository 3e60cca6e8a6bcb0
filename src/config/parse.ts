import * as z from 'zod';
import { ConnectorError } from '../errors.ts';
import { misspelling } from '../nearest.ts';
import { isObject, type Row } from '../row.ts';
import { plain, sectionsOf } from './form.ts';
import { Config } from './source.ts';
import { isRefused, problemOf, shown, unknownKeys } from './unknown_keys.ts';

/** Validates the configuration. Throws a config_error that lists every problem by its field's title, never a value. */
export function parseConfig(input: unknown, warn: (message: string) => void = () => {}): Config {
  if (!isObject(input)) throw new ConnectorError('config_error', 'The configuration must be a JSON object.');
  const values = given(input, Config);
  const unknown = unknownKeys(values, Config);
  const ignored = unknown.filter((each) => !isRefused(each));
  if (ignored.length > 0) warn(`Ignoring unknown settings: ${ignored.map(({ key }) => shown(key)).join(', ')}.`);
  const result = Config.safeParse(values);
  const problems = [
    ...unknown.filter(isRefused).map(problemOf),
    ...(result.error?.issues.map(({ message }) => message) ?? []),
    ...(result.success && !inOrder(result.data) ? ['Holidays From is after Holidays To'] : []),
  ];
  if (!result.success || problems.length > 0) {
    throw new ConnectorError('config_error', `Invalid configuration: ${problems.join('; ')}.`);
  }
  return result.data;
}

const inOrder = ({ holidays_from: from, holidays_to: to }: Config): boolean =>
  from === undefined || to === undefined || from <= to;

/** Every secret of a configuration, valid or not: secrets are masked before anything else is reported about it. */
export function secretsOf(input: unknown): string[] {
  if (!isObject(input)) return [];
  const held = SECTIONS.map(({ name }) => fromText(input[name]));
  return [input, ...held.filter(isObject)]
    .flatMap((values) => Object.entries(values))
    .filter(([key]) => SECRETS.some((name) => misspelling(key, name) !== undefined))
    .flatMap(([, value]) => (typeof value === 'string' ? [value, value.trim()] : []));
}

const SECTIONS = sectionsOf(Config);
const SECRETS = [Config.shape, ...SECTIONS.map(({ fields }) => fields)]
  .flatMap((fields) => Object.entries(fields as Record<string, z.ZodType>))
  .filter(([, field]) => field.meta()?.airbyte_secret === true)
  .map(([key]) => key);

/**
 * Normalises the input for the form's fields. Setup forms trim text and omit empty fields; other callers send blanks and
 * nulls. Runners that pass settings as environment variables have only text, so JSON text is parsed unless the field
 * is text.
 */
export function given(input: Row, form: z.ZodObject): Row {
  const entries = Object.entries(input).flatMap(([key, raw]): [string, unknown][] => {
    const field = Object.hasOwn(form.shape, key) ? (form.shape[key] as z.ZodType) : undefined;
    const value = trimmed(raw);
    if (value === null || (value === '' && (field === undefined || field.safeParse(undefined).success))) return [];
    return [[key, field ? valueFor(plain(field), value) : value]];
  });
  return Object.fromEntries(entries);
}

function valueFor(field: z.ZodType, value: unknown): unknown {
  if (field instanceof z.ZodString || field instanceof z.ZodEnum) return value;
  const read = fromText(value);
  if (Array.isArray(read)) return read.map(trimmed);
  return field instanceof z.ZodObject && isObject(read) ? given(read, field) : read;
}

function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);
