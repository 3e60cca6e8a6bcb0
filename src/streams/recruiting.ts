import { isObject, type Row, scalarText } from '../row.ts';
import { flat } from './flat.ts';
import { ListStream } from './list.ts';
import { children } from './partitions/children.ts';
import { DELETED_PEOPLE, nested, orgUnit, reference } from './references.ts';
import { comparedByPath, sweptByPath } from './removals.ts';

/** Newest first; the bounds are excluded, and only one of them may be sent. For some accounts the filter fails. */
const updatedAt = { from: 'updated_at.gt', strict: true, formats: ['instant', 'none'] } as const;

abstract class RecruitingStream extends ListStream {
  readonly scope = 'personio:recruiting:read';
  override readonly group = 'recruiting';
  override readonly pageSize: number = 200;
}

export class RecruitingJobs extends RecruitingStream {
  readonly name = 'recruiting_jobs';
  readonly path = '/v2/recruiting/jobs';
  override readonly removals = sweptByPath(this.path);
  override readonly cursorField = 'updated_at';
  override readonly changes = updatedAt;
  override readonly references = [
    orgUnit('department'),
    reference('category', 'recruiting_categories.id'),
    reference('company'),
    nested('hiring_team.person.id', 'persons.id', DELETED_PEOPLE),
  ];

  override rowsOf(row: Row): Row[] {
    if (typeof row.category === 'string') row.category = { name: row.category };
    return [withoutLinks(row)];
  }
}

export class RecruitingCategories extends RecruitingStream {
  readonly name = 'recruiting_categories';
  readonly path = '/v2/recruiting/categories';
  override readonly removals = comparedByPath(this.path);
  /** All come in one response, and there are no parameters. */
  override readonly pageSize = 0;
  override readonly references = [reference('company')];
}

export class RecruitingCandidates extends RecruitingStream {
  readonly name = 'recruiting_candidates';
  readonly path = '/v2/recruiting/candidates';
  override readonly removals = sweptByPath(this.path);
  override readonly cursorField = 'updated_at';
  override readonly changes = updatedAt;
  override readonly references = [nested('applications.id', 'recruiting_applications.id')];
}

export class RecruitingApplications extends RecruitingStream {
  readonly name = 'recruiting_applications';
  readonly path = '/v2/recruiting/applications';
  override readonly removals = sweptByPath(this.path);
  override readonly cursorField = 'updated_at';
  override readonly changes = updatedAt;
  override readonly references = [
    reference('candidate', 'recruiting_candidates.id'),
    reference('job', 'recruiting_jobs.id'),
    reference('current_stage'),
    reference('channel'),
    orgUnit('department', 'job.department'),
    nested('job.category.id', 'recruiting_categories.id'),
    nested('hiring_team.person.id', 'persons.id', DELETED_PEOPLE),
  ];

  override rowsOf(row: Row): Row[] {
    return [withoutLinks(row)];
  }
}

/** One request per application. */
export class RecruitingStageTransitions extends RecruitingStream {
  readonly name = 'recruiting_stage_transitions';
  readonly path = '/v2/recruiting/applications/{id}/stage-transitions';
  override readonly pageSize = 0;
  override readonly partitioning = children({
    stream: new RecruitingApplications(),
    column: 'application_id',
    gives: { application_updated_at: 'updated_at' },
    followed: true,
  });
  override readonly cursorField = 'application_updated_at';
  override readonly references = [reference('stage')];
  override readonly flat = [
    flat('stage_name', 'stage.name', 'text', 'Name of the stage. Null for the stages that Personio itself defines.'),
  ];
  override readonly keyParts = ['application_id', 'entered_at', 'stage'];
  override readonly keyFallback = 'number';

  /** Built-in stages have no id: their type is in the key. */
  override recordKey({ application_id: application, entered_at: enteredAt, stage }: Row): string | undefined {
    if (enteredAt === undefined || enteredAt === null || !isObject(stage)) return undefined;
    return [application, enteredAt, stage.id ?? stage.type ?? ''].map(scalarText).join(':');
  }
}

/** Hiring team members are the only place with links inside a record. */
function withoutLinks(row: Row): Row {
  const team = Array.isArray(row.hiring_team) ? row.hiring_team : [];
  for (const member of team) if (isObject(member) && isObject(member.person)) delete member.person._meta;
  return row;
}
