import { ListStream } from './list.ts';
import type { RangeFilter } from './partition.ts';
import { children } from './partitions/children.ts';
import { nested, reference } from './stream.ts';

/** Reports disagree about the format; the operators leave out their bound. */
const updatedAt: RangeFilter = {
  from: 'updated_at.gt',
  to: 'updated_at.lt',
  strict: true,
  formats: ['instant', 'millis', 'day'],
};

export class Persons extends ListStream {
  readonly name = 'persons';
  readonly path = '/v2/persons';
  readonly scope = 'personio:persons:read';
  override readonly pageSize = 50;
  override readonly cursorField = 'updated_at';
  override readonly changes = updatedAt;
  override readonly attributes = {
    columns: 'listed',
    lists: { custom_attributes: 'id' },
    readableMarkers: ['email', 'first_name', 'last_name', 'created_at', 'custom_attributes'],
  } as const;
  override readonly references = [nested('employments.id', 'employments.id')];
  override readonly mentions = { 'profile_picture.url': ['persons.id'] };
}

/** There is no list for the whole company: one request a person. */
export class Employments extends ListStream {
  readonly name = 'employments';
  readonly path = '/v2/persons/{id}/employments';
  readonly scope = 'personio:persons:read';
  override readonly pageSize = 50;
  override readonly partitioning = children({ stream: new Persons(), column: 'person_id' });
  override readonly cursorField = 'updated_at';
  override readonly changes = updatedAt;
  override readonly references = [
    reference('person', 'persons.id'),
    reference('supervisor', 'persons.id'),
    reference('office', 'workplaces.id', 'workplace_id'),
    reference('legal_entity', 'legal_entities.id'),
    reference('sub_company', 'legal_entities.id'),
    reference('job', 'jobs.id'),
    { member: 'org_units', type: 'department', column: 'department_id', to: 'org_units.id' },
    { member: 'org_units', type: 'team', column: 'team_id', to: 'org_units.id' },
    nested('org_units.id', 'org_units.id'),
    nested('cost_centers.id', 'cost_centers.id'),
  ];
}
