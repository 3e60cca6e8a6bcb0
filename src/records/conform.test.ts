import { describe, expect, test } from 'vitest';
import { parseJson } from '../json.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Change, Row } from '../row.ts';
import { SchemaConformer } from './conform.ts';

const SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    text: { type: ['null', 'string'] },
    flag: { type: ['null', 'boolean'] },
    hours: { type: ['null', 'number'] },
    minutes: { type: ['null', 'integer'] },
    day: { type: ['null', 'string'], format: 'date' },
    at: { type: ['null', 'string'], format: 'date-time' },
    position: { type: ['null', 'object'], properties: { name: { type: ['null', 'string'] } } },
    list: {
      type: ['null', 'array'],
      items: { type: ['null', 'object'], properties: { n: { type: ['null', 'number'] } } },
    },
    strict: { type: ['null', 'object'], properties: { must: { type: 'string' } } },
    free: { type: ['null', 'object'] },
  },
};

function write(row: Row, schema = SCHEMA): { text: string; row: Record<string, unknown>; changes: Change[] } {
  const changes: Change[] = [];
  const conformer = new SchemaConformer(schema, 'id');
  const text = conformer.write(row, conformer.fit(row), changes);
  return { text, row: JSON.parse(text), changes };
}

const written = (json: string) => write(parseJson(json) as Row);

const NULLED = (field: string): Change => ({ field, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });

test('a row that fits is written unchanged', () => {
  const row =
    '{"id":"1","text":"ä😀","flag":false,"hours":7.75,"minutes":3,"day":"2026-01-31","at":"2026-01-31T08:00:00Z","position":{"name":"x","new":[1]},"list":[{"n":1},null],"free":{"a":{"b":[null]}}}';

  expect(written(row)).toMatchObject({ text: row, changes: [] });
});

test('nulls and missing members always fit', () => {
  for (const row of ['{"id":"1"}', '{"id":"1","text":null,"hours":null,"list":null,"position":null,"at":null}'])
    expect(written(row)).toMatchObject({ text: row, changes: [] });
});

describe('a value that its column cannot hold becomes null and is reported', () => {
  test.each([
    ['flag', '"yes"'],
    ['flag', '2'],
    ['hours', '"7.75 h"'],
    ['minutes', '1.5'],
    ['minutes', '9007199254740993.5'],
    ['day', '"2026-02-30"'],
    ['at', '"2026-02-30T08:00:00Z"'],
    ['at', '1770000000'],
    ['position', '"Engineer"'],
    ['list', '{"n":1}'],
    ['free', '[1]'],
  ])('%s: %s', (field, value) => {
    const { row, changes } = written(`{"id":"1","${field}":${value},"flag2":1}`);

    expect(row).toEqual({ id: '1', [field]: null, flag2: 1 });
    expect(changes).toEqual([NULLED(field)]);
  });

  test('in its place; everything around it stays', () => {
    const { row, changes } = written('{"id":"1","position":{"name":7,"grade":"x"},"list":[{"n":1},{"n":"x"},3]}');

    expect(row).toEqual({ id: '1', position: { name: '7', grade: 'x' }, list: [{ n: 1 }, { n: null }, null] });
    expect(changes).toEqual([NULLED('list.1.n'), NULLED('list.2')]);
  });

  test('also if its name contains a slash or a tilde', () => {
    const schema: JsonSchema = { type: 'object', properties: { 'a/b~c': { type: ['null', 'number'] } } };

    expect(write({ id: '1', 'a/b~c': 'x' }, schema)).toMatchObject({
      text: '{"id":"1","a/b~c":null}',
      changes: [NULLED('a/b~c')],
    });
  });

  test('in every row', () => {
    const conformer = new SchemaConformer(SCHEMA, 'id');

    for (let i = 0; i < 3; i++) {
      const changes: Change[] = [];
      const row: Row = { id: '1', flag: 'no' };
      expect(conformer.write(row, conformer.fit(row), changes)).toBe('{"id":"1","flag":null}');
      expect(changes).toEqual([NULLED('flag')]);
    }
  });

  test('when the row is written: before that it stays, and convertible values are converted', () => {
    const conformer = new SchemaConformer(SCHEMA, 'id');
    const row: Row = { id: 7, flag: 'no', hours: '38,5', free: 'x' };

    expect(conformer.fit(row)).toBe(false);
    expect(row).toEqual({ id: '7', flag: 'no', hours: 38.5, free: 'x' });
  });

  test('by the schema of the emitted row, if that is different', () => {
    const hashed: JsonSchema = { type: 'object', properties: { ...SCHEMA.properties, hours: { type: 'string' } } };
    const conformer = new SchemaConformer(SCHEMA, 'id', hashed);
    const row: Row = { id: '1', flag: 'no', hours: 38.5 };
    const fits = conformer.fit(row);
    row.hours = 'a hash';
    const changes: Change[] = [];

    expect(conformer.write(row, fits, changes)).toBe('{"id":"1","flag":null,"hours":"a hash"}');
    expect(changes).toEqual([NULLED('flag')]);
  });
});

test('a list or an object in a text column is written as JSON, but not before the end', () => {
  const row = { id: '1', text: { b: [9, 'x'] } } as Row;
  new SchemaConformer(SCHEMA, 'id').fit(row);

  expect(row.text).toEqual({ b: [9, 'x'] });
  expect(write(row)).toMatchObject({ row: { text: '{"b":[9,"x"]}' }, changes: [] });
});

describe('a number', () => {
  test.each([
    ['hours', '9007199254740993'],
    ['hours', '0.12345678901234567890'],
    ['hours', '1e+30'],
    ['minutes', '9007199254740993'],
    ['minutes', '-9007199254740993'],
    ['free', '{"deep":[9007199254740993]}'],
  ])('of any size keeps its digits: %s %s', (field, value) => {
    const row = `{"id":"1","${field}":${value}}`;

    expect(written(row)).toMatchObject({ text: row, changes: [] });
  });

  test('that is not a number at all becomes null and is reported', () => {
    for (const field of ['hours', 'text'])
      expect(written(`{"id":"1","${field}":1e999}`)).toMatchObject({
        text: `{"id":"1","${field}":null}`,
        changes: [NULLED(field)],
      });
    expect(written('{"id":"1","free":{"a":[-1e999,1]}}')).toMatchObject({
      row: { free: { a: [null, 1] } },
      changes: [NULLED('free.a.0')],
    });
  });

  test('with an exponent may be an integer', () => {
    expect(written('{"id":"1","minutes":1e2}')).toMatchObject({ row: { minutes: 100 }, changes: [] });
  });

  test('with an exponent may be an integer, whatever is next to it', () => {
    const { row, changes } = written('{"id":"1","minutes":1e2,"hours":0.12345678901234567890}');

    expect(row).toMatchObject({ minutes: 100 });
    expect(changes).toEqual([]);
  });
});

describe('the key', () => {
  test.each([
    ['7', '7'],
    ['-1', '-1'],
    ['9007199254740993', '9007199254740993'],
    ['true', 'true'],
  ])('%s becomes text without a report', (value, text) => {
    expect(written(`{"id":${value},"text":"x"}`)).toMatchObject({ row: { id: text, text: 'x' }, changes: [] });
  });

  test.each(['null', '{}', '[1]'])('%s is not a key', (value) => {
    expect(written(`{"id":${value},"text":"x"}`).row).toEqual({ id: null, text: 'x' });
  });
});

describe('a lone surrogate', () => {
  const FIXED = (field: string): Change => ({ field, change: 'TRUNCATED', reason: 'SOURCE_SERIALIZATION_ERROR' });

  test.each([
    ['text', '"a\\ud800b"', 'a\uFFFDb'],
    ['text', '"a\\udfffb"', 'a\uFFFDb'],
    ['text', '"\\ud83d\\ude00\\ud83d"', '😀\uFFFD'],
  ])('in %s: %s becomes U+FFFD and is reported', (field, value, expected) => {
    const { text, row, changes } = written(`{"id":"1","${field}":${value}}`);

    expect(row[field]).toBe(expected);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toMatch(/\\ud/i);
    expect(changes).toEqual([FIXED(field)]);
  });

  test('is replaced in nested values and names, too', () => {
    const { row, changes } = written('{"id":"1","free":{"a":["x","\\ud800"],"b\\udc00":1},"hours":9007199254740993}');

    expect(row.free).toEqual({ a: ['x', '\uFFFD'], 'b\uFFFD': 1 });
    expect(changes).toEqual([FIXED('free.a.1')]);
  });

  test('does not affect the digits of a large number next to it', () => {
    expect(written('{"id":"1","text":"\\ud800","hours":9007199254740993}').text).toBe(
      '{"id":"1","text":"\uFFFD","hours":9007199254740993}',
    );
  });

  test('is distinguished from a pair, and from similar text', () => {
    for (const value of ['"😀"', '"C:\\\\ud800"']) {
      const row = `{"id":"1","text":${value}}`;
      expect(written(row)).toMatchObject({ text: row, changes: [] });
    }
  });
});

describe('a value that is nested too deeply', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}[]${'}'.repeat(levels)}`;

  test.each([6000, 100_000])('(%i levels) becomes null at the limit, in a known member and in others', (levels) => {
    const { row, changes } = written(
      `{"id":"1","free":${nested(levels)},"new":{"b":[1,${nested(levels)}]},"text":"x"}`,
    );

    expect(row).toMatchObject({ id: '1', new: { b: [1, {}] }, text: 'x' });
    expect(changes).toHaveLength(2);
    expect(changes.map(({ field }) => field.split('.')[0])).toEqual(['free', 'new']);
    for (const { change } of changes) expect(change).toBe('NULLED');
  });

  test('is also found next to a number that a double cannot hold', () => {
    const { text, changes } = written(`{"id":"1","free":${nested(6000)},"hours":9007199254740993}`);

    expect(text).toContain('"hours":9007199254740993');
    expect(changes).toHaveLength(1);
  });

  test('in a text column leaves no text', () => {
    expect(written(`{"id":"1","text":${nested(6000)}}`)).toMatchObject({
      row: { text: null },
      changes: [NULLED('text')],
    });
  });

  test('is accepted just below the limit', () => {
    const text = `{"id":"1","free":${nested(550)}}`;

    expect(written(text)).toMatchObject({ text, changes: [] });
  });
});

describe('a record above 10 MiB', () => {
  const MIB = 1024 * 1024;
  const CUT = (field: string): Change => ({ field, change: 'NULLED', reason: 'SOURCE_RECORD_SIZE_LIMITATION' });
  test('loses its longest members until it fits', () => {
    const { text, changes } = write({
      id: '1',
      text: 'x'.repeat(11 * MIB),
      free: { note: 'y'.repeat(12 * MIB) },
      position: { name: 'z'.repeat(9 * MIB) },
      flag: true,
    });

    expect(text.length).toBeLessThanOrEqual(10 * MIB);
    expect(JSON.parse(text)).toMatchObject({ id: '1', text: null, free: null, flag: true });
    expect(JSON.parse(text).position.name).toHaveLength(9 * MIB);
    expect(changes).toEqual([CUT('free'), CUT('text')]);
  });

  test('is not changed just below the limit', () => {
    const { changes } = write({ id: '1', text: 'x'.repeat(10 * MIB - 100) });

    expect(changes).toEqual([]);
  });

  test('keeps its key, however long', () => {
    const { text, changes } = write({ id: 'k'.repeat(11 * MIB), text: 'x' });

    expect(JSON.parse(text)).toMatchObject({ text: null });
    expect(JSON.parse(text).id).toHaveLength(11 * MIB);
    expect(changes).toEqual([CUT('text')]);
  });

  test('has no lone surrogates either', () => {
    const { text } = write({ id: '1', text: 'a\ud800b', free: { note: 'y'.repeat(11 * MIB) } });

    expect(JSON.parse(text).text).toBe('a\uFFFDb');
  });
});
