import { expect, test } from 'vitest';
import { andMore, counted } from './counted.ts';

test.each([
  [0, '0 rows'],
  [1, '1 row'],
  [2, '2 rows'],
  [1_234_567, '1,234,567 rows'],
])('%i is written as %s', (count, text) => {
  expect(counted(count, 'row')).toBe(text);
});

test('a plural of its own', () => {
  expect(counted(1, 'person', 'people')).toBe('1 person');
  expect(counted(2, 'person', 'people')).toBe('2 people');
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c'], 'a, b and 1 more'],
])('%j, two at most: %s', (names, text) => {
  expect(andMore(names, 2)).toBe(text);
});
