import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { fileSource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Archive } from './archive.js';
import { DEFAULT_LIMITS } from './limits.js';
import { localPath } from './local-path.js';
import { tarSteps } from './tar/tar-steps.js';

/** Whether a plain tar ends with its block of zeros, rather than with the file. */
export function findTarEnd(archive: Archive): 'there' | 'missing' | 'unknown' {
  const isPlain = archive.form === 'tar' && archive.compression === undefined;
  const path = localPath(archive.file);
  if (!isPlain || path === undefined || archive.damage !== undefined) return 'unknown';
  const fd = openAgain(path);
  if (fd === undefined) return 'unknown';
  try {
    const stats = fstatSync(fd);
    return stats.isFile() ? endOf(fd, stats.size, archive.file) : 'unknown';
  } finally {
    closeSync(fd);
  }
}

/** Undefined where it is gone meanwhile. */
function openAgain(file: string): number | undefined {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

function endOf(fd: number, size: number, file: string): 'there' | 'missing' | 'unknown' {
  const source = fileSource(fd, size, { file });
  const steps = tarSteps({ place: source.place, limits: DEFAULT_LIMITS });
  let last: Uint8Array = new Uint8Array(0);
  try {
    for (let step = steps.next(); step.done !== true;) {
      if (step.value.kind === 'read') {
        const { offset, length } = step.value;
        last = source.read(Math.min(offset, size), Math.max(Math.min(length, size - offset), 0));
        step = steps.next(last);
      } else {
        step = steps.next(new Uint8Array(0));
      }
    }
  } catch (error) {
    if (error instanceof CheckpointError) return 'unknown';
    throw error;
  }
  // What was read last is the block of zeros, or nothing.
  return last.length > 0 ? 'there' : 'missing';
}
