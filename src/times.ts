import { offsetAt } from './zones.ts';

/** A point in time: RFC 3339 in UTC with second precision, `2026-01-31T08:00:00Z`. Sorts as text. */
export type Instant = string;
/** A day, `2026-01-31`. */
export type Day = string;

const DAY_MS = 86_400_000;
/** The last second of a four-digit year. */
export const LAST_MS = Date.parse('9999-12-31T23:59:59Z');

export const toInstant = (ms: number): Instant => `${new Date(ms).toISOString().slice(0, 19)}Z`;
export const toDay = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);
export const addSeconds = (instant: Instant, seconds: number): Instant =>
  toInstant(Date.parse(instant) + seconds * 1000);
export const addDays = (day: Day, days: number): Day => toDay(Date.parse(day) + days * DAY_MS);
export const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** The first day of the month of a day or a time. */
export const firstOfMonth = (time: Day | Instant): Day => `${time.slice(0, 7)}-01`;

/** The first day of the month that is this number of months after the one of `day`. */
export function addMonths(day: Day, months: number): Day {
  const at = new Date(firstOfMonth(day));
  at.setUTCMonth(at.getUTCMonth() + months);
  return toDay(at.getTime());
}

/** A day of the calendar, except 29 February, which depends on the year. */
const MOST_DAYS =
  '\\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)';
const MOST_DAY = new RegExp(`^${MOST_DAYS}$`);

/** True for a day that exists in the calendar. */
export function isDay(text: string): boolean {
  if (text.length !== 10) return false;
  if (MOST_DAY.test(text)) return true;
  if (!/^\d{4}-02-29$/.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && toDay(ms) === text;
}

/**
 * The parts of a time as Personio writes it: seconds and offset may be missing; the offset may lack its colon or
 * minutes.
 */
const TIME =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d)?(\.\d+)?(?:Z|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?$/;
/** The usual form of a time. */
const MOST_TIMES = `^${MOST_DAYS}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?`;
const MOST_UTC = new RegExp(`${MOST_TIMES}Z$`);
const MOST_LOCAL = new RegExp(`${MOST_TIMES}$`);

/** True for an RFC 3339 time in UTC, with `Z`. */
export const isUtc = (text: string): boolean => MOST_UTC.test(text) || (text.endsWith('Z') && toUtc(text) === text);

/** True for a wall-clock time: with seconds, without an offset. */
export const isLocal = (text: string): boolean => MOST_LOCAL.test(text) || toLocal(text) === text;

const DAY_MINUTES = 24 * 60;

/**
 * The same time in UTC, with all digits of its fraction; a time without an offset already is. Undefined for anything
 * else, and for a time whose year in UTC is before 0 or after 9999.
 */
function toUtc(text: string): string | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, day = '', hours, minutes, second = ':00', fraction = '', sign, hoursAhead = 0, minutesAhead = 0] = match;
  if (!isDay(day)) return undefined;
  const ahead = 60 * Number(hoursAhead) + Number(minutesAhead);
  const minute = 60 * Number(hours) + Number(minutes) + (sign === '-' ? ahead : -ahead);
  const days = Math.floor(minute / DAY_MINUTES);
  // Most times stay on the same day.
  const utcDay = days === 0 ? day : addDays(day, days);
  const utcMinute = minute - days * DAY_MINUTES;
  return isDay(utcDay)
    ? `${utcDay}T${two(Math.floor(utcMinute / 60))}:${two(utcMinute % 60)}${second}${fraction}Z`
    : undefined;
}

const two = (number: number): string => (number < 10 ? `0${number}` : `${number}`);

/** The date and time of day as written, whatever the offset. */
function toLocal(text: string): string | undefined {
  const [, day = '', hours, minutes, second = ':00', fraction = ''] = TIME.exec(text) ?? [];
  return isDay(day) ? `${day}T${hours}:${minutes}${second}${fraction}` : undefined;
}

/**
 * The time in a value from Personio, in UTC: a text, or two parts, `{ "date-time": …, "timezone": "Europe/Berlin" }`.
 * For a day, its midnight. Undefined for anything else, and for an unknown zone.
 */
export function utcOf(value: unknown): string | undefined {
  const parts = partsOf(value);
  return parts && inUtc({ ...parts, time: withTime(parts.time) });
}

/** The wall-clock time in a value from Personio. For a day, its midnight. */
export function localOf(value: unknown): string | undefined {
  const parts = partsOf(value);
  return parts && toLocal(withTime(parts.time));
}

const withTime = (time: string): string => (isDay(time) ? `${time}T00:00:00` : time);

/** The day in a value from Personio. For a time, the day as written: no zone shifts it. */
export const dayOf = (value: unknown): Day | undefined => localOf(value)?.slice(0, 10);

/** The second that contains a time; for a day, its first second. Undefined for anything else. */
export function instantOf(text: string): Instant | undefined {
  const utc = toUtc(withTime(text));
  return utc && toInstant(Date.parse(utc));
}

/** True if a time, in any of Personio's forms, is before the instant; false for a plain day, and for anything else. */
export function isBefore(value: unknown, instant: Instant): boolean {
  const parts = partsOf(value);
  const time = parts && inUtc(parts);
  return time !== undefined && Date.parse(time) < Date.parse(instant);
}

interface Parts {
  readonly time: string;
  readonly zone: unknown;
}

function partsOf(value: unknown): Parts | undefined {
  if (typeof value === 'string') return { time: value, zone: undefined };
  if (typeof value !== 'object' || value === null) return undefined;
  const { date, ...rest } = value as Readonly<Record<string, unknown>>;
  // Personio uses both `timezone` and `timezone_id`.
  const [zoneName = 'timezone'] = Object.keys(rest).filter((name) => /zone/i.test(name));
  const { [zoneName]: zone, ...others } = rest;
  // A date next to unknown members may have its time in one of them.
  const time = others['date-time'] ?? others.date_time ?? (Object.values(others).some(isThere) ? undefined : date);
  return typeof time === 'string' ? { time, zone } : undefined;
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

function inUtc({ time, zone }: Parts): string | undefined {
  const offset = isThere(zone) && /T[\d:.]+$/.test(time) ? offsetAt(time, zone) : '';
  return offset === undefined ? undefined : toUtc(time + offset);
}
