import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import type { Attendance } from '../data/facts.ts';
import { numericId, numericSerial, serialOf, uuid } from '../data/ids.ts';
import { date, instant, naive, parseNaive } from '../data/time.ts';
import { WORK_COMMENTS } from '../data/words.ts';
import type { JsonObject } from '../json.ts';
import { anyPerson, anySerial, asDay, asNaiveInstant, compared, oneOf } from './filters.ts';
import { legalEntityOf } from './hiding.ts';
import { personId } from './persons.ts';
import { resource, type View } from './resource.ts';

type Compare = (a: Attendance, b: Attendance) => number;

const SORTS: Readonly<Record<string, (attendance: Attendance) => number>> = {
  'person.id': ({ person }) => person.serial,
  'start.date_time': ({ start }) => start,
  // A running period has no end: nulls come last in ascending order.
  'end.date_time': ({ end }) => (end === 0 ? Number.MAX_SAFE_INTEGER : end),
  updated_at: ({ updated }) => updated,
  status: ({ approval }) => ['PENDING', 'CONFIRMED', 'REJECTED'].indexOf(approval),
};

export const attendancePeriods = resource<Attendance>({
  stream: 'attendance_periods',
  path: '/v2/attendance-periods',
  service: 'attendance',
  scope: 'personio:attendances:read',
  refusal: 403,
  page: { usual: 100, max: 100 },
  link: 'query',
  filters: {
    id: anySerial(
      (id, { world }) => serialOf('attendance', id, world.seed),
      ({ serial }) => serial,
    ),
    'person.id': anyPerson(),
    'project.id': anySerial(
      (id) => numericSerial('project', id),
      ({ project }) => project,
    ),
    ...compared('start.date_time', ['.gte', '.lte'], ({ start }) => start, parseNaive),
    ...compared('end.date_time', ['.gte', '.lte'], ({ end }) => (end === 0 ? undefined : end), parseNaive),
    ...compared('updated_at', ['.gte', '.lte'], ({ updated }) => updated, asNaiveInstant),
    ...compared('attribution_date', ['.gte', '.lte'], ({ day }) => day, asDay),
    status: oneOf(['PENDING', 'CONFIRMED', 'REJECTED'], ({ approval }) => approval),
  },
  sorts: compareBy,
  facts: (account) => account.attendances,
  find: (id, account) => account.attendances.get(serialOf('attendance', id, account.world.seed)),
  id: attendanceId,
  legalEntity: ({ person }, account) => legalEntityOf(person, account),
  row: attendanceRow,
});

/** `-updated_at,person.id` and the like; undefined if a member cannot be sorted by. */
function compareBy(text: string): Compare | undefined {
  const parts = text.split(',').map((part) => {
    const read = SORTS[part.replace(/^-/, '')];
    return read === undefined ? undefined : { read, sign: part.startsWith('-') ? -1 : 1 };
  });
  if (parts.includes(undefined)) return undefined;
  return (a, b) => {
    for (const part of parts) {
      const order = part === undefined ? 0 : (part.read(a) - part.read(b)) * part.sign;
      if (order !== 0) return order;
    }
    return a.serial - b.serial;
  };
}

export function attendanceId({ serial }: Attendance, { world }: Account): string {
  return uuid('attendance', serial, world.seed);
}

export function attendanceRow(attendance: Attendance, { account }: Pick<View, 'account'>): JsonObject {
  const dice = new Dice(account.world.seed, 51, attendance.serial);
  const comment = dice.pick(WORK_COMMENTS);
  const { work, project, revision, end, written, postedAt } = attendance;
  const invented = revision > 0 ? `${comment ?? ''} (korrigiert ${revision})` : comment;
  return {
    id: attendanceId(attendance, account),
    type: work ? 'WORK' : 'BREAK',
    person: { id: personId(attendance.person) },
    start: { date_time: naive(attendance.start) },
    end: end === 0 ? null : { date_time: naive(end) },
    attribution_date: date(attendance.day),
    comment: written === undefined ? invented : written.comment,
    project: project < 0 ? null : { id: numericId('project', project) },
    approval: { status: attendance.approval },
    is_auto_generated: dice.chance(0.3) ? undefined : !work && postedAt === undefined,
    created_at: instant(attendance.created),
    updated_at: instant(attendance.updated),
  };
}
