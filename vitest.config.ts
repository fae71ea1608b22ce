import { defineConfig } from 'vitest/config';

const times = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './test/summary-reporter.ts'],
    projects: [
      {
        test: {
          name: 'engine',
          include: ['test/**/*.test.ts'],
          // The sweeps take many minutes: `npm run kill-sweep` and `npm run io-faults`, and their own tests by
          // `vitest run --project sweep`.
          exclude: ['test/window/**', 'test/sweep/**', 'test/e2e/window/**', 'node_modules/**'],
          ...times,
        },
      },
      {
        // A person at the window, in Debian's Chromium.
        test: {
          name: 'browser',
          include: ['test/e2e/window/**/*.test.ts'],
          globalSetup: ['test/e2e/support/browser-setup.ts'],
          ...times,
          testTimeout: 180_000,
        },
      },
      { test: { name: 'sweep', include: ['test/sweep/**/*.test.ts'], ...times } },
      {
        // jsdom starts ten times faster in vmThreads than in the pool of the others.
        test: {
          name: 'window',
          include: ['test/window/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          pool: 'vmThreads',
          setupFiles: ['test/window/setup.ts'],
          ...times,
        },
      },
    ],
  },
});
