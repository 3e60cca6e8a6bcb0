import { isDay, utcOf } from '../times.ts';

const SECOND_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length;
const secondOf = (utc: string): string => utc.slice(0, SECOND_LENGTH);

/**
 * True if a row was created in the second of that instant or later, because Personio's times have no fractions.
 * Undefined if unknown, as with a plain date.
 */
export function createdSince(createdAt: unknown, since: string): boolean | undefined {
  const utc = typeof createdAt === 'string' && isDay(createdAt) ? undefined : utcOf(createdAt);
  return utc === undefined ? undefined : secondOf(utc) >= secondOf(since);
}
