// The parts that are loaded only when they are asked for: their WebAssembly lies beside the bundles, and in the
// one-file program inside it.
import { copyFileSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const parts = JSON.parse(readFileSync(join(root, 'src/bytes/optional-parts.json'), 'utf8'));

/** The files of all parts. */
export const PART_FILES = Object.values(parts).map((part) =>
  join(root, 'node_modules', part.package, part.file),
);

export function copyParts(directory) {
  for (const file of PART_FILES) copyFileSync(file, join(directory, basename(file)));
}

const OWN_FILE = "require('path').join(__dirname, 'iced_x86_bg.wasm')";

/** iced-x86 looks for its file beside its own source, which a bundle has no more. */
export const optionalParts = {
  name: 'optional-parts',
  setup(to) {
    to.onLoad({ filter: /[\\/]iced_x86\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes(OWN_FILE)) throw new Error(`${path} finds its file in another way now`);
      const contents = source.replace(
        OWN_FILE,
        // As a path from the root: where that lies has no part in what is built.
        `require("./src/bytes/optional-part.ts").findPart("x86")`,
      );
      return { contents, resolveDir: root };
    });
  },
};
