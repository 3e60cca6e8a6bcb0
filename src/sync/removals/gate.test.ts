import { describe, expect, test } from 'vitest';
import { ApiError } from '../../http/api_error.ts';
import { PagingError } from '../../streams/pager.ts';
import { Persons } from '../../streams/persons.ts';
import { NoAnswer } from './asking/no_answer.ts';
import { explain, type Finding, judgeAnswers, judgeList, mayGoAlong } from './gate.ts';

const finding = (more: Partial<Finding> = {}): Finding => ({
  candidates: 1,
  known: 1000,
  listed: 999,
  mostPercent: 10,
  ...more,
});
const why = (more: Partial<Finding>) => judgeList(finding(more))?.why;
const persons = new Persons();

describe('a comparison', () => {
  test.each([
    ['nothing is gone', { candidates: 0 }, undefined],
    ['nothing was known and nothing is listed', { candidates: 0, known: 0, listed: 0 }, undefined],
    ['as many are gone as allowed', { candidates: 100 }, undefined],
    ['one more is', { candidates: 101 }, 'too many'],
    ['ten are gone, whatever their share', { candidates: 10, known: 11, listed: 1 }, undefined],
    ['eleven are, of few', { candidates: 11, known: 12, listed: 1 }, 'too many'],
    ['eleven are a tenth', { candidates: 11, known: 110, listed: 99 }, undefined],
    ['eleven are more than a tenth', { candidates: 11, known: 109, listed: 98 }, 'too many'],
    ['only a few may be deleted', { candidates: 10, mostPercent: 0 }, undefined],
    ['all may be deleted', { candidates: 999, listed: 1, mostPercent: 100 }, undefined],
    ['all may be deleted, and nothing is listed', { candidates: 1000, listed: 0, mostPercent: 100 }, 'nothing listed'],
    ['one was known, and nothing is listed', { candidates: 1, known: 1, listed: 0 }, 'nothing listed'],
    ['the differences cannot be identified', { candidates: 0, undecodable: true }, 'undecodable'],
    [
      'the differences cannot be identified, and all may be deleted',
      { undecodable: true, mostPercent: 100 },
      'undecodable',
    ],
    ['nothing is listed, and the differences cannot be identified', { listed: 0, undecodable: true }, 'nothing listed'],
  ])('if %s', (_, more, expected) => {
    expect(why(more)).toBe(expected);
  });
});

describe('events', () => {
  test.each([
    ['ten rows of an unknown number', 10, 0, 10, undefined],
    ['eleven rows of an unknown number', 11, 0, 10, 'too many'],
    ['eleven rows of many', 11, 6_600_000, 10, undefined],
    ['as many as may all be deleted', 11, 0, 100, undefined],
  ])('that name %s', (_, candidates, known, mostPercent, expected) => {
    expect(why({ candidates, known, listed: undefined, mostPercent })).toBe(expected);
  });
});

describe('of the rows in question', () => {
  test.each([
    [0, 1, undefined],
    [2, 2, undefined],
    [3, 3, 'still there'],
    [3, 29, 'still there'],
    [3, 30, undefined],
    [100, 1000, undefined],
    [101, 1000, 'still there'],
  ])('%i of %i exist', (alive, asked, expected) => {
    expect(judgeAnswers({ asked, alive })?.why).toBe(expected);
  });
});

describe('a refusal names the numbers and how to proceed', () => {
  const listed = (more: Partial<Finding>) => {
    const refusal = judgeList(finding(more));
    return refusal && explain(refusal);
  };

  test('of too many rows', () => {
    expect(listed({ candidates: 1812, known: 10_000, listed: 8188 })).toBe(
      '1,812 of 10,000 rows are no longer listed, but at most 1,000 may be deleted in one sync, so no row is marked as deleted. If that is expected, set Deletion Limit to 100 for one sync; if not, check whether the rights or filters of the API credential changed since the last sync.',
    );
  });

  test('of too many events', () => {
    const named = (known: number) => listed({ candidates: 40, known, listed: undefined });

    expect(named(0)).toMatch(
      /^webhook events say that 40 rows are deleted, but at most 10 may be deleted in one sync, .* Deletion Limit to 100/,
    );
    expect(named(399)).toMatch(/that 40 rows of 399 are deleted, but at most 39 may be deleted in one sync/);
  });

  test('of an empty list', () => {
    expect(listed({ candidates: 10_000, known: 10_000, listed: 0 })).toMatch(
      /^none of 10,000 rows is listed any more, so no row .* refresh the stream and remove its records; if not, check/,
    );
  });

  test('of more differences than can be identified', () => {
    expect(listed({ undecodable: true })).toMatch(
      /^more of 1,000 rows were removed or added .* refresh the stream; if/,
    );
  });

  test('of rows that still exist', () => {
    expect(explain({ why: 'still there', asked: 20, alive: 5 })).toMatch(
      /^5 of 20 rows that seemed to be gone still exist .* The next sync asks again; if this persists, check/,
    );
  });

  test('of a list that was not read in full', () => {
    expect(explain({ why: 'incomplete' })).toBe(
      'the list was not read in full, or the rights of the API credential changed during the sync, so no row is marked as deleted. The next sync compares again; if this persists, deselect _ab_cdc_deleted_at to turn off deletions for this stream.',
    );
  });

  test.each([
    [
      'a missing right',
      new ApiError('forbidden', 403, 1),
      /: \/v2\/persons answers 403\. .* lacks the right "personio:persons:read"\. Grant it in/,
    ],
    [
      'a refused token',
      new ApiError('unauthorized', 401, 2),
      /: \/v2\/persons answers 401\. .* "personio:persons:read"/,
    ],
    ['a broken server', new ApiError('server', 503, 9), /: \/v2\/persons answers 503\. The next/],
    ['a route that the account lacks', new ApiError('feature', 404, 2), /: \/v2\/persons answers 404\. The next/],
    ['a missing feature', new ApiError('feature', 412, 1), /: \/v2\/persons answers 412\. The next/],
    ['silence', new ApiError('unreachable', 0, 4), /: \/v2\/persons sent no complete response\. The next/],
    ['something else', new ApiError('garbled', 200, 4), /: \/v2\/persons sent an unreadable response\. The next/],
    [
      'a login that fails',
      new ApiError('unauthorized', 401, 1, { login: true }),
      /: the login failed \(status 401\)\. The next/,
    ],
    [
      'a login without an answer',
      new ApiError('unreachable', 0, 1, { login: true }),
      /: the login failed \(no complete response\)/,
    ],
    [
      'a list without an end',
      new PagingError('/v2/persons'),
      /: the list at \/v2\/persons could not be read to its end\. The next/,
    ],
    ['a bug', new TypeError('x is 17'), /: the connector failed unexpectedly, which is a bug\. The next/],
  ])('of %s', (_, error, expected) => {
    const text = explain({ why: 'not answered', asked: 20, unanswered: new NoAnswer(persons, { error }) });

    expect(text).toMatch(/^20 rows seem to be gone, but .* so no row is marked as deleted/);
    expect(text).toMatch(expected);
    expect(text).toMatch(
      / The next sync asks again; if this persists, deselect .* to turn off deletions for this stream\.$/,
    );
  });

  test('of one row', () => {
    const unanswered = new NoAnswer(persons, 'another row');

    expect(explain({ why: 'not answered', asked: 1, unanswered })).toBe(
      '1 row seems to be gone, but Personio gave no clear answer when asked about it, so no row is marked as deleted: /v2/persons returned a different row than the one requested. The next sync asks again; if this persists, deselect _ab_cdc_deleted_at to turn off deletions for this stream.',
    );
  });
});

test.each([
  [2, 5, 10, true],
  [3, 5, 10, false],
  [10, 100, 10, true],
  [11, 100, 10, false],
  [5, 5, 100, true],
])('%i of %i parents take their rows with them, if %i percent may be deleted: %s', (parents, known, percent, may) => {
  expect(mayGoAlong(parents, known, percent)).toBe(may);
});
