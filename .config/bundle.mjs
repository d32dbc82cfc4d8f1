// Bundles src/ into dist/: the programs as CommonJS, which starts sooner than ES modules on Node 20,
// in chunks, so that a command loads only what it uses; and one ES module as a library.
import { build, transform } from 'esbuild';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const programs = join(root, 'dist/cli');

await rm(join(root, 'dist'), { recursive: true, force: true });

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
  legalComments: 'linked',
};

// esbuild splits ES modules only: it writes those first, and each is then turned into CommonJS.
await build({
  ...shared,
  entryPoints: { checkpointctl: 'src/cli/checkpointctl.ts', crit: 'src/cli/crit.ts' },
  outdir: 'dist/cli',
  outExtension: { '.js': '.cjs' },
  splitting: true,
  minify: true,
});
for (const name of await readdir(programs)) {
  if (!name.endsWith('.cjs')) continue;
  const file = join(programs, name);
  const { code } = await transform(await readFile(file, 'utf8'), {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minify: true,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__filename' },
  });
  await writeFile(file, code);
}

await build({
  ...shared,
  entryPoints: { index: 'src/index.ts' },
  outdir: 'dist',
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
