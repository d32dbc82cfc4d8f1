import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';

/** The error of a block that is not a tar header. The wording is that of Go's archive/tar. */
export function invalidHeader(reason: string, place: Place, offset: number): CheckpointError {
  return new CheckpointError('invalid-tar', `archive/tar: invalid tar header (${reason})`, {
    ...place,
    offset,
  });
}
