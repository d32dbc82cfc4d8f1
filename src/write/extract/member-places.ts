import { renameSync, rmSync } from 'node:fs';
import type { Directory } from '../directory.js';
import { partName } from '../part-name.js';
import type { DirectoryTree } from './directory-tree.js';
import { isStill, madeThing } from './made-things.js';
import { refused } from './refused.js';

/** Where members go, and what may give way to them. */
export class MemberPlaces {
  constructor(
    private readonly tree: DirectoryTree,
    private readonly overwrite: boolean,
  ) {}

  /** Uses the directory that a member lies in, with the member's name in it. */
  inParent(
    components: readonly string[],
    use: (directory: Directory, name: string) => Promise<void> | void,
  ): Promise<void> {
    return this.tree.in(components.slice(0, -1), (directory) => use(directory, nameOf(components)));
  }

  /**
   * Whether something is there that gives way: what this run has written there before, or what was there
   * and may be replaced.
   * @throws CheckpointError when something is there that does not
   */
  mayReplace(components: readonly string[], directory: Directory): boolean {
    const there = directory.find(nameOf(components));
    if (there === undefined) return false;
    if (there.isDirectory()) throw refused('is a directory already');
    const own = this.tree.get(components);
    if (own !== undefined && isStill(own, there)) return true;
    if (this.overwrite && (there.isFile() || there.isSymbolicLink())) return true;
    throw refused('exists already; --force replaces it');
  }

  /** Makes a link by its name, or by another that then takes the place of what is there. */
  makeNamed(
    components: readonly string[],
    directory: Directory,
    make: (path: Buffer) => void,
  ): void {
    const name = nameOf(components);
    if (!this.mayReplace(components, directory)) {
      make(directory.at(name));
      return;
    }
    const part = directory.at(partName(name));
    make(part);
    try {
      renameSync(part, directory.at(name));
    } finally {
      // It is still there after an error, and where both were names of one file (rename(2)).
      rmSync(part, { force: true });
    }
  }

  /** Notes what was written. */
  remember(components: readonly string[], directory: Directory, kind: 'file' | 'symlink'): void {
    const there = directory.find(nameOf(components));
    if (there !== undefined) this.tree.set(components, madeThing(kind, there));
  }
}

function nameOf(components: readonly string[]): string {
  return components.at(-1) ?? '';
}
