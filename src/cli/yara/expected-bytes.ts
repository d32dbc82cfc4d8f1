import { fileSize } from '../../bytes/file-size.js';

/** Bytes of those archives that are files here, so that as many threads start at once as are worth it. */
export function expectedBytes(archives: readonly string[]): number {
  return archives.reduce((sum, archive) => sum + (fileSize(archive) ?? 0), 0);
}
