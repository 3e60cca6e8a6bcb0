import { describe, expect, test } from 'vitest';
import { candidateRank, formShownBy, lastDay, provesLastDay } from './absence_end.ts';

const at = (date_time: unknown, type?: string | null) => ({ date_time, ...(type !== undefined && { type }) });
const first = (time: string) => at(time, 'FIRST_HALF');
const second = (time: string) => at(time, 'SECOND_HALF');
const START = first('2026-04-01T00:00:00');

describe('the last day of an absence', () => {
  test.each([
    ['that is open', START, null, undefined, undefined],
    ['without an end', START, undefined, undefined, undefined],
    ['with an end that has no time', START, at(null), undefined, undefined],
    ['that ends at midnight', START, second('2026-04-03T00:00:00'), '2026-04-02', '2026-04-03'],
    ['of one day', START, second('2026-04-02T00:00:00'), '2026-04-01', '2026-04-02'],
    ['of one day, with that day as its end', START, second('2026-04-01T00:00:00'), '2026-04-01', '2026-04-01'],
    ['of half a day, with that day as its end', START, first('2026-04-01T00:00:00'), '2026-04-01', '2026-04-01'],
    ['of half a day that ends at midnight', START, first('2026-04-02T00:00:00'), '2026-04-01', '2026-04-02'],
    ['that ends in the afternoon', START, second('2026-04-03T16:00:00'), '2026-04-03', '2026-04-03'],
    ['that ends a second before midnight', START, second('2026-04-03T23:59:59'), '2026-04-03', '2026-04-03'],
    ['over the end of a year', first('2025-12-30T00:00:00'), second('2026-01-01T00:00:00'), '2025-12-31', '2026-01-01'],
    ['that ends before it begins', START, second('2026-03-30T00:00:00'), '2026-03-29', '2026-03-30'],
    ['without a start', undefined, second('2026-04-03T00:00:00'), '2026-04-02', '2026-04-03'],
    ['without halves from midnight on', at('2026-04-01T00:00'), at('2026-04-03T00:00'), '2026-04-02', '2026-04-03'],
    ['that does not mention halves', at('2026-04-01', null), at('2026-04-03', null), '2026-04-02', '2026-04-03'],
  ])('%s', (_, start, end, exclusive, last_day) => {
    expect([lastDay(start, end, 'exclusive'), lastDay(start, end, 'last_day')]).toEqual([exclusive, last_day]);
  });

  test.each([
    ['2026-04-02T18:00:00', '2026-04-03T00:00:00', '2026-04-02'],
    ['2026-04-02T22:00:00', '2026-04-03T06:00:00', '2026-04-03'],
    ['2026-04-02T08:00:00', '2026-04-02T12:00:00', '2026-04-02'],
  ])('counted in hours from %s to %s is %s in either form', (start, end, expected) => {
    for (const form of ['exclusive', 'last_day'] as const) {
      expect(lastDay(at(start), at(end), form)).toBe(expected);
      expect(lastDay(at(start, null), at(end, null), form)).toBe(expected);
    }
  });

  test.each([
    '2026-04-03T00:00',
    '2026-04-03T00:00:00',
    '2026-04-03T00:00:00.000',
    '2026-04-03T00:00:00Z',
    '2026-04-03T00:00:00+02:00',
    '2026-04-03T00:00:00+0200',
    '2026-04-03',
  ])('that ends at %s has a midnight as its end', (end) => {
    for (const value of [second(end), end]) {
      expect(lastDay(START, value, 'exclusive')).toBe('2026-04-02');
      expect(lastDay(START, value, 'last_day')).toBe('2026-04-03');
    }
  });
});

describe('whole days whose end equals the start prove that the end is the last day', () => {
  test.each([
    [START, second('2026-04-01T00:00:00'), true],
    [first('2026-04-01T00:00:00.000'), second('2026-04-01'), true],
    [START, second('2026-04-02T00:00:00'), false],
    [START, first('2026-04-01T00:00:00'), false],
    [second('2026-04-01T00:00:00'), second('2026-04-01T00:00:00'), false],
    [at('2026-04-01T00:00:00'), at('2026-04-01T00:00:00'), false],
    [first('2026-04-01T08:00:00'), second('2026-04-01T08:00:00'), false],
    [START, second('2026-04-01T23:59:59'), false],
    [START, null, false],
    [undefined, second('2026-04-01T00:00:00'), false],
  ])('from %j to %j: %j', (start, end, expected) => {
    expect(provesLastDay(start, end)).toBe(expected);
  });
});

describe('the breakdown of an absence', () => {
  test.each([
    ['ends on a Thursday', START, second('2026-04-02T00:00:00'), 0],
    ['ends on a Friday', START, second('2026-04-03T00:00:00'), 0],
    ['ends on a Sunday', START, second('2026-04-05T00:00:00'), 1],
    ['ends on a Monday', START, second('2026-04-06T00:00:00'), 1],
    ['ends on a Saturday', START, second('2026-04-04T00:00:00'), 2],
    ['begins at noon', second('2026-04-01T00:00:00'), second('2026-04-02T00:00:00'), 0],
    ['ends on its first day', START, second('2026-04-01T00:00:00'), 0],
    ['has 28 days', START, second('2026-04-28T00:00:00'), 0],
    ['has 29 days', START, second('2026-04-29T00:00:00'), undefined],
    ['ends before it begins', START, second('2026-03-31T00:00:00'), undefined],
    ['ends with half a day', START, first('2026-04-02T00:00:00'), undefined],
    ['is open', START, null, undefined],
    ['is counted in hours', at('2026-04-01T08:00:00'), at('2026-04-01T12:00:00'), undefined],
    ['does not end at midnight', START, second('2026-04-02T18:00:00'), undefined],
    ['does not begin at midnight', first('2026-04-01T09:00:00'), second('2026-04-02T00:00:00'), undefined],
    ['does not mention its first half', at('2026-04-01T00:00:00'), second('2026-04-02T00:00:00'), undefined],
  ])('of an absence that %s is requested with rank %j', (_, start, end, rank) => {
    expect(candidateRank(start, end)).toBe(rank);
  });

  test.each([
    [['2026-04-01', '2026-04-02'], 'exclusive'],
    [['2026-04-01', '2026-04-02', '2026-04-03'], 'last_day'],
    [['2026-04-03', '2026-04-02', '2026-04-01'], 'last_day'],
    [['2026-04-01', undefined, '2026-04-02'], 'exclusive'],
    [['2026-04-01'], undefined],
    [['2026-04-04'], undefined],
    [[undefined], undefined],
    [[], undefined],
  ])('with the days %j shows for an end on 3 April: %s', (days, form) => {
    expect(formShownBy(days, second('2026-04-03T00:00:00'))).toBe(form);
  });
});
