import { findTarEnd } from '../../../archive/tar-end.js';
import type { Check } from '../check.js';

/** A tar ends with blocks of zeros (POSIX, ustar): one that was cut between two members has none. */
export const archiveEnd: Check = {
  name: 'archive-end',
  holds: 'the archive has its end',
  means: 'It may be cut off between two members: what comes last in it may be missing.',
  restore: 'unknown',
  skip: ({ checkpoint }) =>
    findTarEnd(checkpoint.archive) === 'unknown'
      ? 'only a plain tar that is a file shows its end'
      : undefined,
  *failures({ checkpoint }) {
    if (findTarEnd(checkpoint.archive) !== 'missing') return;
    yield {
      subject: checkpoint.archive.file,
      problem: 'there is no end mark behind the last member',
    };
  },
};
