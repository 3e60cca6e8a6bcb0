import * as z from 'zod';
import { ConnectorError } from '../errors.ts';
import { misspelling, nearest } from '../nearest.ts';
import { isObject, type Row } from '../row.ts';
import { Config } from './source.ts';

/** Checks the user's configuration. Throws a config_error that lists every problem by its field's title, never a value. */
export function parseConfig(input: unknown, warn: (message: string) => void = () => {}): Config {
  if (!isObject(input)) throw new ConnectorError('config_error', 'The configuration must be a JSON object.');
  const values = given(input, Config);
  const unknown = unknownKeys(values, Config);
  if (unknown.length > 0)
    warn(`The configuration has unknown settings: ${unknown.map(({ key }) => shown(key)).join(', ')}.`);
  const result = Config.safeParse(values);
  const problems = [
    ...unknown.filter(isRefused).map(problemOf),
    ...(result.error?.issues.map(({ message }) => message) ?? []),
    ...(result.success && !inOrder(result.data) ? ['Holidays From lies after Holidays To'] : []),
  ];
  if (!result.success || problems.length > 0) {
    throw new ConnectorError('config_error', `The configuration needs mending: ${problems.join('; ')}.`);
  }
  return result.data;
}

/** Newer forms and some runners add keys of their own. But one that resembles a setting, or stands in a section, was meant to do something. */
const isRefused = ({ section, meant }: UnknownKey): boolean => section !== undefined || meant !== undefined;

function problemOf({ key, section, meant }: UnknownKey): string {
  const problem = `${section ?? 'The configuration'} knows no setting ${shown(key)}`;
  if (meant === undefined) return problem;
  const [name, place] = meant.split('.').reverse();
  if (place !== undefined) return `${problem}: use ${name} in the section ${place}`;
  return `${problem}: use ${name}${section === undefined ? '' : ' outside of the section'}`;
}

function inOrder({ holidays_from: from, holidays_to: to }: Config): boolean {
  return from === undefined || to === undefined || from <= to;
}

/** What stands in the place of a name may be anything, a secret included: it is repeated only if it looks like a name. */
const shown = (key: string): string => (/^[\p{L}\p{N}_ .:-]{1,64}$/u.test(key) ? key : 'one whose name is unusual');

/** Every secret of a configuration, valid or not: they are masked before anything else is said about it. */
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
 * What was given, as the form's fields expect it. Setup forms trim what is typed and leave out what is empty; other callers
 * send blanks and nulls. Runners that pass settings by environment have nothing but text: where a field is no text, JSON
 * text counts as what it says.
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

/** The field itself, whatever it is without a value. */
function plain(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodPrefault
    ? plain(field.unwrap() as z.ZodType)
    : field;
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

/** A key of a configuration that is no setting. */
interface UnknownKey {
  readonly key: string;
  /** The title of the section that it stands in; undefined at the top. */
  readonly section: string | undefined;
  /** The setting that was probably meant, with its section: `privacy.preset`. */
  readonly meant: string | undefined;
}

interface Section {
  readonly name: string;
  readonly title: string | undefined;
  readonly fields: z.ZodRawShape;
}

/** The sections of a form. */
function sectionsOf(form: z.ZodObject): Section[] {
  return Object.entries(form.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const section = plain(field);
    return section instanceof z.ZodObject ? [{ name, title: field.meta()?.title, fields: section.shape }] : [];
  });
}

/** Every key, at the top and in the sections, that is no setting there. A setting in the wrong place is one of them. */
export function unknownKeys(input: Row, form: z.ZodObject): UnknownKey[] {
  const places = [
    { title: undefined, fields: form.shape, values: input, prefix: '' },
    ...sectionsOf(form).map((section) => ({ ...section, values: input[section.name], prefix: `${section.name}.` })),
  ];
  const settings = places.flatMap(({ fields, prefix }) => Object.keys(fields).map((key) => prefix + key));
  return places.flatMap(({ title, fields, values, prefix }) =>
    Object.keys(isObject(values) ? values : {})
      .filter((key) => !Object.hasOwn(fields, key))
      .map((key) => ({ key, section: title, meant: settingMeant(prefix + key, settings) })),
  );
}

/** The setting that was probably meant, in its section or, failing that, in another place. */
function settingMeant(path: string, settings: readonly string[]): string | undefined {
  const name = (whole: string) => whole.slice(whole.lastIndexOf('.') + 1);
  const meant = nearest(name(path), settings.map(name));
  return nearest(path, settings) ?? settings.find((setting) => name(setting) === meant);
}
