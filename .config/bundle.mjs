// Bundles src/ into dist/: cli.cjs with the programs, which as CommonJS starts sooner than ES modules
// on Node 20, and index.js, the library.
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
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

await build({
  ...shared,
  // The threads of a search load nothing but what they need.
  entryPoints: { cli: 'src/cli/main.ts', 'search-worker': 'src/search/scan/search-worker.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  minify: true,
  supported: { 'dynamic-import': false },
  // yargs asks where it lies, to find translations that it then does without.
  define: { 'import.meta.url': '__filename' },
});

await build({
  ...shared,
  entryPoints: { index: 'src/index.ts' },
  outdir: 'dist',
  format: 'esm',
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
