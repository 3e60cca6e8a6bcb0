import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import type { ApiRequest } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import { ListStream } from './list.ts';
import { PagingError } from './pager.ts';
import type { Page, Partition, RangeFilter } from './partition.ts';
import type { Api } from './stream.ts';

class Things extends ListStream {
  readonly name = 'things';
  readonly path = '/v2/things';
  readonly scope = 'personio:things:read';
}

type Answer = unknown | ApiError;

/** Responds by request; keeps the requests. */
function answering(answer: ((asked: string) => Answer) | Record<string, Answer>) {
  const asked: string[] = [];
  const requests: ApiRequest[] = [];
  const api = fakeApi((request) => {
    const query = new URLSearchParams(
      Object.entries(request.query ?? {}).map(([name, value]): [string, string] => [name, `${value}`]),
    );
    const what = decodeURIComponent(request.target + (query.size > 0 ? `?${query}` : ''));
    asked.push(what);
    requests.push(request);
    return typeof answer === 'function' ? answer(what) : answer[what];
  });
  return { ...api, asked, requests };
}

const body = (ids: string[], next?: unknown) => ({
  _data: ids.map((id) => ({ id })),
  _meta: { links: next === undefined ? {} : { next } },
});
const href = (link: string) => ({ href: link });
const status = (code: number) => new ApiError(code === 404 ? 'not_found' : 'refused', code, 1);

async function pagesOf(
  api: Api,
  partition?: Partial<Partition>,
  after?: string,
  stream = new Things(),
): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of stream.pages(api, { ...stream.whole(), ...partition }, after)) {
    pages.push(page);
    if (pages.length > 1000) throw new Error('without end');
  }
  return pages;
}

const idsOf = (pages: readonly Page[]) => pages.map(({ rows }) => rows.map(({ id }) => id));

describe('pages', () => {
  test('are requested with the page size first, then by the links that the server returns', async () => {
    const api = answering({
      '/v2/things?limit=100': body(['1', '2'], href('https://api.personio.de/v2/things?cursor=a%20b')),
      'https://api.personio.de/v2/things?cursor=a b': body(['3']),
    });

    const pages = await pagesOf(api);

    expect(pages).toEqual([
      { rows: [{ id: '1' }, { id: '2' }], next: 'https://api.personio.de/v2/things?cursor=a%20b' },
      { rows: [{ id: '3' }] },
    ]);
    expect(api.requests[1]?.target).toBe('https://api.personio.de/v2/things?cursor=a%20b');
    expect(api.requests.map(({ route }) => route)).toEqual(['/v2/things', '/v2/things']);
  });

  test.each([
    ['an object', href('/v2/things?cursor=2'), '/v2/things?cursor=2'],
    ['a string', '/v2/things?cursor=2', '/v2/things?cursor=2'],
    ['absolute', href('https://api.personio.de/v2/things?cursor=2'), 'https://api.personio.de/v2/things?cursor=2'],
    ['a query only', '?cursor=2', '/v2/things?cursor=2'],
  ])('a link may be %s', async (_, next, asked) => {
    const api = answering({ '/v2/things?limit=100': body(['1'], next), [asked]: body(['2']) });

    expect(idsOf(await pagesOf(api))).toEqual([['1'], ['2']]);
  });

  test.each([
    ['no links', { _data: [{ id: '1' }], _meta: {} }],
    ['no _meta', { _data: [{ id: '1' }] }],
    ['_meta null', { _data: [{ id: '1' }], _meta: null }],
    ['next null', body(['1'], null)],
    ['next empty', body(['1'], '')],
    ['href null', body(['1'], { href: null })],
    ['href empty', body(['1'], href(''))],
  ])('with %s the page is the last', async (_, answer) => {
    const api = answering({ '/v2/things?limit=100': answer });

    expect(await pagesOf(api)).toEqual([{ rows: [{ id: '1' }] }]);
  });

  test('have their members without an underscore in some services', async () => {
    const api = answering({
      '/v2/things?limit=100': { data: [{ id: '1' }], meta: { links: { next: '?cursor=2' } } },
      '/v2/things?cursor=2': { data: [] },
    });

    expect(idsOf(await pagesOf(api))).toEqual([['1'], []]);
  });

  test.each([
    ['null', null],
    ['a list', [{ id: '1' }]],
    ['no _data', { _meta: {} }],
    ['_data null', { _data: null }],
    ['_data an object', { _data: { id: '1' } }],
    ['a row that is null', { _data: [{ id: '1' }, null] }],
    ['a row that is text', { _data: ['1'] }],
    ['a row that is a list', { _data: [[]] }],
  ])('a response with %s is rejected', async (_, answer) => {
    const api = answering({ '/v2/things?limit=100': answer });

    await expect(pagesOf(api)).rejects.toMatchObject({ reason: 'unexpected' });
  });

  test('that are empty in the middle are passed on and followed', async () => {
    const api = answering({
      '/v2/things?limit=100': body(['1'], '?cursor=2'),
      '/v2/things?cursor=2': body([], '?cursor=3'),
      '/v2/things?cursor=3': body([], '?cursor=4'),
      '/v2/things?cursor=4': body(['2']),
    });

    expect(idsOf(await pagesOf(api))).toEqual([['1'], [], [], ['2']]);
  });

  test('start behind a link when resuming', async () => {
    const api = answering({ '/v2/things?cursor=2': body(['2'], '?cursor=3'), '/v2/things?cursor=3': body(['3']) });

    expect(idsOf(await pagesOf(api, {}, '?cursor=2'))).toEqual([['2'], ['3']]);
  });

  test('have one row if one is enough', async () => {
    const api = answering({ '/v2/things?limit=1': body(['1']) });

    await pagesOf(api, { single: true });
  });

  test('can be split if their partition spans days', async () => {
    const api = answering(() => body([]));

    await pagesOf(api, { days: { from: '2026-01-01', to: '2026-01-31' } });
    await pagesOf(api);

    expect(api.requests.map(({ divisible }) => divisible)).toEqual([true, false]);
  });
});

describe('a loop of links is an error', () => {
  /** The link of page n leads to page `target(n)`. */
  const linked = (target: (page: number) => number) =>
    answering((asked) => {
      const page = Number(/cursor=(\d+)/.exec(asked)?.[1] ?? 0);
      return body([String(page)], `?cursor=${target(page)}`);
    });

  test('of one', async () => {
    const api = linked((page) => Math.min(page + 1, 3));

    await expect(pagesOf(api)).rejects.toThrow(PagingError);
    expect(api.asked.length).toBeLessThan(10);
  });

  test('of one, from the first page on', async () => {
    const api = answering(() => body(['1'], '/v2/things?limit=100'));

    await expect(pagesOf(api)).rejects.toThrow(PagingError);
    expect(api.asked.length).toBeLessThan(5);
  });

  test.each([2, 3, 7, 50])('of %i', async (length) => {
    const api = linked((page) => (page < 5 + length - 1 ? page + 1 : 5));

    await expect(pagesOf(api)).rejects.toThrow(PagingError);
    expect(api.asked.length).toBeLessThan(5 * (length + 5));
  });

  test('back to the link that was resumed from', async () => {
    const api = answering({ '/v2/things?cursor=2': body(['2'], '?cursor=2') });

    await expect(pagesOf(api, {}, '?cursor=2')).rejects.toThrow(PagingError);
    expect(api.asked).toHaveLength(1);
  });

  test('and so are endless empty pages', async () => {
    let page = 0;
    const api = answering(() => body([], `?cursor=${++page}`));

    await expect(pagesOf(api)).rejects.toThrow(PagingError);
    expect(api.asked.length).toBeLessThan(150);
  });

  test('but equally long pages of rows without ids are not', async () => {
    const api = answering((asked) => {
      const page = Number(/cursor=(\d+)/.exec(asked)?.[1] ?? 0);
      const rows = { _data: [{ person: { id: String(page) } }], _meta: { links: { next: `?cursor=${page + 1}` } } };
      return page === 150 ? { _data: [] } : rows;
    });

    expect(await pagesOf(api)).toHaveLength(151);
  });

  test('but a long way without one is not', async () => {
    const api = answering((asked) => {
      const page = Number(/cursor=(\d+)/.exec(asked)?.[1] ?? 0);
      return body([String(page)], page === 500 ? undefined : `?cursor=${page + 1}`);
    });

    expect(await pagesOf(api)).toHaveLength(501);
  });
});

describe('the bounds of a range', () => {
  const range = { from: '2026-01-10T08:00:00Z', to: '2026-01-20T08:00:00Z' };
  const filter = (more: Partial<RangeFilter>): RangeFilter => ({
    from: 'u.from',
    to: 'u.to',
    formats: ['instant'],
    ...more,
  });
  const partition = (more: Partial<RangeFilter>, bounds: { from?: string; to?: string } = range) => ({
    range: { filter: filter(more), range: bounds },
  });
  const FIRST = '/v2/things?limit=100';

  test.each([
    ['as points in time', {}, '&u.from=2026-01-10T08:00:00Z&u.to=2026-01-20T08:00:00Z'],
    ['without zone', { formats: ['naive'] }, '&u.from=2026-01-10T08:00:00&u.to=2026-01-20T08:00:00'],
    ['as days', { formats: ['day'] }, '&u.from=2026-01-10&u.to=2026-01-20'],
    [
      'a second outwards, if they are strict',
      { strict: true },
      '&u.from=2026-01-10T07:59:59Z&u.to=2026-01-20T08:00:01Z',
    ],
  ] as const)('are written %s', async (_, more, query) => {
    const api = answering(() => body([]));

    await pagesOf(api, partition(more));

    expect(api.asked).toEqual([FIRST + query]);
  });

  test.each([
    [{ from: range.from }, '&u.from=2026-01-10T08:00:00Z'],
    [{ to: range.to }, '&u.to=2026-01-20T08:00:00Z'],
    [{}, ''],
  ])('are left out if the range is open: %o', async (bounds, query) => {
    const api = answering(() => body([]));

    await pagesOf(api, partition({}, bounds));

    expect(api.asked).toEqual([FIRST + query]);
  });

  test.each([400, 422])('are tried as days, a day outwards, if a time is refused with %i', async (code) => {
    const api = answering((asked) => (asked.includes('T') ? status(code) : body(['1'])));

    const pages = await pagesOf(api, partition({ strict: true, formats: ['instant', 'day'] }));

    expect(idsOf(pages)).toEqual([['1']]);
    expect(api.asked.at(-1)).toBe(`${FIRST}&u.from=2026-01-09&u.to=2026-01-21`);
  });

  test('are left out in the end, if the filter is said to fail for some', async () => {
    const api = answering((asked) => (asked.includes('u.') ? status(400) : body(['1'])));

    expect(idsOf(await pagesOf(api, partition({ formats: ['instant', 'none'] })))).toEqual([['1']]);
  });

  test('are written in the format that the endpoint accepted before', async () => {
    const api = answering((asked) => (asked.includes('Z') ? body([]) : status(400)));
    const stream = new Things();
    const more = { formats: ['naive', 'instant'] } as const;

    await pagesOf(api, partition(more), undefined, stream);
    await pagesOf(api, partition(more), undefined, stream);

    expect(api.asked.map((asked) => asked.includes('Z'))).toEqual([false, true, true]);
  });

  test('that are refused in every format are an error', async () => {
    const api = answering(() => status(400));

    await expect(pagesOf(api, partition({ formats: ['instant', 'day'] }))).rejects.toMatchObject({ status: 400 });
    expect(api.asked).toHaveLength(2);
  });

  test.each([403, 404, 500])('are not tried in another format after %i', async (code) => {
    const api = answering(() => status(code));

    await expect(pagesOf(api, partition({ formats: ['instant', 'day'] }))).rejects.toMatchObject({ status: code });
    expect(api.asked).toHaveLength(1);
  });

  test('are tried as days by all partitions that are refused at the same time', async () => {
    const api = answering((asked) => (asked.includes('T') ? status(400) : body(['1'])));
    const stream = new Things();
    const more = { formats: ['instant', 'day'] } as const;

    const both = await Promise.all([1, 2].map(() => pagesOf(api, partition(more), undefined, stream)));

    expect(both.map(idsOf)).toEqual([[['1']], [['1']]]);
  });
});

describe('a link with an undocumented path', () => {
  test('is requested on the path of the endpoint', async () => {
    const api = answering({
      '/v2/things?limit=100': body(['1'], href('https://api.personio.de/internal/things?cursor=2&limit=100')),
      'https://api.personio.de/internal/things?cursor=2&limit=100': status(404),
      '/v2/things?cursor=2&limit=100': body(['2']),
    });

    expect(idsOf(await pagesOf(api))).toEqual([['1'], ['2']]);
  });

  test('is not requested twice if it already has that path', async () => {
    const link = 'https://api.personio.de/v2/things?cursor=2';
    const api = answering({ '/v2/things?limit=100': body(['1'], href(link)), [link]: status(404) });

    await expect(pagesOf(api)).rejects.toMatchObject({ status: 404 });
    expect(api.asked).toEqual(['/v2/things?limit=100', link]);
  });

  test('is not requested elsewhere after another error', async () => {
    const link = 'https://api.personio.de/internal/things?cursor=2';
    const api = answering({ '/v2/things?limit=100': body(['1'], href(link)), [link]: status(403) });

    await expect(pagesOf(api)).rejects.toMatchObject({ status: 403 });
    expect(api.asked).toHaveLength(2);
  });
});
