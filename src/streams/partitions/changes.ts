import type { Instant } from '../../times.ts';
import type { ChangeFilter, Partition, SyncWindow } from '../partition.ts';
import type { Stream } from '../stream.ts';
import { rangePartition, sinceWithOverlap, startOf, windowDays } from './ranges.ts';

/** After a long pause changes are read in parallel windows of this length. */
const CHANGE_WINDOW_DAYS = 30;

/** The partitions of a stream without a parent, in a fixed order with fixed keys. */
export const partitionsOf = (stream: Stream, window: SyncWindow): Partition[] =>
  stream.partitioning?.partitions?.(stream, window) ?? changeWindows(stream, window);

/** What changed since the cursor; everything without one. */
export function changeWindows(stream: Stream, window: SyncWindow): Partition[] {
  const { changes } = stream;
  if (!changes) return [stream.whole()];
  if (window.since === undefined) return [withStart(rangePartition(stream, changes, {}, window), changes, window)];
  const since = sinceWithOverlap(stream, window);
  const days = changes.to === undefined ? [] : windowDays(since.slice(0, 10), window, CHANGE_WINDOW_DAYS);
  const bounds = days.map(startOf);
  const starts = [since, ...bounds.filter((bound) => bound > since)];
  return starts.map((from, index) => {
    const range = { from, ...(starts[index + 1] && { to: starts[index + 1] as Instant }) };
    return {
      ...withStart(rangePartition(stream, changes, range, window), changes, window),
      ofChanges: true,
      ...(index === 0 && starts.length > 1 && { mostDays: CHANGE_WINDOW_DAYS }),
    };
  });
}

function withStart(partition: Partition, { startParameter }: ChangeFilter, { startDate }: SyncWindow): Partition {
  if (startParameter === undefined || startDate === undefined) return partition;
  return { ...partition, query: { ...partition.query, [startParameter]: startDate } };
}
