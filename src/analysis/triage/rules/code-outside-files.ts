import { isAbsent } from '../../../model/absent.js';
import { bytesAt, hex } from '../region-pages.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';
import { instructionPointers } from '../thread-pointers.js';

export const codeOutsideFiles: Rule = {
  id: 'code-outside-files',
  title: 'a thread that runs code of no file',
  techniques: ['T1055'],
  severities: ['high', 'low'],
  looksFor:
    "A thread whose instruction pointer lies neither in an executable mapping of a file nor in the kernel's vdso.",
  innocent: 'Threads in code that a compiler made as it ran.',
  confirm: 'Disassemble what is there; write a core file and look at the backtrace.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      if (isAbsent(suspect.areas)) {
        sight.of(suspect.areas, `PID ${suspect.pid}`);
        continue;
      }
      for (const { tid, pointer } of instructionPointers(suspect.task)) {
        const area = suspect.areaAt(pointer);
        const { region } = area ?? {};
        const kind = region?.backing.kind;
        if (region?.executable === true && (kind === 'file' || kind === 'kernel')) continue;
        const compiler = suspect.justInTime;
        const where =
          area === undefined ? 'no region' : area.name === '' ? 'anonymous memory' : area.name;
        yield {
          severity: compiler === undefined ? 'high' : 'low',
          subject: { ...suspect.subject, kind: 'thread', tid },
          because: `thread ${tid} goes on at ${hex(pointer)}, in ${where}${area === undefined ? '' : ` (${area.permissions})`}`,
          ...(compiler !== undefined && {
            caveat: `the process compiles as it runs (${compiler})`,
          }),
          evidence: [bytesAt(suspect, pointer)],
          next: aboutProcess('registers', suspect.pid),
        };
      }
    }
  },
};
