import { expect } from 'vitest';
import type { Partition, SyncWindow } from '../../src/streams/partition.ts';
import { childPartition } from '../../src/streams/partitions/children.ts';
import type { Parent, Stream } from '../../src/streams/stream.ts';
import { daysBetween } from '../../src/times.ts';

export const AT = '2026-02-11T09:00:00Z';
export const want = (more: Partial<SyncWindow> = {}): SyncWindow => ({ at: AT, lookbackDays: 1, ...more });

/** Numbers from 0 to below 1, the same in every run. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    // mulberry32: neighbouring seeds are unrelated.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const rounds = Array.from({ length: 60 }, (_, seed) => seed);
export const FROM_2000 = Date.parse('2000-01-01');
export const THIRTY_YEARS = 30 * 365 * 86_400_000;

/** The children of the parent with this id. */
export function childrenOf(
  stream: Stream & { readonly partitioning: { readonly parent: Parent } },
  id: string,
  wanted: SyncWindow,
): Partition {
  return childPartition(stream, stream.partitioning.parent, [{ id, updated_at: '2000-01-01T00:00:00Z' }], wanted);
}

export const bounds = (partition: Partition | undefined) => partition?.range?.range ?? {};
export const dayBounds = (partition: Partition | undefined) => {
  const { from, to } = bounds(partition);
  return { from: from?.slice(0, 10), to: to?.slice(0, 10) };
};
export const pairs = <T>(items: readonly T[]): [T, T][] =>
  items.slice(1).map((item, index) => [items[index] as T, item]);

interface WindowLimits {
  /** Days from the first to the last of a window; the oldest one is halved if it spans more than `mostDays`. */
  readonly longest: number;
  readonly mostDays: number;
  /** How many windows there may be. */
  readonly most: number;
}

export function expectLimits(windows: readonly Partition[], { longest, mostDays, most }: WindowLimits): void {
  const [oldest, ...others] = windows;
  for (const window of others) {
    const { from, to } = dayBounds(window);
    if (from && to) expect(daysBetween(from, to)).toBeLessThanOrEqual(longest);
  }
  if (others.length > 0) expect(oldest?.mostDays).toBe(mostDays);
  expect(windows.length).toBeLessThanOrEqual(most);
  expect(new Set(windows.map(({ key }) => key)).size).toBe(windows.length);
}
