// Bundles src/ into dist/: the programs, which as CommonJS start sooner than ES modules on Node 20, in a few
// files of which a command loads what it needs, and index.js, the library.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNotices } from './notices.mjs';
import { packChunks } from './pack-chunks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  // They are all in THIRD-PARTY-NOTICES.
  legalComments: 'none',
  metafile: true,
  charset: 'ascii',
};

// The threads of a search load nothing but what they need.
const search = await build({
  ...shared,
  entryPoints: { 'search-worker': 'src/search/scan/search-worker.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  minify: true,
});

/** Whoever starts threads has their program inside. */
const worker = {
  SEARCH_WORKER: JSON.stringify(readFileSync(join(dist, 'search-worker.cjs'), 'utf8')),
};

const programs = await build({
  ...shared,
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  format: 'esm',
  splitting: true,
  minify: true,
  write: false,
  // yargs has its parser as CommonJS, which is then there once.
  alias: { 'yargs-parser': './node_modules/yargs-parser/build/index.cjs' },
  // yargs asks where it lies, to find translations that it then does without.
  define: { ...worker, 'import.meta.url': '__filename' },
});
await packChunks(programs, {
  packs: {
    cli: ['src/cli/main.ts', 'src/cli/parse-arguments.ts'],
    show: ['src/cli/commands/show.ts'],
    crit: ['decode', 'info', 'show'].map((name) => `src/cli/crit/${name}.ts`),
    inspect: ['src/cli/commands/inspect.ts'],
    rows: ['ps', 'lsof', 'ss', 'table'].map((name) => `src/cli/commands/${name}.ts`),
    memory: ['grep', 'strings', 'read', 'maps', 'xinfo'].map(
      (name) => `src/cli/commands/${name}.ts`,
    ),
  },
  target: shared.target,
  directory: dist,
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

const library = await build({
  ...shared,
  entryPoints: { index: 'src/index.ts' },
  outdir: 'dist',
  format: 'esm',
  define: worker,
  plugins: [imported],
});

// For the bench; it is not published.
writeFileSync(join(dist, 'programs.meta.json'), JSON.stringify(programs.metafile));

writeNotices(
  join(dist, 'THIRD-PARTY-NOTICES'),
  root,
  [search, programs, library].map(({ metafile }) => metafile),
);
