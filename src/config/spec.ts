import * as z from 'zod';
import { GROUPS } from './groups.ts';
import { CHANGELOG_URL, DOCUMENTATION_URL } from './links.ts';
import { Config } from './source.ts';

/** The output of `spec`. */
export function connectorSpecification(): object {
  const form = z.toJSONSchema(Config, {
    target: 'draft-7',
    io: 'input',
    // Fields are shown in the order in which they are declared.
    override: ({ jsonSchema }) => {
      for (const [order, field] of Object.values(jsonSchema.properties ?? {}).entries())
        Object.assign(field, { order });
    },
  });
  return {
    documentationUrl: DOCUMENTATION_URL,
    changelogUrl: CHANGELOG_URL,
    supportsIncremental: true,
    supported_destination_sync_modes: [],
    connectionSpecification: { ...form, title: 'Personio', groups: GROUPS, additionalProperties: true },
  };
}
