// Compiles what is AssemblyScript into modules that have its WebAssembly: src/search/kernel/kernel.ts, the decoder of
// LZ4 blocks, and what writes the rows of hexdumps.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));

for (const directory of ['src/search', 'src/bytes/lz4', 'src/render/hex-rows'])
  await compile(directory);

async function compile(directory) {
  let wasm;
  const { error, stderr } = await asc.main(
    [
      `${directory}/kernel/kernel.ts`,
      ...['--baseDir', root, '--outFile', 'kernel.wasm', '-O3', '--noAssert'],
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
    throw error ?? new Error(`no kernel was made of ${directory}`);
  }
  writeFileSync(
    new URL(`../${directory}/kernel.generated.ts`, import.meta.url),
    `/** WebAssembly of kernel/kernel.ts, in base64. */\nexport const KERNEL =\n  '${Buffer.from(wasm).toString('base64')}';\n`,
  );
}
