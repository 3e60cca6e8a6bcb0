import type { Account } from '../data/account.ts';
import { hash } from '../data/dice.ts';
import type { Employment } from '../data/facts.ts';

/** Follows from the dates; every thirtieth of those who work is on leave. */
export function employmentStatus({ startDay, endDay, serial }: Employment, { today, world }: Account): string {
  if (startDay > today) return 'ONBOARDING';
  if (endDay !== 0 && endDay < today) return 'INACTIVE';
  return hash(world.seed, 23, serial) % 30 === 0 ? 'LEAVE' : 'ACTIVE';
}
