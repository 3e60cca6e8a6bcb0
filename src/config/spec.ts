import * as z from 'zod';
import { Config } from './source.ts';

/** What `spec` prints. */
export function connectorSpecification(): object {
  const schema = z.toJSONSchema(Config, { target: 'draft-7', io: 'input' });
  return {
    documentationUrl:
      'https://github.com/source-personio/source-personio/blob/main/docs/integrations/sources/personio.md',
    changelogUrl: 'https://github.com/source-personio/source-personio/blob/main/CHANGELOG.md',
    supportsIncremental: true,
    supported_destination_sync_modes: [],
    connectionSpecification: { ...schema, title: 'Personio', additionalProperties: true },
  };
}
