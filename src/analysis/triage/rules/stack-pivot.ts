import { isAbsent } from '../../../model/absent.js';
import { hex } from '../region-pages.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';
import { stackPointers } from '../thread-pointers.js';

export const stackPivot: Rule = {
  id: 'stack-pivot',
  title: 'a stack pointer where no stack can be',
  techniques: ['T1055'],
  severities: ['medium'],
  looksFor: 'A thread whose stack pointer lies in the mapping of a file, or in no region.',
  innocent: 'Runtimes with stacks of their own making, which most often are anonymous memory.',
  confirm: 'Read what lies at the stack pointer: a chain of return addresses that nobody called.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      if (isAbsent(suspect.areas)) {
        sight.of(suspect.areas, `PID ${suspect.pid}`);
        continue;
      }
      for (const { tid, pointer } of stackPointers(suspect.task)) {
        const area = suspect.areaAt(pointer);
        if (area !== undefined && area.region?.backing.kind !== 'file') continue;
        yield {
          severity: 'medium',
          subject: { ...suspect.subject, kind: 'thread', tid },
          because: `the stack pointer of thread ${tid}, ${hex(pointer)}, lies in ${area === undefined ? 'no region' : area.name}`,
          caveat: 'a runtime may switch to stacks of its own making',
          evidence: [
            { pid: suspect.pid, address: pointer, member: `core-${tid}.img`, field: 'sp' },
          ],
          next: aboutProcess('registers', suspect.pid),
        };
      }
    }
  },
};
