import { defineConfig } from 'vitest/config';

/** What needs parts of Linux: a keyring on a bus of its own, strace, a server of Ceph's. */
const ofLinux = ['test/integration/secrets/**', 'test/integration/hosting-s3/**', 'test/e2e/{canary,token}.test.ts'];
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
          exclude: [
            'test/window/**',
            'test/sweep/**',
            'test/electron-standin/**',
            'test/e2e/window/**',
            'node_modules/**',
            ...(process.platform === 'linux' ? [] : ofLinux),
          ],
          ...times,
        },
      },
      {
        // The built desktop program over the stand-in for Electron; it is built before any test begins.
        test: {
          name: 'desktop',
          include: ['test/electron-standin/*.test.ts'],
          exclude: ['test/electron-standin/real-electron.test.ts'],
          globalSetup: ['test/electron-standin/built.ts'],
          ...times,
          testTimeout: 180_000,
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
      {
        // The same in a real Electron: `npm run e2e:electron`.
        test: {
          name: 'electron',
          include: ['test/electron-standin/real-electron.test.ts'],
          globalSetup: ['test/electron-standin/built.ts'],
          fileParallelism: false,
          ...times,
        },
      },
      {
        // After the others and one at a time, because each keeps every processor busy.
        test: {
          name: 'sweep',
          include: ['test/sweep/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          ...times,
        },
      },
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
