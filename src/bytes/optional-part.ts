import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { besideBundle, isSource } from './beside-bundle.js';
import { CheckpointError } from './checkpoint-error.js';
import PARTS from './optional-parts.json' with { type: 'json' };

export type OptionalPart = keyof typeof PARTS;

/**
 * The file with the WebAssembly of a part that is loaded only when it is asked for. It is no text in a bundle,
 * since it is larger than all the rest.
 * @throws CheckpointError in an installation without that file
 */
export function findPart(part: OptionalPart): string {
  const { title, file } = PARTS[part];
  const found = isSource() ? inPackage(part) : besideBundle(basename(file));
  if (found !== undefined && existsSync(found)) return found;
  throw new CheckpointError(
    'unsupported',
    `${title} is not part of this installation: ${basename(file)} is not beside the program`,
  );
}

function inPackage(part: OptionalPart): string {
  const { package: name, file } = PARTS[part];
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);
}
