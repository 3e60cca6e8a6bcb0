import type { Row } from '../row.ts';
import { ListStream } from './list.ts';
import { variants } from './partitions/variants.ts';
import { nested, reference } from './references.ts';
import { COMPARED_BY_FILTER, comparedByPath } from './removals.ts';

export class OrgUnits extends ListStream {
  readonly name = 'org_units';
  readonly path = '/v2/org-units';
  readonly scope = 'personio:org-units:read';
  override readonly query = { include_parent_chain: 'true' };
  /**
   * Departments and teams are two lists with ids from different tables. Reports disagree about upper and lower case.
   */
  override readonly partitioning = variants({ parameter: 'type', forms: ['repeated', 'capitals'], member: 'type' }, [
    'department',
    'team',
  ]);
  override readonly keyParts = ['type', 'id'];
  override readonly references = [
    // Personio has one tree of departments and one of teams.
    reference('parent_id', 'org_units.id', 'parent_id', { typeAt: 'type', key: 'parent_key' }),
    nested('parent_chain.id', 'org_units.id', { typeAt: 'type' }),
    nested('parent_chain.parent_id', 'org_units.id', { typeAt: 'type' }),
  ];
  override readonly removals = {
    compared: 'every sync',
    ask: { by: 'path', path: `${this.path}/{id}`, query: { type: '{parent}' } },
  } as const;
  override readonly mentions = { resource_uri: ['org_units.id'], 'parent_chain.resource_uri': ['org_units.id'] };

  /** In the case of the employments that refer to them: the key must not depend on the request. */
  override rowsOf(row: Row): Row[] {
    if (typeof row.type === 'string') row.type = row.type.toLowerCase();
    return [row];
  }
}

export class Workplaces extends ListStream {
  readonly name = 'workplaces';
  readonly path = '/v2/workplaces';
  readonly scope = 'personio:workplaces:read';
  override readonly removals = COMPARED_BY_FILTER;
}

export class CostCenters extends ListStream {
  readonly name = 'cost_centers';
  readonly path = '/v2/cost-centers';
  readonly scope = 'personio:cost-centers:read';
  override readonly removals = COMPARED_BY_FILTER;
}

export class LegalEntities extends ListStream {
  readonly name = 'legal_entities';
  readonly path = '/v2/legal-entities';
  readonly scope = 'personio:legal-entities:read';
  override readonly removals = comparedByPath(this.path);
}
