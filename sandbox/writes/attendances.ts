import type { Account } from '../data/account.ts';
import type { Attendance, Person, Project } from '../data/facts.ts';
import { serialOf } from '../data/ids.ts';
import { DAY, naive, parseNaive } from '../data/time.ts';
import type { Answer } from '../http/answer.ts';
import { objectNotFound } from '../http/problem.ts';
import type { Json } from '../json.ts';
import { attendanceId, attendanceRow } from '../resources/attendances.ts';
import { personId, personSerial } from '../resources/persons.ts';
import { projectSerial, projectStatus } from '../resources/projects.ts';
import { isSkipped } from './approval.ts';
import { type Members, read, text, word } from './members.ts';
import { ownOf } from './own.ts';
import type { Write, Writing } from './write.ts';

const SERVICE = {
  stream: 'attendance_periods',
  right: 'attendances:write',
  service: 'attendance',
  scopes: ['personio:attendances:write', 'attendances:write'],
  parameters: ['skip_approval'],
} as const;

const PATH = '/v2/attendance-periods';

export const ATTENDANCES: readonly Write[] = [
  { ...SERVICE, method: 'POST', path: PATH, run: create },
  { ...SERVICE, method: 'PATCH', path: `${PATH}/{id}`, run: change },
  { ...SERVICE, method: 'DELETE', path: `${PATH}/{id}`, run: remove },
];

/** What can change. */
type Values = Pick<Attendance, 'start' | 'end' | 'day' | 'project' | 'written'>;

function create(writing: Writing): Answer {
  const { account } = writing;
  const members = writing.members();
  const person = members.need(
    'person',
    members.reference((id) => account.persons.get(personSerial(id))),
  );
  const work = members.need('type', word('WORK', 'BREAK')) === 'WORK';
  members.need('start', (value) => timeIn(value, members, writing));
  const values = valuesIn(
    members,
    { start: 0, end: 0, day: 0, project: -1, written: { comment: null } },
    work,
    writing,
  );
  const attendance: Attendance = {
    ...writing.fresh(account.attendances.nextSerial),
    ...{ person, work, ...values },
    approval: approvalIn(writing),
  };
  const affected = madeRoom(attendance, writing);
  account.attendances.insert([attendance]);
  writing.tell('inserted', 'attendance_periods', [attendance]);
  const more = affected.length === 0 ? {} : { affected_periods: affected.map((id) => ({ id })) };
  return writing.created({ id: attendanceId(attendance, account), key: keyOf(attendance), more });
}

function change(writing: Writing): Answer {
  const { account, settings } = writing;
  const attendance = attendanceIn(writing);
  const values = valuesIn(writing.members(), attendance, attendance.work, writing);
  checkMayChange(attendance, writing);
  madeRoom({ ...attendance, ...values }, writing);
  const approval = approvalIn(writing);
  const changed = writing.change('attendance_periods', attendance, attendanceRow, { ...values, approval });
  account.attendances.reorder();
  const id = attendanceId(attendance, account);
  const answer = writing.done({ id, key: keyOf(attendance), changed });
  if (settings.disputed.attendancePatch === 204) return answer;
  return { status: 200, headers: { 'content-type': 'application/json' }, json: { id } };
}

function remove(writing: Writing): Answer {
  const attendance = attendanceIn(writing);
  approvalIn(writing);
  checkMayChange(attendance, writing);
  writing.remove('attendance_periods', [attendance]);
  return writing.done({ id: attendanceId(attendance, writing.account), key: keyOf(attendance) });
}

function attendanceIn({ account, sent }: Writing): Attendance {
  const attendance = account.attendances.get(serialOf('attendance', sent.path.id ?? '', account.world.seed));
  if (attendance === undefined) throw objectNotFound();
  return attendance;
}

function valuesIn(members: Members, before: Values, work: boolean, writing: Writing): Values {
  const time = (value: Json): number | undefined => timeIn(value, members, writing);
  const start = members.take('start', time) ?? before.start;
  const end = members.takeOrNull('end', time);
  const comment = members.takeOrNull('comment', text(1000));
  const project = members.takeOrNull(
    'project',
    members.reference((id) => writing.account.projects.get(projectSerial(id))),
  );
  members.close();
  const values = {
    ...{ start, end: end === undefined ? before.end : (end ?? 0), day: Math.floor(start / DAY) },
    project: project === undefined ? before.project : (project?.serial ?? -1),
    written: comment === undefined ? before.written : { comment },
  };
  checkPeriod(values, work, project, writing);
  return values;
}

function checkPeriod(
  { start, end, project: serial }: Values,
  work: boolean,
  project: Project | null | undefined,
  writing: Writing,
): void {
  if (end !== 0 && end <= start)
    throw writing.refuse(422, `The start ${naive(start)} is not before the end ${naive(end)}.`);
  if (end - start > DAY) throw writing.refuse(422, `The period from ${naive(start)} to ${naive(end)} is too long.`);
  if (!work && serial >= 0) throw writing.refuse(422, 'A break cannot have a project.');
  if (project && projectStatus(project) !== 'ACTIVE') throw writing.refuse(422, 'The project is archived.');
}

/** `{ date_time }`: a local time without a zone. */
function timeIn(value: Json, members: Members, { settings }: Writing): number | undefined {
  const inner = members.inside(value);
  const seconds = inner.need('date_time', read(parseNaive));
  inner.close();
  return settings.disputed.attendanceSeconds === 'dropped' ? seconds - (seconds % 60) : seconds;
}

function approvalIn(writing: Writing): string {
  return isSkipped(writing) || !writing.settings.approvals ? 'CONFIRMED' : 'PENDING';
}

function checkMayChange({ approval }: Attendance, writing: Writing): void {
  const { confirmedChange } = writing.settings.disputed;
  if (approval === 'CONFIRMED' && confirmedChange !== 'allowed')
    throw writing.refuse(confirmedChange, 'A confirmed attendance period cannot be changed.');
}

/** A period is alone: another one is refused, or those that are in its way are cut. Returns the ids of these. */
function madeRoom(attendance: Attendance, writing: Writing): string[] {
  const { account, settings } = writing;
  const { attendanceOverlap } = settings.disputed;
  const inTheWay = others(attendance, account).filter(
    (other) => attendance.start < endOf(other) && other.start < endOf(attendance),
  );
  if (inTheWay.length === 0) return [];
  if (attendanceOverlap !== 'cut') {
    const detail = `Existing overlapping attendances periods: ${naive(attendance.start)}.`;
    throw writing.refuse(attendanceOverlap, detail);
  }
  for (const other of inTheWay) {
    if (other.start < attendance.start) other.end = attendance.start;
    else if (endOf(other) > endOf(attendance)) other.start = attendance.end;
    else {
      writing.remove('attendance_periods', [other]);
      continue;
    }
    writing.touch('attendance_periods', other);
  }
  account.attendances.reorder();
  return inTheWay.map((other) => attendanceId(other, account));
}

function others({ person, serial }: Attendance, { attendances }: Account): readonly Attendance[] {
  return ownOf(attendances.listed, person).filter((other) => other.serial !== serial && other.approval !== 'REJECTED');
}

/** A running period can last a day. */
function endOf({ start, end }: Attendance): number {
  return end === 0 ? start + DAY : end;
}

function keyOf({ person, work, start }: { person: Person; work: boolean; start: number }): string {
  return `attendance_periods:${personId(person)}|${work ? 'WORK' : 'BREAK'}|${naive(start).slice(0, 16)}`;
}
