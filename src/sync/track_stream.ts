import type { Output } from '../airbyte/output.ts';
import type { Stream } from '../streams/stream.ts';
import type { Cursor } from './cursor.ts';
import type { StreamReading } from './partition_reader.ts';
import { type RemovalOptions, removalWork } from './removals/stream_removals.ts';
import { tellRemovals } from './removals/tell.ts';
import { isMissing } from './removals/webhook_log.ts';
import { ChangeTracking } from './tracking/change_tracking.ts';
import { MOST_KEPT } from './tracking/kept_text.ts';
import { beginsAnew, openTracking, type Ready, tellsRemovals } from './tracking/open_tracking.ts';
import { SweepTracking } from './tracking/sweep_tracking.ts';
import type { Tracking } from './tracking/tracking.ts';

/** Opens what is tracked. Where that has to begin with all rows, the cursor begins again. */
export async function startTracking(tracked: Ready, cursor: Cursor, out: Output): Promise<Tracking> {
  if (tellsRemovals(tracked) && beginsAnew(tracked))
    await out.log(
      'WARN',
      `${tracked.stream.name}: the credential, its rights, the Start Date, the selected columns or the privacy settings are others than in the last sync, so its rows are compared from now on only. What was removed since then is not told; a refresh of the stream leaves it out.`,
    );
  const open = () => openTracking({ ...tracked, isFresh: cursor.isFresh, since: cursor.since });
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
  const isChanges = tracking instanceof ChangeTracking;
  if (!isChanges && !(tracking instanceof SweepTracking)) return;
  if (tells && stream.removals)
    await tellRemovals(removalWork(reading, stream.removals, { ...options, tracking }), tracking);
  else if (isChanges) tracking.versions?.forgetUnseen();
  if (!tracking.keepsTooMuch) return;
  const consequence = isChanges
    ? 'so each sync writes all of them, and removed ones are not told'
    : 'so removed ones are told by events only until the next comparison';
  await out.log(
    'WARN',
    `${stream.name}: what is kept of its records would be larger than ${MOST_KEPT / 1024} KiB, ${consequence}.`,
  );
}
