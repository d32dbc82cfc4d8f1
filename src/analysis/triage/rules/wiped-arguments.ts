import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';

export const wipedArguments: Rule = {
  id: 'wiped-arguments',
  title: 'a process that wiped its command line',
  techniques: ['T1036'],
  severities: ['medium'],
  looksFor: 'A place for arguments with nothing but NULs in it, or an empty argv[0].',
  innocent: 'Programs that hide a password which was given as an argument.',
  confirm: 'See EXE in `ps`; search the memory for parts of the command line.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const command = sight.of(suspect.facts.command, `PID ${suspect.pid}`);
      if (command === undefined) continue;
      const [first] = suspect.argv;
      const isWiped = command.state === 'wiped';
      if (!isWiped && (first !== '' || command.state === 'none')) continue;
      yield {
        severity: 'medium',
        subject: suspect.subject,
        because: `${isWiped ? 'its command line is all NULs' : 'argv[0] is empty'}, and it runs ${suspect.exePath ?? 'a program'}`,
        caveat: 'a program that hides a password in its arguments may do so',
        evidence: [{ pid: suspect.pid, member: `mm-${suspect.pid}.img`, field: 'mm_arg_start' }],
        next: aboutProcess('ps', suspect.pid),
      };
    }
  },
};
