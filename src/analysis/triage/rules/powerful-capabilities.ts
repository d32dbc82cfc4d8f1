import { isAbsent, mapFact } from '../../../model/absent.js';
import type { Checkpoint } from '../../../model/checkpoint.js';
import { readCredsEntry } from '../../../model/process-facts/credentials.js';
import { capabilitiesOf, powerfulCapabilities } from '../../../model/security/capabilities.js';
import { ARCHIVE } from '../finding.js';
import type { Rule } from '../rule.js';
import type { Suspect } from '../suspect.js';

export const powerfulCapabilitySets: Rule = {
  id: 'powerful-capabilities',
  title: 'rights that lead out of the container',
  techniques: ['T1611'],
  severities: ['medium', 'info'],
  looksFor:
    'Capabilities in an effective or ambient set that lead to the host: SYS_ADMIN, SYS_MODULE, SYS_PTRACE and others ' +
    'beyond what engines give by default.',
  innocent:
    'Containers that are meant to manage the host; processes in a user namespace of their own.',
  confirm: 'See `inspect --security`, and who asked for them in the spec.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const { pid, task } = suspect;
      const core = sight.of(task.core, `PID ${pid}`);
      const creds = core && readCredsEntry(scene.checkpoint, pid, core);
      if (creds === undefined || isAbsent(creds)) continue;
      const { effective, ambient } = capabilitiesOf(creds);
      const found = [
        ...new Set([...powerfulCapabilities(effective), ...powerfulCapabilities(ambient)]),
      ];
      if (found.length === 0) continue;
      const parent = scene.process(task.ppid);
      if (parent !== undefined && hasSame(scene.checkpoint, parent, found)) continue;
      yield {
        severity: scene.checkpoint.bare ? 'info' : 'medium',
        subject: suspect.subject,
        because: `it has ${found.join(', ')}${ambient.length > 0 ? ' (with an ambient set)' : ''}`,
        caveat: scene.checkpoint.bare
          ? 'the images have no engine behind them: it may not have been in a container at all'
          : 'the container may be meant to have them; processes below it that have the same are not told',
        evidence: [{ pid, member: `core-${pid}.img`, field: 'thread_core.creds.cap_eff' }],
        next: ['inspect', ARCHIVE, '--security', '-p', String(pid)],
      };
    }
  },
};

/** Whether a process has all of them already: children inherit. */
function hasSame(
  checkpoint: Checkpoint,
  { task, pid }: Suspect,
  names: readonly string[],
): boolean {
  const creds = mapFact(task.core, (core) => readCredsEntry(checkpoint, pid, core) ?? {});
  if (isAbsent(creds)) return false;
  return names.every((name) => capabilitiesOf(creds).effective.includes(name));
}
