import { expect, test } from 'vitest';
import { measureMemory } from './memory.ts';

const STREAMS = ['persons', 'employments', 'absence_periods', 'attendance_periods', 'project_members'];
const MOST_MEGABYTES = 170;
/**
 * Garbage collection swings by the size of the young generation (`src/heap.ts`), in which a straight line sees growth.
 */
const NOISE_MEGABYTES = 16;

test('memory grows neither with time nor with the size of the account', { timeout: 120_000 }, async () => {
  const small = await measureMemory(4000, STREAMS);
  const large = await measureMemory(16_000, STREAMS);

  expect(large.records).toBeGreaterThan(3.5 * small.records);
  expect(large.growth).toBeLessThan(NOISE_MEGABYTES);
  expect(large.peak - small.peak).toBeLessThan(NOISE_MEGABYTES);
  expect(large.peak).toBeLessThan(MOST_MEGABYTES);
});
