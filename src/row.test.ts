import { describe, expect, test } from 'vitest';
import { parseJson } from './json.ts';
import { copyOf, memberReader } from './row.ts';

describe('a copy', () => {
  const text =
    '{"id":9007199254740993,"zero":-0.10,"null":null,"9":1,"a":[1,[true,{"b":"c"}]],"o":{"__proto__":{"x":{}}},"__proto__":[{"y":1}]}';

  test('is the same JSON: digits, order and names', () => {
    expect(JSON.stringify(copyOf(parseJson(text)))).toBe(JSON.stringify(parseJson(text)));
  });

  test('does not change the original, at any depth', () => {
    const original = parseJson(text);
    const copy = copyOf(original) as Record<string, unknown>;

    const change = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return;
      for (const inner of Object.values(value)) change(inner);
      for (const name of Object.keys(value)) delete (value as Record<string, unknown>)[name];
      (value as Record<string, unknown>).added = true;
    };
    change(copy);

    expect(JSON.stringify(copy)).toBe('{"added":true}');
    expect(JSON.stringify(original)).toBe(JSON.stringify(parseJson(text)));
  });
});

test.each<[string, object, unknown]>([
  ['a', { a: 1 }, 1],
  ['a', {}, undefined],
  ['a.b', { a: { b: 'x' } }, 'x'],
  ['a.b.c', { a: { b: { c: 'x' } } }, 'x'],
  ['a.b', {}, undefined],
  ['a.b', { a: null }, null],
  ['a.b', { a: [{ b: 'x' }] }, null],
  ['a.b.c', { a: { b: 'x' } }, null],
])('the member at %s of %j is %j', (path, row, value) => {
  expect(memberReader(path)(row as Record<string, unknown>)).toBe(value);
});
