import type { Config } from '../config.ts';
import type { Instant } from '../times.ts';
import type { Limits } from './cursor.ts';

/** What the configuration says of a sync that begins then. */
export function limitsOf(config: Config, begin: Instant): Limits {
  const year = Number(begin.slice(0, 4));
  return {
    lookbackDays: config.lookback_days,
    rereadDays: config.reread_days,
    holidays: { from: config.holidays_from ?? `${year - 1}-01-01`, to: config.holidays_to ?? `${year + 1}-12-31` },
    ...(config.start_date !== undefined && { startDate: config.start_date }),
  };
}
