import type { Row } from '../../row.ts';
import { type Instant, isBefore } from '../../times.ts';
import type { Partition, SyncWindow } from '../partition.ts';
import type { Parent } from '../stream.ts';
import { sinceWithOverlap } from './ranges.ts';

/** Which parents a pass visits, and what it asks for of their children. */
export interface Visits {
  /** The parents' own list. Its key names it in the state: how far one list was read says nothing of another. */
  readonly list: Partition;
  /** What is asked for of the children of each. */
  readonly window: SyncWindow;
  /** True for a parent of the list that is visited. */
  includes(row: Row): boolean;
  /** The ids of those to visit that the list did not have, once it is read. */
  others?(): Iterable<string>;
}

/** What a stream with a parent visits where nothing else tells which parents changed. */
export const usualVisits = (parent: Parent, window: SyncWindow, readsAll = false): Visits =>
  parent.followed && window.since !== undefined && !readsAll
    ? changedParents(parent, window, sinceWithOverlap(parent.stream, window))
    : everyParent(parent, window);

/** All, but for those that ended before the start date. */
export function everyParent({ stream }: Parent, window: SyncWindow): Visits {
  const { startDate } = window;
  return {
    list: stream.whole(),
    window,
    includes: (row) => startDate === undefined || !stream.endedBefore(row, startDate),
  };
}

/** Of those, the ones that changed since then, as the parents' list itself tells. */
export function changedParents(parent: Parent, window: SyncWindow, from: Instant): Visits {
  const { list, includes } = everyParent(parent, window);
  const { changes } = parent.stream;
  return {
    list: { ...list, key: 'changes', ...(changes && { range: { filter: changes, range: { from } } }) },
    window,
    includes: (row) => includes(row) && !isBefore(row.updated_at, from),
  };
}
