import { type Row, scalarText } from '../../row.ts';
import { dayOf } from '../../times.ts';

/** The employment that rows about a person mean: one that has begun and not ended, else the newest. */
export function currentOf(employments: readonly Row[], today: string): Row | undefined {
  const rank = (employment: Row): string => {
    const { status, employment_start_date: start, employment_end_date: end } = employment;
    const day = dayOf(start) ?? '';
    const isOver = scalarText(status).toUpperCase() === 'INACTIVE' || (dayOf(end) ?? today) < today;
    const hasBegun = day <= today;
    return `${isOver ? 0 : 1}${hasBegun ? 1 : 0}${day}`;
  };
  let best: Row | undefined;
  // Personio lists the newest first, so the first of equals is kept.
  for (const each of employments) if (!best || rank(each) > rank(best)) best = each;
  return best;
}
