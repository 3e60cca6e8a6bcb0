import type * as z from 'zod';

/** The cards of the setup form, in order. Airbyte reserves the id `advanced`. */
export const GROUPS = [
  { id: 'credentials', title: 'Credentials' },
  { id: 'data', title: 'Data' },
  { id: 'privacy', title: 'Privacy' },
  { id: 'tuning', title: 'Advanced' },
] as const;

/** The fields, each with its group. */
export const inGroup = <T extends Readonly<Record<string, z.ZodType>>>(
  group: (typeof GROUPS)[number]['id'],
  fields: T,
): T => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.meta({ group })])) as T;
