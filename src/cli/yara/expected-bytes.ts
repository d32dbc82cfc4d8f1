import { statSync } from 'node:fs';

/** Bytes of those archives that are files here, so that as many threads start at once as are worth it. */
export function expectedBytes(archives: readonly string[]): number {
  return archives.reduce((sum, archive) => sum + sizeOf(archive), 0);
}

function sizeOf(path: string): number {
  try {
    const found = statSync(path);
    return found.isFile() ? found.size : 0;
  } catch {
    // Whoever opens it tells why.
    return 0;
  }
}
