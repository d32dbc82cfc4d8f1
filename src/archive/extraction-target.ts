import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  type Stats,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fileError } from '../bytes/file-error.js';
import { encodeText } from '../bytes/text.js';
import { cleanName, type Content, type Member, nameOfType } from './member.js';
import { safeComponents, staysBelow } from './safe-name.js';
import { writeContent } from './write-content.js';

export interface ExtractionOptions {
  /** Keeps setuid, setgid and sticky bits. */
  readonly keepSetuid?: boolean;
  /** Replaces files and links that were there before. */
  readonly overwrite?: boolean;
  /** Told of every piece that is written. */
  readonly onBytes?: (count: number) => void;
}

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const PRIVATE = 0o700;

/** Makes what is missing of a path. (Node's own recursive mkdir never ends in a place like /proc.) */
function makeDirectories(directory: string): void {
  const missing: string[] = [];
  for (let path = resolve(directory); !existsSync(path); path = dirname(path)) missing.push(path);
  for (const path of missing.reverse()) mkdirSync(path, { mode: PRIVATE });
  if (!statSync(directory).isDirectory()) {
    throw new CheckpointError('not-readable', `mkdir ${directory}: not a directory`);
  }
}

/**
 * A directory that members are written below. Every directory on the way to one is looked at with lstat
 * or made here, so no link is ever followed, neither one of the archive nor one that was there before.
 */
export class ExtractionTarget {
  /** What this run has made, by path; those of directories that were there before are `found`. */
  private readonly made = new Map<string, 'file' | 'symlink' | 'directory' | 'found'>();

  /** @throws CheckpointError if the directory is none and cannot be made */
  constructor(
    private readonly directory: string,
    private readonly options: ExtractionOptions,
  ) {
    try {
      makeDirectories(directory);
    } catch (error) {
      throw fileError('mkdir', directory, error);
    }
  }

  /** Writes a member. Returns why it was not, or not as a whole. */
  async write(member: Member, content: Content): Promise<string | undefined> {
    try {
      const components = requireSafe(member.name, '');
      if (components.length > 0) await this.writeAt(components, member, content);
      return undefined;
    } catch (error) {
      const known = fileError('write', member.name, error);
      if (known instanceof CheckpointError) return known.message;
      throw known;
    }
  }

  private async writeAt(components: string[], member: Member, content: Content): Promise<void> {
    switch (member.type) {
      case 'file':
        await this.writeFile(components, member, content);
        return;
      case 'directory':
        this.makeDirectory(components);
        // Whoever made the archive could read it all; so must whoever unpacks it.
        if (this.made.get(keyOf(components)) === 'directory') {
          chmodSync(this.path(components), this.permissions(member) | PRIVATE);
        }
        return;
      case 'symlink': {
        const target = member.linkName ?? '';
        if (!staysBelow(components.slice(0, -1), target)) {
          throw refused(`is ${nameOfType(member)}, which may lead out of the directory`);
        }
        this.makeRoom(components);
        symlinkSync(Buffer.from(encodeText(target)), this.path(components));
        this.made.set(keyOf(components), 'symlink');
        return;
      }
      case 'hardlink': {
        const target = requireSafe(cleanName(member.linkName ?? ''), `is ${nameOfType(member)}: `);
        const isItself = keyOf(target) === keyOf(components);
        // A link to a symlink would move it to where its target means something else.
        if (isItself || this.made.get(keyOf(target)) !== 'file') {
          throw refused(`is ${nameOfType(member)}, which was not written before it`);
        }
        this.makeRoom(components);
        linkSync(this.path(target), this.path(components));
        this.made.set(keyOf(components), 'file');
        return;
      }
      case 'character-device':
      case 'block-device':
      case 'fifo':
      case 'socket':
      case 'unknown':
        throw refused(`is ${nameOfType(member)}`);
    }
  }

  private async writeFile(components: string[], member: Member, content: Content): Promise<void> {
    this.makeRoom(components);
    const fd = openSync(this.path(components), NEW_FILE, 0o600);
    this.made.set(keyOf(components), 'file');
    try {
      fchmodSync(fd, this.permissions(member) | 0o600);
      await writeContent(fd, content, member.size, this.options.onBytes ?? (() => undefined)).catch(
        inPart,
      );
      // Writing takes setuid bits away.
      fchmodSync(fd, this.permissions(member) | 0o600);
      if (member.mtimeNs !== undefined) setTime(fd, Number(member.mtimeNs) / 1e9);
    } finally {
      closeSync(fd);
    }
  }

  /** Makes the directories above, and removes what this run has written there before. */
  private makeRoom(components: string[]): void {
    this.makeDirectory(components.slice(0, -1));
    const path = this.path(components);
    const there = lstatIfThere(path);
    if (there === undefined) return;
    const made = this.made.get(keyOf(components));
    const mayReplace =
      made === 'file' ||
      made === 'symlink' ||
      (this.options.overwrite === true && (there.isFile() || there.isSymbolicLink()));
    if (there.isDirectory() || !mayReplace)
      throw refused('exists already; overwriting was not asked for');
    unlinkSync(path);
  }

  private makeDirectory(components: string[]): void {
    for (let depth = 1; depth <= components.length; depth++) {
      const part = components.slice(0, depth);
      const key = keyOf(part);
      const made = this.made.get(key);
      if (made === 'directory' || made === 'found') continue;
      const there = lstatIfThere(this.path(part));
      if (there === undefined) {
        mkdirSync(this.path(part), { mode: PRIVATE });
        this.made.set(key, 'directory');
      } else if (there.isDirectory()) {
        this.made.set(key, 'found');
      } else {
        const what = there.isSymbolicLink() ? 'a symlink' : 'not a directory';
        throw refused(`${part.join('/')} on its way is ${what}`);
      }
    }
  }

  private permissions({ mode = PRIVATE }: Member): number {
    return mode & (this.options.keepSetuid === true ? 0o7777 : 0o777);
  }

  private path(components: readonly string[]): Buffer {
    return Buffer.from(encodeText([this.directory, ...components].join('/')));
  }
}

function keyOf(components: readonly string[]): string {
  return components.join('/');
}

function requireSafe(name: string, prefix: string): string[] {
  const components = safeComponents(name);
  if (Array.isArray(components)) return components;
  throw refused(prefix + components.unsafe);
}

function refused(reason: string): CheckpointError {
  return new CheckpointError('unsafe-path', reason);
}

/** What could be read of a damaged file stays. */
function inPart(error: unknown): never {
  if (!(error instanceof CheckpointError)) throw error;
  throw new CheckpointError(error.code, `written in part: ${error.message}`);
}

function lstatIfThere(path: Buffer): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** A time that the file system cannot keep is no reason to leave the file out. */
function setTime(fd: number, mtime: number): void {
  try {
    futimesSync(fd, mtime, mtime);
  } catch {
    return;
  }
}
