// Instants are whole seconds since 1970 UTC, wall-clock times the same without a zone, days whole days since 1970.

export const DAY = 86_400;

export function instant(seconds: number): string {
  return `${naive(seconds)}Z`;
}

export function naive(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

export function date(day: number): string {
  return new Date(day * DAY * 1000).toISOString().slice(0, 10);
}

/** The first day of the month `months` after the one of `day`. */
export function firstOfMonth(day: number, months = 0): number {
  const at = new Date(day * DAY * 1000);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1) / 1000 / DAY;
}

/** 0 = Monday … 6 = Sunday. */
export function weekday(day: number): number {
  return (day + 3) % 7;
}

/** RFC 3339 with a zone; undefined for anything else. */
export function parseInstant(text: string): number | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? secondsOf(text) : undefined;
}

/** Exactly `YYYY-MM-DDTHH:MM:SS`. */
export function parseNaive(text: string): number | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? secondsOf(`${text}Z`) : undefined;
}

/** A local time, with or without a fraction and zone; the zone is parsed and ignored. */
export function parseWallClock(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  return match?.[1] === undefined ? undefined : secondsOf(`${match[1]}Z`);
}

export function parseDate(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const seconds = secondsOf(`${text}T00:00:00Z`);
  // Date turns 30 February into a day in March, so such dates are refused.
  return seconds === undefined || date(seconds / DAY) !== text ? undefined : seconds / DAY;
}

function secondsOf(text: string): number | undefined {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

/** The time in Berlin as v1 writes it: `2026-02-11T10:00:00+01:00`, or `+0100` if `compact`. */
export function berlin(seconds: number, compact = false): string {
  const minutes = berlinOffset(seconds);
  return `${naive(seconds + minutes * 60)}${offsetText(minutes, compact)}`;
}

/** Midnight of a day in Berlin. */
export function berlinMidnight(day: number, compact = false): string {
  // Clocks change after midnight on a Sunday, so the offset of an hour earlier applies.
  const minutes = berlinOffset(day * DAY - 3 * 3600);
  return `${date(day)}T00:00:00${offsetText(minutes, compact)}`;
}

/** Minutes that Berlin is ahead of UTC, by today's rule; 53 before Germany had a common time. */
export function berlinOffset(seconds: number): number {
  if (seconds < FIRST_COMMON_TIME) return 53;
  const year = new Date(seconds * 1000).getUTCFullYear();
  return seconds >= lastSunday(year, 3) && seconds < lastSunday(year, 10) ? 120 : 60;
}

const FIRST_COMMON_TIME = Date.UTC(1893, 3, 1) / 1000;

/** One o'clock UTC on the last Sunday of a month with 31 days. */
function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month - 1, 31) / 1000 / DAY;
  return (last - ((weekday(last) + 1) % 7)) * DAY + 3600;
}

function offsetText(minutes: number, compact: boolean): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `+${two(Math.floor(minutes / 60))}${compact ? '' : ':'}${two(minutes % 60)}`;
}
