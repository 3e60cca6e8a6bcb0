import { hash } from './dice.ts';
import type { Employment } from './facts.ts';

/** What it takes to know who works today. */
export interface Calendar {
  readonly today: number;
  readonly world: { readonly seed: number };
}

/** Follows from the dates; every thirtieth of those who work is on leave. */
export function employmentStatus({ startDay, endDay, serial }: Employment, { today, world }: Calendar): string {
  if (startDay > today) return 'ONBOARDING';
  if (endDay !== 0 && endDay < today) return 'INACTIVE';
  return hash(world.seed, 23, serial) % 30 === 0 ? 'LEAVE' : 'ACTIVE';
}
