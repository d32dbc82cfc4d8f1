import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { extractMembers, type ExtractOptions } from '../../../src/write/extract/extract.js';
import { temporaryDirectory } from '../../temporary-directory.js';

/** A place with an archive and a directory to unpack to, and something beside it that must not change. */
export function workplace(bytes: Uint8Array) {
  const around = temporaryDirectory();
  const file = join(around, 'archive');
  writeFileSync(file, bytes);
  mkdirSync(join(around, 'outside'));
  writeFileSync(join(around, 'outside', 'victim'), 'untouched');
  const directory = join(around, 'out');
  const expectUntouched = () => {
    expect(
      readdirSync(around)
        .filter((name) => name !== 'out')
        .sort(),
    ).toEqual(['archive', 'outside']);
    expect(readdirSync(join(around, 'outside'))).toEqual(['victim']);
    expect(readFileSync(join(around, 'outside', 'victim'), 'utf8')).toBe('untouched');
  };
  const extract = (names: readonly string[] = [], options?: ExtractOptions) =>
    extractMembers(file, names, directory, options);
  return {
    around,
    file,
    directory,
    extract,
    expectUntouched,
    out: (name: string) => join(directory, name),
  };
}

/** The whole of a directory: names with contents, targets of links, slashes behind directories. */
export function tree(directory: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(directory).sort()) {
    const path = join(directory, name);
    const stats = lstatSync(path);
    if (stats.isDirectory())
      Object.assign(found, { [`${prefix}${name}/`]: '' }, tree(path, `${prefix}${name}/`));
    else
      found[prefix + name] = stats.isSymbolicLink()
        ? `-> ${readlinkSync(path)}`
        : readFileSync(path, 'latin1');
  }
  return found;
}
