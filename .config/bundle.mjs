// Bundles src/ into dist/: the programs, which as CommonJS start sooner than ES modules on Node 20, in a few
// files of which a command loads what it needs, and index.js, the library.
import { build } from 'esbuild';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNotices } from './notices.mjs';
import { copyParts, optionalParts } from './optional-parts.mjs';
import { packChunks } from './pack-chunks.mjs';
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

const programs = await build({
  ...programOptions(codes),
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  format: 'esm',
  splitting: true,
  write: false,
});
await packChunks(programs, {
  packs: {
    cli: ['src/cli/main.ts', 'src/cli/parse-arguments.ts'],
    show: ['src/cli/commands/show.ts'],
    crit: ['decode', 'info', 'show'].map((name) => `src/cli/crit/${name}.ts`),
    inspect: ['src/cli/commands/inspect.ts'],
    rows: ['ps', 'lsof', 'ss', 'table'].map((name) => `src/cli/commands/${name}.ts`),
    // The library that compresses is large, and nobody else needs it.
    build: ['src/cli/commands/build.ts', 'src/bytes/compress-zstd.ts'],
    memory: ['grep', 'strings', 'read', 'maps', 'xinfo'].map(
      (name) => `src/cli/commands/${name}.ts`,
    ),
    x86: ['node_modules/iced-x86/iced_x86.js'],
    kubernetes: ['src/capture/kubelet/kubeconfig.ts'],
  },
  target: SHARED.target,
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
  define: { BUNDLED: 'true', SEARCH_WORKER: codes.SEARCH_WORKER },
  plugins: [imported, optionalParts],
});

copyParts(dist);

// For the bench; it is not published.
writeFileSync(join(dist, 'programs.meta.json'), JSON.stringify(programs.metafile));

writeNotices([workers, programs, library].map(({ metafile }) => metafile));
