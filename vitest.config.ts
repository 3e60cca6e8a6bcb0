import { defineConfig } from 'vitest/config';

/** They hold a run against the clock or its memory: beside others they would measure those. */
const MEASURING = ['faults/faults', 'kills', 'memory', 'read', 'signals', 'terminal', 'write/stop'].map(
  (name) => `integration_tests/${name}.test.ts`,
);

export default defineConfig({
  test: {
    // On busy machines; hooks run the program as tests do.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What `.only` leaves out would be counted as passed.
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'beside each other',
          include: ['{src,sandbox,answers,integration_tests,scripts}/**/*.test.ts'],
          exclude: MEASURING,
          // By itself vitest leaves one core alone, which of two is half.
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: MEASURING, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
