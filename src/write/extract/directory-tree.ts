import type { Directory } from '../directory.js';
import { isStill, madeThing, type MadeThing } from './made-things.js';
import { refused } from './refused.js';

/** Longest path that the system takes, in bytes (limits.h, PATH_MAX). */
const PATH_MAX = 4096;

/**
 * The directories below the one that members are written to. Each way begins at the top and goes from one
 * open directory to the next: no link is ever followed, neither one of the archive nor one that was there
 * before, and a directory that was found or made is the same one ever after. So nobody who may write on
 * the way can lead a member elsewhere, whenever he tries.
 */
export class DirectoryTree {
  private readonly made = new Map<string, MadeThing>();

  /** @param top is open as long as the tree is used */
  constructor(private readonly top: Directory) {}

  /** What this run has found or made there. */
  get(components: readonly string[]): MadeThing | undefined {
    return this.made.get(keyOf(components));
  }

  set(components: readonly string[], thing: MadeThing): void {
    this.made.set(keyOf(components), thing);
  }

  /**
   * Uses a directory, which is made if it is not there. It is open until `use` has ended.
   * @throws CheckpointError when something else is on the way
   */
  async in<T>(
    components: readonly string[],
    use: (directory: Directory) => Promise<T> | T,
  ): Promise<T> {
    if (Buffer.byteLength(keyOf(components)) > PATH_MAX) throw refused('its path is too long');
    let at = this.top;
    try {
      for (let depth = 1; depth <= components.length; depth++) {
        const below = this.step(at, components.slice(0, depth));
        if (at !== this.top) at.close();
        at = below;
      }
      return await use(at);
    } finally {
      if (at !== this.top) at.close();
    }
  }

  private step(parent: Directory, components: readonly string[]): Directory {
    const name = components.at(-1) ?? '';
    const known = this.get(components);
    const there = parent.find(name);
    if (there === undefined && known === undefined) {
      const directory = parent.makeChild(name);
      this.set(components, madeThing('directory', directory.stats()));
      return directory;
    }
    if (there?.isDirectory() !== true) {
      throw refused(`${keyOf(components)} on its way is ${nameOf(there)}`);
    }
    const directory = parent.child(name);
    const stats = directory.stats();
    if (known === undefined) {
      this.set(components, madeThing('found', stats));
    } else if (!isStill(known, stats)) {
      directory.close();
      throw refused(`${keyOf(components)} on its way is another directory than before`);
    }
    return directory;
  }
}

export function keyOf(components: readonly string[]): string {
  return components.join('/');
}

function nameOf(there: { isSymbolicLink(): boolean } | undefined): string {
  if (there === undefined) return 'gone';
  return there.isSymbolicLink() ? 'a symlink' : 'not a directory';
}
