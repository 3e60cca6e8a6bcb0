import { hash } from './dice.ts';
import type { Employment } from './facts.ts';

/** What the status of an employment depends on. */
export interface Calendar {
  readonly today: number;
  readonly world: { readonly seed: number };
}

/** As written, or it follows from the dates; every thirtieth active employment is on leave. */
export function employmentStatus(
  { startDay, endDay, serial, written }: Employment,
  { today, world }: Calendar,
): string {
  if (written?.status !== undefined) return written.status;
  if (startDay > today) return 'ONBOARDING';
  if (endDay !== 0 && endDay < today) return 'INACTIVE';
  return hash(world.seed, 23, serial) % 30 === 0 ? 'LEAVE' : 'ACTIVE';
}
