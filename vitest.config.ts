import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,sandbox,integration_tests,scripts}/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
