import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { readAsset } from '../assets.ts';
import { ApiError } from '../http/api_error.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { PersonCustomAttributes } from './custom_attributes.ts';
import type { Page, Partition } from './partition.ts';

type Attributes = Readonly<Record<string, unknown>> | null | undefined;

/** A person with these values; with a prefix the ids are opaque, and only end in v1's number. */
const person = (id: string, attributes: Attributes, prefix = ''): Row => ({
  id,
  updated_at: '2026-02-01T08:00:00Z',
  ...(attributes !== undefined && {
    custom_attributes:
      attributes &&
      Object.entries(attributes).map(([number, value]) => ({
        id: `dynamic_${prefix}${number}`,
        global_id: number,
        label: `Label ${number}`,
        value,
      })),
  }),
});

interface Account {
  /** Pages of persons who changed. */
  readonly changed: readonly (readonly Row[])[];
  /** The first page of all persons. */
  readonly all?: readonly Row[];
  /** v1's list, or how it fails. */
  readonly listed?: readonly string[] | ApiError;
}

function apiOf({ changed, all = [], listed = new ApiError('forbidden', 403, 1) }: Account) {
  const asked: string[] = [];
  const api = fakeApi(({ target, query }) => {
    asked.push(`${target}${query?.['updated_at.gt'] === undefined ? '' : ' changes'}`);
    if (target.startsWith('/v1/')) {
      if (listed instanceof ApiError) return listed;
      return { success: true, data: listed.map((key) => ({ key, label: `Listed ${key}`, type: 'standard' })) };
    }
    const index = Number(/cursor=(\d+)/.exec(target)?.[1] ?? 0);
    const isWhole = query?.['updated_at.gt'] === undefined && index === 0;
    const next = !isWhole && index + 1 < changed.length ? `/v2/persons?cursor=${index + 1}` : undefined;
    const rows = structuredClone(isWhole ? all : (changed[index] ?? []));
    return { _data: rows, _meta: { links: { next } } };
  });
  return { api, asked };
}

/** What a sync of changes writes, as `person:attribute=value`; for a first sync if `since` is false. */
async function written(account: Account, since = true) {
  const stream = new PersonCustomAttributes();
  const { api, asked } = apiOf(account);
  const builder = new RecordBuilder(stream, readAsset('schemas/person_custom_attributes.json') as JsonSchema, {}, {});
  const partition: Partition = {
    ...stream.whole(),
    ofChanges: since,
    range: { filter: stream.changes, range: since ? { from: '2026-01-31T00:00:00Z' } : {} },
  };
  const records: Row[] = [];
  const add = ({ rows }: Page) => {
    for (const { data } of builder.records(rows, partition, new Map())) records.push(JSON.parse(data));
  };
  for await (const page of stream.pages(api, partition)) add(page);
  for (const page of stream.partitioning.closing()) add(page);
  const lines = records.map(({ record_key: key, value }) => `${key}=${value ?? 'null'}`).sort();
  return { lines, records, asked };
}

describe('an attribute that a changed person does not have', () => {
  test('is a row with null if another person of the sync has it, on whichever page', async () => {
    const { lines, records } = await written({
      changed: [
        [person('1', { 1: 'a' }), person('2', {})],
        [person('3', { 2: 'b' })],
        [person('4', { 1: 'c', 3: 'd' })],
      ],
    });

    expect(lines).toEqual([
      ...['1:dynamic_1=a', '1:dynamic_2=null', '1:dynamic_3=null'],
      ...['2:dynamic_1=null', '2:dynamic_2=null', '2:dynamic_3=null'],
      ...['3:dynamic_1=null', '3:dynamic_2=b', '3:dynamic_3=null'],
      ...['4:dynamic_1=c', '4:dynamic_2=null', '4:dynamic_3=d'],
    ]);
    expect(records.find(({ record_key }) => record_key === '1:dynamic_3')).toEqual({
      record_key: '1:dynamic_3',
      person_id: '1',
      attribute_id: 'dynamic_3',
      global_id: '3',
      label: 'Label 3',
      value: null,
      updated_at: '2026-02-01T08:00:00Z',
    });
  });

  test('is a row with null for a person without a list, if others have one', async () => {
    const changed = [[person('1', undefined), person('2', null)], [person('3', { 1: 'a' })]];

    expect((await written({ changed })).lines).toEqual(['1:dynamic_1=null', '2:dynamic_1=null', '3:dynamic_1=a']);
  });

  test('is a row with null if version 1 lists it', async () => {
    const { lines, records, asked } = await written({
      changed: [[person('1', { 1: 'a' })], [person('2', { 1: 'b' })]],
      listed: ['first_name', 'dynamic_1', 'dynamic_2'],
    });

    expect(lines).toEqual(['1:dynamic_1=a', '1:dynamic_2=null', '2:dynamic_1=b', '2:dynamic_2=null']);
    expect(records[1]).toMatchObject({ label: 'Listed dynamic_2' });
    expect(asked.filter((target) => target.startsWith('/v1/'))).toHaveLength(1);
  });

  test('is such a row even if it was the only attribute of anybody', async () => {
    expect((await written({ changed: [[person('1', {})]], listed: ['dynamic_1'] })).lines).toEqual([
      '1:dynamic_1=null',
    ]);
  });

  test.each<[string, Account, string[]]>([
    ['nobody has it and version 1 does not list it', { changed: [[person('1', {})]], listed: ['first_name'] }, []],
    ['nobody has it and version 1 may not be read', { changed: [[person('1', {})]] }, []],
    [
      'nobody came with a list, which may mean a missing right',
      { changed: [[person('1', undefined), person('2', null)]], listed: ['dynamic_1'] },
      [],
    ],
    [
      'the person has it without a value',
      { changed: [[person('1', { 1: null }), person('2', { 1: 'a' })]] },
      ['1:dynamic_1=null', '2:dynamic_1=a'],
    ],
  ])('adds no row if %s', async (_, account, expected) => {
    expect((await written(account)).lines).toEqual(expected);
  });

  test('adds no row in a first sync: there is nothing to overwrite', async () => {
    const { lines, asked } = await written({ changed: [], all: [person('1', {}), person('2', { 1: 'a' })] }, false);

    expect(lines).toEqual(['2:dynamic_1=a']);
    expect(asked).toEqual(['/v2/persons']);
  });

  test('costs no request if nobody changed', async () => {
    expect((await written({ changed: [[]], listed: ['dynamic_1'] })).asked).toEqual(['/v2/persons changes']);
  });

  test.each([new ApiError('server', 500, 3)])('fails the stream if the list of version 1 fails: %s', async (listed) => {
    await expect(written({ changed: [[person('1', {})]], listed })).rejects.toMatchObject({
      failureType: 'transient_error',
      message: expect.stringContaining('/v1/company/employees/attributes'),
    });
  });
});

test('an attribute that a person has twice is one row, with the value of either', async () => {
  const entries = [
    { id: 'dynamic_1', value: null },
    { id: 'DYNAMIC_1', value: 'a' },
    { id: 'dynamic_2', value: 'b' },
    { id: 'dynamic_2', value: '' },
  ];
  const both = { ...person('1', undefined), custom_attributes: entries };

  expect((await written({ changed: [], all: [both] }, false)).lines).toEqual(['1:dynamic_1=a', '1:dynamic_2=b']);
});

test('a person who appears twice, as the list moves, keeps what the last appearance has', async () => {
  const changed = [[person('1', {}), person('2', { 1: 'a' })], [person('1', { 1: 'b', 2: 'c' })]];
  const { records } = await written({ changed });
  const last = new Map(records.map(({ record_key: key, value }) => [key, value]));

  expect(Object.fromEntries(last)).toEqual({
    '1:dynamic_1': 'b',
    '1:dynamic_2': 'c',
    '2:dynamic_1': 'a',
    '2:dynamic_2': null,
  });
});

test('a list that comes as JSON text is one', async () => {
  const text = { ...person('1', undefined), custom_attributes: '[{"id":"dynamic_1","value":"a"}]' };

  expect((await written({ changed: [], all: [text] }, false)).lines).toEqual(['1:dynamic_1=a']);
});

test('a person whose list comes as JSON text, or in an unknown form, loses nothing', async () => {
  const changed = [
    [
      { ...person('1', undefined), custom_attributes: '[{"id":"dynamic_1","value":"a"}]' },
      { ...person('2', undefined), custom_attributes: { dynamic_1: 'b' } },
      person('3', { 1: 'c' }),
    ],
  ];

  expect((await written({ changed })).lines).toEqual(['1:dynamic_1=a', '3:dynamic_1=c']);
});

describe('if the ids of version 2 are not the keys of version 1', () => {
  const opaque = (id: string, attributes: Attributes) => person(id, attributes, '7be1.');

  test('no row is written under a key of version 1', async () => {
    const { lines } = await written({ changed: [[opaque('1', { 1: 'a' })]], listed: ['dynamic_1', 'dynamic_2'] });

    expect(lines).toEqual(['1:dynamic_7be1.1=a']);
  });

  test('the first page of all persons shows the ids of what is listed, and of nothing else', async () => {
    const { lines, asked } = await written({
      changed: [[opaque('1', {})], [opaque('2', {})]],
      all: [opaque('8', { 1: 'a', 9: 'z' })],
      listed: ['dynamic_1', 'dynamic_2'],
    });

    expect(lines).toEqual(['1:dynamic_7be1.1=null', '2:dynamic_7be1.1=null']);
    expect(asked.filter((target) => target === '/v2/persons')).toHaveLength(1);
  });

  test('they are found by a number that is one, too', async () => {
    const numbered = { ...person('1', {}), custom_attributes: [{ id: 'x', global_id: 1, value: 'a' }] };
    const { lines } = await written({ changed: [[numbered, person('2', {})]], listed: ['dynamic_1'] });

    expect(lines).toEqual(['1:x=a', '2:x=null']);
  });
});

describe('the keys that belong to a deleted person', () => {
  const all = [person('7', { 1: 'x' })];

  test('are those of all attributes: those that other persons have, and those that version 1 lists', async () => {
    const { api, asked } = apiOf({ changed: [], all, listed: ['dynamic_1', 'dynamic_2', 'first_name'] });
    const stream = new PersonCustomAttributes();

    expect((await stream.keysOf({ id: '17' }, api)).sort()).toEqual(['17:dynamic_1', '17:dynamic_2']);
    await stream.keysOf({ id: '18' }, api);
    expect(asked).toHaveLength(2);
  });

  test('are those that other persons have, if version 1 may not be read', async () => {
    const { api } = apiOf({ changed: [], all });

    expect(await new PersonCustomAttributes().keysOf({ id: '17' }, api)).toEqual(['17:dynamic_1']);
  });

  test('come from all persons, who are read once', async () => {
    const pages = [[person('7', { 1: 'x' })], [person('8', { 2: 'x' })]];
    const asked: string[] = [];
    const api = fakeApi(({ target }) => {
      asked.push(target);
      if (target.startsWith('/v1/')) return new ApiError('forbidden', 403, 1);
      const isSecond = target.includes('cursor');
      const next = isSecond ? undefined : '/v2/persons?cursor=2';
      return { _data: structuredClone(pages[isSecond ? 1 : 0]), _meta: { links: { next } } };
    });
    const [asking, sweeping] = [new PersonCustomAttributes(), new PersonCustomAttributes()];
    for await (const _ of sweeping.pages(api, sweeping.whole()));
    asked.length = 0;

    expect(await sweeping.keysOf({ id: '17' }, api)).toEqual(['17:dynamic_1', '17:dynamic_2']);
    expect(asked).toEqual(['/v1/company/employees/attributes']);
    for (const id of ['17', '18'])
      expect(await asking.keysOf({ id }, api)).toEqual([`${id}:dynamic_1`, `${id}:dynamic_2`]);
    expect(asked).toHaveLength(4);
  });
});
