import { ConnectorError, type FailureType } from '../../errors.ts';
import { isFailedList } from '../../streams/failure.ts';
import { eventsOf } from '../../streams/removals.ts';
import { addSeconds } from '../../times.ts';
import { ChangeTracking } from '../tracking/change_tracking.ts';
import type { SweepTracking } from '../tracking/sweep_tracking.ts';
import { isSweepDue } from './due.ts';
import { explain, type Refusal } from './gate.ts';
import { reportNamed } from './named.ts';
import { sweep } from './swept.ts';
import { reportUnlisted } from './unlisted.ts';
import type { RemovalWork } from './work.ts';

const DAY_SECONDS = 86_400;
/** Until then, a refusal is only a warning. */
const MOST_DAYS_REFUSED = 7;

/**
 * Marks the rows of a stream that are gone, after a sync that read everything it had to. Throws if the findings were
 * not believed for a week; the state is correct with and without it.
 */
export async function reportRemovals(work: RemovalWork, tracking: ChangeTracking | SweepTracking): Promise<void> {
  const { stream, out, window } = work;
  // The time is in doubt: rows compared now could count as new or old forever.
  if (window.latest !== undefined) return;
  const refusals = await refusalsOf(work, tracking).catch((error): Refusal[] => {
    if (!isFailedList(error)) throw error;
    return [{ why: 'incomplete' }];
  });
  const refusedAt = tracking.kept.refusedAt || window.at;
  tracking.kept = { ...tracking.kept, refusedAt: refusals.length > 0 ? refusedAt : '' };
  const isLate = addSeconds(refusedAt, MOST_DAYS_REFUSED * DAY_SECONDS) <= window.at;
  for (const refusal of refusals) {
    const sentence = explain(refusal);
    if (isLate)
      throw new ConnectorError(
        failureTypeOf(refusal),
        `${stream.name}: ${sentence} This has been the case since ${refusedAt}.`,
      );
    out.notices.add('WARN', stream.name, sentence);
  }
}

const failureTypeOf = ({ why }: Refusal): FailureType =>
  why === 'incomplete' || why === 'not answered' ? 'transient_error' : 'config_error';

async function refusalsOf(work: RemovalWork, tracking: ChangeTracking | SweepTracking): Promise<Refusal[]> {
  if (!work.isSame()) return [{ why: 'incomplete' }];
  const refusals =
    tracking instanceof ChangeTracking ? [await reportUnlisted(work, tracking)] : await reportSwept(work, tracking);
  return refusals.filter((refusal) => refusal !== undefined);
}

async function reportSwept(work: RemovalWork, tracking: SweepTracking): Promise<(Refusal | undefined)[]> {
  const { kept } = tracking;
  const { refusal, isSweepDue: isCalled } = await reportNamed(work, tracking);
  const { removals, stream, out, sweepDays, window } = work;
  if (removals.compared === undefined) return [refusal];
  const { length } = tracking;
  const due = { at: window.at, sweepDays, hasEvents: eventsOf(removals).length > 0, kept, length };
  const isDue = isSweepDue(due) || (isCalled && tracking.baseline !== undefined);
  const results = [refusal, isDue ? await sweep(work, tracking) : undefined];
  if (tracking.cannotCompare)
    out.notices.add(
      'WARN',
      stream.name,
      `removed rows are found through webhook events only, because ${stream.parent?.stream.name} do not name all rows that were read. Refresh the stream to try again.`,
    );
  return results;
}
