import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import type { ApiRequest } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import { AbsencePeriods } from './absences.ts';

const BY_BREAKDOWN = 'the breakdown of an absence';
const BY_ROW = 'an absence of one day';

const absence = (id: string, from: string, to: string | null, halves: readonly [unknown, unknown] = WHOLE) => ({
  id,
  starts_from: { date_time: `${from}T00:00:00`, type: halves[0] },
  ends_at: to === null ? null : { date_time: `${to}T00:00:00`, type: halves[1] },
});
const WHOLE = ['FIRST_HALF', 'SECOND_HALF'] as const;
/** From Wednesday on; it ends on Friday. */
const usual = (id: string) => absence(id, '2026-04-01', '2026-04-03');
const EXCLUSIVE = ['2026-04-01', '2026-04-02'];
const LAST_DAY = [...EXCLUSIVE, '2026-04-03'];
const ONE_DAY = absence('one-day', '2026-04-01', '2026-04-01');
const OPEN = absence('open', '2026-04-01', null);

const refused = () => new ApiError('forbidden', 403, 1);
const gone = () => new ApiError('not_found', 404, 1);
const broken = () => new ApiError('server', 500, 1);

interface Account {
  /** The pages of the list. */
  readonly pages: readonly (readonly object[] | Error)[];
  /** The days of a breakdown, its pages, or the outcome of the request. */
  readonly breakdown?: (id: string) => readonly string[] | readonly string[][] | Error | object;
  readonly thorough?: boolean;
}

async function learn({ pages, breakdown = gone, thorough = false }: Account) {
  const asked: string[] = [];
  const requests: ApiRequest[] = [];
  const api = fakeApi((request) => {
    requests.push(request);
    const { target } = request;
    const page = Number(/page=(\d+)/.exec(target)?.[1] ?? 0);
    const id = /absence-periods\/([^/?]+)\/breakdowns/.exec(target)?.[1];
    asked.push(id ?? `page ${page}`);
    if (id === undefined) {
      const rows = pages[page];
      if (rows instanceof Error) return rows;
      return { _data: structuredClone(rows), _meta: nextAfter(page, pages.length) };
    }
    const days = breakdown(id);
    if (!Array.isArray(days)) return days;
    const several = days.every((each) => Array.isArray(each)) && days.length > 0 ? days : [days];
    return { _data: (several[page] ?? []).map((date: string) => ({ date })), _meta: nextAfter(page, several.length) };
  });
  const finding = await new AbsencePeriods().convention.learn(api, thorough);
  return { finding, asked, requests };
}

const nextAfter = (page: number, pages: number) =>
  page + 1 < pages ? { links: { next: { href: `?page=${page + 1}` } } } : {};

describe('the form of the end is shown by a breakdown', () => {
  test.each([
    ['whose last day is the one before the end', EXCLUSIVE, 'exclusive'],
    ['whose last day is the end', LAST_DAY, 'last_day'],
    ['that comes in several pages', [['2026-04-01'], ['2026-04-02', '2026-04-03']], 'last_day'],
  ])('%s', async (_, days, form) => {
    const { finding, asked } = await learn({ pages: [[OPEN, usual('a'), usual('b')]], breakdown: () => days });

    expect(finding).toEqual({ form, evidence: BY_BREAKDOWN });
    expect(new Set(asked)).toEqual(new Set(['page 0', 'a', ...(asked.includes('page 1') ? ['page 1'] : [])]));
  });

  test('requested with the limit of the reference, and with little patience', async () => {
    const { requests } = await learn({ pages: [[usual('a')]], breakdown: () => LAST_DAY });

    expect(requests).toMatchObject([
      { target: '/v2/absence-periods', query: { limit: 100 }, divisible: true },
      { target: '/v2/absence-periods/a/breakdowns', query: { limit: 28 }, dispensable: true },
    ]);
  });

  test('of an absence that ends on a working day in either form, if there is one', async () => {
    const saturday = absence('saturday', '2026-04-01', '2026-04-04');
    const monday = absence('monday', '2026-04-01', '2026-04-06');
    const { asked } = await learn({
      pages: [[saturday, monday, usual('friday')]],
      breakdown: () => [],
    });

    expect(asked).toEqual(['page 0', 'friday', 'monday', 'saturday']);
  });

  test.each([
    ['says nothing', () => []],
    ['ends on another day', () => ['2026-04-01']],
    ['has no dates', () => ({ _data: [{ effective_duration: {} }, { date: 'soon' }] })],
    ['is gone', gone],
    ['is broken', broken],
  ])('of the next absence if the first one %s', async (_, first) => {
    const { finding, asked } = await learn({
      pages: [[usual('a'), usual('b')]],
      breakdown: (id) => (id === 'a' ? first() : LAST_DAY),
    });

    expect(asked).toEqual(['page 0', 'a', 'b']);
    expect(finding).toEqual({ form: 'last_day', evidence: BY_BREAKDOWN });
  });

  test('of an absence on a later page', async () => {
    const { finding } = await learn({ pages: [[OPEN], [], [usual('a')]], breakdown: () => LAST_DAY });

    expect(finding).toEqual({ form: 'last_day', evidence: BY_BREAKDOWN });
  });

  test('rather than by an absence of one day', async () => {
    const { finding } = await learn({ pages: [[ONE_DAY, usual('a')]], breakdown: () => EXCLUSIVE });

    expect(finding).toMatchObject({ evidence: BY_BREAKDOWN });
  });

  test('of at most five absences', async () => {
    const many = Array.from({ length: 20 }, (_, n) => usual(`${n}`));
    const { finding, asked } = await learn({ pages: [many, many], breakdown: () => [] });

    expect(finding).toEqual({ form: 'exclusive' });
    expect(asked).toEqual(['page 0', '0', '1', '2', '3', '4']);
  });

  test('of no absence without an id', async () => {
    const { asked } = await learn({ pages: [[{ ...usual('a'), id: null }]] });

    expect(asked).toEqual(['page 0']);
  });
});

describe('if no breakdown shows the form', () => {
  test.each([
    ['refused', refused],
    ['of a feature that the account lacks', () => new ApiError('feature', 412, 1)],
    ['not understood', () => new ApiError('refused', 400, 1)],
    ['unreachable', () => new ApiError('unreachable', 0, 1)],
    ['something other than a list', () => ({ unknown: true })],
  ])('because it is %s, an absence of one day shows it, and no other breakdown is requested', async (_, breakdown) => {
    const { finding, asked } = await learn({ pages: [[usual('a'), usual('b'), ONE_DAY]], breakdown });

    expect(asked).toEqual(['page 0', 'a']);
    expect(finding).toEqual({ form: 'last_day', evidence: BY_ROW });
  });

  test('an absence of one day shows it after an empty breakdown and after server failures', async () => {
    const answers = [() => [], broken, gone, broken, () => []];
    const { finding } = await learn({
      pages: [[...answers.map((_, n) => usual(`${n}`)), ONE_DAY]],
      breakdown: (id) => answers[Number(id)]?.() ?? [],
    });

    expect(finding).toEqual({ form: 'last_day', evidence: BY_ROW });
  });

  test('the end is assumed to be the midnight after', async () => {
    expect((await learn({ pages: [[usual('a')]], breakdown: refused })).finding).toEqual({ form: 'exclusive' });
    expect((await learn({ pages: [[]] })).finding).toEqual({ form: 'exclusive' });
  });

  test('five pages are searched; all of them if the search is thorough', async () => {
    const pages = [...Array.from({ length: 9 }, () => [OPEN]), [ONE_DAY]];

    const quick = await learn({ pages });
    const thorough = await learn({ pages, thorough: true });

    expect([quick.asked.length, quick.finding]).toEqual([5, { form: 'exclusive' }]);
    expect(thorough.asked.filter((each) => each.startsWith('page'))).toHaveLength(10);
    expect(thorough.finding).toMatchObject({ form: 'last_day' });
  });
});

describe('a list of absences that cannot be read', () => {
  test.each([
    ['refused', refused()],
    ['broken', broken()],
  ])('because it is %s does not discard earlier findings; the stream reports the failure', async (_, error) => {
    expect((await learn({ pages: [error] })).finding).toEqual({ form: 'exclusive' });
    expect((await learn({ pages: [[ONE_DAY], error], breakdown: () => [] })).finding).toMatchObject({
      form: 'last_day',
    });
  });

  test.each([
    ['a login that fails', new ApiError('unauthorized', 401, 1, { login: true })],
    ['the end of the sync', new Error('aborted')],
  ])('because of %s ends the search', async (_, error) => {
    await expect(learn({ pages: [error] })).rejects.toBe(error);
    await expect(learn({ pages: [[usual('a')]], breakdown: () => error })).rejects.toBe(error);
  });
});
