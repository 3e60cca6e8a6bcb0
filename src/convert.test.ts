import { describe, expect, test } from 'vitest';
import { asJsonText, fitterOf, type Unfit } from './convert.ts';
import { parseJson } from './json.ts';
import type { JsonSchema } from './json_schema.ts';

const UNFIT = 'cannot be converted';
const SCHEMAS = {
  text: { type: ['null', 'string'] },
  number: { type: ['null', 'number'] },
  integer: { type: ['null', 'integer'] },
  flag: { type: ['null', 'boolean'] },
  day: { type: ['null', 'string'], format: 'date' },
  time: { type: ['null', 'string'], format: 'date-time' },
  local: { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_without_timezone' },
  texts: { type: ['null', 'array'], items: { type: ['null', 'string'] } },
  numbers: { type: ['null', 'array'], items: { type: ['null', 'number'] } },
  objects: { type: ['null', 'array'], items: { type: ['null', 'object'], properties: { id: { type: 'integer' } } } },
  object: { type: ['null', 'object'], properties: { id: { type: ['null', 'string'] } } },
  wrappedDay: { type: ['null', 'object'], properties: { date: { type: ['null', 'string'], format: 'date' } } },
  wrappedTime: { type: ['null', 'object'], properties: { date_time: { type: 'string' }, type: { type: 'string' } } },
  numberOrText: { type: ['null', 'number', 'string'] },
  anything: {},
} satisfies Record<string, JsonSchema>;
type Kind = keyof typeof SCHEMAS;

const fitted = (value: unknown, schema: JsonSchema, unfit: Unfit): unknown => fitterOf(schema)(value, unfit);

/** The converted value as JSON, and the places that could not be converted. */
function converted(kind: Kind, json: string): { json: string; unfit: string[] } {
  const unfit: string[] = [];
  const value = fitted(parseJson(json), SCHEMAS[kind], (_, __, path) => {
    unfit.push(path.join('.'));
    return UNFIT;
  });
  return { json: JSON.stringify(value), unfit };
}

describe('without loss', () => {
  test.each<[Kind, string, string]>([
    ['number', '"38.5"', '38.5'],
    ['number', '"38,5"', '38.5'],
    ['number', '"38,50"', '38.5'],
    ['number', '"-0,5"', '-0.5'],
    ['number', '"4200.50"', '4200.5'],
    ['number', '"1.234"', '1.234'],
    ['number', '"9007199254740993"', '9007199254740993'],
    ['number', '"0.12345678901234567890"', '0.12345678901234567890'],
    ['number', 'true', '1'],
    ['integer', '"7"', '7'],
    ['integer', '"-7"', '-7'],
    ['integer', '40.0', '40'],
    ['integer', '"40.0"', '40'],
    ['integer', '"40,00"', '40'],
    ['integer', '1e2', '100'],
    ['integer', '"9007199254740993"', '9007199254740993'],
    ['integer', '9007199254740993.0', '9007199254740993'],
    ['integer', '"9007199254740993.0"', '9007199254740993'],
    ['integer', 'false', '0'],
    ['flag', '0', 'false'],
    ['flag', '1', 'true'],
    ['flag', '"0"', 'false'],
    ['flag', '"1"', 'true'],
    ['flag', '"true"', 'true'],
    ['flag', '"False"', 'false'],
    ['flag', '"TRUE"', 'true'],
    ['text', '7', '"7"'],
    ['text', '38.5', '"38.5"'],
    ['text', '9007199254740993', '"9007199254740993"'],
    ['text', 'true', '"true"'],
    ['text', '"007"', '"007"'],
    ['text', '"1e5"', '"1e5"'],
    ['text', '""', '""'],
    ['text', '{"date":"2024-02-29"}', '"2024-02-29"'],
    ['text', '{"date_time":"2024-02-29T08:00:00","type":null}', '"2024-02-29T08:00:00"'],
    ['day', '{"date":"2024-02-29"}', '"2024-02-29"'],
    ['day', '{"date_time":"2024-02-29T00:00:00"}', '"2024-02-29"'],
    ['day', '"2024-02-29T00:00:00+01:00"', '"2024-02-29"'],
    ['day', '"1880-01-01T00:00:00+00:53"', '"1880-01-01"'],
    ['time', '"2024-02-29T08:00:00.1250+0100"', '"2024-02-29T07:00:00.1250Z"'],
    ['time', '"2024-02-29T08:00:00"', '"2024-02-29T08:00:00Z"'],
    ['time', '"2024-02-29"', '"2024-02-29T00:00:00Z"'],
    ['time', '{"date":"2024-02-29"}', '"2024-02-29T00:00:00Z"'],
    ['time', '{"date-time":"2024-07-01T08:00:00","timezone":"Europe/Berlin"}', '"2024-07-01T06:00:00Z"'],
    ['local', '"2024-02-29T00:30:00.1250+0100"', '"2024-02-29T00:30:00.1250"'],
    ['local', '"2024-02-29T08:00Z"', '"2024-02-29T08:00:00"'],
    ['local', '"2024-02-29"', '"2024-02-29T00:00:00"'],
    ['local', '{"date":"2024-02-29"}', '"2024-02-29T00:00:00"'],
    ['local', '{"date-time":"2024-07-01T08:00:00","timezone":"no zone"}', '"2024-07-01T08:00:00"'],
    ['texts', '"[\\"A\\",\\"B\\"]"', '["A","B"]'],
    ['texts', '" [1, null, true]"', '["1",null,"true"]'],
    ['texts', '"A"', '["A"]'],
    ['texts', '"[A"', '["[A"]'],
    ['texts', '7', '["7"]'],
    ['numbers', '"[1,\\"2,5\\"]"', '[1,2.5]'],
    ['objects', '"[{\\"id\\":\\"7\\"}]"', '[{"id":7}]'],
    ['objects', '[{"id":"7","more":"8"},null]', '[{"id":7,"more":"8"},null]'],
    ['object', '{"id":7,"name":8}', '{"id":"7","name":8}'],
    ['wrappedDay', '"2024-02-29"', '{"date":"2024-02-29"}'],
    ['wrappedDay', '"2024-02-29T00:00:00Z"', '{"date":"2024-02-29"}'],
    ['wrappedTime', '"2024-02-29T08:00:00"', '{"date_time":"2024-02-29T08:00:00"}'],
    ['numberOrText', 'true', '"true"'],
    ['numberOrText', '"7"', '"7"'],
    ['numberOrText', '7', '7'],
    ['anything', '[{"a":"7"}]', '[{"a":"7"}]'],
  ])('%s: %s becomes %s', (kind, given, expected) => {
    expect(converted(kind, given)).toEqual({ json: expected, unfit: [] });
  });
});

test.each<[Kind, string]>([
  ...(['number', 'integer', 'flag', 'day', 'time', 'local', 'texts', 'objects', 'object', 'wrappedDay'] as const).map(
    (kind): [Kind, string] => [kind, '""'],
  ),
  ['object', '[]'],
  ['text', '[]'],
  ['texts', '{}'],
  ['number', '{}'],
  ['day', '{"date":null}'],
  ['time', '{"date-time":null,"timezone":null}'],
])('%s: %s is empty, so null means the same', (kind, given) => {
  expect(converted(kind, given)).toEqual({ json: 'null', unfit: [] });
});

describe('ambiguous or lossy values are not converted', () => {
  test.each<[Kind, string]>([
    ['number', '"1,234"'],
    ['number', '"1.234,5"'],
    ['number', '"1,234.5"'],
    ['number', '"1 234"'],
    ['number', '"1\'234"'],
    ['number', '"007"'],
    ['number', '"1e5"'],
    ['number', '"+1"'],
    ['number', '".5"'],
    ['number', '"5."'],
    ['number', '" 5"'],
    ['number', '"0x10"'],
    ['number', '"38.5 h"'],
    ['number', '"NaN"'],
    ['number', '"-"'],
    ['number', `"${'9'.repeat(400)}"`],
    ['number', '1e999'],
    ['number', '[1]'],
    ['number', '{"value":1}'],
    ['integer', '38.5'],
    ['integer', '"38.5"'],
    ['integer', '"1,000"'],
    ['integer', '9007199254740993.5'],
    ['flag', '2'],
    ['flag', '"yes"'],
    ['flag', '"constructor"'],
    ['flag', '[true]'],
    ['text', '["a"]'],
    ['text', '{"date":"2024-02-29","time":"08:00"}'],
    ['text', '{"name":"x"}'],
    ['day', '"29.02.2024"'],
    ['day', '"2023-02-29"'],
    ['day', '20240229'],
    ['day', '{"day":"2024-02-29"}'],
    ['day', '{"date":"2024-02-29","time":"08:00"}'],
    ['day', 'true'],
    ['time', '"yesterday"'],
    ['time', '1709164800'],
    ['time', '{"date":"2024-02-29","time":"08:00"}'],
    ['time', '{"date-time":"2024-07-01T08:00:00","timezone":"W. Europe Standard Time"}'],
    ['time', '"9999-12-31T23:30:00-01:00"'],
    ['local', '"2023-02-29T08:00:00"'],
    ['local', '"08:00"'],
    ['local', '1709164800'],
    ['local', '{"date":"2024-02-29","time":"08:00"}'],
    ['numbers', '"x"'],
    ['objects', '{"id":7}'],
    ['objects', '"[1"'],
    ['object', '"Engineer"'],
    ['object', '[{"id":7}]'],
    ['wrappedDay', '"29.02.2024"'],
    ['wrappedTime', '"soon"'],
  ])('%s: %s', (kind, given) => {
    expect(converted(kind, given)).toEqual({ json: JSON.stringify(UNFIT), unfit: [''] });
  });

  test('reports the place', () => {
    expect(converted('objects', '[{"id":"x"},{"id":"7"},8]')).toEqual({
      json: `[{"id":"${UNFIT}"},{"id":7},"${UNFIT}"]`,
      unfit: ['0.id', '2'],
    });
  });
});

test('a list or an object becomes JSON text in a text column', () => {
  const { text, numberOrText, day, texts } = SCHEMAS;

  expect(asJsonText(parseJson('{"a":[9007199254740993,"x"]}'), text)).toBe('{"a":[9007199254740993,"x"]}');
  expect(asJsonText([1], numberOrText)).toBe('[1]');
  for (const schema of [day, texts]) expect(asJsonText([1], schema)).toBeUndefined();
  for (const value of ['x', 7, null, parseJson('[1e999]')]) expect(asJsonText(value, text)).toBeUndefined();
});

/** The same numbers in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe('any value', () => {
  const kinds = Object.keys(SCHEMAS) as Kind[];
  const roll = dice(7);
  const scalars: (() => string)[] = [
    () => `${roll(2000) - 1000}`,
    () => `${roll(2000) - 1000}.${roll(100)}`,
    () => `${roll(9) + 1}${roll(1e9)}${roll(1e9)}`,
    () => `"${roll(2000) - 1000}"`,
    () => `"${roll(2000)},${roll(1000)}"`,
    () => `"${roll(2000)}.${roll(1000)}"`,
    () => `"${roll(20)}${roll(1e9)}${roll(1e9)}"`,
    () => ['true', 'false', '0', '1', '"true"', '"FALSE"', '"0"', '"1"', 'null', '""'][roll(10)] ?? 'null',
    () => `"2024-0${roll(10)}-${roll(40)}"`,
    () => `"2024-02-${10 + roll(25)}T0${roll(10)}:00:00${['', 'Z', '+0100', '+02:00'][roll(4)]}"`,
    () => JSON.stringify(String.fromCodePoint(32 + roll(1000)).repeat(roll(4))),
  ];
  const value = (depth: number): string => {
    const kind = depth === 0 ? 0 : roll(8);
    if (kind === 6) return `[${Array.from({ length: roll(3) }, () => value(depth - 1)).join(',')}]`;
    if (kind === 7) {
      const names = ['id', 'date', 'date_time', 'timezone', 'x'].filter(() => roll(3) === 0);
      return `{${names.map((name) => `"${name}":${value(depth - 1)}`).join(',')}}`;
    }
    const text = scalars[roll(scalars.length)]?.() ?? 'null';
    return roll(12) === 0 ? JSON.stringify(text) : text;
  };

  test('fits its schema after conversion, or is reported', () => {
    for (let round = 0; round < 20_000; round++) {
      const kind = kinds[roll(kinds.length)] ?? 'text';
      const given = value(2);
      const once = fitted(parseJson(given), SCHEMAS[kind], () => null);
      const again = fitted(parseJson(JSON.stringify(once)), SCHEMAS[kind], (left) => {
        throw new Error(`${kind}: ${given} became ${JSON.stringify(left)}`);
      });
      expect(JSON.stringify(again), `${kind}: ${given}`).toBe(JSON.stringify(once));
    }
  });

  test('is equal after converting it back', () => {
    for (let round = 0; round < 20_000; round++) {
      const number = scalars[roll(3)]?.() ?? '0';
      const asText = converted('text', number).json;
      expect(JSON.parse(converted('number', asText).json)).toBe(JSON.parse(number));
      const list = `["${roll(100)}",null,"x\\"y"]`;
      expect(converted('texts', JSON.stringify(list)).json).toBe(list);
    }
  });
});

describe('the check', () => {
  test.each<[Kind, string[], string[]]>([
    ['text', ['"a"', '""', 'null'], ['1', 'true', '{}', '[]']],
    ['number', ['1', '1.5', '12345678901234567890.5', 'null'], ['"1"', 'true', '1e999']],
    ['integer', ['1', '12345678901234567890', 'null'], ['1.5', '"1"']],
    ['flag', ['true', 'false', 'null'], ['0', '"true"']],
    [
      'day',
      ['"2026-02-28"', '"2024-02-29"', '"2026-12-31"'],
      ['"2026-02-29"', '"2026-04-31"', '"2026-01-01T00:00:00Z"'],
    ],
    [
      'time',
      ['"2026-01-31T00:00:00Z"', '"2024-02-29T00:00:00.5Z"'],
      ['"2026-01-31T00:00:00+00:00"', '"2026-01-31T00:00:00"', '"2023-02-29T00:00:00Z"', '"2026-01-31"'],
    ],
    [
      'local',
      ['"2026-01-31T00:00:00"', '"2024-02-29T00:00:00.5"'],
      ['"2026-01-31T00:00:00Z"', '"2026-01-31T00:00"', '"2023-02-29T00:00:00"', '"2026-01-31"'],
    ],
    ['texts', ['[]', '["a",null]'], ['["a",1]', '"a"', '{}']],
    ['objects', ['[{"id":1},{},null,{"other":[]}]'], ['[{"id":"1"}]', '[1]']],
    ['object', ['{}', '{"id":"1","other":1}'], ['{"id":true}', '[]', '"1"']],
    ['numberOrText', ['1', '"1"'], ['true']],
    ['anything', ['1', '"a"', '{"a":[1]}'], []],
  ])('of %s accepts values that already fit', (kind, fitting, others) => {
    expect(others.filter((json) => converted(kind, json).json === json)).toEqual([]);
    for (const json of fitting) expect(converted(kind, json)).toEqual({ json, unfit: [] });
  });

  test('turns numbers into text where the schema wants text, with all of their digits', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        id: { type: 'string' },
        day: { type: 'string', format: 'date' },
        holder: SCHEMAS.object,
        count: {},
      },
    };
    const row = parseJson('{"id":9223372036854775807,"holder":{"id":7,"other":8},"count":3}');

    expect(fitted(row, schema, () => UNFIT)).toBe(row);
    expect(JSON.stringify(row)).toBe('{"id":"9223372036854775807","holder":{"id":"7","other":8},"count":3}');
    expect(fitted({ day: 20260131 }, schema, () => UNFIT)).toEqual({ day: UNFIT });
  });
});
