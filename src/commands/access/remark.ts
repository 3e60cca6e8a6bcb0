import type { CatalogEntry } from '../../airbyte/protocol.ts';
import { ownScopes, RIGHTS } from '../../streams/rights.ts';
import type { Obstacle } from './finding.ts';
import { labelled } from './verdict.ts';

/** Adds the missing right to the title and description of a stream that the credential may not read. */
export function withRemark(entry: CatalogEntry, { at, verdict }: Obstacle): CatalogEntry {
  const { title = entry.name, description = '' } = entry.json_schema;
  const scopes = ownScopes(at);
  const rights = RIGHTS.filter(({ scope }) => scopes.includes(scope));
  const labels = rights.map(({ label }) => label).join(' and ');
  const names = rights.map(labelled).join(' and ');
  const isMissing = verdict === 'refused';
  return {
    ...entry,
    json_schema: {
      ...entry.json_schema,
      title: `${title} (${isMissing ? 'right missing' : 'not in the plan, or right missing'}: ${labels})`,
      description:
        `A sync of this stream currently fails: ${isMissing ? '' : 'the account does not have it, or '}the API credential lacks ${names}. ${description}`.trim(),
    },
  };
}
