import type { Row } from '../row.ts';
import {
  addDays,
  addMonths,
  addSeconds,
  type Day,
  dayOf,
  daysBetween,
  type Instant,
  isBefore,
  toDay,
} from '../times.ts';
import type { DayRange, Parent, Partition, Query, RangeFilter, Stream } from './stream.ts';

/** What a sync wants of a stream. */
export interface SyncWindow {
  /** Everything changed since this cursor; everything there is without it. */
  readonly since?: string;
  /** When the sync began, by the server's clock. */
  readonly at: Instant;
  /** Present if the clocks differ too far to believe either: it may be as late as this, and no cursor moves. */
  readonly latest?: Instant;
  /** Events before this day are left out. */
  readonly startDate?: Day;
  readonly lookbackDays: number;
  /** Children of parents that changed so many days ago are read again. */
  readonly rereadDays?: number;
  readonly holidays?: HolidayWindow;
}

/** The days that holidays are asked for, and fewer where the endpoint refuses so many. */
export interface HolidayWindow extends DayRange {
  readonly narrower?: DayRange;
}

/** Parallel windows go so far back; what is older shares one, which is halved while it holds more than a page. */
const WINDOWED_DAYS = 3 * 365;
/** After a long pause changes are read in parallel windows of this length. */
const CHANGE_WINDOW_DAYS = 30;
/** Without a start date compensations go back so far. */
export const DEFAULT_MONTHS = 24;
/** So many months are read again: compensations change after the fact. */
const REREAD_MONTHS = 3;

/** The partitions of a stream that has no parent, in a fixed order with fixed keys. */
export function partitions(stream: Stream, want: SyncWindow): Partition[] {
  if (stream.months) return months(stream, stream.months, want);
  const { variants } = stream;
  if (variants) {
    return variants.values.map((value) => ({
      ...stream.whole(),
      key: value,
      names: { ...variants, values: [value] },
      adds: { [variants.member]: value },
    }));
  }
  if (want.since !== undefined && stream.changes) return changeWindows(stream, want);
  if (stream.windows) return firstWindows(stream, want);
  return [stream.changes ? ranged(stream, 'changes', {}, want) : stream.whole()];
}

/** What is known of a parent: its id, and the members that its children are given. */
export interface ParentRecord {
  readonly id: string;
  readonly changedAt: unknown;
  readonly gives: Row;
  readonly mayRefuse?: boolean;
  readonly promises?: boolean;
}

/**
 * The partition of the children of one parent, or of some parents that share a request. A parent that changed itself may
 * have been overlooked by the last sync, when the list moved under it: all of its children are asked for.
 */
export function childPartition(
  stream: Stream,
  parent: Parent,
  records: readonly ParentRecord[],
  want: SyncWindow,
): Partition {
  const ids = records.map(({ id }) => id);
  const [id = ''] = ids;
  const from = childrenFrom(stream, parent, records, want);
  return {
    key: ids.join(','),
    path: stream.path.replace('{id}', encodeURIComponent(id)),
    query: { ...stream.query, ...(parent.parameter !== undefined && { [parent.parameter]: id }) },
    ...(parent.shared && { names: { ...parent.shared, values: ids } }),
    ...(stream.changes && from !== undefined && { range: { filter: stream.changes, range: { from } } }),
    ...(stream.holidays && want.holidays && { range: holidayRange(stream.holidays, want.holidays) }),
    ...(records[0]?.promises && { promised: true }),
    adds: { ...records[0]?.gives, ...(parent.column && { [parent.column]: id }) },
  };
}

function holidayRange(filter: RangeFilter, { narrower, ...wide }: HolidayWindow): NonNullable<Partition['range']> {
  const bounds = ({ from, to }: DayRange) => ({ from: startOf(from), to: startOf(to) });
  return { filter, range: bounds(wide), ...(narrower && { narrower: bounds(narrower) }) };
}

/** Which parents are asked for their children: all, or those that changed. */
export function parentPartition({ stream, followed }: Parent, want: SyncWindow): Partition {
  if (!followed || want.since === undefined || !stream.changes) return stream.whole();
  const from = addSeconds(want.since, -Math.max(want.rereadDays ?? 0, want.lookbackDays) * 86_400);
  return { ...stream.whole(), range: { filter: stream.changes, range: { from } } };
}

function childrenFrom(
  stream: Stream,
  parent: Parent,
  records: readonly ParentRecord[],
  want: SyncWindow,
): Instant | undefined {
  const start = stream.eventTime && want.startDate !== undefined ? startOf(want.startDate) : undefined;
  if (want.since === undefined || parent.followed) return start;
  const from = sinceWithOverlap(stream, want);
  const tells = parent.stream.cursorField !== undefined;
  const known = !tells || records.every(({ changedAt }) => isBefore(changedAt, from));
  return known ? from : start;
}

/** True for a parent whose children are not asked for: it did not change, or ended before the start date. */
export function isPassedOver({ stream, followed }: Parent, row: Row, want: SyncWindow): boolean {
  if (endedBefore(stream, row, want.startDate)) return true;
  const from = followed ? parentPartition({ stream, followed }, want).range?.range.from : undefined;
  return from !== undefined && isBefore(row.updated_at, from);
}

/** True for a row that ended before the start date, where the stream knows ends. */
export function endedBefore(stream: Stream, row: Row, startDate: Day | undefined): boolean {
  const end = startDate === undefined ? undefined : dayOf(stream.endOf?.(row));
  return end !== undefined && startDate !== undefined && end < startDate;
}

/** The two halves of a partition that spans more than a day, else undefined. */
export function halves(partition: Partition): [Partition, Partition] | undefined {
  const length = spanOf(partition);
  return length === undefined || length < 1
    ? undefined
    : cutAt(partition, addDays(partition.days?.from ?? '', Math.ceil(length / 2)));
}

/** The first and the last day of a partition that spans more than a day, and what lies between them; else undefined. */
export function ends(partition: Partition): { first: Partition; last: Partition; middle?: Partition } | undefined {
  const length = spanOf(partition);
  const { days } = partition;
  if (length === undefined || length < 1 || !days) return undefined;
  const [first, rest] = cutAt(partition, addDays(days.from, 1));
  if (length === 1) return { first, last: rest };
  const [middle, last] = cutAt(rest, days.to);
  return { first, last, middle };
}

/** The days from its first to its last, where a partition can be cut. */
export function spanOf({ range, days }: Partition): number | undefined {
  return range?.filter.to === undefined || !days ? undefined : daysBetween(days.from, days.to);
}

/** A partition in two: the days before this one, and those from it on. */
function cutAt(partition: Partition, day: Day): [Partition, Partition] {
  const { range, days } = partition;
  if (!range || !days) throw new Error(`The partition ${partition.key} spans no days.`);
  const dayBefore = addDays(day, -1);
  const part = (bounds: { from?: Instant; to?: Instant }, span: DayRange): Partition => ({
    ...partition,
    key: keyOf(bounds),
    range: { filter: range.filter, range: bounds },
    days: span,
  });
  const { from, to } = range.range;
  // Whole days are included to their end; between points in time there must be no gap for fractions of a second.
  const until = range.filter.formats[0] === 'day' ? dayBefore : day;
  return [
    part({ ...(from && { from }), to: startOf(until) }, { from: days.from, to: dayBefore }),
    part({ from: startOf(day), ...(to && { to }) }, { from: day, to: days.to }),
  ];
}

export function sinceWithOverlap(stream: Stream, { since, lookbackDays }: SyncWindow): Instant {
  const days = lookbackDays + (stream.naiveCursor ? 1 : 0);
  return addSeconds(since ?? '', -days * 86_400);
}

function months(stream: Stream, { from, to }: { from: string; to: string }, want: SyncWindow): Partition[] {
  const current = lastOf(want).slice(0, 7);
  const since =
    want.since === undefined
      ? addMonths(want.at.slice(0, 7), -DEFAULT_MONTHS)
      : addMonths(want.since, 1 - REREAD_MONTHS);
  const start = want.startDate?.slice(0, 7);
  const first = start !== undefined && (want.since === undefined || start > since) ? start : since;
  // With the request that tells whether there is anybody, an early start date costs no more than none.
  const doubted = addMonths(current, 1 - DEFAULT_MONTHS);
  const partitions: Partition[] = [];
  for (let month = first; month <= current; month = addMonths(month, 1)) {
    const lastDay = addDays(`${addMonths(month, 1)}-01`, -1);
    partitions.push({
      ...stream.whole(),
      key: month,
      query: { ...stream.query, [from]: `${month}-01`, [to]: lastDay },
      adds: { month },
      ...(first < addMonths(doubted, -1) && month < doubted && { doubtful: true }),
    });
  }
  return partitions;
}

function changeWindows(stream: Stream, want: SyncWindow): Partition[] {
  const since = sinceWithOverlap(stream, want);
  const days = stream.changes?.to === undefined ? [] : windowDays(since.slice(0, 10), want, CHANGE_WINDOW_DAYS);
  const bounds = days.map(startOf);
  const starts = [since, ...bounds.filter((bound) => bound > since)];
  return starts.map((from, index) => ({
    ...ranged(stream, 'changes', { from, ...(starts[index + 1] && { to: starts[index + 1] as Instant }) }, want),
    ofChanges: true,
    ...(index === 0 && starts.length > 1 && { mostDays: CHANGE_WINDOW_DAYS }),
  }));
}

function firstWindows(stream: Stream, want: SyncWindow): Partition[] {
  const { startDate } = want;
  const mostDays = stream.windows?.days ?? 1;
  const days = windowDays(startDate, want, mostDays).filter((day) => startDate === undefined || day > startDate);
  const starts = [startDate, ...days];
  return starts.map((from, index) => {
    const next = starts[index + 1];
    const range = { ...(from && { from: startOf(from) }), ...(next && { to: startOf(addDays(next, -1)) }) };
    return { ...ranged(stream, 'windows', range, want), ...(index === 0 && next && { mostDays }) };
  });
}

/** Where windows begin: not before that day, nor longer ago than pays. */
function windowDays(from: Day | undefined, want: SyncWindow, step: number): Day[] {
  const today = want.at.slice(0, 10);
  const oldest = addDays(today, -WINDOWED_DAYS);
  return gridDays(from !== undefined && from > oldest ? from : oldest, today, step);
}

/** The days of a grid that begins at the epoch, so that windows have the same bounds in every sync. */
function gridDays(from: Day, to: Day, step: number): Day[] {
  const days: Day[] = [];
  const first = Math.ceil(Date.parse(from) / 86_400_000 / step) * step;
  for (let day = toDay(first * 86_400_000); day <= to; day = addDays(day, step)) days.push(day);
  return days;
}

function ranged(
  stream: Stream,
  by: 'changes' | 'windows',
  range: { from?: Instant; to?: Instant },
  want: SyncWindow,
): Partition {
  const filter = by === 'changes' ? stream.changes : stream.windows?.filter;
  if (!filter) return stream.whole();
  const { startParameter } = stream;
  const bounded = by === 'changes' && startParameter !== undefined && want.startDate !== undefined;
  const startDate: Query = bounded ? { [startParameter]: want.startDate } : {};
  // An open end spans what an account can plausibly hold.
  const days = {
    from: range.from?.slice(0, 10) ?? '2000-01-01',
    to: range.to?.slice(0, 10) ?? addDays(lastOf(want).slice(0, 10), 365),
  };
  return {
    ...stream.whole(),
    key: keyOf(range),
    query: { ...stream.query, ...startDate },
    range: { filter, range },
    days,
  };
}

/** The latest that it may be. */
const lastOf = ({ at, latest = at }: SyncWindow): Instant => latest;
const startOf = (day: Day): Instant => `${day}T00:00:00Z`;
const keyOf = ({ from, to }: { from?: Instant; to?: Instant }): string =>
  from || to ? `${from ?? ''}..${to ?? ''}` : '';
