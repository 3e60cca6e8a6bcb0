import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { ApiError } from '../http/api_error.ts';
import { parseJson } from '../json.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { PagingError, ShortListError } from '../streams/pager.ts';
import type { Page } from '../streams/partition.ts';
import type { Api } from '../streams/stream.ts';
import { AttributeColumns } from './attribute_columns.ts';
import { isReport } from './available.ts';
import { findReports, ReportRows } from './reports.ts';

const ID = '3a7d82eb-f394-4a50-818b-e4a72d5f39c8';
const PATH = `/v2/reports/${ID}`;

/** Answers by target and query, in the order of requests; records the requests. */
function api(answer: (asked: string) => unknown): Api & { asked: string[]; large: boolean[] } {
  const asked: string[] = [];
  const large: boolean[] = [];
  const from = fakeApi(({ target, query = {}, large: isLarge = false }) => {
    large.push(isLarge);
    const parameters = Object.entries(query).map(([name, value]) => `${name}=${value}`);
    asked.push(parameters.length > 0 ? `${target}?${parameters.join('&')}` : target);
    if (asked.length > 500) throw new Error('without end');
    return answer(asked.at(-1) ?? '');
  });
  return { ...from, asked, large };
}

const shared = (...reports: object[]) => api(() => ({ _data: reports, _meta: { links: { next: null } } }));
const column = (name: string, type = 'string', display = `The ${name}`) => ({ name, display, type });
const text = (value: unknown) => ({ attribute_id: 'a', string_value: { value } });
const page = (columns: unknown, cells: unknown, next?: unknown) => ({
  report_config: { name: 'Headcount' },
  _meta: { columns, links: next === undefined ? null : { next } },
  _data: cells,
});

const stream = () => new ReportRows('report_3a7d82eb', ID, 'Headcount');

async function pagesOf(from: Api): Promise<Page[]> {
  const pages: Page[] = [];
  const report = stream();
  for await (const each of report.pages(from, report.whole()))
    pages.push({ ...each, rows: each.rows.flatMap((row) => report.rowsOf(row)) });
  return pages;
}

const rowsOf = async (...bodies: unknown[]): Promise<Row[]> => {
  let index = 0;
  return (await pagesOf(api(() => bodies[index++]))).flatMap(({ rows }) => rows);
};

describe('the reports of an account', () => {
  const named = async (...reports: object[]) => (await findReports(shared(...reports))).map(({ name }) => name);

  test('are streams named after the first eight hex digits of their ids, with their names as titles', async () => {
    const [report] = await findReports(shared({ id: ID, name: 'Headcount' }));

    expect(report).toMatchObject({ name: 'report_3a7d82eb', title: 'Headcount', path: PATH });
    expect(report?.primaryKey).toBe('record_key');
  });

  test('whose ids share a prefix get as many more digits as distinguish them; others do not', async () => {
    const ids = ['3a7d82eb-f394-4a50-818b-e4a72d5f39c8', '3a7d82eb-f395-4a50-818b-e4a72d5f39c8', '4b8e93fc-04a5'];

    expect(await named(...ids.map((id) => ({ id, name: 'x' })))).toEqual([
      'report_3a7d82ebf394',
      'report_3a7d82ebf395',
      'report_4b8e93fc',
    ]);
  });

  // Comparing each with every other took a minute for this list.
  test('are named in no time, even if there are thousands', async () => {
    const reports = Array.from({ length: 8_000 }, (_, index) => ({ id: `3a7d82eb-${String(index).padStart(5, '0')}` }));
    const from = shared(...reports);
    const began = performance.now();

    expect(new Set((await findReports(from)).map(({ name }) => name)).size).toBe(reports.length);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('have the same names in any order, whatever they are called', async () => {
    const reports = ['3a7d82eb-1', '3a7d82eb-2', '4b8e93fc-1'].map((id) => ({ id, name: 'alike' }));

    expect(await named(...reports.toReversed())).toEqual(await named(...reports));
  });

  test('whose id is short or in uppercase have names that destinations accept', async () => {
    expect(await named({ id: 'AB-1' }, { id: 'ABCDEF12-3456' })).toEqual(['report_ab1', 'report_abcdef12']);
  });

  test('without an id are ignored; without a name they are called by their id', async () => {
    const found = await findReports(shared({ name: 'lost' }, { id: '' }, { id: 7 }, { id: ID, name: null }));

    expect(found.map(({ title }) => title)).toEqual([ID]);
  });

  test('are distinguished by name from all other streams', () => {
    expect(isReport('report_3a7d82eb')).toBe(true);
    for (const name of ['report_attributes', 'reports', 'persons', 'custom_report_rows'])
      expect(isReport(name), name).toBe(false);
  });
});

describe('the columns of a report', () => {
  const schemaOf = async (columns: unknown): Promise<JsonSchema> =>
    stream().schema(await stream().columns(api(() => page(columns, []))));

  test('are requested with a single row', async () => {
    const from = api(() => page([column('a')], []));
    await stream().columns(from);

    expect(from.asked).toEqual([`${PATH}?locale=en&limit=1`]);
  });

  test('are those of its table, between the key and additional_fields', async () => {
    const schema = await schemaOf([
      column('person.first_name'),
      column('employment.office', 'option'),
      column('employment.hire_date', 'timestamp'),
      column('employment.weekly_hours', 'decimal'),
      column('share', 'percentage'),
      column('new', 'hologram'),
    ]);
    const types = Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, { type }]) => [name, type]));

    expect(schema.title).toBe('Headcount');
    expect(types).toEqual({
      record_key: 'string',
      person_first_name: ['null', 'string'],
      employment_office: ['null', 'array'],
      employment_hire_date: ['null', 'string'],
      employment_weekly_hours: ['null', 'number'],
      share: ['null', 'number'],
      new_column: ['null', 'string'],
      additional_fields: ['null', 'object'],
    });
    expect(Object.keys(types).at(-1)).toBe('additional_fields');
    expect(schema.properties?.person_first_name?.title).toBe('The person.first_name');
  });

  test('with equal names are distinguished, also from the added columns', async () => {
    const { properties = {} } = await schemaOf(
      ['a', 'A', 'a ', 'record_key', 'additional_fields', ''].map((name) => column(name)),
    );

    expect(Object.keys(properties)).toEqual([
      'record_key',
      'a',
      'a_2',
      'a_',
      'record_key_2',
      'additional_fields_2',
      'unnamed',
      'additional_fields',
    ]);
  });

  test('may lack display and type', async () => {
    const { properties = {} } = await schemaOf([{ name: 'a' }, { name: 'b', display: '', type: null }, {}]);

    expect(properties.a).toMatchObject({ title: 'a', type: ['null', 'string'] });
    expect(properties.b).toMatchObject({ title: 'b', type: ['null', 'string'] });
    expect(properties.unnamed).toBeDefined();
  });

  test('all have a description', async () => {
    const { properties = {} } = await schemaOf([column('a'), column('b', 'option')]);

    for (const [name, { description }] of Object.entries(properties)) expect(description, name).toMatch(/\w/);
  });
});

describe('a cell', () => {
  test.each([
    ['text', text('Mira'), 'Mira'],
    ['no text', text(null), null],
    ['a number', { numeric_value: { number: 32.5 } }, 32.5],
    ['no number', { numeric_value: { number: null } }, null],
    ['options', { options_value: { options: [{ key: '1', value: 'Jena' }] } }, [{ key: '1', value: 'Jena' }]],
    ['no options', { options_value: { options: [] } }, []],
    ['a time range', { time_range_value: { from: '2021-03-01', to: '2021-04-01' } }, '2021-03-01/2021-04-01'],
    ['an open time range', { time_range_value: { from: '2021-03-01', to: null } }, '2021-03-01/'],
    ['a percentage', { percentage_value: { value: 12.5 } }, 12.5],
    ['a percentage of another form', { percentage_value: { number: 12.5 } }, 12.5],
    ['money', { monetary_value: { amount: 5, currency: 'EUR' } }, 5],
    ['something else', { geo_value: { lat: 5 } }, '{"lat":5}'],
    ['a value without an object around it', { string_value: 'Mira' }, 'Mira'],
    ['a kind without a value', { string_value: null }, null],
    ['nothing', { attribute_id: 'a' }, null],
    ['null', null, null],
    ['a bare value', 'Mira', 'Mira'],
  ])('may hold %s', async (_, cell, expected) => {
    expect(await rowsOf(page([column('a')], [[cell]]))).toEqual([{ a: expected }]);
  });

  test('belongs to the column at its position', async () => {
    const rows = await rowsOf(page([column('a'), column('a'), column('b')], [[text(1), text(2), text(3)]]));

    expect(rows).toEqual([{ a: 1, a_2: 2, b: 3 }]);
  });

  test('beyond the columns is kept under its number', async () => {
    expect(await rowsOf(page([column('a')], [[text(1), text(2)]]))).toEqual([{ a: 1, column_2: 2 }]);
  });

  test('keeps the digits of large numbers', async () => {
    const cell = parseJson('{"numeric_value":{"number":9007199254740993}}');

    expect(JSON.stringify(await rowsOf(page([column('a')], [[cell]])))).toBe('[{"a":9007199254740993}]');
  });

  // An unknown kind is declared as text, so numbers in such columns must become text, not null.
  test('of an unknown kind fits its column', async () => {
    const columns = [column('pay', 'monetary'), column('done', 'flag')];
    const cells = [[{ monetary_value: { number: 5 } }, { boolean_value: { value: true } }]];
    const [record] = await recorded(columns, cells);

    expect(record).toMatchObject({ pay: '5', done: 'true' });
  });
});

describe('the pages of a report', () => {
  const first = (next: unknown) => page([column('a')], [[text('1')]], next);
  const last = page([column('a')], [[text('2')]]);

  test.each([
    ['an object', { href: `https://api.personio.de${PATH}?cursor=2` }, `https://api.personio.de${PATH}?cursor=2`],
    ['text', `https://api.personio.de${PATH}?cursor=2`, `https://api.personio.de${PATH}?cursor=2`],
    ['a path', `${PATH}?cursor=2`, `${PATH}?cursor=2`],
  ])('are linked by %s, which is followed unchanged', async (_, next, asked) => {
    const from = api((target) => (target === asked ? last : first(next)));

    const pages = await pagesOf(from);

    expect(pages.map(({ rows }) => rows)).toEqual([[{ a: '1' }], [{ a: '2' }]]);
    expect(pages[0]?.next).toBe(asked);
    expect(pages[1]).not.toHaveProperty('next');
    expect(from.asked).toEqual([`${PATH}?locale=en&limit=100`, asked]);
  });

  test('may be linked by just a query', async () => {
    const from = api((target) => (target.includes('cursor') ? last : first('?cursor=2')));
    await pagesOf(from);

    expect(from.asked[1]).toBe(`${PATH}?cursor=2`);
  });

  test.each([
    ['no links', null],
    ['no next', {}],
    ['next null', { next: null }],
    ['next empty', { next: '' }],
    ['an object without a URL', { next: { href: null } }],
    ['links as an empty list', []],
  ])('end with %s', async (_, links) => {
    const body = { _meta: { columns: [column('a')], links }, _data: [[text('1')]] };

    expect(await pagesOf(api(() => body))).toEqual([{ rows: [{ a: '1' }] }]);
  });

  test.each([
    ['an object without href', { next: {} }],
    ['another member', { next: { url: `${PATH}?cursor=2` } }],
    ['a number', { next: 2 }],
    ['an empty list', { next: [] }],
    ['an empty list as href', { next: { href: [] } }],
    ['false', { next: false }],
    ['a list', { next: [`${PATH}?cursor=2`] }],
    ['links as a list', [{ rel: 'next', href: `${PATH}?cursor=2` }]],
    ['links as text', 'next'],
  ])('do not end with an unreadable link: %s', async (_, links) => {
    const body = { _meta: { columns: [column('a')], links }, _data: [[text('1')]] };

    await expect(pagesOf(api(() => body))).rejects.toMatchObject({ reason: 'unexpected' });
  });

  test('keep the columns of the first one if others do not repeat them', async () => {
    expect(await rowsOf(first(`${PATH}?cursor=2`), page(undefined, [[text('2')]]))).toEqual([{ a: '1' }, { a: '2' }]);
  });

  test.each([
    ['no _data', { _meta: {} }],
    ['rows that are objects', page([column('a')], [{ a: 1 }])],
    ['a list', []],
    ['an error', { success: false }],
  ])('are invalid with %s', async (_, body) => {
    await expect(pagesOf(api(() => body))).rejects.toMatchObject({ reason: 'unexpected' });
  });

  test('end with the last one, even if it is full', async () => {
    const full = Array.from({ length: 100 }, () => [text('1')]);
    const from = api((target) => page([column('a')], full, target.includes('cursor') ? undefined : `${PATH}?cursor=2`));

    expect((await pagesOf(from)).flatMap(({ rows }) => rows)).toHaveLength(200);
    expect(from.asked).toHaveLength(2);
  });

  test('may each have a different column order', async () => {
    const other = page([column('b'), column('a')], [[text('3'), text('4')]]);

    expect(await rowsOf(page([column('a'), column('b')], [[text('1'), text('2')]], `${PATH}?cursor=2`), other)).toEqual(
      [
        { a: '1', b: '2' },
        { a: '4', b: '3' },
      ],
    );
  });

  test('keep the position of an unreadable column', async () => {
    const [row] = await rowsOf(page([null, 'x', column('a')], [[text('1'), text('2'), text('3')]]));

    expect(row).toEqual({ unnamed: '1', unnamed_2: '2', a: '3' });
  });

  test('that link back to an earlier one are an error', async () => {
    await expect(pagesOf(api(() => first(`${PATH}?cursor=2`)))).rejects.toThrow(PagingError);
  });
});

// The limit may apply to the whole response, which does not say that there is more.
describe('a report whose first page is full and has no link', () => {
  const some = (count: number, next?: string) =>
    page(
      [column('a')],
      Array.from({ length: count }, (_, index) => [text(`${index}`)]),
      next,
    );
  const all = async (from: Api) => (await pagesOf(from)).flatMap(({ rows }) => rows.map(({ a }) => Number(a)));
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

  test.each([100, 101, 250, 1000])(
    'is requested again without a limit, and has %i rows, without duplicates',
    async (count) => {
      const from = api((target) => some(target.includes('limit') ? 100 : count));

      expect(await all(from)).toEqual(numbers(count));
      expect(from.asked).toEqual([`${PATH}?locale=en&limit=100`, `${PATH}?locale=en`]);
      expect(from.large).toEqual([false, true]);
    },
  );

  test('is continued if that response has a link', async () => {
    const from = api((target) =>
      target.includes('cursor') ? some(5) : some(100, target.includes('limit') ? undefined : `${PATH}?cursor=2`),
    );

    expect(await all(from)).toEqual([...numbers(100), ...numbers(5)]);
  });

  test('is processed in parts, so that not all records are made at the same time', async () => {
    const pages = await pagesOf(api((target) => some(target.includes('limit') ? 100 : 250)));

    expect(pages.map(({ rows }) => rows.length)).toEqual([100, 100, 50]);
  });

  test('is accepted if it is longer than the limit', async () => {
    expect(await all(api(() => some(130)))).toEqual(numbers(130));
  });

  test('fails if it has fewer rows without a limit: the total is unknown', async () => {
    await expect(all(api((target) => some(target.includes('limit') ? 100 : 50)))).rejects.toThrow(ShortListError);
  });

  test('fails if it cannot be requested without a limit', async () => {
    const from = api((target) => (target.includes('limit') ? some(100) : new ApiError('server', 500, 3)));

    await expect(all(from)).rejects.toMatchObject({ status: 500 });
  });

  test('is not requested again for a single row', async () => {
    const from = api(() => some(1));
    for await (const { rows } of stream().pages(from, { ...stream().whole(), single: true }))
      expect(rows).toHaveLength(1);

    expect(from.asked).toEqual([`${PATH}?locale=en&limit=1`]);
  });
});

describe('a report that refuses the limit', () => {
  test.each([400, 422])('with %i is requested without one, and so are its columns', async (status) => {
    const from = api((target) =>
      target.includes('limit') ? new ApiError('refused', status, 1) : page([column('a')], [[text('1')]]),
    );

    expect((await pagesOf(from)).flatMap(({ rows }) => rows)).toEqual([{ a: '1' }]);
    expect((await stream().columns(from)).map(({ name }) => name)).toEqual(['a']);
  });

  test.each([
    ['everything', 400],
    ['it for another reason', 403],
  ])('and %s is refused', async (_, status) => {
    const from = api(() => new ApiError('refused', status, 1));

    await expect(pagesOf(from)).rejects.toMatchObject({ status });
    expect(from.asked).toHaveLength(status === 400 ? 2 : 1);
  });
});

/** The data of the records made from a report's rows. */
async function recorded(columns: object[], ...pages: unknown[][][]): Promise<Record<string, unknown>[]> {
  const report = stream();
  const schema = report.schema(await report.columns(api(() => page(columns, []))));
  const attributes = new AttributeColumns(schema.properties ?? {}, undefined);
  const builder = new RecordBuilder(report, schema, {}, { attributes });
  const seen = new Map<string, number>();
  let index = 0;
  const from = api(() => page(columns, pages[index++], index < pages.length ? `${PATH}?cursor=${index}` : undefined));
  const records: Record<string, unknown>[] = [];
  for await (const { rows } of report.pages(from, report.whole())) {
    records.push(...builder.records(rows, report.whole(), seen).map(({ data }) => JSON.parse(data)));
  }
  return records;
}

describe('the key of a row', () => {
  const columns = [column('a'), column('b', 'decimal')];
  const selected = async (configured: JsonSchema, ...rows: unknown[][]) => {
    const report = stream();
    const schema = report.schema(await report.columns(api(() => page(columns, []))));
    const builder = new RecordBuilder(report, schema, configured, {});
    const { value } = await report
      .pages(
        api(() => page(columns, rows)),
        report.whole(),
      )
      .next();
    return builder.records(value?.rows ?? [], report.whole(), new Map()).map(({ data }) => JSON.parse(data));
  };
  const cells = (a: string, b: number) => [text(a), { numeric_value: { number: b } }];
  const keysOf = async (...pages: unknown[][][]) =>
    (await recorded(columns, ...pages)).map(({ record_key }) => record_key);

  test('is the same in every sync, and different for other cells', async () => {
    const [one, other] = await keysOf([cells('x', 1), cells('x', 2)]);
    const [again] = await keysOf([cells('x', 1)]);

    expect(one).toMatch(/^[\w-]{22}$/);
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  test('differs for cells that only look the same when concatenated', async () => {
    const twoTexts = [column('a'), column('b')];
    const keys = (
      await recorded(twoTexts, [
        [text('xy'), text('')],
        [text('x'), text('y')],
        [text(''), text('xy')],
      ])
    ).map(({ record_key }) => record_key);

    expect(new Set(keys).size).toBe(3);
  });

  test('is numbered for identical rows, on one page and across pages', async () => {
    const [key, ...more] = await keysOf([cells('x', 1), cells('x', 1)], [cells('x', 1)]);

    expect(more).toEqual([`${key}:2`, `${key}:3`]);
  });

  test('does not depend on a column that is not selected', async () => {
    const some = { properties: { record_key: {}, b: {} } };
    const keys = (await selected(some, cells('x', 1), cells('y', 1))).map(({ record_key }) => record_key);
    const [both] = await keysOf([cells('x', 1)]);

    expect(keys[1]).toBe(`${keys[0]}:2`);
    expect(keys[0]).not.toBe(both);
  });

  test('does not depend on a value that its column cannot hold', async () => {
    const odd = (value: string) => [text('x'), { numeric_value: { number: value } }];
    const records = await recorded(columns, [odd('hush-1'), odd('hush-2')]);

    expect(records[1]?.record_key).toBe(`${records[0]?.record_key}:2`);
  });

  test('is a number if no values of the rows are left', async () => {
    const none = { properties: { record_key: {} } };
    const [first, second] = await selected(none, cells('x', 1), cells('y', 2));

    expect(second).toEqual({ record_key: `${first?.record_key}:2` });
  });

  test('does not change when columns are moved', async () => {
    const [one] = await recorded(columns, [cells('x', 1)]);
    const [other] = await recorded(columns.toReversed(), [cells('x', 1).toReversed()]);

    expect(other).toEqual(one);
  });

  test('exists for a row without values', async () => {
    expect(await keysOf([[text(null), null]])).toHaveLength(1);
  });
});
