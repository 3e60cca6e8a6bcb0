import type { Config } from '../config.ts';
import type { Time } from '../http/clock.ts';
import { type Instant, toInstant } from '../times.ts';
import type { Limits } from './cursor.ts';

/** When a sync begins. */
export interface Begin {
  readonly at: Instant;
  /** Present if the clocks differ too far to believe either: it may be as late as this. */
  readonly latest?: Instant;
}

/** A sync promises nothing of the second in which it began: that second may not be over. */
const INCOMPLETE_SECOND_MS = 1000;

/** What lies further ahead is not asked for, whatever a clock says: months of years to come would be of no use. */
const MOST_AHEAD_MS = 31 * 86_400_000;

export const beginAt = ({ now, doubt }: Time): Begin => ({
  at: toInstant(now - INCOMPLETE_SECOND_MS),
  ...(doubt && { latest: toInstant(Math.min(doubt.latest, now + MOST_AHEAD_MS)) }),
});

/** What the configuration says of a sync that begins then; perhaps as late as `latest`. */
export function limitsOf(config: Config, at: Instant, latest?: Instant): Limits {
  const { holidays_from: from, holidays_to: to, start_date: startDate } = config;
  const days = [at, from, to].filter((day) => day !== undefined);
  const years = days.map((day) => Number(day.slice(0, 4)));
  const firstDay = `${Math.min(...years) - 1}-01-01`;
  const lastDay = to ?? `${Math.max(...years) + 1}-12-31`;
  const startsWithin = startDate !== undefined && startDate > firstDay && startDate <= lastDay;
  return {
    lookbackDays: config.lookback_days,
    rereadDays: config.reread_days,
    holidays: { from: from ?? (startsWithin ? startDate : firstDay), to: lastDay },
    ...(startDate !== undefined && { startDate }),
    ...(latest !== undefined && { latest }),
  };
}
