import { availableParallelism } from 'node:os';
import { rangeWorker } from './range-worker.mjs';
import { defineConfig } from 'vitest/config';

const SEEDED = new URL('../test/support/seeded-fast-check.ts', import.meta.url).pathname;

/** Of these nothing changes what is of the whole process, so that files share a process and what they import. */
const PURE = 'test/{archive,bytes,criu,model,protos,render,search,tables}/**/*.test.ts';

export default defineConfig({
  define: { RANGE_WORKER: JSON.stringify(rangeWorker()) },
  resolve: { alias: [{ find: /^fast-check$/, replacement: SEEDED }] },
  test: {
    root: new URL('..', import.meta.url).pathname,
    projects: [
      { extends: true, test: { name: 'pure', include: [PURE], isolate: false } },
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: [PURE] } },
    ],
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
