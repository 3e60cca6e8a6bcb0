import { describe, expect, test } from 'vitest';
import { attribute } from '../../integration_tests/units/attribute.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Row } from '../row.ts';
import { AttributeColumns } from './attribute_columns.ts';
import type { Attribute } from './attributes.ts';
import { attributeColumns, idInName } from './column_schemas.ts';

const columnsOf = (...attributes: Attribute[]) => attributeColumns(attributes, []);
const names = (ids: readonly string[], taken: readonly string[] = []) =>
  Object.keys(
    attributeColumns(
      ids.map((id) => attribute(id)),
      taken,
    ),
  );

/** The column name of an attribute, found by the id at the end of its description. */
function nameOf(columns: Readonly<Record<string, JsonSchema>>, id: string): string | undefined {
  return Object.keys(columns).find((name) => columns[name]?.description?.endsWith(`Personio's id: ${id}`));
}

/** The same things in another order, equal in every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed + 1;
  const marked = items.map((item) => {
    state = (state * 16_807) % 2_147_483_647;
    return [state, item] as const;
  });
  return marked.sort(([a], [b]) => a - b).map(([, item]) => item);
}

describe('the name of a column', () => {
  test.each([
    ['dynamic_123', 'dynamic_123'],
    ['Dynamic_123', 'dynamic_123'],
    ['dynamic_a1F.22', 'dynamic_a1f_22'],
    ['laptop serial-number', 'laptop_serial_number'],
    ['größe', 'gr__e'],
    ['a"b\\c/d', 'a_b_c_d'],
    ['a\nb', 'a_b'],
    ['order', 'order_column'],
    ['GROUP', 'group_column'],
    ['group.', 'group_'],
  ])('of %j is its id, lowercased and cleaned: %s', (id, name) => {
    expect(names([id])).toEqual([name]);
  });

  test('contains the id it was made from, even if that is a reserved word', () => {
    expect(['order_column', 'first_column', 'order', '_column', 'dynamic_1'].map(idInName)).toEqual([
      'order',
      'first_column',
      'order',
      '_column',
      'dynamic_1',
    ]);
  });

  test('never comes from the label, which two attributes may share', () => {
    const columns = columnsOf(attribute('dynamic_2', { label: 'Size' }), attribute('dynamic_1', { label: 'Size' }));

    expect(Object.keys(columns)).toEqual(['dynamic_1', 'dynamic_2']);
    expect(Object.values(columns).map(({ title }) => title)).toEqual(['Size', 'Size']);
  });

  test('gets a number if two ids are cleaned to the same name, in the order of the ids', () => {
    const columns = columnsOf(...['x_1', 'x.1', 'X-1', 'x 1'].map((id) => attribute(id)));

    // By character code: "X-1" < "x 1" < "x.1" < "x_1".
    expect(['X-1', 'x 1', 'x.1', 'x_1'].map((id) => nameOf(columns, id))).toEqual(['x_1', 'x_1_2', 'x_1_3', 'x_1_4']);
  });

  test('gets a number if a fixed field has the same name', () => {
    expect(names(['email', 'E-Mail'], ['id', 'email', 'e_mail'])).toEqual(['e_mail_2', 'email_2']);
  });

  test('that already ends with a number is still unique', () => {
    const columns = columnsOf(...['a.b', 'a_b', 'a_b_2', 'a_b_3'].map((id) => attribute(id)));

    expect(new Set(Object.keys(columns)).size).toBe(4);
    expect(nameOf(columns, 'a.b')).toBe('a_b');
  });
});

describe('the same attributes', () => {
  const odd = ['Ä', 'ß', ' ', '.', '"', '\\', '\n', '💥', "'", '%', '', '_', '-', 'É'];
  const attributes = Array.from({ length: 300 }, (_, n) =>
    attribute(
      `Dynamic${odd[n % odd.length]}${n % 60}${odd[(n * 7) % odd.length]}${Math.floor(n / 60) % 2 ? '_' : '.'}${n}`,
      {
        label: `Label ${n % 3} "${odd[n % odd.length]}"`,
        types: [['string', 'int', 'double', 'boolean', 'date', 'string_list'][n % 6] ?? ''],
        options: n % 4 === 0 ? ['Ja, "gern"', 'Nein\\'] : [],
      },
    ),
  );

  test('give three hundred columns, whatever their labels and characters', () => {
    const columns = attributeColumns(attributes, ['id', 'custom_attributes']);

    expect(Object.keys(columns)).toHaveLength(300);
    for (const name of Object.keys(columns)) expect(name).toMatch(/^[a-z0-9_]+$/);
    for (const { id } of attributes) expect(nameOf(columns, id), id).toBeDefined();
  });

  test.each([1, 2, 3, 4, 5])('give the same columns, byte for byte, in any order (%i)', (seed) => {
    const order = shuffled(attributes, seed);

    expect(order).not.toEqual(attributes);
    expect(JSON.stringify(attributeColumns(order, ['id']))).toBe(JSON.stringify(attributeColumns(attributes, ['id'])));
  });

  test('give columns sorted by name', () => {
    const sorted = Object.keys(attributeColumns(attributes, []));

    expect(sorted).toEqual([...sorted].sort());
  });

  test('each find their own value again', () => {
    const columns = new AttributeColumns(attributeColumns(attributes, []), undefined);
    const texts = attributes.filter(({ types }) => types?.[0] === 'string');
    const row: Row = { custom_attributes: texts.map(({ id }) => ({ id, value: `value of ${id}` })) };

    columns.spread(row);

    const { custom_attributes: _, ...values } = row;
    expect(Object.values(values).sort()).toEqual(texts.map(({ id }) => `value of ${id}`).sort());
  });

  test('find their values again in a catalog that was written and read', () => {
    const catalog = JSON.parse(JSON.stringify(columnsOf(attribute('A.b', { label: 'two\nlines' }), attribute('a_b'))));
    const row: Row = {
      custom_attributes: [
        { id: 'a_b', value: 'second' },
        { id: 'A.b', value: 'first' },
      ],
    };

    new AttributeColumns(catalog, undefined).spread(row);

    expect(row).toMatchObject({ a_b: 'first', a_b_2: 'second' });
  });

  // The id must be found after a label or option that looks like it.
  test('find their values again if a label or option quotes the end of the description', () => {
    const id = "Personio's id: 7";
    const columns = columnsOf(attribute('dynamic_1', { label: id }), attribute('dynamic_2', { options: [id] }));
    const row: Row = {
      custom_attributes: [
        { id: 'dynamic_1', value: 'a' },
        { id: 'dynamic_2', value: 'b' },
      ],
    };

    new AttributeColumns(columns, undefined).spread(row);

    expect(row).toMatchObject({ dynamic_1: 'a', dynamic_2: 'b' });
  });
});

describe('the type of a column', () => {
  const typeOf = (...types: string[]) => {
    const { type, format, items } = columnsOf(attribute('a', { types })).a as JsonSchema;
    return { type, ...(format && { format }), ...(items && { items }) };
  };
  const text = { type: ['null', 'string'] };

  test.each([
    ['v1', 'standard', text],
    ['v1', 'list', text],
    ['v1', 'link', text],
    ['v1', 'tags', text],
    ['v1', 'multiline', text],
    ['v1', 'integer', { type: ['null', 'integer'] }],
    ['v1', 'decimal', { type: ['null', 'number'] }],
    ['v1', 'date', { type: ['null', 'string'], format: 'date' }],
    ['v2', 'string', text],
    ['v2', 'int', { type: ['null', 'integer'] }],
    ['v2', 'double', { type: ['null', 'number'] }],
    ['v2', 'boolean', { type: ['null', 'boolean'] }],
    ['v2', 'date', { type: ['null', 'string'], format: 'date' }],
    ['v2', 'string_list', { type: ['null', 'array'], items: { type: ['null', 'string'] } }],
    [
      'in v2, as its specification writes it',
      'STRING_LIST',
      { type: ['null', 'array'], items: { type: ['null', 'string'] } },
    ],
    ['neither', 'hologram', text],
    ['neither', '', text],
  ])('of %s’s %s', (_, type, schema) => {
    expect(typeOf(type)).toEqual(schema);
  });

  test('is text if none was seen, or if several disagree', () => {
    expect(typeOf()).toEqual(text);
    expect(typeOf('date', 'int')).toEqual(text);
    expect(typeOf('string_list', 'string')).toEqual(text);
  });

  test('is number if whole numbers and others were seen', () => {
    expect(typeOf('int', 'double')).toEqual({ type: ['null', 'number'] });
    expect(typeOf('INT', 'int', 'integer')).toEqual({ type: ['null', 'integer'] });
  });
});

test('a column’s description has label, options and id', () => {
  const { size, bare } = columnsOf(
    attribute('size', { label: 'Größe', options: ['S', 'M "medium"'] }),
    attribute('bare'),
  );

  expect(size?.title).toBe('Größe');
  expect(size?.description).toContain('"Größe"');
  expect(size?.description).toContain('S, M "medium"');
  expect(size?.description).toMatch(/Personio's id: size$/);
  expect(bare?.title).toBe('bare');
  expect(bare?.description).not.toContain('undefined');
});
