import { type Row, scalarText } from '../../row.ts';
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
  /** The ids of those who are asked for all of their children, whatever the cursor says. */
  readonly inFull?: ReadonlySet<string>;
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

/**
 * The same, and those whom something named: they are asked for all of their children. One whom a list of all does not have is
 * gone; one whom a list of changes does not have is asked for, and may be.
 */
export function alsoInFull(parent: Parent, visits: Visits, inFull: ReadonlySet<string>): Visits {
  const all = everyParent(parent, visits.window);
  const listed = new Set<string>();
  return {
    ...visits,
    inFull,
    includes: (row) => {
      const id = scalarText(row.id);
      const isNamed = inFull.has(id);
      if (isNamed) listed.add(id);
      return visits.includes(row) || (isNamed && all.includes(row));
    },
    others: () => {
      const unlisted = visits.list.range ? [...inFull].filter((id) => !listed.has(id)) : [];
      return new Set([...(visits.others?.() ?? []), ...unlisted]);
    },
  };
}

/** The window of a sync that reads all there is. */
export const withoutCursor = ({ since: _, ...window }: SyncWindow): SyncWindow => window;
