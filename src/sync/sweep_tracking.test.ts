import { expect, test } from 'vitest';
import type { BuiltRecord } from '../records/builder.ts';
import { NOTHING_KEPT } from './kept_text.ts';
import { SweepTracking } from './sweep_tracking.ts';

const AT = '2026-02-11T09:00:01Z';
const NAMED_BY_EVENTS = { ask: { by: 'owner' } } as const;

const record = (id: string): BuiltRecord => ({ key: id, data: '{}', changes: [], note: { id } });

function tracking(
  kept: { readonly count?: number },
  options: { readonly isFirst: boolean; readonly isFresh: boolean },
) {
  return new SweepTracking({ ...NOTHING_KEPT, ...kept }, NAMED_BY_EVENTS, { ...options, at: AT });
}

test('rows are counted until one sync has read everything, also where it took several', () => {
  const first = tracking({}, { isFirst: true, isFresh: true });
  first.open().take([record('1'), record('2')]);
  const resumed = tracking(first.kept, { isFirst: true, isFresh: false });
  resumed.open().take([record('3')]);
  const later = tracking(resumed.kept, { isFirst: false, isFresh: false });
  later.open().take([record('3')]);

  expect([first, resumed, later].map(({ kept }) => kept.count)).toEqual([2, 3, 3]);
});

test('a refresh counts anew', () => {
  expect(tracking({ count: 7 }, { isFirst: true, isFresh: true }).kept.count).toBe(0);
});

test('a row that was written in this sync is there, whatever events say', () => {
  const now = tracking({}, { isFirst: false, isFresh: false });
  now.open().take([record('1')]);

  expect([now.hasSeen('1'), now.hasSeen('2')]).toEqual([true, false]);
});

test('what was told in this sync is known, by its parent as well', () => {
  const now = tracking({}, { isFirst: false, isFresh: false });
  now.told({ id: '1', parent: '2' });

  expect([now.hasTold({ id: '1', parent: '2' }), now.hasTold({ id: '1' })]).toEqual([true, false]);
});
