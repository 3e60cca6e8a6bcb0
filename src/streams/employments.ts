import { Employees } from './employees.ts';
import { flat } from './flat.ts';
import { ListStream } from './list.ts';
import { children } from './partitions/children.ts';
import { Persons } from './persons.ts';
import { nested, orgUnit, reference } from './references.ts';
import { listedIn, type Removals } from './removals.ts';

const persons = new Persons();

/** Personio's own examples have the second spelling. */
const LAST_WORKING_DAY = ['termination.last_working_day', 'termination.last_working_date'] as const;

/** There is no list for the whole company: one request per person. */
export class Employments extends ListStream {
  readonly name = 'employments';
  readonly path = '/v2/persons/{id}/employments';
  readonly scope = 'personio:persons:read';
  override readonly pageSize = 50;
  /** A job may change without moving the person's own time. */
  override readonly partitioning = children({
    stream: persons,
    column: 'person_id',
    watch: {
      stream: new Employees(),
      members: ['position', 'department', 'team', 'office', 'supervisor', 'status', 'weekly_working_hours'],
      least: 500,
    },
  });
  override readonly attributes = { readableMarkers: ['org_units', 'position', 'status'] };
  override readonly cursorField = 'updated_at';
  override readonly changes = persons.changes;
  override readonly references = [
    reference('person', 'persons.id'),
    reference('supervisor', 'persons.id'),
    reference('office', 'workplaces.id', 'workplace_id'),
    reference('legal_entity', 'legal_entities.id'),
    reference('sub_company', 'legal_entities.id'),
    reference('job', 'jobs.id'),
    orgUnit('department', 'org_units'),
    orgUnit('team', 'org_units'),
    nested('org_units.id', 'org_units.id', { typeAt: 'org_units.type' }),
    nested('cost_centers.id', 'cost_centers.id'),
  ];
  override readonly removals: Removals = {
    compared: 'sweeps',
    namedBy: listedIn('employments'),
    subjectIn: ({ id, person_id: parent }) => ({ id, parent }),
    event: { name: 'employment.deleted', of: 'employment' },
    dueBy: ['employment.deleted', 'person.deleted'],
    visits: ['created', 'updated', 'updated.cost-centers', 'started', 'terminated', 'deleted'].map(
      (what) => `employment.${what}`,
    ),
    ask: { by: 'path', path: '/v2/persons/{parent}/employments/{id}' },
  };
  override readonly flat = [
    flat('position_title', 'position.title', 'text', 'Title of the position.'),
    flat('termination_date', 'termination.termination_date', 'date', 'Termination date recorded in Personio.'),
    flat(
      'termination_type',
      'termination.type',
      'text',
      'Kind of termination; `termination.type` lists the known values.',
    ),
    flat(
      'termination_reason',
      'termination.reason',
      'text',
      'Reason for the termination, free text or an option defined by the company.',
    ),
    flat('last_working_day', LAST_WORKING_DAY, 'date', 'Last day of work, in either spelling.'),
    flat(
      'left_on',
      ['employment_end_date', 'termination.termination_date', ...LAST_WORKING_DAY],
      'date',
      'Day on which the employment ends or ended. Null while no end is set; the end of a fixed term alone does not count.',
    ),
  ];
}
