import { describe, expect, test } from 'vitest';
import { attribute } from '../../integration_tests/units/attribute.ts';
import { parseJson } from '../json.ts';
import type { Row } from '../row.ts';
import { AttributeColumns } from './attribute_columns.ts';
import type { Attribute } from './attributes.ts';
import { attributeColumns } from './column_schemas.ts';

const columnsOf = (...attributes: Attribute[]) => attributeColumns(attributes, []);

/** Converts a value for a column of this type. */
function spreadValue(type: string, value: unknown): unknown {
  const row: Row = { custom_attributes: [{ id: 'a', value }] };
  new AttributeColumns(columnsOf(attribute('a', { types: [type] })), undefined).spread(row);
  return row.a;
}

describe('a value', () => {
  test.each<[string, unknown, unknown]>([
    ['string', 'x', 'x'],
    ['string', '', ''],
    ['string', 3, '3'],
    ['string', true, 'true'],
    ['string', ['a', 'b'], '["a","b"]'],
    ['string', { key: 1 }, '{"key":1}'],
    ['int', 3, 3],
    ['int', '', null],
    ['double', 3.25, 3.25],
    ['boolean', true, true],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['boolean', '', null],
    ['date', '2021-04-01', '2021-04-01'],
    ['date', '2021-04-01T00:00:00+02:00', '2021-04-01'],
    ['date', '1880-01-01T00:00:00+00:53', '1880-01-01'],
    ['date', '', null],
    ['date', { date: '2021-04-01' }, '2021-04-01'],
    ['boolean', 1, true],
    ['boolean', '0', false],
    ['double', '38,5', 38.5],
    ['double', '12.50', 12.5],
    ['string_list', ['a', 'b'], ['a', 'b']],
    ['string_list', [], []],
    ['string_list', '', null],
    ['string_list', '["a","b"]', ['a', 'b']],
    ['string_list', '[urgent]', ['[urgent]']],
    ['string_list', 'a', ['a']],
    ['string_list', ['a', 3, null, { key: 1 }], ['a', '3', null, '{"key":1}']],
    ...['string', 'int', 'double', 'boolean', 'date', 'string_list'].flatMap((type): [string, unknown, unknown][] => [
      [type, null, null],
      [type, undefined, null],
    ]),
  ])('in a column of type %s: %j becomes %j', (type, value, expected) => {
    expect(spreadValue(type, value)).toEqual(expected);
  });

  test.each([
    ['int', '42', '42'],
    ['int', '-7', '-7'],
    ['int', '9007199254740993', '9007199254740993'],
    ['double', '0.1', '0.1'],
  ])('in a column of type %s may be the text %j, which keeps its digits', (type, value, expected) => {
    expect(JSON.stringify(spreadValue(type, value))).toBe(expected);
  });

  test.each([
    ['int', '9007199254740993', '9007199254740993'],
    ['string', '9007199254740993', '"9007199254740993"'],
    ['string_list', '[9007199254740993]', '["9007199254740993"]'],
  ])('beyond 2^53 keeps its digits in a column of type %s', (type, json, expected) => {
    expect(JSON.stringify(spreadValue(type, parseJson(json)))).toBe(expected);
  });

  test.each([
    ['int', 'many'],
    ['int', '1,5'],
    ['double', '1,234'],
    ['double', '1e5'],
    ['int', '007'],
    ['int', [1]],
    ['double', { amount: 1 }],
    ['boolean', 'yes'],
    ['boolean', 2],
    ['date', 'tomorrow'],
    ['date', '2021-02-30'],
    ['date', 20_210_401],
  ])(
    'that does not fit a column of type %s is not changed, so that it can be checked against the schema: %j',
    (type, value) => {
      expect(spreadValue(type, value)).toEqual(value);
    },
  );
});

describe('the attributes of a person', () => {
  const columns = columnsOf(attribute('dynamic_1'), attribute('dynamic_2', { types: ['int'] }));
  const spread = (row: Row, selected?: readonly string[], offered = columns): Row => {
    new AttributeColumns(offered, selected && new Set(selected)).spread(row);
    return row;
  };
  const raw = () => [
    { id: 'dynamic_1', type: 'string', value: 'x' },
    { id: 'dynamic_2', type: 'int', value: '5' },
    { id: 'dynamic_3', type: 'string', value: 'new' },
  ];

  test('stay next to their columns if everything is selected', () => {
    const row = spread({ id: '1', custom_attributes: raw() });

    expect(row.custom_attributes).toEqual(raw());
    expect(JSON.parse(JSON.stringify(row))).toMatchObject({ dynamic_1: 'x', dynamic_2: 5 });
    expect(row).not.toHaveProperty('dynamic_3');
  });

  test('are only those with a selected column if any is selected', () => {
    const { dynamic_1 } = columns;
    const row = spread({ custom_attributes: raw() }, ['dynamic_1'], dynamic_1 && { dynamic_1 });

    expect(row).toEqual({ dynamic_1: 'x', custom_attributes: raw().slice(0, 1) });
  });

  test('have values of any type, whatever type their column was discovered with', () => {
    const types = ['string', 'int', 'double', 'boolean', 'date', 'string_list', 'unheard_of'];
    const values = [null, undefined, '', 'x', '3', 3, 3.5, true, [], ['a'], [{ a: 1 }], {}, { a: { b: [1] } }, [[1]]];
    for (const type of types) {
      for (const value of values)
        expect(() => spreadValue(type, value), `${type} ${JSON.stringify(value)}`).not.toThrow();
    }
  });

  test.each([
    ['missing', {}],
    ['null', { custom_attributes: null }],
    ['text', { custom_attributes: 'x' }],
    ['an object', { custom_attributes: { id: 'dynamic_1' } }],
    ['a list of other things', { custom_attributes: [null, 'x', 7, [], {}, { id: null }, { value: 1 }] }],
  ])('may be %s', (_, row) => {
    expect(() => spread(structuredClone(row))).not.toThrow();
    expect(() => spread(structuredClone(row), ['dynamic_1'])).not.toThrow();
  });

  test.each([
    ['boolean', 'true', true],
    ['BOOLEAN', 1, true],
    ['int', '5', 5],
    ['double', '38,5', 38.5],
    ['date', { date: '2024-02-29' }, '2024-02-29'],
    ['string', 7, '7'],
    ['string_list', '["a"]', ['a']],
    ['unspecified', 7, 7],
    ['hologram', '7', '7'],
    ['constructor', '7', '7'],
    [undefined, ['a'], ['a']],
    ['int', 'many', 'many'],
  ])('use the type that comes with the value if the catalog has none: %j %j', (type, value, expected) => {
    const offered = columnsOf(attribute('dynamic_1', { types: undefined }));

    expect(offered.dynamic_1).not.toHaveProperty('type');
    expect(spread({ custom_attributes: [{ id: 'dynamic_1', type, value }] }, undefined, offered).dynamic_1).toEqual(
      expected,
    );
  });

  test('leave their columns out when they disappear, and are in the list when they are new', () => {
    const row = spread({ custom_attributes: [{ id: 'dynamic_9', value: 'new' }] });

    expect(row).toEqual({ custom_attributes: [{ id: 'dynamic_9', value: 'new' }] });
  });

  test.each([
    ['the same id', { id: 'dynamic_700', global_id: 'color' }],
    ['the number as global_id', { id: 'dynamic_a1f.22', global_id: '700' }],
    ['the number as global_id, not as text', { id: 'dynamic_a1f.22', global_id: 700 }],
    ['the key itself as global_id', { id: 'opaque', global_id: 'dynamic_700' }],
  ])('are found by %s if v1 listed their keys', (_, ids) => {
    const offered = columnsOf(attribute('dynamic_700'), attribute('dynamic_22'));
    const row = spread({ custom_attributes: [{ ...ids, value: 'x' }] }, undefined, offered);

    expect(row.dynamic_700).toBe('x');
    expect(row).not.toHaveProperty('dynamic_22');
  });

  test.each(['DYNAMIC_700', 'Dynamic_700'])('are found by an id in another case: %s', (id) => {
    const row = spread({ custom_attributes: [{ id, value: 'x' }] }, undefined, columnsOf(attribute('dynamic_700')));

    expect(row.dynamic_700).toBe('x');
  });

  test('may arrive as JSON text', () => {
    const row = spread({ custom_attributes: JSON.stringify(raw()) }, ['dynamic_1']);

    expect(row).toEqual({ dynamic_1: 'x', dynamic_2: 5, custom_attributes: raw().slice(0, 1) });
  });

  test.each([
    [
      'an entry without value',
      [
        { id: 'dynamic_1', value: 'x' },
        { id: 'dynamic_1', value: null },
      ],
    ],
    [
      'an entry with empty text',
      [
        { id: 'dynamic_1', value: 'x' },
        { id: 'dynamic_1', value: '' },
      ],
    ],
    ['one before it', [{ id: 'dynamic_1' }, { id: 'dynamic_1', value: 'x' }]],
    [
      'another case',
      [
        { id: 'dynamic_1', value: 'x' },
        { id: 'DYNAMIC_1', value: 'other' },
      ],
    ],
    [
      'another case before it',
      [
        { id: 'DYNAMIC_1', value: 'other' },
        { id: 'dynamic_1', value: 'x' },
      ],
    ],
    [
      'the number of its key',
      [
        { id: 'dynamic_1', value: 'x' },
        { id: 'opaque', global_id: '1', value: 'other' },
      ],
    ],
    [
      'the number before it',
      [
        { id: 'opaque', global_id: '1', value: 'other' },
        { id: 'dynamic_1', value: 'x' },
      ],
    ],
  ])('are one if listed twice, and the id decides: %s', (_, custom_attributes) => {
    expect(spread({ custom_attributes }).dynamic_1).toBe('x');
  });

  test('are found by id before global_id, since both may be keys', () => {
    const offered = columnsOf(attribute('dynamic_1'), attribute('dynamic_2'));
    const custom_attributes = [
      { id: 'dynamic_1', global_id: '2', value: 'one' },
      { id: 'dynamic_2', global_id: null, value: 'two' },
    ];

    expect(spread({ custom_attributes }, undefined, offered)).toMatchObject({ dynamic_1: 'one', dynamic_2: 'two' });
  });
});

describe('the attributes of an employee', () => {
  const rename = (
    row: Row,
    columns = columnsOf(attribute('Dynamic.1'), attribute('dynamic_2', { types: ['decimal'] })),
  ) => {
    new AttributeColumns(columns, undefined).rename(row);
    return JSON.parse(JSON.stringify(row));
  };

  test('get the names and types of their columns', () => {
    expect(rename({ id: 1, 'Dynamic.1': 'x', dynamic_2: '1.50' })).toEqual({ id: 1, dynamic_1: 'x', dynamic_2: 1.5 });
  });

  test('keep their id if the column’s name is a reserved word, even if the catalog kept only names', () => {
    const columns = attributeColumns([attribute('order')], []);
    const row = () => ({ id: 1, order: 'A7' }) as Row;
    for (const known of [columns, { order_column: {} }]) {
      const left = row();
      new AttributeColumns(known, undefined).rename(left);
      expect(left).toEqual({ id: 1, order: undefined, order_column: 'A7' });
    }
  });

  test('leave their columns out when they disappear; new ones stay for additional_fields', () => {
    expect(rename({ id: 1, dynamic_9: 'new' })).toEqual({ id: 1, dynamic_9: 'new' });
  });

  test('may have any value, whatever type their column was discovered with', () => {
    for (const value of [null, undefined, '', 3, true, [], [{ a: 1 }], { a: 1 }, '["a","b"]'])
      expect(() => rename({ dynamic_2: value })).not.toThrow();
  });

  test.each([
    [{ 'DYNAMIC.1': 'other', 'Dynamic.1': 'x' }],
    [{ 'Dynamic.1': 'x', 'DYNAMIC.1': 'other' }],
    [{ 'Dynamic.1': 'x', 'DYNAMIC.1': null }],
    [{ 'dynamic.1': 'x' }],
  ])('are one in any case, and the exact id decides: %j', (row) => {
    expect(rename(row)).toEqual({ dynamic_1: 'x' });
  });

  test('with the id of a member that every account has do not affect that member', () => {
    const columns = attributeColumns([attribute('Email')], ['email']);

    expect(rename({ email: 'ada@example.org', Email: 'x' }, columns)).toEqual({
      email: 'ada@example.org',
      email_2: 'x',
    });
    expect(rename({ email: 'ada@example.org' }, columns)).toEqual({ email: 'ada@example.org' });
  });

  // Renaming in place must not overwrite the member that is renamed next.
  test('keep their values if the name of one is the id of another', () => {
    const columns = columnsOf(attribute('dynamic.1'), attribute('dynamic_1'));

    expect(rename({ 'dynamic.1': 'first', dynamic_1: 'second' }, columns)).toEqual({
      dynamic_1: 'first',
      dynamic_1_2: 'second',
    });
  });
});
