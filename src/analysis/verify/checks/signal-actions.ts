import { isAbsent } from '../../../model/absent.js';
import { readProcesses } from '../../../model/processes.js';
import { type Check, skipPreDump } from '../check.js';

/** task_core_entry.sigactions, or sigacts-PID.img before CRIU 2.4. */
export const signalActions: Check = {
  name: 'signal-actions',
  holds: 'every living process has its table of signal actions',
  means: 'How the process would have answered to signals is lost.',
  restore: 'fails',
  skip: skipPreDump,
  *failures({ checkpoint }) {
    const { images } = checkpoint;
    for (const { pid, ended, core } of checkpoint.damage.attemptOr(
      () => readProcesses(checkpoint),
      [],
    )) {
      if (ended || isAbsent(core) || (core.tc?.sigactions?.length ?? 0) > 0) continue;
      if (images.has(`sigacts-${pid}.img`)) continue;
      yield { subject: `core-${pid}.img`, problem: 'has no signal actions' };
    }
  },
};
