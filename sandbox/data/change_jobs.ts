import type { Account } from './account.ts';
import type { Dice } from './dice.ts';
import { numericId, uuid } from './ids.ts';

/**
 * Where a changed job is visible besides its own values: only in v1's `last_modified_at` and `updated_since`, only in
 * the employment's `updated_at`, or nowhere. The person's `updated_at` never changes.
 */
export type Seen = (typeof SEEN)[number];

const SEEN = ['v1', 'employment', 'nowhere'] as const;

export interface ChangedJob {
  readonly person: string;
  readonly employment: string;
}

/** Changes the weekly hours in the latest employment of some people. */
export function changeJobs(account: Account, now: number, count: number, seen: Seen, dice: Dice): ChangedJob[] {
  // It may come over HTTP.
  if (!SEEN.includes(seen)) throw new Error(`"seen" must be one of: ${SEEN.join(', ')}.`);
  return dice.some(account.persons.listed, count).flatMap((person) => {
    const [job] = person.employments;
    if (job === undefined) return [];
    job.revision++;
    if (seen === 'employment') job.updated = now;
    if (seen === 'v1') job.modified = now;
    return [
      { person: numericId('person', person.serial), employment: uuid('employment', job.serial, account.world.seed) },
    ];
  });
}
