import type * as z from 'zod';
import { nearest } from '../nearest.ts';
import { isObject, type Row } from '../row.ts';
import { sectionsOf, valuesIn } from './form.ts';

/** A key of a configuration that is not a setting. */
export interface UnknownKey {
  readonly key: string;
  /** The section that contains it; undefined at the top. */
  readonly section: string | undefined;
  /** The setting that was probably meant, with its section: `privacy.preset`. */
  readonly meant: string | undefined;
}

/** Every key, at the top and in sections, that is not a setting there, including settings in the wrong place. */
export function unknownKeys(input: Row, form: z.ZodObject): UnknownKey[] {
  const top = { name: undefined, fields: form.shape as z.ZodRawShape };
  const sections = sectionsOf(form);
  const settings = [top, ...sections].flatMap(({ name, fields }) =>
    Object.keys(fields).map((key) => pathOf(name, key)),
  );
  const places = [
    { ...top, values: input as unknown },
    ...sections.flatMap((section) => valuesIn(section, input).map((values) => ({ ...section, values }))),
  ];
  return places.flatMap(({ name: section, fields, values }) =>
    Object.keys(isObject(values) ? values : {})
      .filter((key) => !Object.hasOwn(fields, key))
      .map((key) => ({ key, section, meant: settingMeant(pathOf(section, key), settings) })),
  );
}

const pathOf = (section: string | undefined, key: string): string =>
  section === undefined ? key : `${section}.${key}`;

/** The setting that was probably meant, in the same section or else in another one. */
function settingMeant(path: string, settings: readonly string[]): string | undefined {
  const name = (whole: string) => whole.slice(whole.lastIndexOf('.') + 1);
  const meant = nearest(name(path), settings.map(name));
  return nearest(path, settings) ?? settings.find((setting) => name(setting) === meant);
}

/** Newer forms and some runners add keys. But a key that resembles a setting, or is in a section, was meant as one. */
export const isRefused = ({ section, meant }: UnknownKey): boolean => section !== undefined || meant !== undefined;

export function problemOf({ key, section, meant }: UnknownKey): string {
  const problem = `unknown setting ${pathOf(section, shown(key))}`;
  return meant === undefined ? problem : `${problem} (did you mean ${meant}?)`;
}

/** A key may be a misplaced value, even a secret, so it is shown only if it looks like a name: short, without digits. */
export const shown = (key: string): string => (/^[\p{L}_ .:-]{1,40}$/u.test(key) ? key : '(not shown)');
