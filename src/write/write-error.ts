import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fileError } from '../bytes/file-error.js';

/** What the next file would meet as well. */
const OF_THE_DISK = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'ENODEV'];

/** A file could not be written. */
export class WriteError extends CheckpointError {
  /**
   * @param isOfDisk no other file could be written either: the disk is full, or gone
   * @param path what was being written, where something of it may be left
   */
  constructor(
    sentence: string,
    readonly isOfDisk = false,
    readonly path?: string,
  ) {
    super('write-failed', sentence);
  }
}

/** The error of a call to the system that writes. Anything else that was thrown comes back as it is. */
export function writeError(operation: string, path: string, error: unknown): unknown {
  const known = fileError(operation, path, error);
  if (known === error || !(known instanceof CheckpointError)) return known;
  const { code = '' } = error as NodeJS.ErrnoException;
  return new WriteError(known.sentence, OF_THE_DISK.includes(code), path);
}

/** Whether it is of no use to write anything else. */
export function isDiskFailure(error: unknown): error is WriteError {
  return error instanceof WriteError && error.isOfDisk;
}

/** Of several files: the error says that writing ended with it. */
export function asLastOfFiles(error: WriteError): WriteError {
  return new WriteError(`${error.sentence}; no other file was begun`, error.isOfDisk);
}
