import { isAbsent } from '../../../model/absent.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';
import { baseName, isMultiCall, type Suspect } from '../suspect.js';
import { WELL_KNOWN } from '../well-known-programs.js';

export const falseName: Rule = {
  id: 'false-name',
  title: 'a program that goes by the name of another',
  techniques: ['T1036.005'],
  severities: ['medium'],
  looksFor:
    'A process whose argv[0], comm and program all have different names, and whose argv[0] is the name of a ' +
    'well-known program that it is not.',
  innocent: 'Titles that programs write (`nginx: worker process`), multi-call programs, scripts.',
  confirm: 'Compare COMM, EXE and COMMAND in `ps`.',
  *look(scene) {
    for (const suspect of scene.chosen) {
      const claimed = claimedName(suspect);
      const exe = suspect.exeName;
      if (claimed === undefined || exe === '' || isMultiCall(exe) || suspect.isInterpreter)
        continue;
      const comm = isAbsent(suspect.comm) ? '' : suspect.comm;
      if (isSame(claimed, exe) || isSame(comm, exe) || isSame(claimed, comm)) continue;
      if (!WELL_KNOWN.has(claimed)) continue;
      yield {
        severity: 'medium',
        subject: suspect.subject,
        because: `argv[0] says ${claimed}, comm says ${comm}, and the program is ${suspect.exePath ?? exe}`,
        caveat: 'wrappers start programs under other names',
        evidence: [{ pid: suspect.pid, member: `mm-${suspect.pid}.img`, field: 'mm_arg_start' }],
        next: aboutProcess('ps', suspect.pid),
      };
    }
  },
};

/** The name of the program that argv[0] claims; a title with a colon claims none. */
function claimedName({ argv }: Suspect): string | undefined {
  const [first] = argv;
  if (first === undefined || first === '' || first.includes(':')) return undefined;
  return baseName(first.split(' ')[0] ?? '').replace(/^-/, '');
}

/** comm is cut to 15 bytes, and versions stand behind names. */
function isSame(one: string, other: string): boolean {
  if (one === '' || other === '') return false;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return (
    long.startsWith(short) && (short.length === 15 || /^[\d.-]*$/.test(long.slice(short.length)))
  );
}
