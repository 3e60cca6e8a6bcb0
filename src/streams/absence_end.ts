import { isObject } from '../row.ts';
import { addDays, type Day, dayOf, daysBetween, localOf } from '../times.ts';

/**
 * How an account writes the end of an absence that is counted in days: as the midnight after the last day, or as the last
 * day itself.
 */
export type EndForm = 'exclusive' | 'last_day';

/** A longer absence has more days than a page of its breakdown. */
const MOST_DAYS = 28;
/** Tuesday to Friday: that day and the one before it are working days. */
const AMONG_WORKING_DAYS: readonly number[] = [2, 3, 4, 5];
const SATURDAY = 6;
const MIDNIGHT = /T00:00:00(?:\.0+)?$/;

/** The start or the end of an absence. */
interface Bound {
  readonly day: Day;
  readonly isMidnight: boolean;
  readonly half: unknown;
}

function boundOf(value: unknown): Bound | undefined {
  const time = localOf(value);
  if (time === undefined) return undefined;
  return { day: time.slice(0, 10), isMidnight: MIDNIGHT.test(time), half: halfOf(value) };
}

const halfOf = (value: unknown): unknown => (isObject(value) ? (value.type ?? undefined) : undefined);

/** The last day of an absence. Undefined while it is open. `start` and `end` are Personio's objects, or their text. */
export function lastDay(start: unknown, end: unknown, form: EndForm): Day | undefined {
  const to = boundOf(end);
  if (!to?.isMidnight) return to?.day;
  const from = boundOf(start);
  if (form === 'last_day' && !isInHours(from, to)) return to.day;
  // An end on the first day is that day, in either form: some accounts write half a day like this.
  return to.day === from?.day ? to.day : addDays(to.day, -1);
}

/** An absence counted in hours ends at a point in time: a midnight is the end of the day before, in every form. */
const isInHours = (from: Bound | undefined, to: Bound): boolean =>
  from?.isMidnight === false && from.half === undefined && to.half === undefined;

/** True for whole days whose end equals the start: if the end were the midnight after them, there would be no day. */
export function provesLastDay(start: unknown, end: unknown): boolean {
  if (halfOf(start) !== 'FIRST_HALF' || halfOf(end) !== 'SECOND_HALF') return false;
  const [from, to] = [boundOf(start), boundOf(end)];
  return from?.isMidnight === true && to?.isMidnight === true && from.day === to.day;
}

/**
 * How well the breakdown of an absence shows the form: lower is better. Undefined if it cannot. Absences that end with
 * half a day are not used: some accounts write that day in either form.
 */
export function candidateRank(start: unknown, end: unknown): number | undefined {
  const [from, to] = [boundOf(start), boundOf(end)];
  if (!from?.isMidnight || !to?.isMidnight || from.half === undefined || to.half !== 'SECOND_HALF') return undefined;
  const days = daysBetween(from.day, to.day) + 1;
  if (days < 1 || days > MOST_DAYS) return undefined;
  // A breakdown without weekends would end on Friday if the last day was Saturday, in both forms.
  const weekday = new Date(to.day).getUTCDay();
  if (AMONG_WORKING_DAYS.includes(weekday)) return 0;
  return weekday === SATURDAY ? 2 : 1;
}

/** The form that the days of a breakdown show, given the end of the absence. */
export function formShownBy(days: readonly (Day | undefined)[], end: unknown): EndForm | undefined {
  const last = days.reduce((latest, day) => ((day ?? '') > (latest ?? '') ? day : latest), undefined);
  const day = dayOf(end);
  if (last === undefined || day === undefined) return undefined;
  if (last === day) return 'last_day';
  return last === addDays(day, -1) ? 'exclusive' : undefined;
}
