import type * as z from 'zod';

/** A card of a setup form. Airbyte reserves the id `advanced`. */
export interface Group {
  readonly id: string;
  readonly title: string;
}

/** The cards of the source's form, in order. */
export const GROUPS = [
  { id: 'credentials', title: 'Credentials' },
  { id: 'data', title: 'Data' },
  { id: 'privacy', title: 'Privacy' },
  { id: 'tuning', title: 'Advanced' },
] as const satisfies readonly Group[];

/** The fields, each with its group. */
export const inGroup = <T extends Readonly<Record<string, z.ZodType>>>(group: string, fields: T): T =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.meta({ group })])) as T;
