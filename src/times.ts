import { offsetAt } from './zones.ts';

/** A point in time: RFC 3339 in UTC with second precision, `2026-01-31T08:00:00Z`. Sorts as text. */
export type Instant = string;
/** A day, `2026-01-31`. */
export type Day = string;

const DAY_MS = 86_400_000;
/** The last second that has a date of four digits. */
export const LAST_MS = Date.parse('9999-12-31T23:59:59Z');

export const toInstant = (ms: number): Instant => `${new Date(ms).toISOString().slice(0, 19)}Z`;
export const toDay = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);
export const addSeconds = (instant: Instant, seconds: number): Instant =>
  toInstant(Date.parse(instant) + seconds * 1000);
export const addDays = (day: Day, days: number): Day => toDay(Date.parse(day) + days * DAY_MS);
export const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** `2026-01` moved by so many months. */
export function addMonths(month: string, months: number): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  return at.toISOString().slice(0, 7);
}

/** A day of the calendar, but for 29 February: whether there is one depends on the year. */
const MOST_DAYS =
  '\\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)';
const MOST_DAY = new RegExp(`^${MOST_DAYS}$`);

/** True for a day that the calendar has. */
export function isDay(text: string): boolean {
  if (MOST_DAY.test(text)) return true;
  if (!/^\d{4}-02-29$/.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && toDay(ms) === text;
}

/** The parts of a time as Personio writes it: seconds and offset may be missing, the offset may lack its colon or minutes. */
const TIME =
  /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d)?(\.\d+)?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?$/;
/** What most of them look like already, without the parts. */
const USUAL = new RegExp(
  `^${MOST_DAYS}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$`,
);

/** True for an RFC 3339 time with an offset. */
export function isTimestamp(text: string): boolean {
  return USUAL.test(text) || (TIME.test(text) && isDay(text.slice(0, 10)) && toTimestamp(text) === text);
}

/** The same time as RFC 3339 with an offset: `+0100` gets its colon, a naive time is taken as UTC; anything else stays. */
export function toTimestamp(text: string): string {
  if (USUAL.test(text)) return text;
  const match = TIME.exec(text);
  if (!match) return text;
  const [, day, minute, second = ':00', fraction = '', offset = 'Z'] = match;
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  return `${day}T${minute}${second}${fraction}${offset === 'Z' ? 'Z' : `${offset[0]}${digits.slice(0, 2)}:${digits.slice(2)}`}`;
}

/**
 * The time that a value of Personio's says, as RFC 3339 with an offset: a text, or two parts, `{ "date-time": …, "timezone":
 * "Europe/Berlin" }`. A day is its midnight. Undefined for anything else, and for a zone that nobody knows.
 */
export function timestampOf(value: unknown): string | undefined {
  const parts = partsOf(value);
  return parts && zoned(isDay(parts.time) ? { ...parts, time: `${parts.time}T00:00:00` } : parts);
}

/** The day that a value of Personio's says. The day of a time is the one that stands there: no zone shifts it. */
export function dayOf(value: unknown): Day | undefined {
  const time = partsOf(value)?.time ?? '';
  return isDay(time) || isTimestamp(toTimestamp(time)) ? time.slice(0, 10) : undefined;
}

/** The date and time that a value of Personio's says, as a clock on the wall shows it: no zone shifts it. */
export function localTimeOf(value: unknown): string | undefined {
  const time = partsOf(value)?.time ?? '';
  const timestamp = toTimestamp(isDay(time) ? `${time}T00:00:00` : time);
  return isTimestamp(timestamp) ? timestamp.replace(/(?:Z|[+-]\d\d:\d\d)$/, '') : undefined;
}

/** True if a time in any form that Personio gives it lies before that; false for a mere day, and for anything else. */
export function isBefore(value: unknown, instant: Instant): boolean {
  const parts = partsOf(value);
  const time = parts && zoned(parts);
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
  // Personio calls it `timezone` here and `timezone_id` there.
  const [zoneName = 'timezone'] = Object.keys(rest).filter((name) => /zone/i.test(name));
  const { [zoneName]: zone, ...others } = rest;
  // A date beside members that nobody knows may have its time in one of them.
  const time = others['date-time'] ?? others.date_time ?? (Object.values(others).some(isThere) ? undefined : date);
  return typeof time === 'string' ? { time, zone } : undefined;
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

function zoned({ time, zone }: Parts): string | undefined {
  const offset = isThere(zone) && /T[\d:.]+$/.test(time) ? offsetAt(time, zone) : '';
  const timestamp = offset === undefined ? '' : toTimestamp(time + offset);
  return isTimestamp(timestamp) ? timestamp : undefined;
}
