import type { Output } from '../airbyte/output.ts';
import type { Stream } from '../streams/stream.ts';
import type { Cursor } from './cursor.ts';
import type { StreamReading } from './partition_reader.ts';
import { reportRemovals } from './removals/report.ts';
import { type RemovalOptions, removalWork } from './removals/stream_removals.ts';
import { isMissing } from './removals/webhook_log.ts';
import { ChangeTracking } from './tracking/change_tracking.ts';
import { MOST_KEPT } from './tracking/kept_text.ts';
import { beginsAnew, openTracking, type Ready, reportsRemovals } from './tracking/open_tracking.ts';
import { SweepTracking } from './tracking/sweep_tracking.ts';
import type { Tracking } from './tracking/tracking.ts';

/** Opens the tracking of a stream. If that has to begin with all rows, the cursor starts over. */
export async function startTracking(tracked: Ready, cursor: Cursor, out: Output): Promise<Tracking> {
  if (reportsRemovals(tracked) && beginsAnew(tracked))
    out.notices.add(
      'WARN',
      tracked.stream.name,
      'the API credential, its rights, the Start Date, the selected columns or the privacy settings changed since the last sync, so rows are compared from now on only. Rows removed before that are not reported; refresh the stream to drop them.',
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

/** Parents that events have named since the last look: all of their rows are requested. */
export async function namedParents(
  { removals }: Stream,
  tracking: Tracking,
  { events, watcher, since }: Named,
): Promise<ReadonlySet<string> | undefined> {
  if (!removals?.visits || since === undefined || !(tracking instanceof SweepTracking)) return undefined;
  const found = await events.find(removals.visits, tracking.kept.lookedAt || since, watcher);
  tracking.missed = isMissing(found.gap);
  return new Set(found.events.flatMap(({ persons }) => persons));
}

/** Finds the rows that are gone, once a stream was read in full. */
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
    await reportRemovals(removalWork(reading, stream.removals, { ...options, tracking }), tracking);
  else if (isChanges) tracking.versions?.forgetUnseen();
  if (!tracking.keepsTooMuch) return;
  const consequence = isChanges
    ? 'so every sync writes all of them, and removed ones are not reported'
    : 'so removed ones are found through events only, until the next comparison';
  out.notices.add(
    'WARN',
    stream.name,
    `remembering the records would take more than ${MOST_KEPT / 1024} KiB of state, ${consequence}.`,
  );
}
