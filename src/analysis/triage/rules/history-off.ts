import { ARCHIVE } from '../finding.js';
import type { Rule } from '../rule.js';

export const historyOff: Rule = {
  id: 'history-off',
  title: 'a shell that keeps no history',
  techniques: ['T1562.003'],
  severities: ['medium', 'low'],
  looksFor: 'HISTFILE=/dev/null or empty, HISTSIZE=0 or HISTFILESIZE=0 in an environment.',
  innocent: 'Images that switch histories off for all shells.',
  confirm: 'See the environments of its parents: who set it first?',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      if (sight.of(suspect.facts.environment, `PID ${suspect.pid}`) === undefined) continue;
      const { environment } = suspect;
      const file = environment.get('HISTFILE');
      const settings = [
        ...(file === '' || file === '/dev/null' ? [`HISTFILE=${file}`] : []),
        ...['HISTSIZE', 'HISTFILESIZE'].flatMap((name) =>
          environment.get(name) === '0' ? [`${name}=0`] : [],
        ),
      ];
      if (settings.length === 0) continue;
      // Children inherit it: it is told where it begins.
      const parent = scene.process(suspect.task.ppid);
      if (parent !== undefined && settings.every((each) => hasSetting(parent.environment, each))) {
        continue;
      }
      yield {
        severity: suspect.isShell || parent !== undefined ? 'medium' : 'low',
        subject: suspect.subject,
        because: `its environment switches the shell's history off: ${settings.join(' ')}`,
        caveat: 'some images do so for all shells',
        evidence: [{ pid: suspect.pid, member: `mm-${suspect.pid}.img`, field: 'mm_env_start' }],
        next: ['inspect', ARCHIVE, '--ps-tree-env'],
      };
    }
  },
};

function hasSetting(environment: ReadonlyMap<string, string>, setting: string): boolean {
  const at = setting.indexOf('=');
  return environment.get(setting.slice(0, at)) === setting.slice(at + 1);
}
