import { ConnectorError, type FailureType } from '../../errors.ts';
import { isFailedList } from '../../streams/failure.ts';
import { addSeconds } from '../../times.ts';
import { ChangeTracking } from '../tracking/change_tracking.ts';
import { MOST_KEPT } from '../tracking/kept_text.ts';
import type { SweepTracking } from '../tracking/sweep_tracking.ts';
import { explain, type Refusal } from './gate.ts';
import { tellNamed } from './named.ts';
import { sweep } from './swept.ts';
import { tellUnlisted } from './unlisted.ts';
import type { RemovalWork } from './work.ts';

const DAY_SECONDS = 86_400;
/** So long a refusal is a warning. */
const MOST_DAYS_REFUSED = 7;
/** Personio forgets events after thirty days: whoever looked longer ago has missed some. */
const EVENT_DAYS = 29;
/** Syncs that come at even distances may come a little earlier. */
const EARLY_SECONDS = 3600;
/** What is kept exactly grows until the next comparison. */
const ROOM = 0.75;

/**
 * Tells which rows of a stream are gone, after a sync that has read all that it had to. Throws if what was found has not
 * been believed for a week; the state is as true then as without it.
 */
export async function tellRemovals(work: RemovalWork, tracking: ChangeTracking | SweepTracking): Promise<void> {
  const { stream, out, window } = work;
  const refusals = await refusalsOf(work, tracking).catch((error): Refusal[] => {
    if (!isFailedList(error)) throw error;
    return [{ why: 'incomplete' }];
  });
  const refusedAt = tracking.kept.refusedAt || window.at;
  tracking.kept = { ...tracking.kept, refusedAt: refusals.length > 0 ? refusedAt : '' };
  const isLate = addSeconds(refusedAt, MOST_DAYS_REFUSED * DAY_SECONDS) <= window.at;
  for (const refusal of refusals) {
    const sentence = explain(stream, refusal);
    if (isLate) throw new ConnectorError(failureTypeOf(refusal), `${sentence} It has been so since ${refusedAt}.`);
    await out.log('WARN', sentence);
  }
}

const failureTypeOf = ({ why }: Refusal): FailureType =>
  why === 'incomplete' || why === 'not answered' ? 'transient_error' : 'config_error';

async function refusalsOf(work: RemovalWork, tracking: ChangeTracking | SweepTracking): Promise<Refusal[]> {
  if (!work.isSame()) return [{ why: 'incomplete' }];
  const refusals =
    tracking instanceof ChangeTracking ? [await tellUnlisted(work, tracking)] : await tellSwept(work, tracking);
  return refusals.filter((refusal) => refusal !== undefined);
}

async function tellSwept(work: RemovalWork, tracking: SweepTracking): Promise<(Refusal | undefined)[]> {
  const { lookedAt } = tracking.kept;
  const { refusal, isSweepDue: isCalled } = await tellNamed(work, tracking);
  if (work.removals.compared === undefined) return [refusal];
  const isDue = isSweepDue(work, tracking, lookedAt) || (isCalled && tracking.baseline !== undefined);
  return [refusal, isDue ? await sweep(work, tracking) : undefined];
}

function isSweepDue({ window: { at }, sweepDays }: RemovalWork, tracking: SweepTracking, lookedAt: string): boolean {
  const { comparedAt, refusedAt } = tracking.kept;
  const isOld = (time: string, days: number) =>
    time !== '' && addSeconds(time, days * DAY_SECONDS - EARLY_SECONDS) <= at;
  return (
    comparedAt === '' ||
    refusedAt !== '' ||
    isOld(comparedAt, sweepDays) ||
    isOld(lookedAt, EVENT_DAYS) ||
    tracking.length > ROOM * MOST_KEPT
  );
}
