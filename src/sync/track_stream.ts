import type { Stream } from '../streams/stream.ts';
import { ChangeTracking } from './change_tracking.ts';
import type { Cursor } from './cursor.ts';
import { openTracking, type Tracked } from './open_tracking.ts';
import type { StreamReading } from './partition_reader.ts';
import { type RemovalOptions, removalWork } from './removals/stream_removals.ts';
import { tellRemovals } from './removals/tell.ts';
import { SweepTracking } from './sweep_tracking.ts';
import type { Tracking } from './tracking.ts';
import { isMissing } from './webhook_log.ts';

/** Opens what is tracked. Where that has to begin with all rows, the cursor begins again. */
export function startTracking(tracked: Omit<Tracked, 'isFresh'>, cursor: Cursor): Tracking {
  const open = () => openTracking({ ...tracked, isFresh: cursor.isFresh });
  let tracking = open();
  if (tracking instanceof SweepTracking && tracking.needsAll && cursor.since !== undefined) {
    cursor.forget();
    tracking = open();
  }
  cursor.tracked = () => tracking.state;
  return tracking;
}

type Named = Pick<RemovalOptions, 'events' | 'watcher' | 'since'>;

/** Those whom events name since the last look: all of their rows are asked for. */
export async function namedParents(
  { removals }: Stream,
  tracking: Tracking,
  { events, watcher, since }: Named,
): Promise<ReadonlySet<string> | undefined> {
  if (!removals?.visits || since === undefined || !(tracking instanceof SweepTracking)) return undefined;
  const told = await events.told(removals.visits, tracking.kept.lookedAt || since, watcher);
  tracking.missed = isMissing(told.gap);
  return new Set(told.events.flatMap(({ persons }) => persons));
}

/** Tells which rows are gone, once a stream was read in full. */
export async function endTracking(
  tracking: Tracking,
  tells: boolean,
  reading: StreamReading,
  options: Omit<RemovalOptions, 'tracking'>,
): Promise<void> {
  const { stream, out } = reading;
  if (tracking instanceof ChangeTracking) {
    if (tracking.versions?.keepsNone)
      await out.log(
        'WARN',
        `${stream.name}: its records are too many for the state to keep, so each sync writes all of them, and removed ones are not told.`,
      );
    if (!tells) tracking.versions?.forgetUnseen();
  }
  const isTold = tracking instanceof ChangeTracking || tracking instanceof SweepTracking;
  if (tells && isTold && stream.removals)
    await tellRemovals(removalWork(reading, stream.removals, { ...options, tracking }), tracking);
}
