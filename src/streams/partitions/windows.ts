import { addDays } from '../../times.ts';
import type { Partition, RangeFilter, SyncWindow } from '../partition.ts';
import type { Partitioning, Stream } from '../stream.ts';
import { changeWindows } from './changes.ts';
import { rangePartition, startOf, windowDays } from './ranges.ts';

/** Parallel windows for the first sync, by a date that every record has; later syncs read changes. */
export const windows = (filter: RangeFilter, days: number): Partitioning => ({
  windows: { filter, days },
  partitions: (stream, window) =>
    window.since === undefined ? firstWindows(stream, filter, days, window) : changeWindows(stream, window),
});

function firstWindows(stream: Stream, filter: RangeFilter, mostDays: number, window: SyncWindow): Partition[] {
  const { startDate } = window;
  const days = windowDays(startDate, window, mostDays).filter((day) => startDate === undefined || day > startDate);
  const starts = [startDate, ...days];
  return starts.map((from, index) => {
    const next = starts[index + 1];
    const range = { ...(from && { from: startOf(from) }), ...(next && { to: startOf(addDays(next, -1)) }) };
    return { ...rangePartition(stream, filter, range, window), ...(index === 0 && next && { mostDays }) };
  });
}
