import { isAbsent } from '../../../model/absent.js';
import { regionSubject } from '../region-pages.js';
import { readAt, takeOut } from '../look-further.js';
import type { Rule } from '../rule.js';

export const memfdExecutable: Rule = {
  id: 'memfd-executable',
  title: 'code in a file that exists in memory only',
  techniques: ['T1620'],
  severities: ['high', 'medium'],
  looksFor: 'An executable mapping of a memfd, or a program that was started from one.',
  innocent:
    'runc itself, which runs from a sealed memfd; compilers that map the same memory writable and executable.',
  confirm: 'Take the contents of the memfd out and look at them.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const { exe } = suspect.facts;
      const path = sight.of(exe, `PID ${suspect.pid}`)?.path;
      if (path?.startsWith('/memfd:') === true) {
        const isRunc = path === '/memfd:runc_cloned:/proc/self/exe';
        yield {
          severity: isRunc ? 'medium' : 'high',
          subject: suspect.subject,
          because: `the program was started from ${path}, which no file system has`,
          ...(isRunc && { caveat: 'runc starts itself like this' }),
          evidence: [{ pid: suspect.pid, member: `mm-${suspect.pid}.img`, field: 'exe_file_id' }],
          next: takeOut('executables', suspect.pid),
        };
      }
      if (isAbsent(suspect.areas)) continue;
      for (const area of suspect.areas) {
        const { region, name } = area;
        if (region?.executable !== true || region.backing.kind !== 'memfd') continue;
        if (!name.startsWith('/memfd:')) continue;
        const compiler = suspect.justInTime;
        yield {
          severity: compiler === undefined ? 'high' : 'medium',
          subject: regionSubject(suspect, area),
          because: `${name} is mapped to be executed (${area.permissions})`,
          caveat:
            compiler === undefined
              ? 'a compiler that maps its code twice, to write and to execute, does the same'
              : `the process compiles as it runs (${compiler})`,
          evidence: [{ pid: suspect.pid, address: area.start }],
          next: readAt(suspect.pid, area.start),
        };
      }
    }
  },
};
