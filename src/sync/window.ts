import type { Time } from '../http/clock.ts';
import type { HolidayWindow, SyncWindow } from '../streams/partition.ts';
import { addDays, type Day, type Instant, toInstant } from '../times.ts';

/** Personio's file documents holidays from two years ago to a year from today, in days, as no year is shorter. */
const DAYS_BACK = 730;
const DAYS_AHEAD = 365;
/** The margin at either end, in case the server counts days differently or in another zone. */
const MARGIN_DAYS = 2;

/** The configured time range of a sync. */
export interface WindowSettings {
  readonly start_date?: Day | undefined;
  readonly lookback_days: number;
  readonly reread_days: number;
  readonly full_reads: readonly string[];
  readonly holidays_from?: Day | undefined;
  readonly holidays_to?: Day | undefined;
}

/** A sync begins as of the second before, because the current one may not be over. */
const INCOMPLETE_SECOND_MS = 1000;

/** Data further in the future is not requested, whatever a clock says: it would be months of requests for nothing. */
const MOST_AHEAD_MS = 31 * 86_400_000;

/** What a sync that begins now reads of a stream without a state. */
export function syncWindow(config: WindowSettings, { now, doubt }: Time): SyncWindow {
  const { start_date: startDate } = config;
  const at = toInstant(now - INCOMPLETE_SECOND_MS);
  return {
    at,
    lookbackDays: config.lookback_days,
    rereadDays: config.reread_days,
    fullReads: config.full_reads,
    holidays: holidayWindow(config, at),
    ...(startDate !== undefined && { startDate }),
    ...(doubt && { latest: toInstant(Math.min(doubt.latest, now + MOST_AHEAD_MS)) }),
  };
}

/** From last year to a year from today, unless configured otherwise; a configured range is not narrowed. */
function holidayWindow(config: WindowSettings, begin: Instant): HolidayWindow {
  const { holidays_from: from, holidays_to: to, start_date: startDate } = config;
  const today = begin.slice(0, 10);
  const usualEnd = addDays(today, DAYS_AHEAD);
  const lastDay = to ?? (from !== undefined && from > usualEnd ? addDays(from, DAYS_AHEAD) : usualEnd);
  const firstDay = `${Number((lastDay < today ? lastDay : today).slice(0, 4)) - 1}-01-01`;
  const startsWithin = startDate !== undefined && startDate > firstDay && startDate <= lastDay;
  const wide = { from: from ?? (startsWithin ? startDate : firstDay), to: lastDay };
  const earliest = addDays(today, MARGIN_DAYS - DAYS_BACK);
  const latest = addDays(today, DAYS_AHEAD - MARGIN_DAYS);
  const narrower = {
    from: from === undefined && wide.from < earliest ? earliest : wide.from,
    to: to === undefined && wide.to > latest ? latest : wide.to,
  };
  const isNarrower = narrower.from <= narrower.to && (narrower.from !== wide.from || narrower.to !== wide.to);
  return { ...wide, ...(isNarrower && { narrower }) };
}
