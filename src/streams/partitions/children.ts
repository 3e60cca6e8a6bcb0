import { type Row, scalarText } from '../../row.ts';
import { type Instant, isBefore } from '../../times.ts';
import type { DayRange, HolidayWindow, Partition, RangeFilter, SyncWindow } from '../partition.ts';
import type { Parent, Partitioning, Stream } from '../stream.ts';
import { sinceWithOverlap, startOf } from './ranges.ts';

/** One partition for each record of another stream, or for some of them together. */
export const children = (parent: Parent): Partitioning & { readonly parent: Parent } => ({ parent });

/** Where to request the children of the parent with that id. */
export const childPath = ({ path }: Stream, id: string): string => path.replace('{id}', encodeURIComponent(id));

/**
 * The partition for the children of one parent, or of several parents that share a request. The last sync may have
 * missed a parent that changed, because the list moved under it: all of its children are requested.
 */
export function childPartition(
  stream: Stream,
  parent: Parent,
  parents: readonly [Row, ...Row[]],
  window: SyncWindow,
): Partition {
  const ids = parents.map(({ id }) => scalarText(id));
  const [first] = parents;
  const id = scalarText(first.id);
  const given = Object.entries(parent.gives ?? {}).map(([column, member]) => [column, first[member]]);
  const from = childrenFrom(stream, parent, parents, window);
  return {
    key: ids.join(','),
    path: childPath(stream, id),
    query: { ...stream.query, ...(parent.parameter !== undefined && { [parent.parameter]: id }) },
    ...(parent.shared && { names: { ...parent.shared, values: ids } }),
    ...(stream.changes && from !== undefined && { range: { filter: stream.changes, range: { from } } }),
    ...(parent.holidays && window.holidays && { range: holidayRange(parent.holidays, window.holidays) }),
    ...(parent.promises?.(first) && { promised: true }),
    adds: { ...Object.fromEntries(given), ...(parent.column && { [parent.column]: id }) },
  };
}

function holidayRange(filter: RangeFilter, { narrower, ...wide }: HolidayWindow): NonNullable<Partition['range']> {
  const bounds = ({ from, to }: DayRange) => ({ from: startOf(from), to: startOf(to) });
  return { filter, range: bounds(wide), ...(narrower && { narrower: bounds(narrower) }) };
}

function childrenFrom(
  stream: Stream,
  parent: Parent,
  parents: readonly Row[],
  window: SyncWindow,
): Instant | undefined {
  const start = stream.changes?.ofEvents && window.startDate !== undefined ? startOf(window.startDate) : undefined;
  if (window.since === undefined || parent.followed) return start;
  const from = sinceWithOverlap(stream, window);
  const tells = parent.stream.cursorField !== undefined;
  const known = !tells || parents.every(({ updated_at }) => isBefore(updated_at, from));
  return known ? from : start;
}
