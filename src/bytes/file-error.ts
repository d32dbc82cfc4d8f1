import { getSystemErrorMap } from 'node:util';
import { CheckpointError } from './checkpoint-error.js';

/**
 * The error of a call to the system, worded as Go words it: `open x.tar: permission denied`.
 * Anything else that was thrown comes back as it is.
 */
export function fileError(operation: string, path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') {
    return error;
  }
  const [name, reason] = getSystemErrorMap().get(error.errno) ?? ['', error.message];
  const code = name === 'ENOENT' || name === 'ENOTDIR' ? 'not-found' : 'not-readable';
  return new CheckpointError(code, `${operation} ${path}: ${reason}`);
}
