import type { Member } from '../../archive/member.js';
import type { Directory } from '../directory.js';
import { fileTime } from '../file-time.js';
import type { NewFile } from '../new-file.js';

export interface AttributeOptions {
  /** Keeps setuid, setgid and sticky bits. */
  readonly keepSetuid?: boolean;
  /** Gives files and directories the very modes of the archive, whatever the umask. */
  readonly preservePermissions?: boolean;
}

/** Errors of file systems that have no modes, or not this one: vfat, network drives. */
const WITHOUT_MODES = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Gives what is unpacked its mode and time. */
export class FileAttributes {
  /** What the file system could not keep; each is told once. */
  readonly unkept = new Set<string>();
  /** Bits that the user takes from whatever he makes. */
  private readonly umask: number;

  constructor(private readonly options: AttributeOptions) {
    this.umask = options.preservePermissions === true ? 0 : readUmask();
  }

  setOnFile(file: NewFile, member: Member): void {
    const mode = this.modeOf(member, 0o600);
    // Not before: writing takes setuid bits away.
    this.keepMode(() => {
      file.setMode(mode);
    });
    this.keepTime(member, (time) => {
      file.setTime(time);
    });
  }

  setOnDirectory(directory: Directory, member: Member): void {
    this.keepMode(() => {
      directory.setMode(this.modeOf(member, 0o700));
    });
    this.keepTime(member, (time) => {
      directory.setTime(time);
    });
  }

  /** A time that the file system cannot keep is no reason to leave a file out. */
  keepTime({ mtimeNs }: Member, set: (time: string) => void): void {
    if (mtimeNs === undefined) return;
    try {
      set(fileTime(mtimeNs));
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      this.unkept.add(`times are not kept: the file system refuses them (${code})`);
    }
  }

  private keepMode(set: () => void): void {
    try {
      set();
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!WITHOUT_MODES.includes(code)) throw error;
      this.unkept.add(`modes are not kept: the file system refuses them (${code})`);
    }
  }

  /**
   * Whoever made the archive could read it all; so must whoever unpacks it, unless he wants the exact
   * modes. A header without a mode gives one for the owner only.
   */
  private modeOf({ mode }: Member, owner: number): number {
    const bits = (mode ?? owner) & (this.options.keepSetuid === true ? 0o7777 : 0o777);
    return this.options.preservePermissions === true ? bits : (bits & ~this.umask) | owner;
  }
}

/** The system tells it only when it is set; what is made meanwhile is for its owner only. */
function readUmask(): number {
  const umask = process.umask(0o077);
  process.umask(umask);
  return umask;
}
