import { fstatSync, type Stats } from 'node:fs';
import { UsageError } from './usage-error.js';

const READABLE_BY_ALL = 0o004;

/**
 * What is secret is not written where everybody can read it.
 * @throws UsageError when the descriptor is a file that others may read
 */
export function refuseReadableByAll(descriptor = 1): void {
  const stats = statOf(descriptor);
  if (stats?.isFile() !== true || (stats.mode & READABLE_BY_ALL) === 0) return;
  throw new UsageError(
    '--reveal does not write into a file that everybody can read: chmod 600 it before, or umask 077',
  );
}

/** Standard output may be closed. */
function statOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch {
    return undefined;
  }
}
