import { fileURLToPath } from 'node:url';
import { kubernetesApi } from './kubernetes-api.mjs';
import { optionalParts } from './optional-parts.mjs';

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

/**
 * Of the bundles that are programs.
 * @param worker the bundle of search-worker.ts: whoever starts threads has their program inside
 */
export function programOptions(worker) {
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
      SEARCH_WORKER: JSON.stringify(worker),
      // yargs asks where it lies, to find translations that it then does without.
      'import.meta.url': '__filename',
    },
  };
}
