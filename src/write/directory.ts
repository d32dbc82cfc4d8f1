import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  utimesSync,
} from 'node:fs';
import { fileError } from '../bytes/file-error.js';
import { encodeText } from '../bytes/text.js';

/** Where the kernel shows the open files of this process: a path below one is what openat(2) takes. */
const DESCRIPTORS = '/proc/self/fd';

/** Linux opens a directory as a place only, for which nobody has to be allowed to list it (open(2), O_PATH). */
const O_PATH = 0o10000000;

/**
 * An open directory. Where the system allows it, what is done in it is done in this very directory,
 * whatever becomes of its name and of those above it. Elsewhere than on Linux names are all there is.
 */
export class Directory {
  private readonly isPlace = hasDescriptors();
  private readonly fd: number;

  private constructor(
    private readonly path: string,
    follow: boolean,
  ) {
    const flags = constants.O_DIRECTORY | (this.isPlace ? O_PATH : constants.O_RDONLY);
    this.fd = openSync(encoded(path), flags | (follow ? 0 : constants.O_NOFOLLOW));
  }

  /**
   * One that the user named, also through links.
   * @throws CheckpointError if it cannot be opened
   */
  static open(path: string): Directory {
    try {
      return new Directory(path, true);
    } catch (error) {
      throw fileError('open', path, error);
    }
  }

  /** One that lies in this one; a link to one is an error of the system (ENOTDIR). */
  child(name: string): Directory {
    return new Directory(this.pathOf(name), false);
  }

  /** Makes one in this one, for its owner only. */
  makeChild(name: string): Directory {
    mkdirSync(this.at(name), 0o700);
    return this.child(name);
  }

  /** The path of something in it, to hand to the system at once. */
  at(name: string): Buffer {
    return encoded(this.pathOf(name));
  }

  /** What is there by a name, not what it leads to. */
  find(name: string): BigIntStats | undefined {
    return lstatSync(this.at(name), { bigint: true, throwIfNoEntry: false });
  }

  stats(): BigIntStats {
    return fstatSync(this.fd, { bigint: true });
  }

  setMode(mode: number): void {
    if (this.isPlace) chmodSync(this.base, mode);
    else fchmodSync(this.fd, mode);
  }

  /** @param time of `fileTime` */
  setTime(time: string): void {
    if (this.isPlace) utimesSync(this.base, time, time);
    else futimesSync(this.fd, time, time);
  }

  close(): void {
    closeSync(this.fd);
  }

  private get base(): string {
    return this.isPlace ? `${DESCRIPTORS}/${this.fd}` : this.path;
  }

  private pathOf(name: string): string {
    if (name === '' || name === '.' || name === '..' || name.includes('/')) {
      throw new RangeError(`not a name in a directory: ${name}`);
    }
    return `${this.base}/${name}`;
  }
}

function encoded(path: string): Buffer {
  return Buffer.from(encodeText(path));
}

let known: boolean | undefined;

function hasDescriptors(): boolean {
  known ??= process.platform === 'linux' && existsSync(DESCRIPTORS);
  return known;
}
