// Compiles src/search/kernel/kernel.ts, which is AssemblyScript, into src/search/kernel.generated.ts.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const SOURCE = 'src/search/kernel/kernel.ts';
const root = fileURLToPath(new URL('..', import.meta.url));

let wasm;
const { error, stderr } = await asc.main(
  [
    ...[SOURCE, '--baseDir', root, '--outFile', 'kernel.wasm', '-O3', '--noAssert'],
    ...['--runtime', 'stub', '--importMemory', '--enable', 'simd'],
  ],
  {
    writeFile(name, contents) {
      if (name === 'kernel.wasm') wasm = contents;
    },
  },
);
if (error !== null || wasm === undefined) {
  console.error(stderr.toString());
  throw error ?? new Error('no kernel was made');
}
writeFileSync(
  new URL('../src/search/kernel.generated.ts', import.meta.url),
  `/** WebAssembly of kernel/kernel.ts, in base64. */\nexport const KERNEL =\n  '${Buffer.from(wasm).toString('base64')}';\n`,
);
