import { readFileSync } from 'node:fs';
import { besideBundle } from '../bytes/beside-bundle.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { fileError } from '../bytes/file-error.js';

/** The licences of what is built into this program. */
export function readNotices(): string {
  const file = besideBundle('THIRD-PARTY-NOTICES.txt');
  if (file === undefined) {
    throw new CheckpointError(
      'not-found',
      'the licences are beside the package, in THIRD-PARTY-NOTICES.txt',
    );
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError('open', file, error);
  }
}
