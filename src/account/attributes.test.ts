import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { ApiError } from '../http/api_error.ts';
import type { Reason } from '../http/judge.ts';
import { Employees } from '../streams/employees.ts';
import { Persons } from '../streams/persons.ts';
import type { Api, Stream } from '../streams/stream.ts';
import { exploreAttributes, sourceWarning } from './attributes.ts';
import { accountColumns } from './available.ts';

type Answer = unknown | ApiError;

const LIST = '/v1/company/employees/attributes';
const refused = new ApiError('forbidden', 403, 1);

/** Answers by path; counts requests. */
function api(answers: Record<string, Answer | ((offset: number) => Answer)>): Api & { asked: string[] } {
  const asked: string[] = [];
  const from = fakeApi(({ target, query = {} }) => {
    const [path = ''] = target.split('?');
    asked.push(path);
    const offset = Number(query.offset ?? /cursor=(\d+)/.exec(target)?.[1] ?? 0);
    const known = answers[path];
    return typeof known === 'function' ? known(offset) : known;
  });
  return { ...from, asked };
}

async function explored(from: Api, stream: Stream = new Persons(), system: string[] = []) {
  const { attributes, source } = await exploreAttributes(stream, { system, alsoInRows: true }, from);
  const warning = sourceWarning(source);
  return { found: attributes, told: warning === undefined ? [] : [warning] };
}

const persons = (...people: object[][]) => ({
  _data: people.map((custom_attributes, n) => ({ id: `${n}`, custom_attributes })),
});

describe('the list of attributes', () => {
  test('has key, label, type and options, and needs no warning', async () => {
    const from = api({
      [LIST]: {
        success: true,
        data: [
          { key: 'first_name', label: 'Vorname', type: 'standard', universal_id: 'first_name', options: [] },
          { key: 'dynamic_2', label: 'Größe', type: 'list', universal_id: null, options: ['S', 'M', 5] },
        ],
      },
    });

    const { found, told } = await explored(from, new Employees());

    expect(found).toEqual([
      { id: 'first_name', label: 'Vorname', universalId: 'first_name', types: ['standard'], options: [] },
      { id: 'dynamic_2', label: 'Größe', types: ['list'], options: ['S', 'M', '5'] },
    ]);
    expect(told).toEqual([]);
    expect(from.asked).toEqual([LIST]);
  });

  test('may lack labels, types and options, as in older versions', async () => {
    const from = api({
      [LIST]: { success: true, data: [{ key: 'a' }, { key: 'b', label: '', type: null, options: null }] },
    });

    expect((await explored(from, new Employees())).found).toEqual([
      { id: 'a', label: undefined, types: [''], options: [] },
      { id: 'b', label: undefined, types: [''], options: [] },
    ]);
  });

  test('may contain entries without a key, which are ignored', async () => {
    const from = api({ [LIST]: { success: true, data: [{ key: '' }, { key: null }, { label: 'x' }, { key: 'a' }] } });

    expect((await explored(from, new Employees())).found.map(({ id }) => id)).toEqual(['a']);
  });

  test('may be empty, and then no rows are sampled', async () => {
    const from = api({ [LIST]: { success: true, data: [] } });

    expect(await explored(from, new Employees())).toEqual({ found: [], told: [] });
    expect(from.asked).toEqual([LIST]);
  });

  test('excludes the attributes that every account has', async () => {
    const from = api({ [LIST]: { success: true, data: [{ key: 'first_name' }, { key: 'dynamic_1' }] } });

    expect((await explored(from, new Employees(), ['first_name'])).found.map(({ id }) => id)).toEqual(['dynamic_1']);
  });
});

describe('attributes whose ids in API v2 are not in the list', () => {
  const list = { success: true, data: [{ key: 'dynamic_1' }, { key: 'email' }] };

  test('are found in the rows, with their types', async () => {
    const from = api({
      [LIST]: list,
      '/v2/persons': persons([
        { id: 'dynamic_3f.1', type: 'int', global_id: '1', value: 5 },
        { id: 'dynamic_3f.2', type: 'int', value: 5 },
        { id: 'email', type: 'string', value: 'x' },
      ]),
    });

    const { found, told } = await explored(from, new Persons(), ['email']);

    expect(found.map(({ id, types }) => [id, types])).toEqual([
      ['dynamic_1', ['int']],
      ['dynamic_3f.2', ['int']],
      ['email', ['string']],
    ]);
    expect(told).toEqual([]);
  });

  test.each<[Reason, number]>([
    ['forbidden', 403],
    ['feature', 412],
  ])('are not looked for if persons are refused (%s)', async (reason, status) => {
    const from = api({ [LIST]: list, '/v2/persons': new ApiError(reason, status, 1) });

    expect((await explored(from)).found.map(({ id }) => id)).toEqual(['dynamic_1', 'email']);
  });

  test('are looked for on the first page only if it has the type of every listed attribute', async () => {
    const attributes = [
      { id: 'dynamic_1', type: 'string' },
      { id: 'email', type: 'string' },
    ];
    const page = { ...persons(attributes), _meta: { links: { next: '/v2/persons?cursor=2' } } };
    const from = api({ [LIST]: list, '/v2/persons': page });
    await explored(from);

    expect(from.asked).toEqual([LIST, '/v2/persons']);
  });
});

describe('the type of an attribute', () => {
  const list = {
    success: true,
    data: [{ key: 'dynamic_1', label: 'First-aider', type: 'standard', options: ['yes', 'no'] }],
  };

  test('of persons comes from the rows, label and options from the list', async () => {
    const from = api({ [LIST]: list, '/v2/persons': persons([{ id: 'dynamic_1', type: 'boolean', value: true }]) });

    expect((await explored(from)).found).toEqual([
      { id: 'dynamic_1', label: 'First-aider', types: ['boolean'], options: ['yes', 'no'] },
    ]);
  });

  test('is found on a later page if the first has none', async () => {
    const page = (offset: number) => ({
      _data: [{ id: `${offset}`, custom_attributes: offset === 1 ? [{ id: 'DYNAMIC_1', type: 'boolean' }] : [] }],
      _meta: { links: { next: offset === 0 ? '?cursor=1' : null } },
    });
    const { found } = await explored(api({ [LIST]: list, '/v2/persons': page }));

    expect(found.map(({ id, types }) => [id, types])).toEqual([['dynamic_1', ['boolean']]]);
  });

  test('of persons is left open if no rows are read', async () => {
    const from = api({ [LIST]: list });
    const { attributes } = await exploreAttributes(new Persons(), { alsoInRows: false }, from);

    expect(attributes.map(({ id, label, types }) => [id, label, types])).toEqual([
      ['dynamic_1', 'First-aider', undefined],
    ]);
    expect(from.asked).toEqual([LIST]);
  });

  test('of employees comes from the list', async () => {
    const { found } = await explored(api({ [LIST]: list }), new Employees());

    expect(found.map(({ types }) => types)).toEqual([['standard']]);
  });

  test.each(['unspecified', 'UNSPECIFIED', '', null])('comes from the list if the rows say %j', async (type) => {
    const from = api({ [LIST]: list, '/v2/persons': persons([{ id: 'dynamic_1', type, value: 'x' }]) });

    expect((await explored(from)).found.map(({ types }) => types)).toEqual([['standard']]);
  });
});

describe('a repeated attribute is merged', () => {
  test('in the list', async () => {
    const data = [
      { key: 'dynamic_1', type: 'integer' },
      { key: 'dynamic_1', label: 'Shoe', type: 'integer', universal_id: 'shoe', options: ['42'] },
      { key: 'Dynamic_1', label: 'Other', type: 'decimal' },
    ];

    expect((await explored(api({ [LIST]: { success: true, data } }), new Employees())).found).toEqual([
      { id: 'dynamic_1', label: 'Shoe', universalId: 'shoe', types: ['integer', 'decimal'], options: ['42'] },
    ]);
  });

  test('in the list and in the rows, in any case', async () => {
    const from = api({
      [LIST]: { success: true, data: [{ key: 'dynamic_1' }] },
      '/v2/persons': persons(
        [{ id: 'Dynamic_1', type: 'int' }],
        [{ id: 'opaque', global_id: 'DYNAMIC_1', type: 'int' }],
      ),
    });

    expect((await explored(from)).found.map(({ id, types }) => [id, types])).toEqual([['dynamic_1', ['int']]]);
  });

  test('in the rows alone', async () => {
    const from = api({
      [LIST]: refused,
      '/v2/persons': persons([
        { id: 'dynamic_1', type: 'int' },
        { id: 'dynamic_1', type: 'int' },
        { id: 'DYNAMIC_1', label: 'Shoe', type: 'int' },
      ]),
    });

    expect((await explored(from)).found).toEqual([{ id: 'dynamic_1', label: 'Shoe', types: ['int'], options: [] }]);
  });
});

describe('if the list is refused', () => {
  test.each<[Reason, number]>([
    ['unauthorized', 401],
    ['forbidden', 403],
    ['feature', 412],
    ['not_found', 404],
  ])('(%s) the attributes come from persons, with a warning', async (reason, status) => {
    const from = api({
      [LIST]: new ApiError(reason, status, 1),
      '/v2/persons': persons(
        [
          { id: 'dynamic_2', type: 'int', global_id: '2', value: 5 },
          { id: 'dynamic_1', type: 'unspecified', value: 'x' },
        ],
        [
          { id: 'dynamic_2', type: 'double', label: 'Size', value: 5.5 },
          { id: 'dynamic_1', type: 'STRING', value: 'x' },
        ],
      ),
    });

    const { found, told } = await explored(from);

    expect(found).toEqual([
      { id: 'dynamic_2', label: 'Size', types: ['double', 'int'], options: [] },
      { id: 'dynamic_1', label: undefined, types: ['STRING'], options: [] },
    ]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('"employees:read"');
    expect(told[0]).toContain('500');
  });

  test('employees show keys, labels and types in their wrappers', async () => {
    const from = api({
      [LIST]: refused,
      '/v1/company/employees': {
        success: true,
        data: [
          {
            type: 'Employee',
            attributes: {
              id: { label: 'ID', value: 1, type: 'integer' },
              dynamic_1: { label: 'Shirt', value: 'L', type: 'list' },
              odd: 'no wrapper',
            },
          },
        ],
      },
    });

    const { found, told } = await explored(from, new Employees());

    expect(found).toEqual([
      { id: 'id', label: 'ID', types: ['integer'], options: [] },
      { id: 'dynamic_1', label: 'Shirt', types: ['list'], options: [] },
      { id: 'odd', label: undefined, types: [], options: [] },
    ]);
    expect(told).toHaveLength(1);
  });

  test('five hundred of them are enough', async () => {
    const page = (offset: number) => ({
      _data: Array.from({ length: 50 }, (_, n) => ({
        id: `${offset}-${n}`,
        custom_attributes: [{ id: `a${offset}`, type: 'string' }],
      })),
      _meta: { links: { next: `?cursor=${offset + 1}` } },
    });
    const from = api({ [LIST]: refused, '/v2/persons': page });

    const { found } = await explored(from);

    expect(found).toHaveLength(10);
    expect(from.asked.filter((path) => path === '/v2/persons')).toHaveLength(10);
  });

  test('persons without attributes, or with malformed ones, show none', async () => {
    const from = api({
      [LIST]: refused,
      '/v2/persons': {
        _data: [{ id: '1' }, { id: '2', custom_attributes: null }, { id: '3', custom_attributes: [null, 'x', {}] }],
      },
    });

    expect((await explored(from)).found).toEqual([]);
  });

  test('and the rows as well, only the fixed columns are offered, with a warning', async () => {
    const { found, told } = await explored(api({ [LIST]: refused, '/v2/persons': refused }));

    expect(found).toEqual([]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('only the fixed columns');
  });
});

test('columns come with a warning if Personio’s list is refused', async () => {
  const told: string[] = [];
  const columns = (from: Api) =>
    accountColumns(new Persons(), from, async (message) => {
      told.push(message);
    });

  const rows = persons([{ id: 'dynamic_1', type: 'int' }]);
  expect(Object.keys(await columns(api({ [LIST]: refused, '/v2/persons': rows })))).toEqual(['dynamic_1']);
  expect(Object.keys(await columns(api({ [LIST]: { success: true, data: [{ key: 'a' }] } })))).toEqual(['a']);
  expect(told).toEqual([expect.stringContaining('first 500 rows')]);
});

describe('other errors are thrown, so that columns do not vanish temporarily', () => {
  test.each<[Reason, number]>([
    ['server', 500],
    ['throttled', 429],
    ['unreachable', 0],
    ['garbled', 200],
    ['unexpected', 200],
    ['redirected', 302],
    ['refused', 400],
  ])('%s', async (reason, status) => {
    const error = new ApiError(reason, status, 3);

    await expect(explored(api({ [LIST]: error }))).rejects.toBe(error);
    await expect(explored(api({ [LIST]: refused, '/v2/persons': error }))).rejects.toBe(error);
  });

  test('a failed login', async () => {
    const error = new ApiError('unauthorized', 401, 1, { login: true });

    await expect(explored(api({ [LIST]: error }))).rejects.toBe(error);
  });

  test('our own error', async () => {
    await expect(explored(api({}))).rejects.toThrow('unexpected request for');
  });
});
