import type { Config } from '../config.ts';
import type { Instant } from '../times.ts';
import type { Limits } from './cursor.ts';

/** What the configuration says of a sync that begins then. */
export function limitsOf(config: Config, begin: Instant): Limits {
  const { holidays_from: from, holidays_to: to, start_date: startDate } = config;
  const year = Number(begin.slice(0, 4));
  const years = [year, ...[from, to].filter((day) => day !== undefined).map((day) => Number(day.slice(0, 4)))];
  const firstDay = `${Math.min(...years) - 1}-01-01`;
  const lastDay = to ?? `${Math.max(...years) + 1}-12-31`;
  const startsWithin = startDate !== undefined && startDate > firstDay && startDate <= lastDay;
  return {
    lookbackDays: config.lookback_days,
    rereadDays: config.reread_days,
    holidays: { from: from ?? (startsWithin ? startDate : firstDay), to: lastDay },
    ...(startDate !== undefined && { startDate }),
  };
}
