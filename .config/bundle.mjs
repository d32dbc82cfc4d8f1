// Bundles src/ into dist/: the programs, which as CommonJS start sooner than ES modules on Node 20, in a few
// files of which a command loads what it needs, and index.js, the library.
import { build } from 'esbuild';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNotices } from './notices.mjs';
import { copyParts, optionalParts } from './optional-parts.mjs';
import { packPrograms } from './pack-programs.mjs';
import { programOptions, SHARED, workerCodes } from './program-options.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

// The threads of a search load nothing but what they need.
const workers = await build({
  ...SHARED,
  entryPoints: {
    'search-worker': 'src/search/scan/search-worker.ts',
    'yara-worker': 'src/search/yara/yara-worker.ts',
  },
  // The engine asks where it lies, and is told what to load.
  define: { 'import.meta.url': '""' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  minify: true,
});

const codes = workerCodes(dist);

const programs = await packPrograms({
  program: 'src/cli/main.ts',
  options: programOptions(codes),
  directory: dist,
});

/** What CommonJS requires of Node is imported: an ES module has no `require`, and nor has what it is bundled into. */
const imported = {
  name: 'imported',
  setup(to) {
    to.onResolve({ filter: /^(stream\/web|util|fs)$/ }, ({ path, kind }) =>
      kind === 'require-call' ? { path, namespace: 'imported' } : undefined,
    );
    to.onLoad({ filter: /./, namespace: 'imported' }, ({ path }) => ({
      contents: `export * from 'node:${path}';`,
    }));
  },
};

const library = await build({
  ...SHARED,
  entryPoints: { index: 'src/index.ts' },
  outdir: 'dist',
  format: 'esm',
  define: {
    BUNDLED: 'true',
    ...codes,
  },
  plugins: [imported, optionalParts],
});

copyParts(dist);

// For the bench; it is not published.
writeFileSync(join(dist, 'programs.meta.json'), JSON.stringify(programs.metafile));

writeNotices([workers, programs, library].map(({ metafile }) => metafile));
