import { addSeconds, type Instant } from '../../times.ts';
import { type Kept, MOST_KEPT } from '../tracking/kept_text.ts';

const DAY_SECONDS = 86_400;
/** Personio forgets events after thirty days: whoever looked longer ago has missed some. */
const EVENT_DAYS = 29;
/** Syncs at regular intervals may begin a little early. */
const EARLY_SECONDS = 3600;
/** What is kept exactly grows until the next comparison. */
const ROOM = 0.75;

interface Due {
  /** When the sync began. */
  readonly at: Instant;
  readonly sweepDays: number;
  /** Events tell between sweeps. */
  readonly hasEvents: boolean;
  /** What the sync began with. */
  readonly kept: Pick<Kept, 'comparedAt' | 'lookedAt' | 'refusedAt'>;
  /** How long the text in the state is. */
  readonly length: number;
}

/** True if a list is to be compared in this sync. */
export function isSweepDue({ at, sweepDays, hasEvents, kept, length }: Due): boolean {
  const { comparedAt, lookedAt, refusedAt } = kept;
  const isOld = (time: Instant, days: number) =>
    time !== '' && addSeconds(time, days * DAY_SECONDS - EARLY_SECONDS) <= at;
  return (
    comparedAt === '' ||
    refusedAt !== '' ||
    isOld(comparedAt, sweepDays) ||
    (hasEvents && isOld(lookedAt, EVENT_DAYS)) ||
    length > ROOM * MOST_KEPT
  );
}
