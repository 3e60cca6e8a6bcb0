import { type Row, scalarText } from '../../row.ts';
import { type Instant, isBefore } from '../../times.ts';
import type { Partition, SyncWindow } from '../partition.ts';
import type { Parent } from '../stream.ts';
import { sinceWithOverlap } from './ranges.ts';

/** Which parents a pass visits, and what it requests of their children. */
export interface Visits {
  /** The parents' own list. Its key names it in the state: progress in one list says nothing about another. */
  readonly list: Partition;
  /** What is requested of each parent's children. */
  readonly window: SyncWindow;
  /** True for a listed parent that is visited. */
  includes(row: Row): boolean;
  /** After the list was read, the ids of parents to visit that it did not have. */
  others?(): Iterable<string>;
  /** The ids of parents whose children are all requested, whatever the cursor says. */
  readonly inFull?: ReadonlySet<string>;
}

/** What a stream with a parent visits if nothing else says which parents changed. */
export const usualVisits = (parent: Parent, window: SyncWindow, readsAll = false): Visits =>
  parent.followed && window.since !== undefined && !readsAll
    ? changedParents(parent, window, sinceWithOverlap(parent.stream, window))
    : everyParent(parent, window);

/** All, except those that ended before the start date. */
export function everyParent({ stream }: Parent, window: SyncWindow): Visits {
  const { startDate } = window;
  return {
    list: stream.whole(),
    window,
    includes: (row) => startDate === undefined || !stream.endedBefore(row, startDate),
  };
}

/** Of those, the ones that changed since then, according to the parents' list itself. */
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
 * The same, plus those that something named: all of their children are requested. If a list of all lacks one, it is
 * gone; if a list of changes lacks one, it is requested, and may exist.
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

/** The window of a sync that reads everything. */
export const withoutCursor = ({ since: _, ...window }: SyncWindow): SyncWindow => window;
