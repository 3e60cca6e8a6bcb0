import type { Account } from '../../data/account.ts';
import type { Attendance, Project } from '../../data/facts.ts';
import { numericId, uuid } from '../../data/ids.ts';
import { berlin, date, naive, parseDate } from '../../data/time.ts';
import type { JsonObject } from '../../json.ts';
import type { Test } from '../filters.ts';
import { personId } from '../persons.ts';
import { projectName, projectStatus } from '../projects.ts';
import { type Parameters, resource, type View } from '../resource.ts';
import { idOf } from './employee_attributes.ts';
import { bounded, changedWithin, ofEmployees, V1 } from './service.ts';

const READ = { ...V1, scope: 'attendances:read', hidesToken: true } as const;

/** Working time with its breaks in minutes: v2's breaks belong to the work before them. */
export const attendances = resource<Attendance>({
  ...READ,
  stream: 'attendances',
  path: '/v1/company/attendances',
  page: { usual: 200, max: 200 },
  paging: 'records',
  echoesText: true,
  required: ['start_date', 'end_date'],
  filters: {
    start_date: bounded(parseDate, ({ day }, bound) => day >= bound),
    end_date: bounded(parseDate, ({ day }, bound) => day <= bound),
    ...ofEmployees<Attendance>(),
    ...changedWithin<Attendance>(),
  },
  where: decided,
  facts: (account) => account.attendances,
  id: ({ serial }) => numericId('attendance', serial),
  row: attendanceRow,
  readings: (account) => [
    { query: { start_date: '1970-01-01', end_date: date(account.today + 3650), includePending: 'true' } },
  ],
});

export const attendanceProjects = resource<Project>({
  ...READ,
  stream: 'attendance_projects',
  path: '/v1/company/attendances/projects',
  facts: (account) => account.projects,
  id: ({ serial }) => numericId('project', serial),
  row: (project) => {
    // With an offset in two spellings, or without one.
    const time = (seconds: number): string =>
      project.serial % 3 === 2 ? berlin(seconds).slice(0, 19) : berlin(seconds, project.serial % 3 === 0);
    const { attributes, ...ids } = projectRow(project);
    return {
      ...ids,
      attributes: { ...attributes, created_at: time(project.created), updated_at: time(project.updated) },
    };
  },
});

/** Only confirmed work, unless the rest is requested. */
function decided(parameters: Parameters): Test<Attendance> {
  if (parameters.get('includePending') === 'true') return ({ work }) => work;
  return ({ work, approval }) => work && approval === 'CONFIRMED';
}

function projectRow(project: Project): JsonObject & { readonly attributes: JsonObject } {
  const attributes = { name: projectName(project), active: projectStatus(project) === 'ACTIVE' };
  return { id: idOf('project', project), type: 'Project', attributes };
}

function attendanceRow(attendance: Attendance, { account, settings }: View): JsonObject {
  const { serial, person, start, end, day, approval, revision, written } = attendance;
  const invented = revision > 0 ? `korrigiert ${revision}` : ['', null, 'Prüfstand 3'][serial % 3];
  const { disputed } = settings;
  const project = account.projects.made(attendance.project);
  const id_v2 = uuid('attendance', serial, account.world.seed);
  const status = approval === 'CONFIRMED' ? disputed.v1Confirmed : approval.toLowerCase();
  return {
    id: idOf('attendance', attendance),
    type: 'AttendancePeriod',
    attributes: {
      employee: Number(personId(person)),
      date: date(day),
      start_time: naive(start).slice(11, 16),
      end_time: end === 0 ? null : naive(end).slice(11, 16),
      break: breakAfter(attendance, account),
      comment: written === undefined ? invented : written.comment,
      updated_at: berlin(attendance.updated, serial % 4 === 1),
      status,
      is_holiday: false,
      is_on_time_off: serial % 40 === 0,
      project: project === undefined ? null : projectRow(project),
      id_v2: disputed.idV2 === 'attributes' ? id_v2 : undefined,
    },
    id_v2: disputed.idV2 === 'top' ? id_v2 : undefined,
  };
}

/** Minutes of the break that follows. */
function breakAfter({ serial, person, end }: Attendance, account: Account): number {
  const next = account.attendances.made(serial + 1);
  const isBreak = next !== undefined && !next.work && next.person === person && next.start === end;
  return isBreak ? (next.end - next.start) / 60 : 0;
}
