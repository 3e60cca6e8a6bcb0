// Measures the memory of a read over time: `npm run build && node scripts/measure_memory.ts`, optionally followed by
// other numbers of persons (100000). Takes minutes. Exits with 1 if memory grows with the account, or exceeds the
// limit.
import { type Measurement, measureMemory } from '../integration_tests/memory.ts';

const STREAMS = ['persons', 'employments', 'absence_periods', 'attendance_periods', 'project_members', 'org_units'];
const MOST_MEGABYTES = 170;
const MOST_GROWTH_MEGABYTES = 8;
const TENTHS = 10;

/** The median of each tenth of the time. */
function course({ samples }: Measurement): string {
  const size = Math.ceil(samples.length / TENTHS);
  const tenths = Array.from({ length: TENTHS }, (_, index) => samples.slice(index * size, (index + 1) * size));
  return tenths
    .map((tenth) => tenth.map(({ resident }) => resident).sort((a, b) => a - b)[tenth.length >>> 1] ?? Number.NaN)
    .map((megabytes) => megabytes.toFixed(0))
    .join(' ');
}

const sizes = process.argv.slice(2).map(Number);
for (const persons of sizes.length > 0 ? sizes : [100_000]) {
  const measurement = await measureMemory(persons, STREAMS);
  const { records, seconds, peak, growth } = measurement;
  const isRight = peak <= MOST_MEGABYTES && growth <= MOST_GROWTH_MEGABYTES;
  if (!isRight) process.exitCode = 1;
  console.log(
    `${persons} persons, ${records} records, ${seconds.toFixed(0)} s: peak ${peak.toFixed(0)} MB (at most ${MOST_MEGABYTES}),`,
    `second half ${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MB (at most +${MOST_GROWTH_MEGABYTES}); MB by tenths: ${course(measurement)}`,
    isRight ? '' : ' ← MISSED',
  );
}
