import { ARCHIVE } from '../finding.js';
import type { Rule } from '../rule.js';
import { SUPERVISORS } from '../program-names.js';

export const serverRunsShell: Rule = {
  id: 'server-runs-shell',
  title: 'a shell below a server',
  techniques: ['T1059.004'],
  severities: ['medium'],
  looksFor:
    'A shell whose parent, or an ancestor, listens for connections and is no shell, sshd, init or supervisor.',
  innocent: 'Servers that run scripts by design: CI runners, CGI, cron-like services.',
  confirm: 'See what the shell runs and what its descriptors are.',
  *look(scene) {
    for (const suspect of scene.chosen.filter(({ isShell }) => isShell)) {
      const server = scene
        .ancestors(suspect)
        .find((each) => !each.isShell && !SUPERVISORS.test(each.exeName) && scene.listens(each));
      if (server === undefined) continue;
      yield {
        severity: 'medium',
        subject: suspect.subject,
        because: `a shell below process ${server.pid} (${server.exePath ?? '?'}), which listens for connections`,
        caveat: 'some servers run scripts by design',
        evidence: [{ pid: server.pid, member: 'files.img', field: 'isk' }],
        next: ['ps', ARCHIVE, '--tree'],
      };
    }
  },
};
