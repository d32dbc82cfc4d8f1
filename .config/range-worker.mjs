// The thread that asks servers for parts of archives, as text: whoever starts it has its program inside.
import { buildSync } from 'esbuild';
import { fileURLToPath } from 'node:url';

export function rangeWorker() {
  const { outputFiles } = buildSync({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: ['src/remote/ranges/range-worker.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
    write: false,
  });
  return outputFiles[0].text;
}
