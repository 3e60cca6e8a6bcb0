import { addSeconds } from '../times.ts';
import { isBadParameter } from './failure.ts';
import type { Partition, Range, RangeFilter, TimeFormat } from './partition.ts';
import type { Query } from './stream.ts';

/** Writes the bounds of a range as the endpoint wants them. If reports disagree about that, it tries. */
export class RangeWriter {
  /** Which of the ways to write a range the endpoint has accepted. */
  #accepted = 0;

  /** Requests with the bounds of the range; if the filter is refused, they are written in the next way. */
  async ask<T>(range: Partition['range'], ask: (bounds: Query) => Promise<T>): Promise<T> {
    const ways = waysToWrite(range);
    for (let way = Math.min(this.#accepted, ways.length - 1); ; way++) {
      const bounds = ways[way] ?? {};
      const isFilter = Object.keys(bounds).length > 0;
      try {
        const answer = await ask(bounds);
        // A request without a filter proves nothing about the format; the last format may be no filter at all.
        if (isFilter || way > 0) this.#accepted = Math.max(this.#accepted, way);
        return answer;
      } catch (error) {
        if (!isBadParameter(error) || !isFilter || way + 1 >= ways.length) throw error;
      }
    }
  }
}

function waysToWrite(range: Partition['range']): Query[] {
  if (!range) return [{}];
  const { filter, range: wide, narrower } = range;
  const ways = filter.formats.map((format) => rangeQuery(filter, wide, format));
  return narrower ? [...ways, rangeQuery(filter, narrower, filter.formats[0])] : ways;
}

function rangeQuery(filter: RangeFilter, { from, to }: Range, format: TimeFormat): Query {
  if (format === 'none') return {};
  const slack = slackSeconds(filter, format);
  return {
    ...(from !== undefined && { [filter.from]: written(addSeconds(from, -slack), format) }),
    ...(to !== undefined && filter.to !== undefined && { [filter.to]: written(addSeconds(to, slack), format) }),
  };
}

/**
 * A strict bound is moved outwards, a plain day and a time without a known zone by a whole day: ranges may overlap, but
 * must not leave gaps.
 */
function slackSeconds({ formats, strict }: RangeFilter, format: TimeFormat): number {
  if ((format === 'day' || format === 'naive') && formats[0] !== format) return 86_400;
  return strict ? 1 : 0;
}

function written(instant: string, format: Exclude<TimeFormat, 'none'>): string {
  return { instant, millis: instant.replace('Z', '.000Z'), naive: instant.slice(0, 19), day: instant.slice(0, 10) }[
    format
  ];
}
