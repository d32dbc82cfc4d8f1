import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kubernetesApi } from './kubernetes-api.mjs';
import { optionalParts } from './optional-parts.mjs';
import { rangeWorker } from './range-worker.mjs';

/** What all bundles have in common. */
export const SHARED = {
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  // They are all in THIRD-PARTY-NOTICES.txt.
  legalComments: 'none',
  metafile: true,
  charset: 'ascii',
};

/** The bundles of threads, as what stands for them in the programs: whoever starts threads has their program inside. */
export function workerCodes(dist) {
  const codeOf = (name) => JSON.stringify(readFileSync(join(dist, `${name}.cjs`), 'utf8'));
  return {
    SEARCH_WORKER: codeOf('search-worker'),
    YARA_WORKER: codeOf('yara-worker'),
    RANGE_WORKER: JSON.stringify(rangeWorker()),
  };
}

/**
 * Of the bundles that are programs.
 * @param codes what workerCodes gives
 */
export function programOptions(codes) {
  return {
    ...SHARED,
    minify: true,
    alias: {
      // Node has what it is a copy of.
      'node-fetch': './.config/node-fetch.mjs',
      // yargs has its parser as CommonJS, which is then there once.
      'yargs-parser': './node_modules/yargs-parser/build/index.cjs',
      'string-width': './.config/string-width.cjs',
    },
    plugins: [optionalParts, kubernetesApi],
    define: {
      BUNDLED: 'true',
      ...codes,
      // yargs asks where it lies, to find translations that it then does without.
      'import.meta.url': '__filename',
    },
  };
}
