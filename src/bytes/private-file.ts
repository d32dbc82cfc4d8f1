import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, renameSync, unlinkSync } from 'node:fs';
import { CheckpointError } from './checkpoint-error.js';
import { fileError } from './file-error.js';

const NEW_FILE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Writes a new file that only its owner may read. When `write` fails, nothing is left of it.
 * @param replace takes the place of a file or link that is there, once the new one is whole; what a
 * link leads to is never touched
 * @throws CheckpointError when there is one already, or the system refuses
 */
export function writePrivateFile(
  path: string,
  replace: boolean,
  write: (fd: number) => void,
): void {
  const name = replace ? `${path}.${randomBytes(6).toString('hex')}.part` : path;
  const fd = createPrivate(name);
  try {
    try {
      write(fd);
    } finally {
      closeSync(fd);
    }
    if (replace) renameSync(name, path);
  } catch (error) {
    unlinkSync(name);
    throw fileError('write', path, error);
  }
}

/** Creates a file for its owner only. Neither a file nor a link may be there. */
export function createPrivate(path: string): number {
  try {
    return openSync(path, NEW_FILE, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new CheckpointError('usage', `${path}: exists already; --force replaces it`);
    }
    throw fileError('create', path, error);
  }
}
