import { addDays, addSeconds, type Day, type Instant, toDay } from '../../times.ts';
import type { Partition, Range, RangeFilter, SyncWindow } from '../partition.ts';
import type { Stream } from '../stream.ts';

/**
 * Parallel windows go back this many days; older data shares one window, which is halved while it holds more than a
 * page.
 */
const WINDOWED_DAYS = 3 * 365;

/** A partition for a range of the filter. */
export function rangePartition(stream: Stream, filter: RangeFilter, range: Range, window: SyncWindow): Partition {
  // An open end spans what an account can plausibly hold.
  const days = {
    from: range.from?.slice(0, 10) ?? '2000-01-01',
    to: range.to?.slice(0, 10) ?? addDays(lastOf(window).slice(0, 10), 365),
  };
  return { ...stream.whole(), key: keyOf(range), range: { filter, range }, days };
}

/** Where windows begin: not before that day, and not so long ago that windows are not worth it. */
export function windowDays(from: Day | undefined, window: SyncWindow, step: number): Day[] {
  const today = window.at.slice(0, 10);
  const oldest = addDays(today, -WINDOWED_DAYS);
  return gridDays(from !== undefined && from > oldest ? from : oldest, today, step);
}

/** The days of a grid that begins at the epoch, so that windows have the same bounds in every sync. */
function gridDays(from: Day, to: Day, step: number): Day[] {
  const days: Day[] = [];
  const first = Math.ceil(Date.parse(from) / 86_400_000 / step) * step;
  for (let day = toDay(first * 86_400_000); day <= to; day = addDays(day, step)) days.push(day);
  return days;
}

/** The cursor minus the overlap with the last sync. */
export function sinceWithOverlap(stream: Stream, { since, lookbackDays }: SyncWindow): Instant {
  const days = lookbackDays + (stream.changes?.unknownZone ? 1 : 0);
  return addSeconds(since ?? '', -days * 86_400);
}

/** The latest that the time may be. */
export const lastOf = ({ at, latest = at }: SyncWindow): Instant => latest;

export const startOf = (day: Day): Instant => `${day}T00:00:00Z`;

export const keyOf = ({ from, to }: Range): string => (from || to ? `${from ?? ''}..${to ?? ''}` : '');
