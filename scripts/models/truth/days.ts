// Days as whole numbers, so that the truth can go through them one by one.

export type Day = number;

const DAY_MS = 86_400_000;

export const FOREVER: Day = Number.POSITIVE_INFINITY;

export const dayOf = (text: string): Day => Math.floor(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / DAY_MS);
export const textOf = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
/** Null if it never comes. */
export const textOrNull = (day: Day): string | null => (day === FOREVER ? null : textOf(day));
/** 1 for Monday to 7 for Sunday. */
export const weekdayOf = (day: Day): number => ((((day + 3) % 7) + 7) % 7) + 1;
export const isWorkday = (day: Day): boolean => weekdayOf(day) <= 5;
/** The first day of the month, as text. */
export const monthOf = (day: Day): string => `${textOf(day).slice(0, 7)}-01`;

export interface Month {
  readonly month: string;
  readonly first: Day;
  readonly last: Day;
}

/** All months from one day's to another's. */
export function monthsFrom(first: Day, last: Day): Month[] {
  const months: Month[] = [];
  for (let text = monthOf(first); dayOf(text) <= last; ) {
    const [year = 0, month = 0] = text.split('-').map(Number);
    const next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
    months.push({ month: text, first: dayOf(text), last: dayOf(next) - 1 });
    text = next;
  }
  return months;
}

export function* daysFrom(first: Day, last: Day): Generator<Day> {
  for (let day = first; day <= last; day++) yield day;
}
