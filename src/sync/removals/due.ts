import { addSeconds, type Instant } from '../../times.ts';
import { type Kept, MOST_KEPT } from '../tracking/kept_text.ts';

const DAY_SECONDS = 86_400;
/** Personio keeps events for thirty days: if the last look is older, some were missed. */
const EVENT_DAYS = 29;
/** Syncs at regular intervals may begin a little early. */
const EARLY_SECONDS = 3600;
/** State that is kept exactly grows until the next comparison. */
const ROOM = 0.75;

interface Due {
  /** When the sync began. */
  readonly at: Instant;
  readonly sweepDays: number;
  /** Events report removals between comparisons. */
  readonly hasEvents: boolean;
  /** What the state held when the sync began. */
  readonly kept: Pick<Kept, 'comparedAt' | 'lookedAt' | 'refusedAt'>;
  /** The length of the text in the state. */
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
