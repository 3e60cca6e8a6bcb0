import * as z from 'zod';
import { isObject, type Row } from '../row.ts';
import { plain } from './given.ts';

/** A key of a configuration that is no setting. */
export interface UnknownKey {
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
export function sectionsOf(form: z.ZodObject): Section[] {
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
      .map((key) => ({ key, section: title, meant: nearest(prefix + key, settings) })),
  );
}

/** A name is closer than that if it is a setting's, misspelt. */
const MOST_EDITS = 2;

/** The setting that is written like this, in its section or, failing that, in another place. */
function nearest(path: string, settings: readonly string[]): string | undefined {
  const among = (part: (path: string) => string) =>
    settings
      .map((setting) => ({ setting, edits: misspelling(part(path), part(setting)) }))
      .filter(({ edits }) => edits !== undefined)
      .sort((a, b) => Number(a.edits) - Number(b.edits))[0]?.setting;
  return among((whole) => whole) ?? among((whole) => whole.slice(whole.lastIndexOf('.') + 1));
}

/**
 * By how many edits the word differs from the name, capitals aside: letters that are missing, added, changed or swapped
 * with their neighbour. Undefined if they are too many for the word to be the name; in a short name that is one.
 */
export function misspelling(word: string, name: string): number | undefined {
  const most = Math.min(MOST_EDITS, Math.ceil(name.length / 2) - 1);
  if (Math.abs(word.length - name.length) > most) return undefined;
  const edits = distance(word.toLowerCase(), name.toLowerCase());
  return edits > most ? undefined : edits;
}

/** Damerau and Levenshtein's, with swaps of neighbours. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? 0) + 1 : changed;
      row[j] = Math.min(changed, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** What stands in the place of a name may be anything, a secret included: it is repeated only if it looks like a name. */
export const shown = (key: string): string =>
  /^[\p{L}\p{N}_ .:-]{1,64}$/u.test(key) ? key : 'one whose name is unusual';
