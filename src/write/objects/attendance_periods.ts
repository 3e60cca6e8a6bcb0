import { isKey, isObject, type Row, scalarText, textOf } from '../../row.ts';
import { AttendancePeriods } from '../../streams/attendance.ts';
import { localOf } from '../../times.ts';
import { isSameText } from '../differences.ts';
import type { Member, Members, Values } from '../members.ts';
import type { WrittenObject } from '../object.ts';
import { personMembers, projectIn, projectMembers } from '../references.ts';
import { Reject } from '../reject.ts';
import type { Run } from '../run.ts';
import type { Change, Period, PeriodKind } from './period.ts';
import { Differing, needed, referredId } from './period_change.ts';
import { DAY_MS, msOf } from './period_plan.ts';
import { PeriodWriter } from './period_writer.ts';

interface Attendance extends Period {
  readonly type: string;
  /** Local times. */
  readonly start: string;
  /** Null while it is running. */
  readonly end: string | null;
  readonly comment: string | null;
  /** Its id. */
  readonly project: string | null;
}

const clearable = (members: Members): Members =>
  Object.fromEntries(
    Object.entries(members).map(([name, member]): [string, Member] => [name, { ...member, clearable: true }]),
  );

const members = (matchAttribute?: string): Members => ({
  id: { kind: 'id', describe: "Personio's id of the period." },
  ...personMembers('person', matchAttribute),
  type: { kind: 'choice', describe: 'Work or a break.', choices: ['WORK', 'BREAK'] },
  start: { kind: 'moment', describe: 'When it starts.' },
  end: {
    kind: 'moment',
    describe: 'When it ends, at most 24 hours later. Without it, the period is running.',
    clearable: true,
  },
  comment: { kind: 'text', describe: 'Comment.', most: 1000, clearable: true },
  ...clearable(projectMembers),
});

export const attendancePeriods: WrittenObject = {
  name: 'attendance_periods',
  operations: ['insert', 'upsert', 'update', 'soft_delete'],
  keys: [['person_email', 'type', 'start'], ['id']],
  members: members(),
  needs: ['type', 'start'],
  rights: {
    scopes: ['personio:attendances:write', 'attendances:write'],
    name: 'Attendances: write',
    probe: {
      route: '/v2/attendance-periods/{id}',
      target: '/v2/attendance-periods/00000000-0000-0000-0000-000000000000',
    },
  },
  lot: { rows: 200, parallel: 4 },
  open: async (run) => new PeriodWriter(run, kindFor(run)),
};

function kindFor(run: Run): PeriodKind<Attendance> {
  return {
    object: attendancePeriods,
    members: members(run.options.matchAttribute),
    lists: {
      stream: new AttendancePeriods(),
      // Not by the day that it counts for, which may be another for a night shift.
      filter: { from: 'start.date_time.gte', to: 'start.date_time.lte', formats: ['naive', 'instant'] },
      perDay: 3,
      // It is not documented in which zone the filter compares.
      marginMs: DAY_MS / 8,
    },
    isKeptUnique: false,
    hidesSome: false,
    check: ({ type, start, end, ...values }) => {
      if (typeof start === 'string' && typeof end === 'string') checkLength(start, end, 'end');
      const project = ['project_id', 'project_code'].find((member) => typeof values[member] === 'string');
      if (type === 'BREAK' && project !== undefined) throw breakWithProject(project);
    },
    markOf: async (values) => {
      const [type, start] = [needed(values, 'type'), needed(values, 'start')];
      return { mark: markOf(type, start), start };
    },
    periodOf: async (row) => attendanceIn(row),
    create: async (values, person, mark) => {
      const [type, start] = [needed(values, 'type'), needed(values, 'start')];
      const none = { id: undefined, person, mark, isRejected: false, end: null, comment: null, project: null };
      const { differences, body, after } = await changed(run, values, { ...none, type, start });
      const key = Object.entries({ type, start }).map(([member, to]) => ({ member, from: null, to }));
      return {
        differences: [...key, ...differences],
        body: { person: { id: person }, type, start: { date_time: start }, end: null, ...body },
        after,
      };
    },
    change: (values, period) => changed(run, values, period),
  };
}

async function changed(run: Run, values: Values, period: Attendance): Promise<Change<Attendance>> {
  const { type, start, end, comment } = values;
  if (typeof type === 'string' && type !== period.type)
    throw new Reject('refused', 'The period is of the other type, and Personio cannot change that.', {
      member: 'type',
    });
  const differing = new Differing(period);
  if (typeof start === 'string' && minuteOf(start) !== minuteOf(period.start))
    differing.add(
      { member: 'start', from: period.start, to: start },
      { start: { date_time: start } },
      { start, mark: markOf(period.type, start) },
    );
  const until = typeof end === 'string' ? end : null;
  if (end !== undefined && minuteOf(until) !== minuteOf(period.end))
    differing.add(
      { member: 'end', from: period.end, to: until },
      { end: until === null ? null : { date_time: until } },
      { end: until },
    );
  if (comment !== undefined && !isSameText(comment, period.comment))
    differing.add(
      { member: 'comment', from: period.comment, to: comment },
      { comment },
      { comment: `${comment ?? ''}` },
    );
  await compareProject(differing, run, values, period);
  const { after } = differing;
  const moved = (['end', 'start'] as const).find((member) => differing.has(member));
  if (moved && after.end !== null) checkLength(after.start, after.end, moved);
  return differing.change;
}

async function compareProject(
  differing: Differing<Attendance>,
  run: Run,
  values: Values,
  { type, project: from }: Attendance,
): Promise<void> {
  const member = values.project_id === undefined ? 'project_code' : 'project_id';
  const project = await projectIn(values, run);
  if (!project) {
    if (values[member] === null && from !== null)
      differing.add({ member, from, to: null }, { project: null }, { project: null });
    return;
  }
  const { id, isActive } = project;
  if (id !== undefined && id === from) return;
  if (type === 'BREAK') throw breakWithProject(member);
  if (!isActive) throw new Reject('refused', 'The project is archived: Personio only takes active ones.', { member });
  differing.add({ member, from, to: id ?? values[member] }, { project: { id } }, { project: id ?? null });
}

function attendanceIn(row: Row): Attendance | undefined {
  const { id, person, type, start: startsAt, end, comment, project, approval } = row;
  const start = localOf(startsAt);
  if (!isKey(id) || typeof type !== 'string' || start === undefined) return undefined;
  return {
    id: scalarText(id),
    person: referredId(person),
    mark: markOf(type, start),
    isRejected: isObject(approval) && approval.status === 'REJECTED',
    type,
    start,
    end: localOf(end) ?? null,
    comment: textOf(comment) ?? null,
    project: referredId(project) ?? null,
  };
}

const markOf = (type: string, start: string): string => `${type} ${minuteOf(start)}`;

/** Personio may ignore seconds. */
const minuteOf = (time: string | null): string | undefined => time?.slice(0, 16);

function checkLength(start: string, end: string, member: string): void {
  const ms = msOf(end) - msOf(start);
  if (ms <= 0) throw new Reject('bad_value', 'The period must end after it starts.', { member });
  if (ms > DAY_MS) throw new Reject('bad_value', 'The period must not be longer than 24 hours.', { member });
}

const breakWithProject = (member: string): Reject =>
  new Reject('bad_value', 'A break belongs to no project.', { member });
