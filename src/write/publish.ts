import { closeSync, constants, linkSync, openSync, renameSync, unlinkSync } from 'node:fs';
import type { Directory } from './directory.js';

/** Only a new file of this very name, never what a link leads to. */
export const NEW_FILE =
  constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** How file systems say that a file has one name only. */
export const WITHOUT_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/**
 * Gives a file of this directory its name.
 * @param replace takes the place of a file or link; otherwise the error EEXIST of the system comes when
 * anything of that name is there, however late it came
 */
export function publish(directory: Directory, part: string, name: string, replace: boolean): void {
  const [from, to] = [directory.at(part), directory.at(name)];
  if (replace) {
    renameSync(from, to);
    return;
  }
  try {
    linkSync(from, to);
  } catch (error) {
    if (!WITHOUT_LINKS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    renameToNew(from, to);
    return;
  }
  unlinkSync(from);
}

/** A rename takes the place of whatever is there: that is to be an empty file of ours. */
function renameToNew(from: Buffer, to: Buffer): void {
  closeSync(openSync(to, NEW_FILE, 0o600));
  try {
    renameSync(from, to);
  } catch (error) {
    unlinkSync(to);
    throw error;
  }
}
