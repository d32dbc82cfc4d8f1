import { isAbsent } from '../../../model/absent.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';

export const memoryOfAnother: Rule = {
  id: 'memory-of-another',
  title: 'a hand on the memory of another process',
  techniques: ['T1055.009'],
  severities: ['high', 'medium'],
  looksFor:
    '/proc/PID/mem of another process among the descriptors; it weighs more when it can be written.',
  innocent: 'Debuggers and profilers.',
  confirm: 'See what was changed there: modified-code of the other process.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const { descriptors } = suspect.files;
      for (const { fd, file, flags } of sight.of(descriptors, `PID ${suspect.pid}`) ?? []) {
        if (file.type !== 'REG' || isAbsent(file.path)) continue;
        const other = /^\/proc\/(\d+)\/(?:task\/\d+\/)?mem$/.exec(file.path)?.[1];
        if (other === undefined || Number(other) === suspect.pid) continue;
        const isWritable = !isAbsent(flags) && !flags.names.includes('O_RDONLY');
        yield {
          severity: isWritable ? 'high' : 'medium',
          subject: { ...suspect.subject, kind: 'descriptor', fd, target: file.path },
          because: `it has ${file.path} open${isWritable ? ' for writing' : ''}`,
          caveat: 'debuggers and profilers do the same',
          evidence: [{ pid: suspect.pid, member: 'files.img', field: 'reg.name' }],
          next: aboutProcess('lsof', suspect.pid),
        };
      }
    }
  },
};
