import { fixedSchema } from '../account/available.ts';
import type { Privacy } from '../privacy/privacy.ts';
import { eventsOf } from '../streams/removals.ts';
import type { Stream } from '../streams/stream.ts';

interface Settings {
  readonly sweep_days: number;
}

/** A sentence for each way to find removed rows, with its streams. */
export function reportedRemovals(streams: readonly Stream[], privacy: Privacy, settings: Settings): string[] {
  const ways = Map.groupBy(streams, (stream) => wayOf(stream, privacy, settings));
  return [...ways].map(([way, each]) => `Removed rows of ${each.map(({ name }) => name).join(', ')}: ${way}.`);
}

function wayOf(stream: Stream, privacy: Privacy, { sweep_days: days }: Settings): string {
  const { removals } = stream;
  if (!removals) return 'not reported';
  if (privacy.of(stream, fixedSchema(stream))?.hidesIds)
    return 'not reported, because ids in their keys are hashed, dropped or masked';
  const { compared } = removals;
  const interval =
    days === 0 ? 'every sync' : days === 1 ? 'a comparison every day' : `a comparison every ${days} days`;
  const events = eventsOf(removals).length > 0 ? ['webhook events'] : [];
  return [...events, ...(compared ? [compared === 'sweeps' ? interval : 'every sync'] : [])].join(' and ');
}
