import type { Account } from '../../data/account.ts';
import { Dice } from '../../data/dice.ts';
import type { Absence, Entry } from '../../data/facts.ts';
import { numericId, numericSerial, serialOf } from '../../data/ids.ts';
import { berlin, berlinMidnight, berlinOffset, DAY, parseDate, weekday } from '../../data/time.ts';
import { ABSENCE_COMMENTS } from '../../data/words.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Settings } from '../../options.ts';
import { absenceComment, absenceId, absenceTypeId, daysOf, isNoon } from '../absences.ts';
import { type Filter, type Filters, listed } from '../filters.ts';
import { nameOf } from '../persons.ts';
import { resource, type View } from '../resource.ts';
import { idOf, shortEmployee } from './employee_attributes.ts';
import { bounded, changedWithin, notFound, ofEmployees, V1 } from './service.ts';

const READ = { ...V1, scope: 'absences:read' } as const;
const FOREVER = 2 ** 40;

/** What overlaps a window of days, both ends included. */
const OVERLAP: Filters<Absence> = {
  start_date: bounded(parseDate, (absence, day) => lastDayOf(absence) >= day),
  end_date: bounded(parseDate, ({ start }, day) => Math.floor(start / DAY) <= day),
};

export const timeOffTypes = resource<Entry>({
  ...READ,
  stream: 'time_off_types',
  path: '/v1/company/time-off-types',
  page: { usual: 200, max: 200 },
  paging: 'records',
  hasMetadata: ({ disputed }) => disputed.timeOffTypesMetadata,
  facts: (account) => account.absenceTypes,
  id: ({ serial }) => numericId('timeOffType', serial),
  row: (type, view) => ({
    type: 'TimeOffType',
    ...withIdV2(view, absenceTypeId(type.serial, view.account), {
      ...typeRow(type),
      unit: type.unit?.toLowerCase(),
      approval_required: type.serial % 2 === 0,
    }),
  }),
});

export const timeOffs = resource<Absence>({
  ...READ,
  stream: 'time_offs',
  path: '/v1/company/time-offs',
  page: { usual: 200, max: 200 },
  paging: 'pages',
  filters: { ...OVERLAP, ...ofEmployees<Absence>(), ...changedDays() },
  // Rejected requests are omitted.
  where: () => isTimeOff,
  facts: (account) => account.absences,
  find: (id, account) => {
    const absence = account.absences.get(numericSerial('timeOff', id));
    if (absence === undefined || !isTimeOff(absence)) throw notFound('The absence period was not found.');
    return absence;
  },
  id: ({ serial }) => numericId('timeOff', serial),
  row: timeOffRow,
});

export const hourlyAbsencePeriods = resource<Absence>({
  ...READ,
  stream: 'hourly_absence_periods',
  path: '/v1/company/absence-periods',
  page: { usual: 200, max: 200 },
  paging: ({ disputed }) => disputed.absencePeriodsOffset,
  filters: {
    ...OVERLAP,
    ...ofEmployees<Absence>(),
    ...changedSince(),
    'absence_types[]': ofTypes(),
    'absence_periods[]': (text, { world }) => {
      const wanted = new Set(listed(text).map((id) => serialOf('absence', id, world.seed)));
      return ({ serial }) => wanted.has(serial);
    },
  },
  where:
    () =>
    ({ shape }) =>
      shape === 'hours',
  facts: (account) => account.absences,
  id: absenceId,
  row: periodRow,
});

function isTimeOff({ shape, approval }: Absence): boolean {
  return shape !== 'hours' && approval !== 'REJECTED';
}

function lastDayOf({ end }: Absence): number {
  return end === 0 ? FOREVER : Math.ceil(end / DAY) - 1;
}

/** Whole days of change, without times; which of the two names works is disputed. */
function changedDays(): Filters<Absence> {
  const days =
    (name: Settings['disputed']['timeOffsFilter'], holds: (day: number, bound: number) => boolean): Filter<Absence> =>
    (text, _account, { disputed }) => {
      const bound = parseDate(text);
      if (disputed.timeOffsFilter !== name) return () => true;
      if (bound === undefined) return undefined;
      return ({ updated }) => holds(Math.floor((updated + berlinOffset(updated) * 60) / DAY), bound);
    };
  return {
    updated_from: days('updated_from', (day, bound) => day >= bound),
    updated_to: days('updated_from', (day, bound) => day <= bound),
    updated_since: days('updated_since', (day, bound) => day >= bound),
  };
}

/** According to the specification a time needs a zone here; without one, its meaning is undocumented. */
function changedSince(): Filters<Absence> {
  const zoned =
    (filter: Filter<Absence> | undefined): Filter<Absence> =>
    (text, account, settings) => {
      const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) && text.includes('T');
      const isTaken = settings.disputed.v1Zones === 'needed' ? hasZone : !hasZone;
      return isTaken ? filter?.(text, account, settings) : undefined;
    };
  const { updated_from, updated_to } = changedWithin<Absence>();
  return { updated_from: zoned(updated_from), updated_to: zoned(updated_to) };
}

function ofTypes(): Filter<Absence> {
  return (text, account) => {
    const wanted = listed(text).map((id) => serialOf('absenceType', id, account.world.seed));
    if (wanted.includes(undefined)) throw notFound('models.absence-types.not-found');
    return ({ type }) => wanted.includes(type);
  };
}

function withIdV2({ settings }: View, id_v2: string, attributes: JsonObject): JsonObject {
  const where = settings.disputed.idV2;
  if (where === 'attributes') return { attributes: { ...attributes, id_v2 } };
  return where === 'top' ? { attributes, id_v2 } : { attributes };
}

function typeRow({ serial, name, category }: Entry): JsonObject {
  return { id: idOf('timeOffType', { serial }), name, category: category?.toLowerCase() ?? null };
}

function commentOf(absence: Absence, account: Account): string | null {
  return absenceComment(absence, new Dice(account.world.seed, 41, absence.serial).pick(ABSENCE_COMMENTS));
}

function statusOf({ approval, serial }: Absence): string {
  if (approval === 'PENDING') return serial % 2 === 0 ? 'pending' : 'requested';
  return approval === 'REJECTED' ? 'rejected' : 'approved';
}

function timeOffRow(absence: Absence, view: View): JsonObject {
  const { account } = view;
  const { serial, person, start, end, shape, type } = absence;
  const first = Math.floor(start / DAY);
  const last = end === 0 ? undefined : lastDayOf(absence);
  const isHalf = shape === 'half day';
  const startsLate = isNoon(start);
  const endsEarly = isNoon(end);
  const flag = (value: boolean): Json => (serial % 3 === 0 ? value : Number(value));
  const isCompact = serial % 4 === 3;
  const days = Array.from({ length: (last ?? account.today) - first + 1 }, (_, index) => first + index);
  const entry = account.absenceTypes.made(type);
  const { first: name, last: surname } = nameOf(person, account.world.seed);
  return {
    type: 'TimeOffPeriod',
    ...withIdV2(view, absenceId(absence, account), {
      id: idOf('timeOff', absence),
      status: statusOf(absence),
      comment: commentOf(absence, account),
      start_date: berlinMidnight(first, isCompact),
      end_date: last === undefined ? null : berlinMidnight(last, isCompact),
      days_count: days.filter((day) => weekday(day) < 5).length - (Number(startsLate) + Number(endsEarly)) / 2,
      half_day_start: flag(isHalf || startsLate),
      half_day_end: flag(endsEarly && !isHalf),
      time_off_type: entry === undefined ? null : { type: 'TimeOffType', attributes: typeRow(entry) },
      employee: shortEmployee(person, account),
      created_by: serial % 6 === 0 ? 'API' : `${name} ${surname}`,
      certificate: { status: serial % 7 === 0 ? 'required' : 'not-required' },
      created_at: berlin(absence.created, isCompact),
      updated_at: berlin(absence.updated, isCompact),
    }),
  };
}

function periodRow(absence: Absence, { account }: View): JsonObject {
  const { serial, person, start, end, type, approval } = absence;
  const utc = (local: number): string =>
    `${new Date((local - berlinOffset(local) * 60) * 1000).toISOString().slice(0, 19)}.0Z`;
  const stamp = (seconds: number): string => new Date(seconds * 1000).toISOString();
  const entry = account.absenceTypes.made(type);
  const employee = shortEmployee(person, account);
  const { id } = employee.attributes as { id: { value: number } };
  return {
    type: 'AbsencePeriod',
    attributes: {
      id: absenceId(absence, account),
      measurement_unit: ['hour', 'hours', 'minutes'][serial % 3],
      effective_duration: (end - start) / 60,
      employee,
      absence_type: {
        type: 'AbsenceType',
        attributes: {
          id: absenceTypeId(type, account),
          name: entry?.name,
          time_off_type_id: idOf('timeOffType', { serial: type }),
        },
      },
      certificate: { status: 'not-required' },
      start: utc(start),
      end: utc(end),
      half_day_start: false,
      half_day_end: false,
      comment: commentOf(absence, account),
      origin: ['web', 'api', 'mobile', null][serial % 4],
      status: statusOf(absence),
      timezone: serial % 5 === 4 ? undefined : 'Europe/Berlin',
      created_by: id.value,
      created_at: stamp(absence.created),
      updated_at: stamp(absence.updated),
      approved_at: approval === 'APPROVED' ? stamp(absence.updated) : null,
      breakdowns: daysOf(absence, account).map(({ row }) => ({
        date: row.date,
        effective_duration: (end - start) / 60,
      })),
    },
  };
}
