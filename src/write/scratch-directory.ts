import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilFinished } from './unfinished.js';
import { writeError } from './write-error.js';

/**
 * A new directory in TMPDIR, for its owner only, that is gone when `use` is done or the program ends before.
 * @throws WriteError when there is no room for it, and what `use` throws
 */
export async function withScratchDirectory<T>(use: (path: string) => Promise<T>): Promise<T> {
  const path = makeScratch();
  const remove = (): void => {
    rmSync(path, { recursive: true, force: true });
  };
  const forget = untilFinished(remove);
  try {
    return await use(path);
  } finally {
    remove();
    forget();
  }
}

function makeScratch(): string {
  const start = join(tmpdir(), 'checkpointctl-');
  try {
    return mkdtempSync(start);
  } catch (error) {
    throw writeError('mkdir', start, error);
  }
}
