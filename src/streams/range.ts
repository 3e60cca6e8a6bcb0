import { addSeconds } from '../times.ts';
import { isBadParameter } from './failure.ts';
import type { Partition, Query, RangeFilter, TimeFormat } from './stream.ts';

/** Writes the bounds of a range as the endpoint wants them. Where reports disagree about that, it tries. */
export class RangeWriter {
  /** Which of its formats the endpoint has accepted. */
  #accepted = 0;

  /** Asks with the bounds of the range; with the next format if the filter is refused. */
  async ask<T>(range: Partition['range'], ask: (bounds: Query) => Promise<T>): Promise<T> {
    if (!range) return await ask({});
    const { formats } = range.filter;
    for (;;) {
      const tried = this.#accepted;
      const bounds = rangeQuery(range, formats[tried] ?? formats[0]);
      try {
        return await ask(bounds);
      } catch (error) {
        if (!isBadParameter(error) || Object.keys(bounds).length === 0 || tried + 1 >= formats.length) throw error;
        this.#accepted = Math.max(this.#accepted, tried + 1);
      }
    }
  }
}

function rangeQuery({ filter, range }: NonNullable<Partition['range']>, format: TimeFormat): Query {
  if (format === 'none') return {};
  const { from, to } = range;
  const slack = slackSeconds(filter, format);
  return {
    ...(from !== undefined && { [filter.from]: written(addSeconds(from, -slack), format) }),
    ...(to !== undefined && filter.to !== undefined && { [filter.to]: written(addSeconds(to, slack), format) }),
  };
}

/** A strict bound is moved outwards, a plain day and a time of no known zone by a whole day: boundaries may overlap, never gape. */
function slackSeconds({ formats, strict }: RangeFilter, format: TimeFormat): number {
  if ((format === 'day' || format === 'naive') && formats[0] !== format) return 86_400;
  return strict ? 1 : 0;
}

function written(instant: string, format: Exclude<TimeFormat, 'none'>): string {
  return { instant, millis: instant.replace('Z', '.000Z'), naive: instant.slice(0, 19), day: instant.slice(0, 10) }[
    format
  ];
}
