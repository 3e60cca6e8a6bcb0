import { Employees } from './employees.ts';
import { ListStream } from './list.ts';
import { children } from './partitions/children.ts';
import { Persons } from './persons.ts';
import { nested, reference } from './stream.ts';

const persons = new Persons();

/** There is no list for the whole company: one request a person. */
export class Employments extends ListStream {
  readonly name = 'employments';
  readonly path = '/v2/persons/{id}/employments';
  readonly scope = 'personio:persons:read';
  override readonly pageSize = 50;
  /** A job may change while the person's own time stands still. */
  override readonly partitioning = children({
    stream: persons,
    column: 'person_id',
    watch: {
      stream: new Employees(),
      members: ['position', 'department', 'team', 'office', 'supervisor', 'status', 'weekly_working_hours'],
      least: 500,
    },
  });
  override readonly cursorField = 'updated_at';
  override readonly changes = persons.changes;
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
