// Bundles src/ into dist/: cli.cjs with the programs, which as CommonJS starts sooner than ES modules
// on Node 20, and index.js, the library.
import { build } from 'esbuild';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'linked',
  charset: 'ascii',
};

const programs = {
  ...shared,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  minify: true,
  supported: { 'dynamic-import': false },
};

// The threads of a search load nothing but what they need.
await build({ ...programs, entryPoints: { 'search-worker': 'src/search/scan/search-worker.ts' } });

/** Whoever starts threads has their program inside. */
const worker = {
  SEARCH_WORKER: JSON.stringify(readFileSync(join(dist, 'search-worker.cjs'), 'utf8')),
};

await build({
  ...programs,
  entryPoints: { cli: 'src/cli/main.ts' },
  // yargs asks where it lies, to find translations that it then does without.
  define: { ...worker, 'import.meta.url': '__filename' },
});

/** What CommonJS requires of Node is imported: an ES module has no `require`, and nor has what it is bundled into. */
const imported = {
  name: 'imported',
  setup(to) {
    to.onResolve({ filter: /^stream\/web$/ }, ({ path, kind }) =>
      kind === 'require-call' ? { path, namespace: 'imported' } : undefined,
    );
    to.onLoad({ filter: /./, namespace: 'imported' }, ({ path }) => ({
      contents: `export * from 'node:${path}';`,
    }));
  },
};

await build({
  ...shared,
  entryPoints: { index: 'src/index.ts' },
  outdir: 'dist',
  format: 'esm',
  define: worker,
  plugins: [imported],
});
