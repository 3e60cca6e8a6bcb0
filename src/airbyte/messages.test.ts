import { expect, test, vi } from 'vitest';
import { recordLines } from './messages.ts';

test('each record is one RECORD message, with the changes that its values went through', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_770_000_000_000 });
  const change = { field: 'email', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' } as const;

  const lines = recordLines('a "stream"', [
    { data: '{"id":"1","name":"Änne \\"x\\""}', changes: [] },
    { data: '{"id":"2"}', changes: [change] },
  ]).split('\n');
  vi.useRealTimers();

  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      type: 'RECORD',
      record: { stream: 'a "stream"', data: { id: '1', name: 'Änne "x"' }, emitted_at: 1_770_000_000_000 },
    },
    {
      type: 'RECORD',
      record: { stream: 'a "stream"', data: { id: '2' }, emitted_at: 1_770_000_000_000, meta: { changes: [change] } },
    },
  ]);
});
