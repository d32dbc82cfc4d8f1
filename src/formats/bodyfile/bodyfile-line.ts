/** What a line of a bodyfile tells; times in whole seconds since the epoch. */
export interface BodyfileEntry {
  readonly name: string;
  /** `r/rrw-r--r--`, of what is no file empty. */
  readonly mode: string;
  readonly inode?: number | bigint | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly size?: number | bigint | undefined;
  readonly accessed?: bigint | undefined;
  readonly modified?: bigint | undefined;
  readonly changed?: bigint | undefined;
  readonly born?: bigint | undefined;
}

/**
 * The Sleuth Kit's bodyfile 3.x: `MD5|name|inode|mode|UID|GID|size|atime|mtime|ctime|crtime`. What is not known
 * is 0, which mactime leaves out. A name can hold neither a bar nor the end of a line: both are escaped.
 */
export function bodyfileLine(entry: BodyfileEntry): string {
  const { name, mode, inode = 0, uid = 0, gid = 0, size = 0 } = entry;
  const { accessed = 0n, modified = 0n, changed = 0n, born = 0n } = entry;
  const safe = name.replace(/[|\n\r]/g, (char) => ESCAPES[char] ?? '');
  return `0|${safe}|${inode}|${mode}|${uid}|${gid}|${size}|${accessed}|${modified}|${changed}|${born}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { '|': '\\x7c', '\n': '\\n', '\r': '\\r' };

const BITS = 'rwxrwxrwx';

/** Type and permissions as the Sleuth Kit writes them: the type twice, as in directory entry and inode. */
export function modeText(type: string, mode: number): string {
  const bits = Array.from(BITS, (letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  const special = (at: number, set: boolean, letter: string): void => {
    if (set) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
  };
  special(2, (mode & 0o4000) !== 0, 's');
  special(5, (mode & 0o2000) !== 0, 's');
  special(8, (mode & 0o1000) !== 0, 't');
  return `${type}/${type}${bits.join('')}`;
}
