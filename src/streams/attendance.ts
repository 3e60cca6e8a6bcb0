import type { Row } from '../row.ts';
import { approvalStatus, flat } from './flat.ts';
import { ListStream } from './list.ts';
import { children } from './partitions/children.ts';
import { windows } from './partitions/windows.ts';
import { reference } from './references.ts';
import { comparedByPath } from './removals.ts';

export class AttendancePeriods extends ListStream {
  readonly name = 'attendance_periods';
  readonly path = '/v2/attendance-periods';
  readonly scope = 'personio:attendances:read';
  override readonly cursorField = 'updated_at';
  override readonly changes = {
    from: 'updated_at.gte',
    to: 'updated_at.lte',
    formats: ['naive', 'instant'],
    unknownZone: true,
    startParameter: 'attribution_date.gte',
  } as const;
  /** Deep pages are slow here; many shallow ones are not. */
  override readonly partitioning = windows(
    { from: 'attribution_date.gte', to: 'attribution_date.lte', formats: ['day'] },
    28,
  );
  override readonly references = [reference('person', 'persons.id'), reference('project', 'projects.id')];
  override readonly flat = [
    flat('started_at', 'start.date_time', 'local', 'Start of the period in local time.'),
    flat('ended_at', 'end.date_time', 'local', 'End of the period in local time. Null while it is running.'),
    flat(
      'duration_minutes',
      ['start.date_time', 'end.date_time'],
      'number',
      'Length of the period in wall-clock time. Null while it is running.',
      'minutes between',
    ),
    approvalStatus('PENDING', 'CONFIRMED (approved)', 'REJECTED'),
  ];
  /** There are millions of rows: remembering those written since a comparison would take too much space. */
  override readonly removals = {
    event: { name: 'attendance-period.deleted', of: 'attendance' },
    ask: { by: 'path', path: `${this.path}/{id}` },
  } as const;
}

export class Projects extends ListStream {
  readonly name = 'projects';
  readonly path = '/v2/projects';
  readonly scope = 'personio:projects:read';
  override readonly pageSize = 200;
  override readonly references = [
    reference('parent_project', 'projects.id'),
    reference('cost_center', 'cost_centers.id'),
  ];
  override readonly flat = [
    flat('starts_on', 'start.date', 'date', 'First day of the project. Null when none is set.'),
    flat('ends_on', 'end.date', 'date', 'Last day of the project. Null when none is set.', 'day before'),
  ];
  override readonly removals = comparedByPath(this.path);
}

export class ProjectMembers extends ListStream {
  readonly name = 'project_members';
  readonly path = '/v2/projects/{id}/members';
  readonly scope = 'personio:projects:read';
  override readonly pageSize = 200;
  /** Sub projects have no members of their own, and requests for them are said to be refused. */
  override readonly partitioning = children({
    stream: new Projects(),
    column: 'project_id',
    mayRefuse: ({ parent_project: parent }) => parent !== undefined && parent !== null,
  });
  override readonly keyParts = ['project_id', 'person_id'];
  /** A project that everybody is assigned to names nobody. */
  override readonly removals = {
    compared: 'every sync',
    ask: { by: 'parent', parent: '/v2/projects/{id}', holdsNone: (project: Row) => project.assigned_to_all === true },
  } as const;
  override readonly references = [reference('person', 'persons.id')];
}
