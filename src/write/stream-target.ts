import { closeSync, constants, lstatSync, openSync } from 'node:fs';
import { writeError } from './write-error.js';

/** What bytes go to in their order, and where nothing can be removed or replaced. */
export interface StreamTarget {
  readonly fd: number;
  readonly close: () => void;
}

/**
 * Opens a name that is no file: `/dev/null`, a FIFO, or the number of an open file as a shell writes it
 * for `>(command)`. Anything else is undefined.
 * @throws WriteError when the system refuses
 */
export function openStreamTarget(path: string): StreamTarget | undefined {
  const inherited = descriptorOf(path);
  if (inherited !== undefined) return { fd: inherited, close: () => undefined };
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isCharacterDevice() !== true && there?.isFIFO() !== true) return undefined;
  try {
    const fd = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
    return {
      fd,
      close: () => {
        closeSync(fd);
      },
    };
  } catch (error) {
    throw writeError('open', path, error);
  }
}

/** The names of open files lead through links of the kernel, which are not to be replaced. */
function descriptorOf(path: string): number | undefined {
  if (path === '/dev/stderr') return 2;
  const [, digits] = /^(?:\/dev\/fd|\/proc\/self\/fd)\/(\d{1,9})$/.exec(path) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
