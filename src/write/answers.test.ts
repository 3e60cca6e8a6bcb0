import { expect, test } from 'vitest';
import { idIn } from './answers.ts';

test.each([
  ['bare', { id: 7 }, '7'],
  ['in _data', { _data: { id: '7' } }, '7'],
  ['in data', { success: true, data: { id: 7 } }, '7'],
  ['in a list of one', { _data: [{ id: '7' }] }, '7'],
  ['of several', { _data: [{ id: '7' }, { id: '8' }] }, undefined],
  ['without id', { _data: {} }, undefined],
  ['that is empty', undefined, undefined],
])('the id in an answer %s', (_, answer, expected) => {
  expect(idIn(answer)).toBe(expected);
});
