import { describe, expect, test } from 'vitest';
import { want } from '../../../integration_tests/units/partitions.ts';
import { Compensations } from '../compensations.ts';
import type { SyncWindow } from '../partition.ts';
import { partitionsOf } from './changes.ts';

describe('months', () => {
  const stream = new Compensations();
  const keys = (more: Partial<SyncWindow>) => partitionsOf(stream, want(more)).map(({ key }) => key);

  test('run from the start date to now, each with its first and last day and its name', () => {
    const months = partitionsOf(stream, want({ startDate: '2023-12-15', at: '2024-02-01T00:00:00Z' }));

    expect(months.map(({ key, query, adds }) => [key, query, adds])).toEqual([
      ['2023-12-01', { start_date: '2023-12-01', end_date: '2023-12-31' }, { month: '2023-12-01' }],
      ['2024-01-01', { start_date: '2024-01-01', end_date: '2024-01-31' }, { month: '2024-01-01' }],
      ['2024-02-01', { start_date: '2024-02-01', end_date: '2024-02-29' }, { month: '2024-02-01' }],
    ]);
  });

  test('go back 24 without a start date', () => {
    const months = keys({});

    expect([months[0], months.at(-1), months.length]).toEqual(['2024-02-01', '2026-02-01', 25]);
  });

  test('run as late as the time may be, if that is in doubt', () => {
    const months = keys({ since: '2026-01-01', at: '2026-01-01T00:00:00Z', latest: '2026-03-01T00:00:00Z' });

    expect(months).toEqual(['2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01', '2026-03-01']);
  });

  test('since a cursor are its own, the two before it and those after it', () => {
    expect(keys({ since: '2026-02-01' })).toEqual(['2025-12-01', '2026-01-01', '2026-02-01']);
    expect(keys({ since: '2025-11-01' })).toEqual([
      '2025-09-01',
      '2025-10-01',
      '2025-11-01',
      '2025-12-01',
      '2026-01-01',
      '2026-02-01',
    ]);
  });

  test('are doubtful before the last 24 if the start date is earlier than without one', () => {
    const doubtful = (more: Partial<SyncWindow>) =>
      partitionsOf(stream, want(more)).flatMap((each) => (each.doubtful ? [each.key] : []));

    expect(doubtful({})).toEqual([]);
    expect(doubtful({ startDate: '2024-02-01' })).toEqual([]);
    expect(doubtful({ startDate: '2024-01-31' })).toEqual(['2024-01-01', '2024-02-01']);
    expect(doubtful({ startDate: '1970-01-01' })).toHaveLength(54 * 12 + 2);
    expect(keys({ startDate: '1970-01-01' }).at(-1)).toBe('2026-02-01');
  });

  test('are never before the start date', () => {
    expect(keys({ since: '2026-02-01', startDate: '2026-01-31' })).toEqual(['2026-01-01', '2026-02-01']);
    expect(keys({ startDate: '2026-03-01' })).toEqual([]);
  });

  test('since an old cursor leave none out', () => {
    expect(keys({ since: '2023-06-01' })[0]).toBe('2023-04-01');
  });
});
