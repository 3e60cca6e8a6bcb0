import { addDays, addMonths, firstOfMonth } from '../../times.ts';
import { isUnreadable } from '../failure.ts';
import type { Partition, SyncWindow } from '../partition.ts';
import type { Api, Partitioning, Stream } from '../stream.ts';
import { lastOf } from './ranges.ts';

/** How many months to go back without a start date. */
const MONTHS_BACK = 24;
/** How many months are read again: their data changes after the fact. */
const REREAD_MONTHS = 3;

interface Months {
  /** The parameters for the first and the last day of a month. */
  readonly from: string;
  readonly to: string;
  /** The list that the rows belong to: if it is empty, old months are not requested. */
  readonly of: Stream;
}

/** One window for each month, named by its first day. */
export const byMonth = (months: Months): Partitioning => ({
  months: { back: MONTHS_BACK, of: months.of },
  partitions: (stream, window) => monthsOf(stream, months, window),
});

function monthsOf(stream: Stream, { from, to, of }: Months, window: SyncWindow): Partition[] {
  const current = firstOfMonth(lastOf(window));
  const since =
    window.since === undefined ? addMonths(window.at, -MONTHS_BACK) : addMonths(window.since, 1 - REREAD_MONTHS);
  const start = window.startDate && firstOfMonth(window.startDate);
  const first = start !== undefined && (window.since === undefined || start > since) ? start : since;
  // Together with the request that shows whether there is anybody, an early start date costs no more than none.
  const doubted = addMonths(current, 1 - MONTHS_BACK);
  const partitions: Partition[] = [];
  for (let month = first; month <= current; month = addMonths(month, 1)) {
    const lastDay = addDays(addMonths(month, 1), -1);
    partitions.push({
      ...stream.whole(),
      key: month,
      query: { ...stream.query, [from]: month, [to]: lastDay },
      adds: { month },
      ...(first < addMonths(doubted, -1) && month < doubted && { doubtful: (api) => mayHaveRows(of, api) }),
    });
  }
  return partitions;
}

/** False if a list is empty: rows that would belong to it need not be requested. True if that is unknown. */
async function mayHaveRows(stream: Stream, api: Api): Promise<boolean> {
  try {
    for await (const { rows } of stream.pages(api, { ...stream.whole(), single: true }))
      if (rows.length > 0) return true;
    return false;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return true;
  }
}
