import { availableParallelism } from 'node:os';
import { rangeWorker } from './range-worker.mjs';
import { defineConfig } from 'vitest/config';

const SEEDED = new URL('../test/support/seeded-fast-check.ts', import.meta.url).pathname;

/** They put something in the place of modules, which other files would get, too, if they shared a process. */
const ALONE = ['test/write/without-links.test.ts'];

export default defineConfig({
  define: { RANGE_WORKER: JSON.stringify(rangeWorker()) },
  resolve: { alias: [{ find: /^fast-check$/, replacement: SEEDED }] },
  test: {
    root: new URL('..', import.meta.url).pathname,
    projects: [
      // All that loads the product once, and not once a file.
      {
        extends: true,
        test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: ALONE, isolate: false },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
    setupFiles: ['test/support/hooks.ts'],
    // Against what hangs: on a busy machine a test takes as long as it takes.
    testTimeout: 300_000,
    // By default it leaves one processor idle, of two half of the machine.
    maxWorkers: availableParallelism(),
    // .ci/run counts the tests from this report.
    reporters:
      process.env['CI'] === undefined
        ? ['default']
        : ['default', ['json', { outputFile: 'node_modules/.vitest/report.json' }]],
  },
});
