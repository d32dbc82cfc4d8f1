import { isAbsent } from '../../../model/absent.js';
import { enumDef } from '../../../criu/schema.js';
import { readProcesses } from '../../../model/processes.js';
import { type Check, skipPreDump } from '../check.js';
import { addTo } from '../../../model/group-by.js';

/** core_entry.mtype: one kernel runs programs of one architecture, 32-bit ones among them. */
export const oneMachine: Check = {
  name: 'machine',
  holds: 'all threads are of one kind of machine',
  means: 'Images of dumps of different machines were put together.',
  restore: 'fails',
  skip: skipPreDump,
  *failures({ checkpoint }) {
    const byMachine = new Map<number, string[]>();
    for (const { threads } of checkpoint.damage.attemptOr(() => readProcesses(checkpoint), [])) {
      for (const { tid, core } of threads) {
        if (isAbsent(core) || core.mtype === undefined) continue;
        addTo(byMachine, core.mtype, `core-${tid}.img`);
      }
    }
    const [usual, ...others] = [...byMachine].sort((a, b) => b[1].length - a[1].length);
    for (const [machine, images] of others) {
      const problem = `of ${nameOf(machine)}, where others are of ${nameOf(usual?.[0] ?? 0)}`;
      yield { subject: images.join(', '), problem };
    }
  },
};

function nameOf(machine: number): string {
  return enumDef('core_entry.march').byNumber.get(machine) ?? String(machine);
}
