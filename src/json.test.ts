import { describe, expect, test } from 'vitest';
import { parseJson, UNREADABLE } from './json.ts';

describe('a number keeps its digits from text to text', () => {
  test.each([
    '0',
    '-1',
    '1.5',
    '123456789012345',
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890123',
    '0.1234567890123456789',
    '1234567890.123456789',
    '100000000000000000000000',
    '-1.2500000000000000001E+30',
    '1234567890123456789e-400',
  ])('%s', (number) => {
    const text = `{"a":${number},"b":[${number}],"c":{"d":${number}}}`;

    expect(JSON.stringify(parseJson(text))).toBe(text);
  });

  test.each(['{ "a" : 9007199254740993 }', '{"a":\n9007199254740993}', '[ 9007199254740993]'])(
    'with any blanks before it: %j',
    (text) => {
      expect(JSON.stringify(parseJson(text))).toBe(text.replaceAll(/\s/g, ''));
    },
  );

  test('anywhere in the text', () => {
    for (let length = 0; length < 40; length++) {
      for (const number of ['9007199254740993', '0.12345678901234567']) {
        const text = `{"a":"${'x'.repeat(length)}","b":${number}}`;
        expect(JSON.stringify(parseJson(text))).toBe(text);
      }
    }
  });

  test('next to texts that look like one', () => {
    const text = '{"a":"x: 9007199254740993","b":9007199254740993}';

    expect(JSON.stringify(parseJson(text))).toBe(text);
  });
});

describe('a number that fits into a double is a number', () => {
  test.each([
    ['7.75', 7.75],
    ['1.50', 1.5],
    ['9007199254740991', 9007199254740991],
    ['0.10000000000000000000', 0.1],
    ['40.000000000000000000', 40],
    ['-0.0000000000000000', -0],
  ])('%s', (text, number) => {
    expect(parseJson(`[${text},1234567890123456]`)).toEqual([number, 1234567890123456]);
  });
});

// Quadratic time took a minute for this number of zeros.
test('a number with 200,000 zeros is parsed in no time', () => {
  const number = `1.${'0'.repeat(200_000)}1`;
  const began = performance.now();

  expect(JSON.stringify(parseJson(`[${number}]`))).toBe(`[${number}]`);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('everything else is parsed as usual', () => {
  const value = { a: null, b: [true, 'ä', { c: {} }], d: '😀', 'e:1': 1 };

  expect(parseJson(JSON.stringify(value))).toEqual(value);
  expect(parseJson(`{"big":12345678901234567890,${JSON.stringify(value).slice(1)}`)).toMatchObject(value);
});

test.each(['', 'NaN', '{"a":NaN}', '{"a":Infinity}', '{"a":1', "{'a':1}", '<html>', '{"a":12345678901234567890'])(
  '%j is not JSON',
  (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  },
);

describe('values that no reader of records can hold are marked', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

  test.each([
    ['1e999', UNREADABLE],
    ['-1e999', UNREADABLE],
    ['[1,1e999]', [1, UNREADABLE]],
    [`${'9'.repeat(400)}`, UNREADABLE],
    [`{"a":${nested(100_000)},"b":"[[}\\"{","c":[]}`, { a: [[[[[[[UNREADABLE]]]]]]], b: '[[}"{', c: [] }],
    [
      `[[[[[[[[{"x":1,"y":"\\\\"},${nested(6000)},{"z":[2]}]]]]]]]]`,
      [[[[[[[[{ x: 1, y: '\\' }, UNREADABLE, { z: [2] }]]]]]]]],
    ],
  ])('%#', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  test('next to numbers with more digits than a double', () => {
    const text = `{"big":9007199254740993,"deep":${nested(6000)},"after":0.12345678901234567890}`;

    expect(JSON.stringify(parseJson(text))).toMatch(
      /^\{"big":9007199254740993,"deep":.*,"after":0\.12345678901234567890\}$/,
    );
  });

  test('unless they are just below the limit', () => {
    for (const text of [nested(600), '1.7e+308', '-1.7e+308']) expect(JSON.stringify(parseJson(text))).toBe(text);
  });

  test.each(['['.repeat(100_000), `{"a":${nested(6000)}`, `${nested(6000)}]`])('if it is JSON at all (%#)', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});
