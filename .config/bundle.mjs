// Bundles src/ into dist/: cli.cjs with the programs, which as CommonJS starts sooner than ES modules
// on Node 20, cli.cache with its compiled code, and index.js, the library.
import { build } from 'esbuild';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const { compile, CACHE } = createRequire(import.meta.url)('../bin/load.cjs');

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

await keepCompiledCode();

/**
 * V8 compiles a function when it is first called. What the commands run here had compiled is kept, and
 * the programs start in half the time. Another version of Node ignores the file.
 */
async function keepCompiledCode() {
  const { script, exports } = compile();
  const { PROGRAMS, runProgram } = exports;
  const output = { isTerminal: false, color: false, write: () => Promise.resolve() };
  const archive = join(root, 'testdata/checkpoints/pod.tar');
  const lines = [
    ['checkpointctl', '--help'],
    ['checkpointctl', 'show', '--help'],
    ...(existsSync(archive)
      ? [
          ['checkpointctl', 'show', archive, '--print-stats'],
          ['checkpointctl', 'grep', '-w', 'KEY_[0-9]+', archive],
          ['crit', 'show', `${archive}:checkpoint/files.img`],
        ]
      : []),
  ];
  for (const [program, ...line] of lines) await runProgram(PROGRAMS[program], line, output);
  writeFileSync(CACHE, script.createCachedData());
}
