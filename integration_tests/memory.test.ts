import { expect, test } from 'vitest';
import { measureMemory } from './memory.ts';

const STREAMS = ['persons', 'employments', 'absence_periods', 'attendance_periods', 'project_members'];
const MOST_MEGABYTES = 170;
/** What the garbage collector's tides look like to a straight line. */
const NOISE_MEGABYTES = 8;

test('memory grows neither with time nor with the size of the account', { timeout: 120_000 }, async () => {
  const small = await measureMemory(4000, STREAMS);
  const large = await measureMemory(16_000, STREAMS);

  expect(large.records).toBeGreaterThan(3.5 * small.records);
  expect(large.growth).toBeLessThan(NOISE_MEGABYTES);
  expect(large.peak - small.peak).toBeLessThan(2 * NOISE_MEGABYTES);
  expect(large.peak).toBeLessThan(MOST_MEGABYTES);
});
