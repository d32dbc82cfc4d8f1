import { fstatSync, writeSync } from 'node:fs';

/** Character devices of memory, such as /dev/null, by Linux' list of numbers (devices.txt). */
const MEMORY_DEVICES = 1;

/** Milliseconds until a full pipe is tried again. */
const PATIENCE = 2;

/**
 * Whether standard output or standard error is a terminal. What else it is, the file system tells: Node's
 * own streams take longer to load than a small answer takes to make.
 */
export function isTerminal(fd: 1 | 2): boolean {
  const stats = statOf(fd);
  if (stats?.isCharacterDevice() !== true) return false;
  if (process.platform === 'linux' && stats.rdev >> 8 === MEMORY_DEVICES) return false;
  return (fd === 1 ? process.stdout : process.stderr).isTTY;
}

/**
 * Writes all bytes. A pipe that somebody made non-blocking may be full for a moment; whoever has no room
 * for more is waited for.
 */
export function writeFully(fd: 1 | 2, bytes: Uint8Array): void {
  for (let left = bytes; left.length > 0;) {
    try {
      left = left.subarray(writeSync(fd, left));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE);
    }
  }
}

function statOf(fd: number) {
  try {
    return fstatSync(fd);
  } catch {
    return undefined;
  }
}
