import type { Api } from '../http/api.ts';
import { isKey, scalarText } from '../row.ts';
import { isFailedList } from '../streams/failure.ts';
import { SlowListError } from '../streams/pager.ts';
import type { Page, Partition, SyncWindow } from '../streams/partition.ts';
import { sinceWithOverlap } from '../streams/partitions/ranges.ts';
import type { ParentWatch } from '../streams/stream.ts';

/** The list lags behind. The unknown zone of its filter adds another day. */
const LEAST_OVERLAP_DAYS = 1;
/** How long the list may take. After that all parents are visited. */
const PATIENCE_MS = 60_000;
/** At most this many ids are held: beyond that, visiting everybody is hardly more work. */
const MOST_CHANGED = 20_000;

/** Why the list cannot say which parents changed. */
export interface Obstacle {
  readonly reason: 'few parents' | 'many changes' | 'hidden' | 'failed';
  /** The members that it does not show. */
  readonly hidden?: readonly string[];
  readonly error?: unknown;
}

/** The list that watches the parents of a stream, in one sync. */
export class WatchedList {
  readonly #watch: ParentWatch;
  readonly #open: (signal: AbortSignal) => Api;
  /** Undefined until the list was checked; `none` if it shows everything required. */
  #obstacle: Obstacle | 'none' | undefined;
  /** How many rows the whole list has, if the server said so. */
  total: number | undefined;

  /** `open` makes an api whose requests end with the signal. */
  constructor(watch: ParentWatch, open: (signal: AbortSignal) => Api) {
    this.#watch = watch;
    this.#open = open;
  }

  /** Why it is unreliable, if it is. Never throws for a failure of the list. */
  async obstacle(): Promise<Obstacle | undefined> {
    this.#obstacle ??= (await unlessFailed(this.#look())) ?? 'none';
    return this.#obstacle === 'none' ? undefined : this.#obstacle;
  }

  /** The ids of the parents that changed since the cursor. Never throws for a failure of the list. */
  async changes(window: SyncWindow): Promise<ReadonlySet<string> | Obstacle> {
    const changes = await unlessFailed(this.#changedSince(window));
    if ('reason' in changes) this.#obstacle = changes;
    return changes;
  }

  /** Looks at the rows after the first `least`. A member that is not released is in none of them. */
  async #look(): Promise<Obstacle | undefined> {
    const { stream, members, least } = this.#watch;
    for await (const { rows, total } of this.#pages(stream.whole(), String(least))) {
      this.total = total;
      if (rows.length === 0 || (total !== undefined && total <= least)) break;
      const parents = rows.flatMap((row) => stream.rowsOf(row));
      const hidden = members.filter((name) => !parents.some((parent) => name in parent));
      return hidden.length > 0 ? { reason: 'hidden', hidden } : undefined;
    }
    return { reason: 'few parents' };
  }

  async #changedSince(window: SyncWindow): Promise<ReadonlySet<string> | Obstacle> {
    const { stream } = this.#watch;
    const changed = new Set<string>();
    const lookbackDays = Math.max(window.lookbackDays, LEAST_OVERLAP_DAYS);
    const from = sinceWithOverlap(stream, { ...window, lookbackDays });
    const range = stream.changes && { filter: stream.changes, range: { from } };
    for await (const { rows } of this.#pages({ ...stream.whole(), ...(range && { range }) })) {
      for (const { id } of rows.flatMap((row) => stream.rowsOf(row))) {
        // A change without an id could belong to anybody.
        if (!isKey(id) || changed.size >= MOST_CHANGED) return { reason: 'many changes' };
        changed.add(scalarText(id));
      }
    }
    return changed;
  }

  /** Fails when the time is up, whatever the page waits for, be it a login or a limit. */
  async *#pages(partition: Partition, after?: string): AsyncGenerator<Page> {
    const end = new AbortController();
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new SlowListError(PATIENCE_MS)), PATIENCE_MS);
    const pages = this.#watch.stream.pages(this.#open(end.signal), partition, after);
    try {
      for (;;) {
        const page = await Promise.race([pages.next(), late]);
        if (page.done) return;
        yield page.value;
      }
    } finally {
      clearTimeout(timer);
      end.abort();
    }
  }
}

/** The obstacle instead of a failure of the list. */
async function unlessFailed<T>(asked: Promise<T>): Promise<T | Obstacle> {
  try {
    return await asked;
  } catch (error) {
    if (!isFailedList(error)) throw error;
    return { reason: 'failed', error };
  }
}
