import { isAbsent } from '../../../model/absent.js';
import { stackPointerOf } from '../../../model/process-facts/stack-pointer.js';
import { type Check, skipPreDump } from '../check.js';

/** Where a thread was: its stack pointer of core-TID.img is an address of its process (mm-PID.img). */
export const threadInMemory: Check = {
  name: 'threads-in-memory',
  holds: 'every thread has its stack in a region of its process',
  means: 'Registers and memory are not of one moment or process, or the thread was about to fail.',
  restore: 'differs',
  skip: skipPreDump,
  *failures({ processes }) {
    for (const { pid, task, space, mm } of processes) {
      if (isAbsent(space) || isAbsent(mm)) continue;
      for (const { tid, core } of task?.threads ?? []) {
        const at = isAbsent(core) ? undefined : stackPointerOf(core);
        // A stack that is empty ends where its region does.
        if (at === undefined || (space.regionAt(at) ?? space.regionAt(at - 1n))) continue;
        const problem = `its stack pointer 0x${at.toString(16)} is in no region of mm-${pid}.img`;
        yield { subject: `core-${tid}.img`, problem };
      }
    }
  },
};
