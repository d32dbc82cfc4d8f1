import { isAbsent } from '../../../model/absent.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';

/** Names that the kernel gives its own threads. */
const KERNEL_NAME =
  /^(?:kthreadd|kworker\/.*|ksoftirqd\/\d+|migration\/\d+|rcu_\w+|watchdog\w*|kswapd\d+|kcompactd\d+|khugepaged|kauditd|kdevtmpfs|kblockd|kintegrityd|jbd2\/.*|irq\/\d+.*|scsi_\w+|cpuhp\/\d+|idle_inject\/\d+|oom_reaper|writeback|netns|mm_percpu_wq|nfsd|xfsaild\/.*)$/;

/** As ps shows kernel threads. Titles of services in brackets (`[celery beat] ...`) have blanks or hosts in them. */
const IN_BRACKETS = /^\[[^\s@\]]+\]$/;

export const kernelThreadMask: Rule = {
  id: 'kernel-thread-mask',
  title: 'a program that goes by the name of a kernel thread',
  techniques: ['T1036.004'],
  severities: ['high'],
  looksFor:
    'A comm or argv[0] as kernel threads have it (`kworker/0:1`, or anything in brackets), of a process with memory ' +
    'and a program.',
  innocent: 'Nothing: kernel threads have neither memory nor a program, and are in no checkpoint.',
  confirm: 'See what EXE says beside COMM and COMMAND in `ps`.',
  *look(scene) {
    for (const suspect of scene.chosen) {
      const comm = isAbsent(suspect.comm) ? '' : suspect.comm;
      const first = suspect.argv[0] ?? '';
      const isMasked = KERNEL_NAME.test(comm) || IN_BRACKETS.test(first) || KERNEL_NAME.test(first);
      if (!isMasked || isAbsent(suspect.memory.mm)) continue;
      yield {
        severity: 'high',
        subject: suspect.subject,
        because:
          `it goes by a kernel thread's name (comm ${comm}, argv[0] ${first === '' ? 'empty' : first}) and runs ` +
          (suspect.exePath ?? 'a program'),
        evidence: [{ pid: suspect.pid, member: `core-${suspect.pid}.img`, field: 'tc.comm' }],
        next: aboutProcess('ps', suspect.pid),
      };
    }
  },
};
