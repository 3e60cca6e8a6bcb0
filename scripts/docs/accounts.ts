// The account that is assumed for the prices of streams.
import { Config } from '../../src/config/source.ts';
import type { Partition, SyncWindow } from '../../src/streams/partition.ts';
import type { Stream } from '../../src/streams/stream.ts';
import { syncWindow } from '../../src/sync/window.ts';
import { addDays, addSeconds, daysBetween } from '../../src/times.ts';
import { code, table } from './markdown.ts';
import { type CountRows, prices, rowsPerPage, sums } from './prices.ts';
import { OFFERS } from './stream_lists.ts';

interface Assumption {
  readonly what: string;
  readonly streams: readonly string[];
  /** Per person. */
  readonly each?: number;
  /** For the whole account, however many people it has. */
  readonly all?: number;
  /** The share that changes in a day. */
  readonly daily?: number;
}

const ASSUMPTIONS: readonly Assumption[] = [
  {
    what: 'People, inactive ones included',
    streams: ['persons', 'person_custom_attributes', 'employees', 'absence_entitlements'],
    each: 1,
    daily: 0.01,
  },
  { what: 'Absences', streams: ['absence_periods', 'time_offs', 'hourly_absence_periods'], each: 20, daily: 0.02 },
  { what: 'Attendance periods of three years', streams: ['attendance_periods', 'attendances'], each: 100, daily: 0.05 },
  { what: 'Pay in force in a month', streams: ['compensations'], each: 1 },
  { what: 'Holidays in the window', streams: ['holidays'], each: 30 },
  {
    what: 'Applications and candidates',
    streams: ['recruiting_applications', 'recruiting_candidates'],
    each: 0.5,
    daily: 0.01,
  },
  { what: 'Projects', streams: ['projects'], each: 0.05 },
  { what: 'Custom reports, webhooks', streams: ['custom_reports', 'webhooks'], all: 5 },
];

const DAY_MS = 86_400_000;
const YEARS_OF_ATTENDANCE = 3;

/** The rows of an account with this many people at that time. Streams without an assumption fit into a page. */
const assumedRows =
  (people: number, at: string): CountRows =>
  (stream, partition) => {
    const {
      each = 0,
      all = people * each,
      daily = 0,
    } = ASSUMPTIONS.find(({ streams }) => streams.includes(stream.name)) ?? {};
    return Math.ceil(all * shareOf(stream, partition, daily, at));
  };

/** Rows changed since a time, or in a window of days; otherwise all. */
function shareOf(stream: Stream, { range, days }: Partition, daily: number, at: string): number {
  const from = range?.range.from;
  if (range?.filter === stream.changes && from !== undefined)
    return Math.min(1, (daily * (Date.parse(at) - Date.parse(from))) / DAY_MS);
  if (range?.filter !== stream.partitioning?.windows?.filter || !range || !days) return 1;
  const today = at.slice(0, 10);
  const length = YEARS_OF_ATTENDANCE * 365;
  const earliest = addDays(today, -length);
  const [first, last] = [days.from < earliest ? earliest : days.from, days.to > today ? today : days.to];
  return Math.max(0, daysBetween(first, last) + 1) / (length + 1);
}

const forEach = (each: number): string => (each < 1 ? `1 for ${1 / each} people` : `${each} for each person`);

export function assumptionsTable(): string {
  const rows = ASSUMPTIONS.map(({ what, streams, each = 0, all, daily }) => [
    what,
    streams.map(code).join(', '),
    all === undefined ? forEach(each) : `${all} in all`,
    daily === undefined ? '' : `${daily * 100} %`,
  ]);
  return table(['', 'Streams', 'How many', 'Change in a day'], rows);
}

/** The sizes of the accounts whose prices are shown. */
export const SIZES = [300, 2000, 10_000];

/** An afternoon; any other gives the same prices, but for a window more or less. */
const WINDOW = syncWindow(Config.parse({ client_id: 'any', client_secret: 'any' }), {
  now: Date.parse('2026-06-15T12:00:01Z'),
});

export const thousands = (count: number): string => count.toLocaleString('en');

/**
 * Requests of each stream, by its name, if all streams are read together: for each size of account, first and a day
 * later.
 */
const PRICES = SIZES.map((people) => {
  const read = (window: SyncWindow) =>
    sums(prices([...OFFERS.values()].flat(), window, assumedRows(people, WINDOW.at)), ({ stream }) => stream.name);
  return { first: read(WINDOW), daily: read({ ...WINDOW, since: addSeconds(WINDOW.at, -DAY_MS / 1000) }) };
});

/** What streams cost together, for each size of account: a single number if that does not matter. */
export function priceOf(...streams: readonly Stream[]): Record<'first' | 'daily', string> {
  const cell = (sync: 'first' | 'daily') => {
    const sizes = PRICES.map((price) => streams.reduce((sum, { name }) => sum + (price[sync].get(name) ?? 0), 0));
    return shown(sizes);
  };
  return { first: cell('first'), daily: cell('daily') };
}

/** What it costs to read a whole list, for each size of account. */
export function wholePriceOf(stream: Stream): string {
  const page = rowsPerPage(stream) ?? Number.POSITIVE_INFINITY;
  const rows = SIZES.map((people) => assumedRows(people, WINDOW.at)(stream, stream.whole()));
  return shown(rows.map((count) => Math.max(1, Math.ceil(count / page))));
}

const shown = (sizes: readonly number[]): string =>
  (new Set(sizes).size === 1 ? sizes.slice(0, 1) : sizes).map(thousands).join(' / ');
