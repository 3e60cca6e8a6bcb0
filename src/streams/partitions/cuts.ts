import { addDays, type Day, daysBetween } from '../../times.ts';
import type { DayRange, Partition, Range } from '../partition.ts';
import { keyOf, startOf } from './ranges.ts';

/** The two halves of a partition that spans more than a day, else undefined. */
export function halves(partition: Partition): [Partition, Partition] | undefined {
  const length = spanOf(partition);
  return length === undefined || length < 1
    ? undefined
    : cutAt(partition, addDays(partition.days?.from ?? '', Math.ceil(length / 2)));
}

/** The first and the last day of a partition that spans more than a day, and the part between them; else undefined. */
export function ends(partition: Partition): { first: Partition; last: Partition; middle?: Partition } | undefined {
  const length = spanOf(partition);
  const { days } = partition;
  if (length === undefined || length < 1 || !days) return undefined;
  const [first, rest] = cutAt(partition, addDays(days.from, 1));
  if (length === 1) return { first, last: rest };
  const [middle, last] = cutAt(rest, days.to);
  return { first, last, middle };
}

/** The days from its first to its last, if a partition can be split. */
export function spanOf({ range, days }: Partition): number | undefined {
  return range?.filter.to === undefined || !days ? undefined : daysBetween(days.from, days.to);
}

/** A partition in two: the days before this one, and those from it on. */
function cutAt(partition: Partition, day: Day): [Partition, Partition] {
  const { range, days } = partition;
  if (!range || !days) throw new Error(`The partition ${partition.key} spans no days.`);
  const dayBefore = addDays(day, -1);
  const part = (bounds: Range, span: DayRange): Partition => ({
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
