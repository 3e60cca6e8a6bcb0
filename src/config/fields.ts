// All of `zod` would include its messages in forty languages.
import * as z from 'zod';
import { isCloud } from '../environment.ts';
import { isDay } from '../times.ts';

/** The kinds of fields in a setup form. Messages name the field's title and never a value, which may be a secret. */

export const text = (title: string) =>
  z.string({ error: (issue) => (issue.input === undefined ? `${title} is missing` : `${title} must be text`) });

/** Text that matches a pattern. The form shows the descriptor instead of the pattern. */
export const matching = (title: string, pattern: RegExp, descriptor: string, wanted: string) =>
  text(title)
    .regex(pattern, { error: `${title} must ${wanted}`, abort: true })
    .meta({ pattern_descriptor: descriptor });

export const whole = (title: string, min: number, max: number) => {
  const error = `${title} must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

export const flag = (title: string) => z.boolean({ error: `${title} must be true or false` });

export const choice = <const T extends readonly string[]>(title: string, names: T) =>
  z.enum(names, { error: `${title} must be one of ${names.join(', ')}` });

export const list = <T extends z.ZodType>(title: string, item: T, of = '') =>
  z.array(item, { error: `${title} must be a list${of}` }).default([]);

/** A list of names, ids or labels. */
export const entries = (title: string) => list(title, text(title).min(1, { error: `${title} has an empty entry` }));

export const webAddress = (title: string) =>
  text(title).refine((value) => URL.canParse(value) && allowedProtocols().includes(new URL(value).protocol), {
    error: `${title} must be an address that begins with https://`,
  });

/** Plain http is for tests on one's own machine, not for a shared platform. */
const allowedProtocols = () => (isCloud() ? ['https:'] : ['https:', 'http:']);

export const day = (title: string) =>
  matching(title, /^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD', 'be a date like 2024-01-31')
    .refine(isDay, { error: `${title} must be a date that exists, like 2024-01-31` })
    .meta({ format: 'date' })
    .optional();

export const headerName = (title: string) =>
  matching(
    title,
    /^[A-Za-z0-9_.-]+$/,
    'letters, digits, underscores, dots and hyphens',
    'have letters, digits, underscores, dots and hyphens only',
  ).optional();

/** Fields that belong together. */
export const section = <T extends z.ZodRawShape>(title: string, fields: T) =>
  z.object(fields, { error: `${title} must be an object` });

/** A description with a sentence for each choice, because forms show only the names of choices. */
export const explained = <T extends string>(lead: string, sentences: Readonly<Record<T, string>>): string =>
  [lead, ...Object.entries(sentences).map(([name, sentence]) => `${name}: ${sentence}`)].join(' ');
