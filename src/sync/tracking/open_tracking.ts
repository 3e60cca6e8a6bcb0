import { DELETED_AT, OBSERVED_AT, observes } from '../../account/change_columns.ts';
import type { ConfiguredStream } from '../../airbyte/catalog.ts';
import type { StreamState } from '../../airbyte/protocol.ts';
import { Digests } from '../../kept/digests.ts';
import type { RecordBuilder } from '../../records/builder.ts';
import { digestOf } from '../../row.ts';
import type { SyncWindow } from '../../streams/partition.ts';
import { partitionsOf } from '../../streams/partitions/changes.ts';
import type { Stream } from '../../streams/stream.ts';
import { addSeconds, firstOfMonth, type Instant, instantOf } from '../../times.ts';
import { ChangeTracking } from './change_tracking.ts';
import { type Kept, MOST_KEPT, NOTHING_KEPT, parseKept } from './kept_text.ts';
import { SweepTracking } from './sweep_tracking.ts';
import { type Tracking, untrackedRows } from './tracking.ts';
import { Versions } from './versions.ts';

/** A row takes at least seven bytes, more than nine characters of base64: more rows than this cannot be kept. */
const MOST_VERSIONS = Math.floor(MOST_KEPT / 9);
/** Conditions are told apart by 66 bits. */
const CONDITIONS_DIGITS = 11;

/** What a sync tracks about a stream. */
export interface Tracked {
  readonly stream: Stream;
  readonly configured: ConfiguredStream;
  readonly state: StreamState | undefined;
  readonly window: SyncWindow;
  /** The setting `deletions.mark`. */
  readonly mark: boolean;
  readonly builder: RecordBuilder;
  /** Everything that decides which rows are seen and how they are written. */
  readonly conditions: readonly unknown[];
  /** A secret of the account. The state keeps digests that cannot be computed without it. */
  readonly secret: string;
  /** True if this sync reads everything, from its beginning. */
  readonly isFresh: boolean;
  /** The cursor that the last sync left; undefined if none has read everything yet. */
  readonly since: string | undefined;
}

/** The same before its cursor has been looked at. */
export type Ready = Omit<Tracked, 'isFresh' | 'since'>;

/** What an earlier sync kept, as stored in its state. */
export const keptIn = (state: StreamState = {}): StreamState =>
  Object.fromEntries([OBSERVED_AT, 'kept'].filter((name) => name in state).map((name) => [name, state[name]]));

/** True if removals are reported: the catalog selects their column, and ids are not hashed. */
export const reportsRemovals = ({ stream, configured, mark, builder }: Ready): boolean =>
  mark &&
  configured.syncMode === 'incremental' &&
  stream.removals !== undefined &&
  builder.columns.includes(DELETED_AT) &&
  !builder.hidesIds;

export function openTracking(tracked: Tracked): Tracking {
  if (observes(tracked.stream)) return openChanges(tracked);
  const { stream, state = {}, mark, isFresh, since, window } = tracked;
  if (stream.removals && reportsRemovals(tracked))
    return new SweepTracking(keptOf(tracked), stream.removals, { isFresh, since, at: window.at });
  return untrackedRows((mark && stream.removals) || 'kept' in state ? { kept: '' } : {});
}

function openChanges(tracked: Tracked): Tracking {
  const { stream, configured, state = {}, window, mark, builder, secret: digestKey } = tracked;
  const tracks = mark && configured.syncMode === 'incremental';
  const isCursor = configured.syncMode === 'incremental' && stream.cursorField === undefined;
  const showsObservedAt =
    builder.columns.includes(OBSERVED_AT) || (isCursor && (mark || configured.cursorField === OBSERVED_AT));
  if (!showsObservedAt && !tracks && !('kept' in state)) return untrackedRows();
  const observedAt = later(window.at, state[OBSERVED_AT]);
  if (!tracks) return new ChangeTracking({ observedAt, showsObservedAt, digestKey, kept: NOTHING_KEPT });
  const kept = keptOf(tracked);
  const versions = new Versions(Digests.parse(kept.body) ?? new Digests(), MOST_VERSIONS);
  return new ChangeTracking({
    observedAt,
    showsObservedAt,
    digestKey,
    kept,
    versions,
    keepsGroups: groupsToKeep(tracked),
  });
}

/** Nothing needs to be kept of partitions that the next sync does not read. */
function groupsToKeep({ stream, window }: Tracked): ((partition: { readonly key: string }) => boolean) | undefined {
  if (!stream.groupedBy) return undefined;
  const next = new Set(partitionsOf(stream, { ...window, since: firstOfMonth(window.at) }).map(({ key }) => key));
  return ({ key }) => next.has(key);
}

/** True if what an earlier sync kept is useless now: rows removed since are not reported. */
export function beginsAnew(tracked: Ready): boolean {
  const { kept = '' } = tracked.state ?? {};
  const parsed = parseKept(kept);
  return kept !== '' && parsed?.body !== '' && parsed?.conditions !== conditionsText(tracked);
}

const conditionsText = ({ conditions, builder }: Ready): string =>
  digestOf(JSON.stringify([...conditions, builder.selected])).slice(0, CONDITIONS_DIGITS);

/**
 * What an earlier sync kept under the same conditions; from other conditions, only the highest cursor and the number of
 * rows.
 */
function keptOf(tracked: Ready): Kept {
  const now = conditionsText(tracked);
  const kept = parseKept(tracked.state?.kept);
  if (kept?.conditions === now) return kept;
  const { highest, count } = kept ?? NOTHING_KEPT;
  return { ...NOTHING_KEPT, conditions: now, highest, count };
}

/** The time of this sync, or a second after the last one's: later syncs have later times, whatever the clock says. */
function later(at: Instant, saved: unknown): Instant {
  const before = typeof saved === 'string' ? instantOf(saved) : undefined;
  return before === undefined || before === '' || before < at ? at : addSeconds(before, 1);
}
