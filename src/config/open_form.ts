import type * as z from 'zod';
import { ConnectorError } from '../errors.ts';
import { misspelling } from '../nearest.ts';
import { isObject } from '../row.ts';
import { sectionsOf, valuesIn } from './form.ts';
import { fromText, given } from './given.ts';
import { isRefused, problemOf, shown, unknownKeys } from './unknown_keys.ts';

/** A setup form, and what can be done with its input. */
export interface OpenForm<C> {
  /** Validates the configuration. Throws a config_error that lists every problem by its field's title, never a value. */
  parse(input: unknown, warn?: (message: string) => void): C;
  /** Every secret of a configuration, valid or not: secrets are masked before anything else is reported about it. */
  secretsOf(input: unknown): string[];
}

export function openForm<T extends z.ZodObject>(form: T): OpenForm<z.infer<T>> {
  const sections = sectionsOf(form);
  const secrets = [form.shape, ...sections.map(({ fields }) => fields)]
    .flatMap((fields) => Object.entries(fields as Record<string, z.ZodType>))
    .filter(([, field]) => field.meta()?.airbyte_secret === true)
    .map(([key]) => key);
  return {
    parse(input, warn = () => {}) {
      if (!isObject(input)) throw new ConnectorError('config_error', 'The configuration must be a JSON object.');
      const values = given(input, form);
      const unknown = unknownKeys(values, form);
      const ignored = unknown.filter((each) => !isRefused(each));
      if (ignored.length > 0) warn(`Ignoring unknown settings: ${ignored.map(({ key }) => shown(key)).join(', ')}.`);
      const result = form.safeParse(values);
      const problems = [
        ...unknown.filter(isRefused).map(problemOf),
        ...(result.error?.issues.map((issue) => issue.message + placeOf(issue)) ?? []),
      ];
      if (!result.success || problems.length > 0)
        throw new ConnectorError('config_error', `Invalid configuration: ${problems.join('; ')}.`);
      return result.data;
    },
    secretsOf(input) {
      if (!isObject(input)) return [];
      const opened = Object.fromEntries(sections.map(({ name }) => [name, fromText(input[name])]));
      const held = sections.flatMap((section) => valuesIn(section, opened));
      return [input, ...held.filter(isObject)]
        .flatMap((values) => Object.entries(values))
        .filter(([key]) => secrets.some((name) => misspelling(key, name) !== undefined))
        .flatMap(([, value]) => (typeof value === 'string' ? [value, value.trim()] : []));
    },
  };
}

/** Where the problem is, if that is in an entry of a list of objects. */
function placeOf({ path: [list, entry, field] }: z.core.$ZodIssue): string {
  return typeof entry === 'number' && field !== undefined ? ` (${String(list)}, entry ${entry + 1})` : '';
}
