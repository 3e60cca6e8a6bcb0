import { expect, test } from 'vitest';
import { parseJson } from '../json.ts';
import { plainValues } from './entries.ts';

test.each([
  ['"text"', '"text"'],
  ['""', '""'],
  ['null', 'null'],
  ['38.5', '38.5'],
  ['12345678901234567890', '12345678901234567890'],
  ['true', '"true"'],
  ['false', '"false"'],
  ['[]', '[]'],
  ['["a",null,"b"]', '["a",null,"b"]'],
  ['["a",1,true,{"id":7},[1],12345678901234567890]', '["a","1","true","{\\"id\\":7}","[1]","12345678901234567890"]'],
  ['{"from":"2024-01-01","to":null}', '"{\\"from\\":\\"2024-01-01\\",\\"to\\":null}"'],
])('a value of %s becomes %s', (sent, plain) => {
  const entries = [{ id: 'a', value: parseJson(sent) }];

  plainValues(entries);

  expect(JSON.stringify(entries)).toBe(`[{"id":"a","value":${plain}}]`);
});

test.each([undefined, null, 'x', 7, {}, ['x', null, 7, []]])('%j has no entries and stays as it is', (entries) => {
  const before = JSON.stringify(entries);

  plainValues(entries);

  expect(JSON.stringify(entries)).toBe(before);
});

test('a boolean may stay one', () => {
  const entries = [{ value: true }, { value: [true] }, { value: { a: false } }];

  plainValues(entries, true);

  expect(entries).toEqual([{ value: true }, { value: ['true'] }, { value: '{"a":false}' }]);
});

test('an entry without a value gets none', () => {
  const entries = [{ id: 'a' }];

  plainValues(entries);

  expect(JSON.stringify(entries)).toBe('[{"id":"a"}]');
});
