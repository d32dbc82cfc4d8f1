import { ARCHIVE } from '../finding.js';
import type { Rule } from '../rule.js';

export const setId: Rule = {
  id: 'set-id',
  title: 'rights of another user',
  techniques: ['T1548.001'],
  severities: ['medium'],
  looksFor:
    'An effective user id of 0 while the real one is not, or a saved id that differs from both: a set-id program ' +
    'runs, or root can come back.',
  innocent: 'sudo, su, ping and other set-id programs; servers that keep root to change back.',
  confirm: 'See which program it is and who started it.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const [main] = suspect.facts.threads;
      if (main === undefined) continue;
      const credentials = sight.of(main.credentials, `PID ${suspect.pid}`);
      if (credentials === undefined) continue;
      const { real, effective, saved } = credentials.uid;
      const raised = effective === 0 && real !== 0;
      if (!raised && (saved === effective || saved === real)) continue;
      yield {
        severity: 'medium',
        subject: suspect.subject,
        because: `real user id ${real}, effective ${effective}, saved ${saved}, in ${suspect.exePath ?? 'a program'}`,
        caveat: 'set-id programs and servers that change users have such ids',
        evidence: [
          { pid: suspect.pid, member: `core-${suspect.pid}.img`, field: 'thread_core.creds' },
        ],
        next: ['ps', ARCHIVE, '-p', String(suspect.pid), '--format', 'wide'],
      };
    }
  },
};
