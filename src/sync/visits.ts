import type { Output } from '../airbyte/output.ts';
import type { Api } from '../http/api.ts';
import { isKey, scalarText } from '../row.ts';
import type { SyncWindow } from '../streams/partition.ts';
import { sinceWithOverlap } from '../streams/partitions/ranges.ts';
import {
  alsoInFull,
  changedParents,
  everyParent,
  usualVisits,
  type Visits,
  withoutCursor,
} from '../streams/partitions/visits.ts';
import type { Parent, Stream } from '../streams/stream.ts';
import { fullVisitWarning } from './stream_report.ts';
import { hasSkipped, isInShare, NOBODY, type Share, shareOf, type Turn, turnFrom } from './turn.ts';
import { type Obstacle, WatchedList } from './watched_list.ts';

/** Which parents a pass visits, and the position of the rotation once all of them were visited. */
interface VisitPlan {
  readonly visits: Visits;
  readonly turn: Turn;
}

/** Plans which parents the passes of one stream visit. */
export class VisitPlanner {
  readonly #stream: Stream;
  readonly #parent: Parent;
  readonly #out: Output;
  readonly #watched: WatchedList | undefined;
  #isExplained = false;

  /** `open` makes an api whose requests end with the signal. */
  constructor(stream: Stream, parent: Parent, open: (signal: AbortSignal) => Api, out: Output) {
    this.#stream = stream;
    this.#parent = parent;
    this.#out = out;
    this.#watched = parent.watch && new WatchedList(parent.watch, open);
  }

  /** The parents that a sync usually visits, plus those that are named: all children of `inFull` are requested. */
  async plan(window: SyncWindow, turn: Turn, inFull?: ReadonlySet<string>): Promise<VisitPlan> {
    const plan = await this.#usual(window, turn);
    return inFull ? { ...plan, visits: alsoInFull(this.#parent, plan.visits, inFull) } : plan;
  }

  /** All; or those that changed, if a list says which did, and those that are due. */
  async #usual(window: SyncWindow, turn: Turn): Promise<VisitPlan> {
    const { since, at, latest, rereadDays, fullReads = [] } = window;
    const readsAll = fullReads.includes(this.#stream.name);
    // Skipped parents may have changed before the cursor.
    const shown = hasSkipped(turn) ? withoutCursor(window) : window;
    const all = { visits: usualVisits(this.#parent, shown, readsAll), turn: NOBODY };
    // Without a reliable time it is unknown who is due.
    if (!this.#watched || readsAll || since === undefined || latest !== undefined || rereadDays === undefined)
      return all;
    const begin = turnFrom(turn, since);
    const share = shareOf(begin, at, rereadDays);
    const allFor = (obstacle: Obstacle) => ({ ...all, visits: this.#explained(all.visits, obstacle) });
    const obstacle = await this.#watched.obstacle();
    this.#reportTotal(this.#watched);
    if (obstacle) return allFor(obstacle);
    if (share === 'all') return { visits: everyParent(this.#parent, withoutCursor(window)), turn: NOBODY };
    const changed = await this.#watched.changes(window);
    if ('reason' in changed) return allFor(changed);
    return { visits: this.#some(window, changed, share), turn: share ? { from: share.to, at } : begin };
  }

  /**
   * Those that changed, by their own times or by the list that watches them, and the share that is due. All of their
   * children are requested: a skipped parent may have changed before the cursor.
   */
  #some(window: SyncWindow, changed: ReadonlySet<string>, share: Share | undefined): Visits {
    const from = sinceWithOverlap(this.#stream, window);
    const own = changedParents(this.#parent, withoutCursor(window), from);
    const { list } = everyParent(this.#parent, window);
    const listed = new Set<string>();
    return {
      ...own,
      ...(share && { list: { ...list, key: `${share.from}..${share.to}` } }),
      includes: (row) => {
        const id = scalarText(row.id);
        if (changed.has(id)) listed.add(id);
        return (
          own.includes(row) || changed.has(id) || (share !== undefined && (!isKey(row.id) || isInShare(id, share)))
        );
      },
      others: () => [...changed].filter((id) => !listed.has(id)),
    };
  }

  #reportTotal({ total }: WatchedList): void {
    const { watch } = this.#parent;
    if (watch && total !== undefined) this.#out.progress?.listed(watch.stream.name, total);
  }

  /** Explains why all are visited, if there are enough of them to matter. */
  #explained(visits: Visits, obstacle: Obstacle): Visits {
    const warning = fullVisitWarning(this.#stream, this.#parent, obstacle);
    if (warning === undefined || this.#isExplained) return visits;
    const { least = 0 } = this.#parent.watch ?? {};
    let listed = 0;
    return {
      ...visits,
      includes: (row) => {
        if (++listed === least + 1) {
          this.#isExplained = true;
          void this.#out.log('WARN', warning);
        }
        return visits.includes(row);
      },
    };
  }
}
