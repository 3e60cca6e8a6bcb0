import * as z from 'zod';
import { DESTINATION_GROUPS, DestinationConfig } from './destination.ts';
import { GROUPS, type Group } from './groups.ts';
import { CHANGELOG_URL, DESTINATION_URL, DOCUMENTATION_URL } from './links.ts';
import { Config } from './source.ts';

/** The output of the source's `spec`. */
export const sourceSpecification = (): object => ({
  documentationUrl: DOCUMENTATION_URL,
  changelogUrl: CHANGELOG_URL,
  supportsIncremental: true,
  supported_destination_sync_modes: [],
  connectionSpecification: formOf(Config, GROUPS),
});

/** The output of the destination's `spec`. Only modes that are safe without a mapping: overwrite would have to delete. */
export const destinationSpecification = (): object => ({
  documentationUrl: DESTINATION_URL,
  changelogUrl: CHANGELOG_URL,
  supportsIncremental: true,
  supported_destination_sync_modes: ['append', 'append_dedup'],
  connectionSpecification: formOf(DestinationConfig, DESTINATION_GROUPS),
});

function formOf(config: z.ZodObject, groups: readonly Group[]): object {
  const form = z.toJSONSchema(config, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      // Fields are shown in the order in which they are declared.
      for (const [order, field] of Object.values(jsonSchema.properties ?? {}).entries())
        Object.assign(field, { order });
      // A form shows the first of several types; the rest is true of another.
      if (Array.isArray(jsonSchema.type))
        for (const keyword of ['anyOf', 'propertyNames', 'additionalProperties', 'default'] as const)
          delete jsonSchema[keyword];
    },
  });
  return { ...form, title: 'Personio', groups, additionalProperties: true };
}
