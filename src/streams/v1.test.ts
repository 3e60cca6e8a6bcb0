import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { ApiError } from '../http/api_error.ts';
import { parseJson } from '../json.ts';
import type { Row } from '../row.ts';
import { PagingError, ShortListError } from './pager.ts';
import type { Page, Partition } from './partition.ts';
import type { Api } from './stream.ts';
import { unwrap, V1Stream } from './v1.ts';

type PartitionRead = V1Stream['offset'];

class Things extends V1Stream {
  readonly name = 'things';
  readonly path = '/v1/company/things';
  readonly scope = 'things:read';
  override readonly offset: PartitionRead;
  override readonly pageSize: number;

  constructor(offset: PartitionRead = 'rows', pageSize = 3) {
    super();
    this.offset = offset;
    this.pageSize = pageSize;
  }
}

const AT = '2026-01-31T08:15:30Z';

interface Asked {
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}

interface Server extends Api {
  readonly asked: Asked[];
  readonly queries: object[];
}

/** Responds by request; keeps the requests. */
function server(answer: (asked: Asked) => unknown): Server {
  const asked: Asked[] = [];
  const queries: object[] = [];
  const api = fakeApi(({ query = {}, target, route }) => {
    expect([target, route]).toEqual(['/v1/company/things', '/v1/company/things']);
    const number = (name: string) => (query[name] === undefined ? undefined : Number(query[name]));
    asked.push({ limit: number('limit'), offset: number('offset') });
    queries.push(query);
    if (asked.length > 500) throw new Error('without end');
    return answer(asked.at(-1) as Asked);
  });
  return { ...api, asked, queries };
}

const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, n) => from + n);
const things = (ids: readonly number[]): Row[] => ids.map((id) => ({ type: 'Thing', attributes: { id } }));

interface Habits {
  /** What the server counts, whatever the stream believes. */
  readonly counts?: 'rows' | 'pages';
  readonly most?: number;
  readonly metadata?: boolean;
  readonly echo?: 'number' | 'text' | 'none';
}

/** A list of this many things, as a server with these habits returns it. */
function listOf(count: number, { counts = 'rows', most = 200, metadata = true, echo = 'number' }: Habits = {}): Server {
  return server(({ limit = most, offset = 0 }) => {
    const size = Math.min(limit, most);
    const from = counts === 'rows' ? offset : (Math.max(offset, 1) - 1) * size;
    const written = (value: number) => (echo === 'text' ? String(value) : value);
    return {
      success: true,
      data: things(numbers(count).slice(from, from + size)),
      ...(metadata && { metadata: { total_elements: count, total_pages: Math.ceil(count / size), current_page: 0 } }),
      ...(echo !== 'none' && { limit: written(size), offset: written(offset) }),
    };
  });
}

async function pagesOf(api: Api, stream = new Things(), partition: Partial<Partition> = {}, after?: string) {
  const pages: Page[] = [];
  for await (const page of stream.pages(api, { ...stream.whole(), ...partition }, after)) pages.push(page);
  return pages;
}

const idsOf = (pages: readonly Page[]) =>
  pages.map(({ rows }) => rows.map((row) => (row.attributes as { id: number }).id));

describe('if the offset counts rows', () => {
  test('pages are requested one after the other, from 0', async () => {
    const api = listOf(7);

    const pages = await pagesOf(api);

    expect(idsOf(pages)).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(api.asked).toEqual([0, 3, 6].map((offset) => ({ limit: 3, offset })));
    expect(pages.map(({ next }) => next)).toEqual(['3', '6', undefined]);
  });

  test('a server that returns fewer rows than requested is asked again from where it stopped', async () => {
    const api = listOf(7, { most: 2 });

    expect(idsOf(await pagesOf(api)).flat()).toEqual(numbers(7));
    expect(api.asked.map(({ offset }) => offset)).toEqual([0, 2, 4, 6]);
  });

  test('a server without a total is asked until a page is empty', async () => {
    expect(idsOf(await pagesOf(listOf(7, { metadata: false })))).toEqual([[1, 2, 3], [4, 5, 6], [7], []]);
    expect(idsOf(await pagesOf(listOf(6, { metadata: false })))).toEqual([[1, 2, 3], [4, 5, 6], []]);
  });

  test('a server that reports its own limit and no total is believed', async () => {
    expect(idsOf(await pagesOf(listOf(7, { metadata: false, most: 2 }))).flat()).toEqual(numbers(7));
  });

  test('limit and offset may come back as text', async () => {
    expect(idsOf(await pagesOf(listOf(7, { echo: 'text', metadata: false, most: 2 }))).flat()).toEqual(numbers(7));
  });

  // No such server is known, but its list would end early and silently. One more request would tell.
  test('a server that returns fewer rows than requested without saying so is read to the end', async () => {
    const api = listOf(7, { metadata: false, most: 2, echo: 'none' });

    expect(idsOf(await pagesOf(api)).flat()).toEqual(numbers(7));
  });

  test('a list continues behind an offset when resuming', async () => {
    const api = listOf(7);

    expect(idsOf(await pagesOf(api, new Things(), {}, '6'))).toEqual([[7]]);
    expect(api.asked.map(({ offset }) => offset)).toEqual([6]);
  });
});

describe('if the offset counts pages', () => {
  const stream = () => new Things('pages');

  test('they are requested from 1: page 0 would be the same', async () => {
    const api = listOf(7, { counts: 'pages' });

    const pages = await pagesOf(api, stream());

    expect(idsOf(pages)).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(api.asked).toEqual([1, 2, 3].map((offset) => ({ limit: 3, offset })));
    expect(pages.map(({ next }) => next)).toEqual(['2', '3', undefined]);
  });

  test('a server without a number of pages is asked until one is not full', async () => {
    const api = listOf(6, { counts: 'pages', metadata: false });

    expect(idsOf(await pagesOf(api, stream()))).toEqual([[1, 2, 3], [4, 5, 6], []]);
  });

  test('a server that returns fewer rows than requested is read to the end', async () => {
    expect(idsOf(await pagesOf(listOf(7, { counts: 'pages', most: 2 }), stream())).flat()).toEqual(numbers(7));
  });

  test('a list continues behind a page when resuming', async () => {
    expect(idsOf(await pagesOf(listOf(7, { counts: 'pages' }), stream(), {}, '3'))).toEqual([[7]]);
  });
});

describe('if it is disputed what the offset counts', () => {
  const stream = () => new Things('disputed');

  test.each(['rows', 'pages'] as const)('a server that counts %s is read in full, each row once', async (counts) => {
    for (const count of [0, 1, 2, 3, 4, 7, 9]) {
      const api = listOf(count, { counts });

      expect(idsOf(await pagesOf(api, stream())).flat(), `${count} things`).toEqual(numbers(count));
    }
  });

  test('two requests for one row reveal it', async () => {
    const api = listOf(7, { counts: 'rows' });
    await pagesOf(api, stream());

    expect(api.asked.slice(0, 3)).toEqual([
      { limit: 1, offset: 0 },
      { limit: 1, offset: 1 },
      { limit: 3, offset: 0 },
    ]);
  });

  test.each(['rows', 'pages'] as const)('a list of a server that counts %s continues when resuming', async (counts) => {
    const [, , last] = await pagesOf(listOf(7, { counts }), stream());
    const link = (await pagesOf(listOf(7, { counts }), stream()))[1]?.next;

    expect(idsOf(await pagesOf(listOf(7, { counts }), stream(), {}, link))).toEqual(idsOf([last as Page]));
  });
});

describe('if there are no pages', () => {
  test('a list is requested once, without a limit', async () => {
    const api = listOf(7);

    expect(idsOf(await pagesOf(api, new Things('nothing')))).toEqual([numbers(7)]);
    expect(api.queries).toEqual([{}]);
  });
});

describe('one row', () => {
  test('is requested with a limit of 1', async () => {
    const api = listOf(7);
    for await (const page of new Things().pages(api, { ...new Things().whole(), single: true })) {
      expect(page.rows).toHaveLength(1);
      break;
    }

    expect(api.asked).toEqual([{ limit: 1, offset: 0 }]);
  });
});

describe('an endpoint that ignores the offset', () => {
  const stuck = (more: object) => server(() => ({ success: true, data: things([1, 2, 3]), ...more }));

  test.each([
    ['without a total', {}],
    ['with one', { metadata: { total_elements: 9, total_pages: 3 } }],
  ])('is an error, not a loop: %s', async (_, more) => {
    for (const unit of ['rows', 'pages', 'disputed'] as const) {
      const api = stuck(more);

      await expect(pagesOf(api, new Things(unit)), unit).rejects.toThrow(PagingError);
      expect(api.asked.length).toBeLessThan(6);
    }
  });

  test('is an error if changes are requested, even on a short page: it may be truncated', async () => {
    const api = stuck({});
    const range = { filter: { from: 'updated_since', formats: ['naive'] as const }, range: { from: AT } };

    await expect(pagesOf(api, new Things('rows', 5), { range })).rejects.toThrow(PagingError);
    expect(idsOf(await pagesOf(stuck({}), new Things('rows', 5))).flat()).toEqual([1, 2, 3]);
  });

  test('gets a request for the whole list instead of changes', async () => {
    const all = listOf(7);
    const api = fakeApi((request) =>
      request.query && 'updated_since' in request.query
        ? { success: true, data: things([1, 2]) }
        : all.get(request, (body) => body),
    );
    const range = { filter: { from: 'updated_since', formats: ['naive'] as const }, range: { from: AT } };

    expect(idsOf(await pagesOf(api, new Things(), { range, ofChanges: true })).flat()).toEqual([1, 2, ...numbers(7)]);
  });

  test('is not an error if it returned everything in one response', async () => {
    const api = stuck({ metadata: { total_elements: 3, total_pages: 1 } });

    expect(idsOf(await pagesOf(api))).toEqual([[1, 2, 3]]);
  });
});

describe('the total', () => {
  const short = (total: unknown) =>
    server(({ offset = 0 }) => ({
      success: true,
      data: offset === 0 ? things([1, 2]) : [],
      metadata: { total_elements: total },
    }));

  test('is compared with what was read: less is an error', async () => {
    const error = await pagesOf(short(7)).catch((reason) => reason);

    expect(error).toBeInstanceOf(ShortListError);
    expect(error).toMatchObject({ read: 2, total: 7 });
    await expect(pagesOf(short('7'))).rejects.toThrow(ShortListError);
    await expect(pagesOf(short(7), new Things('nothing'))).rejects.toThrow(ShortListError);
  });

  test.each([[2], [0], [undefined], [null], ['many'], [-1]])('of %j is nothing to compare with', async (total) => {
    expect(idsOf(await pagesOf(short(total))).flat()).toEqual([1, 2]);
  });

  test('that grew or shrank on the way counts as last reported', async () => {
    let page = 0;
    const totals = [9, 7];
    const api = server(({ offset = 0 }) => ({
      success: true,
      data: things(numbers(7).slice(offset, offset + 4)),
      metadata: { total_elements: totals[page++] },
    }));

    expect(idsOf(await pagesOf(api)).flat()).toEqual(numbers(7));
  });

  test('moves while changes are requested: it is not compared', async () => {
    const filter = { from: 'updated_since', formats: ['naive'] } as const;
    const range = { filter, range: { from: '2026-01-31T08:15:30Z' } };

    expect(idsOf(await pagesOf(short(7), new Things(), { range })).flat()).toEqual([1, 2]);
  });

  test('of changes does not end them after a full page: it may count that page only', async () => {
    const api = server(({ offset = 0 }) => {
      const data = things(numbers(7).slice(offset, offset + 3));
      return { success: true, data, metadata: { total_elements: data.length } };
    });
    const range = { filter: { from: 'updated_since', formats: ['naive'] as const }, range: { from: AT } };

    expect(idsOf(await pagesOf(api, new Things(), { range })).flat()).toEqual(numbers(7));
  });

  test('says nothing about a list that was read from the middle', async () => {
    const api = server(() => ({ success: true, data: things([7]), metadata: { total_elements: 7 } }));

    expect(idsOf(await pagesOf(api, new Things(), {}, '6'))).toEqual([[7]]);
  });
});

describe('changes', () => {
  const asked = async (formats: readonly ['naive' | 'day'], from?: string) => {
    const api = listOf(0);
    const range = { filter: { from: 'updated_from', formats }, range: { ...(from && { from }) } };
    await pagesOf(api, new Things(), { range, query: { includePending: 'true' } });
    return api.queries[0];
  };

  test('are requested without a zone, or by the day', async () => {
    const paging = { includePending: 'true', limit: 3, offset: 0 };

    expect(await asked(['naive'], '2026-01-31T08:15:30Z')).toEqual({ ...paging, updated_from: '2026-01-31T08:15:30' });
    expect(await asked(['day'], '2026-01-31T08:15:30Z')).toEqual({ ...paging, updated_from: '2026-01-31' });
    expect(await asked(['day'])).toEqual(paging);
  });

  test('are requested by the day before if a time is refused', async () => {
    const refusing = server(() => new ApiError('refused', 400, 1));
    const filter = { from: 'updated_from', formats: ['naive', 'day'] } as const;
    const range = { filter, range: { from: '2026-01-31T08:15:30Z' } };
    await pagesOf(refusing, new Things(), { range }).catch(() => {});

    expect(refusing.queries.map((query) => (query as { updated_from: string }).updated_from)).toEqual([
      '2026-01-31T08:15:30',
      '2026-01-30',
    ]);
  });
});

test.each([
  ['success false', { success: false, error: { code: 0, message: 'no' } }],
  ['success false beside data', { success: false, data: [] }],
  ['no success', { data: [] }],
  ['success as text', { success: 'true', data: [] }],
  ['no data', { success: true }],
  ['data null', { success: true, data: null }],
  ['data an object', { success: true, data: { type: 'Column', attributes: [] } }],
  ['a row that is null', { success: true, data: [null] }],
  ['a row that is text', { success: true, data: ['1'] }],
  ['a page of API v2', { _data: [] }],
  ['a list', []],
  ['null', null],
])('a response with %s is not a page', async (_, body) => {
  await expect(pagesOf(server(() => body))).rejects.toMatchObject({ reason: 'unexpected' });
});

test.each([
  ['no metadata', {}],
  ['metadata null', { metadata: null }],
  ['metadata as text', { metadata: 'none' }],
  ['limit and offset null', { limit: null, offset: null }],
  ['members that nobody knows', { trace: { id: 1 }, data_v2: [] }],
])('a response with %s is one', async (_, more) => {
  expect(idsOf(await pagesOf(server(() => ({ success: true, data: things([1]), ...more }))))).toEqual([[1]]);
});

describe('a wrapper becomes a plain column', () => {
  const wrapper = (value: unknown, type = 'standard', more: object = {}) => ({
    label: 'Bezeichnung',
    value,
    type,
    universal_id: null,
    ...more,
  });
  const plain = (attributes: object, beside: object = {}) => unwrap({ type: 'Thing', attributes, ...beside });

  test('of its value, whatever its label says', () => {
    expect(plain({ name: wrapper('Mira'), hours: wrapper('38.5'), count: wrapper(3, 'integer') })).toEqual({
      name: 'Mira',
      hours: '38.5',
      count: 3,
    });
  });

  test('even if it has neither type nor universal_id, as in old responses', () => {
    expect(plain({ name: { label: 'Name', value: 'Mira' } })).toEqual({ name: 'Mira' });
  });

  test.each([[null], [''], [[]], [0], [false]])('of %j as it is', (value) => {
    expect(plain({ a: wrapper(value) })).toEqual({ a: value });
  });

  test('with its currency next to it', () => {
    expect(
      plain({ fix_salary: wrapper(4100.5, 'decimal', { currency: 'EUR' }), bonus: wrapper(1, 'decimal') }),
    ).toEqual({
      fix_salary: 4100.5,
      fix_salary_currency: 'EUR',
      bonus: 1,
    });
  });

  test.each([
    ['2021-04-01T00:00:00+02:00', '2021-04-01'],
    ['2021-04-01T00:00:00+0200', '2021-04-01'],
    ['1880-01-01T00:00:00+00:53', '1880-01-01'],
    ['2021-04-01', '2021-04-01'],
    ['', null],
    [null, null],
  ])('of a date with its first ten characters, never shifted: %j', (value, day) => {
    expect(plain({ hire_date: wrapper(value, 'date') })).toEqual({ hire_date: day });
  });

  test('of a time with its time of day', () => {
    const at = '2025-05-01T08:15:30+02:00';

    expect(
      plain({
        created_at: wrapper(at, 'date'),
        last_modified_at: wrapper(at, 'date'),
        updated_at: wrapper(at, 'date'),
      }),
    ).toEqual({ created_at: at, last_modified_at: at, updated_at: at });
  });

  test('of an object with its own plain members', () => {
    const office = { type: 'Office', attributes: { id: 5502, name: 'Kassel' } };
    const supervisor = { type: 'Employee', attributes: { id: wrapper(7, 'integer'), first_name: wrapper('Ottilie') } };

    expect(plain({ office: wrapper(office), supervisor: wrapper(supervisor), employee: supervisor })).toEqual({
      office: { id: 5502, name: 'Kassel' },
      supervisor: { id: 7, first_name: 'Ottilie' },
      employee: { id: 7, first_name: 'Ottilie' },
    });
  });

  test('of a list with its plain objects', () => {
    const centers = [{ type: 'CostCenter', attributes: { id: 1, name: 'A', percentage: 70 } }];

    expect(plain({ cost_centers: wrapper(centers), tags: wrapper(['a', 1]) })).toEqual({
      cost_centers: [{ id: 1, name: 'A', percentage: 70 }],
      tags: ['a', 1],
    });
  });

  test('and members next to the attributes stay', () => {
    expect(plain({ name: 'A' }, { id: 12, id_v2: 'c1' })).toEqual({ id: 12, id_v2: 'c1', name: 'A' });
  });

  test('but anything that is not a wrapper stays as it is', () => {
    for (const value of [null, 'x', 7, { status: 'not-required' }, { date: '2025-01-01', effective_duration: 90 }])
      expect(unwrap(value)).toEqual(value);
    expect(plain({ certificate: { status: 'required' }, half: { value: 1 }, text: { label: 'x' } })).toEqual({
      certificate: { status: 'required' },
      half: { value: 1 },
      text: { label: 'x' },
    });
  });

  test('with all digits of its numbers', () => {
    const row = parseJson('{"type":"WorkSchedule","attributes":{"id":9223372036854775807}}');

    expect(JSON.stringify(unwrap(row))).toBe('{"id":9223372036854775807}');
  });
});

test('a row is one plain object', () => {
  expect(new Things().rowsOf({ type: 'Thing', attributes: { id: 1 } })).toEqual([{ id: 1 }]);
  expect(new Things().rowsOf({ key: 'first_name', options: [] })).toEqual([{ key: 'first_name', options: [] }]);
});
