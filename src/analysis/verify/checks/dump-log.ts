import { findDumpLog, readDumpLog } from '../../../model/metadata/dump-log.js';
import type { Check } from '../check.js';

/** What CRIU wrote last: "Dumping finished successfully", or that it failed. */
export const dumpLog: Check = {
  name: 'dump-log',
  holds: 'CRIU wrote that the dump succeeded',
  means: 'The images are what a dump left that did not come to its end.',
  restore: 'fails',
  skip: ({ checkpoint }) =>
    findDumpLog(checkpoint) === undefined ? 'there is no dump.log' : undefined,
  *failures({ checkpoint }) {
    const member = findDumpLog(checkpoint);
    if (member === undefined) return;
    const log = checkpoint.damage.attemptOr(
      () => readDumpLog(checkpoint.archive, member),
      undefined,
    );
    if (log === undefined || log.succeeded === true) return;
    // Neither its version nor its success is told by a log of errors only.
    if (log.succeeded === undefined && log.criu_version === undefined) return;
    const [first = 'it tells of no error'] = log.errors;
    const problem =
      log.succeeded === false
        ? `CRIU wrote that the dump failed: ${first}`
        : 'ends without telling that the dump succeeded';
    yield { subject: member.name, problem };
  },
};
