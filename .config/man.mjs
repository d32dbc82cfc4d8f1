// Makes dist/man: a manual page of each program and each command, from the objects that their help is made from.
import { build } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { programOptions, SHARED } from './program-options.mjs';
import { sourceDate } from './source-date.mjs';

const root = SHARED.absWorkingDir;
const built = join(root, 'node_modules/.cache/man-pages.cjs');
const man = join(root, 'dist/man');

await build({
  ...programOptions({}),
  stdin: {
    contents: `export { manPages } from './src/cli/man-pages.js'; export { PROGRAMS } from './src/cli/main.js';`,
    resolveDir: root,
    loader: 'ts',
  },
  outfile: built,
  format: 'cjs',
});
const { manPages, PROGRAMS } = createRequire(import.meta.url)(built);

const day = new Date(sourceDate() * 1000);
mkdirSync(man, { recursive: true });
const pages = await manPages(Object.values(PROGRAMS), day.toISOString().slice(0, 10));
for (const [name, text] of pages) writeFileSync(join(man, name), text);
