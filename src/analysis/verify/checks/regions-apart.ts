import { readProcesses } from '../../../model/processes.js';
import { readVmas, VmaStatus } from '../../../model/vmas.js';
import { addressText } from '../address-text.js';
import { type Check, skipPreDump } from '../check.js';

/** Guards (MADV_GUARD_INSTALL) are told as entries of their own inside of regions. */
export const regionsApart: Check = {
  name: 'regions-apart',
  holds: 'regions ascend and do not overlap',
  means: 'The address space never was like this: the image was changed or damaged.',
  restore: 'fails',
  skip: skipPreDump,
  *failures({ checkpoint }) {
    for (const { pid, ended } of checkpoint.damage.attemptOr(() => readProcesses(checkpoint), [])) {
      if (ended) continue;
      let last = { start: 0n, end: 0n };
      for (const { start = 0n, end = 0n, status = 0 } of readVmas(checkpoint, pid)) {
        if ((status & VmaStatus.guard) !== 0) continue;
        const subject = `mm-${pid}.img`;
        if (end <= start) {
          yield { subject, problem: `region ${addressText(start, end)} is none` };
        } else if (start < last.end) {
          const before = addressText(last.start, last.end);
          yield {
            subject,
            problem: `region ${addressText(start, end)} lies in or before ${before}`,
          };
        }
        last = { start, end };
      }
    }
  },
};
