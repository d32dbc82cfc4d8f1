import { openArchive } from './open.js';
import { isRepeatable, openInput } from './input.js';
import type { Limits } from './limits.js';
import { isPlain } from './unpack.js';

/** Bytes of all members, where that is known without going through the archive: of a plain tar, of a directory. */
export async function findTotalSize(file: string, limits: Limits): Promise<number | undefined> {
  if (!(await hasRandomAccess(file, limits))) return undefined;
  const archive = await openArchive(file, { limits });
  try {
    return archive.members.reduce((sum, { type, size }) => sum + (type === 'file' ? size : 0), 0);
  } finally {
    archive.close();
  }
}

/** Whether opening it costs no more than reading headers. */
async function hasRandomAccess(file: string, limits: Limits): Promise<boolean> {
  if (!isRepeatable(file)) return false;
  const input = await openInput(file, limits);
  try {
    return input.kind !== 'content' || isPlain(input.content);
  } finally {
    input.close();
  }
}
