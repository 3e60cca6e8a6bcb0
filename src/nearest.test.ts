import { expect, test } from 'vitest';
import { misspelling, nearest } from './nearest.ts';

const NAMES = ['check', 'catalog', 'read', 'persons', 'projects', 'employments', 'employees'];

test.each([
  ['chekc', 'check'],
  ['chck', 'check'],
  ['Check', 'check'],
  ['reed', 'read'],
  ['person', 'persons'],
  ['employment', 'employments'],
  ['employes', 'employees'],
])('%s is nearest to %s', (word, name) => {
  expect(nearest(word, NAMES)).toBe(name);
});

test.each(['', 'r', 'people', 'papi-secret', 'reaaaad', 'constructor'])('"%s" is close to none', (word) => {
  expect(nearest(word, NAMES)).toBeUndefined();
});

test('the fewest edits win, then the order of the names', () => {
  expect(nearest('holidays_form', ['holidays_to', 'holidays_from'])).toBe('holidays_from');
  expect(nearest('kat', ['cat', 'rat'])).toBe('cat');
});

test('edits are counted: missing, added, changed and swapped letters', () => {
  expect(
    ['persons', 'PERSONS', 'person', 'personss', 'parsons', 'pesrons', 'pesron'].map((word) =>
      misspelling(word, 'persons'),
    ),
  ).toEqual([0, 0, 1, 1, 1, 1, 2]);
});

test('a short name allows fewer edits', () => {
  expect(misspelling('deop', 'drop')).toBe(1);
  expect(misspelling('doop', 'hash')).toBeUndefined();
  expect(misspelling('k', 'id')).toBeUndefined();
});
