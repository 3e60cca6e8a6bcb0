import { expect, test } from 'vitest';
import type { BuiltRecord } from '../../records/builder.ts';
import { untrackedRows } from './tracking.ts';

const record: BuiltRecord = { key: '1', data: '{"id":"1"}', changes: [] };

test('untracked rows are all written immediately, as often as they come', () => {
  const { open } = untrackedRows();
  const batch = open({ key: '', path: '/', query: {} });

  expect([batch.take([record]), batch.take([record]), batch.rest()]).toEqual([[record], [record], []]);
  expect(batch.holds).toBe(false);
});

test('they have the state that they are given', () => {
  expect(untrackedRows().state).toEqual({});
  expect(untrackedRows({ kept: '' }).state).toEqual({ kept: '' });
});
