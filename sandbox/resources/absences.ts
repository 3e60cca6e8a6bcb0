import type { Account } from '../data/account.ts';
import { supervisorOf } from '../data/careers.ts';
import { Dice } from '../data/dice.ts';
import type { Absence } from '../data/facts.ts';
import { serialOf, uuid } from '../data/ids.ts';
import type { Fact } from '../data/table.ts';
import { DAY, date, instant, naive, parseDate, parseWallClock, weekday } from '../data/time.ts';
import { ABSENCE_COMMENTS, CITIES } from '../data/words.ts';
import type { Disputed } from '../disputed.ts';
import { objectNotFound } from '../http/problem.ts';
import type { JsonObject } from '../json.ts';
import { anyPerson, anySerial, asInstant, compared } from './filters.ts';
import { legalEntityOf } from './hiding.ts';
import { personId, reference } from './persons.ts';
import { resource, type View } from './resource.ts';

const FOREVER = 2 ** 40;
const MOST_OPEN_DAYS = 180;

export const absencePeriods = resource<Absence>({
  stream: 'absence_periods',
  path: '/v2/absence-periods',
  service: 'other',
  scope: 'personio:absences:read',
  refusal: 403,
  page: { usual: 100, max: 100 },
  link: 'query',
  filters: {
    id: anySerial(
      (id, { world }) => serialOf('absence', id, world.seed),
      ({ serial }) => serial,
    ),
    'absence_type.id': anySerial(
      (id, { world }) => serialOf('absenceType', id, world.seed),
      ({ type }) => type,
    ),
    'person.id': anyPerson(),
    // Whichever end they name, the bounds select what overlaps the period: it must end after the first and start before
    // the last.
    ...compared('starts_from.date_time', ['.gte'], endOf, parseWallClock),
    ...compared('starts_from.date_time', ['.lte'], ({ start }) => start, parseWallClock),
    ...compared('ends_at.date_time', ['.gte'], endOf, parseWallClock),
    ...compared('ends_at.date_time', ['.lte'], ({ start }) => start, parseWallClock),
    ...compared('updated_at', ['.gte', '.lte'], ({ updated }) => updated, asInstant),
  },
  facts: (account) => account.absences,
  find: (id, account) => account.absences.get(serialOf('absence', id, account.world.seed)),
  id: absenceId,
  legalEntity: ({ person }, account) => legalEntityOf(person, account),
  where: (parameters, _account, { lies }) => {
    const since = parameters.has('id') ? undefined : parseDate(lies.absencesSince ?? '');
    return (absence) => since === undefined || endOf(absence) >= since * DAY;
  },
  row: absenceRow,
});

/** One day of an absence. */
interface AbsentDay extends Fact {
  readonly row: JsonObject;
}

export const absenceBreakdowns = resource<AbsentDay>({
  stream: 'absence_breakdowns',
  path: '/v2/absence-periods/{absence}/breakdowns',
  service: 'other',
  scope: 'personio:absences:read',
  refusal: 403,
  page: { usual: 28, max: 28 },
  link: 'limit',
  facts: (account, path, _parameters, { disputed }) => {
    const absence = account.absences.get(serialOf('absence', path.absence ?? '', account.world.seed));
    if (absence === undefined) throw objectNotFound();
    const days = daysOf(absence, account).filter(({ serial }) => isTold(serial, disputed.breakdownDays));
    return absence.shape === 'hours' && disputed.hourlyBreakdowns === 'several' ? days.flatMap(halved) : days;
  },
  id: ({ serial }) => date(serial),
  row: ({ row }) => row,
  readings: (account) =>
    account.absences.listed.map((absence) => {
      const id = absenceId(absence, account);
      return { path: { absence: id }, key: (day) => `${id}:${day}` };
    }),
});

export function absenceId({ serial }: Absence, { world }: Account): string {
  return uuid('absence', serial, world.seed);
}

export function absenceTypeId(serial: number, { world }: Account): string {
  return uuid('absenceType', serial, world.seed);
}

function endOf({ end }: Absence): number {
  return end === 0 ? FOREVER : end;
}

function isTold(day: number, told: Disputed['breakdownDays']): boolean {
  return told === 'all' || (told === 'working' && weekday(day) < 5);
}

export function absenceRow(absence: Absence, { account, settings }: View): JsonObject {
  const ends = settings.disputed.absenceEnds;
  const { person } = absence;
  const dice = new Dice(account.world.seed, 41, absence.serial);
  const comment = dice.pick(ABSENCE_COMMENTS);
  const substitute = dice.chance(0.2) ? reference(account.persons.made(supervisorOf(person.serial))) : null;
  return {
    id: absenceId(absence, account),
    person: { id: personId(person) },
    absence_type: { id: absenceTypeId(absence.type, account) },
    starts_from: startRow(absence),
    ends_at: endRow(absence, dice.chance(0.1) ? ends !== 'exclusive' : ends === 'last day'),
    timezone_id: dice.chance(0.03) ? undefined : CITIES[person.serial % CITIES.length]?.zone,
    comment: absenceComment(absence, comment),
    approval: { status: absence.approval },
    substitute: substituteOf(absence, dice.chance(0.4) ? undefined : substitute),
    created_at: instant(absence.created),
    updated_at: instant(absence.updated),
  };
}

export function absenceComment({ revision, written }: Absence, invented: string | null): string | null {
  if (written?.comment !== undefined) return written.comment;
  return revision > 0 ? `${invented ?? ''} (Änderung ${revision})` : invented;
}

function substituteOf({ written, postedAt }: Absence, invented: JsonObject | null | undefined): typeof invented {
  if (written?.substitute !== undefined) return written.substitute === null ? null : reference(written.substitute);
  return postedAt === undefined ? invented : null;
}

/** A day's second half begins at noon. */
function startRow({ shape, start }: Absence): JsonObject {
  if (shape === 'hours') return { date_time: naive(start), type: null };
  return { date_time: naive(midnightOf(start)), type: isNoon(start) ? 'SECOND_HALF' : 'FIRST_HALF' };
}

/** An exclusive midnight, or the last day itself: the reference shows both. An end at noon always has its own day. */
function endRow({ shape, end }: Absence, lastDay: boolean): JsonObject | null {
  if (end === 0) return null;
  if (shape === 'hours') return { date_time: naive(end), type: null };
  if (isNoon(end)) return { date_time: naive(midnightOf(end)), type: 'FIRST_HALF' };
  return { date_time: naive(lastDay ? end - DAY : end), type: 'SECOND_HALF' };
}

function midnightOf(time: number): number {
  return Math.floor(time / DAY) * DAY;
}

/** Whether a period of days starts or ends in the middle of one. */
export function isNoon(time: number): boolean {
  return time % DAY === DAY / 2;
}

/** Some hourly absences are split at noon: two entries on one date. */
function halved(day: AbsentDay): AbsentDay[] {
  const { value } = day.row.effective_duration as { value: number };
  if (value < 2) return [day];
  const part = (hours: number): AbsentDay => ({
    ...day,
    row: { ...day.row, effective_duration: { unit: 'HOUR', value: hours } },
  });
  return [part(1), part(value - 1)];
}

export function daysOf(absence: Absence, account: Account): AbsentDay[] {
  const { start, shape, updated } = absence;
  const first = Math.floor(start / DAY);
  // How far an open end extends has not been observed: until today, but not for years.
  const open = Math.max(first, Math.min(account.today, first + MOST_OPEN_DAYS));
  const last = absence.end === 0 ? open : Math.ceil(absence.end / DAY) - 1;
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const day = first + index;
    const until = absence.end === 0 ? (day + 1) * DAY : absence.end;
    const share = Math.min(1, (until - day * DAY) / DAY) - Math.max(0, (start - day * DAY) / DAY);
    const effective_duration =
      shape === 'hours'
        ? { unit: 'HOUR', value: (absence.end - start) / 3600 }
        : { unit: 'DAY', value: weekday(day) < 5 ? share : 0 };
    return { serial: day, updated, revision: 0, removed: false, row: { date: date(day), effective_duration } };
  });
}
