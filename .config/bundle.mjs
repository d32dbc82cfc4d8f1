// Bundles src/ into dist/: one CommonJS file for each program, which starts sooner than ES modules
// on Node 20, and one ES module for those who use the reader as a library.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'linked',
};

await build({
  ...shared,
  entryPoints: { checkpointctl: 'src/cli/checkpointctl.ts', crit: 'src/cli/crit.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  // yargs asks where it lies, to find translations that it then does without.
  define: { 'import.meta.url': '__filename' },
});

await build({
  ...shared,
  entryPoints: { index: 'src/index.ts' },
  outdir: 'dist',
  format: 'esm',
  packages: 'bundle',
  banner: {
    js: "import { createRequire as _require } from 'node:module'; const require = _require(import.meta.url);",
  },
});
