import { programKind } from '../changed-files.js';
import { printFile } from '../look-further.js';
import { changedFiles } from '../seen-changes.js';
import type { Rule } from '../rule.js';

const SET_ID = 0o6000;
const EXECUTE = 0o111;

export const droppedExecutable: Rule = {
  id: 'dropped-executable',
  title: 'a program that the container got from somewhere',
  techniques: ['T1105'],
  severities: ['high', 'medium'],
  looksFor:
    'ELF files and scripts with the permission to execute among the changed files, in tmpfs, /dev/shm and volumes. ' +
    'With set-id bits they weigh more.',
  innocent: 'Software that is installed or compiled in the container.',
  confirm: 'Take it out; look at it with readelf and a scanner; compare its hash.',
  async *look(scene, sight) {
    const { files } = await changedFiles(scene, sight);
    for (const file of files) {
      const { mode = 0 } = file.header;
      const kind = programKind(file);
      if (kind === undefined || (mode & EXECUTE) === 0) continue;
      const isSetId = (mode & SET_ID) !== 0;
      yield {
        severity: isSetId ? 'high' : 'medium',
        subject: { kind: 'file', path: file.path },
        because: `${kind === 'ELF' ? 'an ELF program' : 'a script'} that can be executed (mode ${mode.toString(8).padStart(4, '0')})${isSetId ? ' with the rights of its owner or group' : ''}`,
        ...(!isSetId && { caveat: 'installing software looks the same' }),
        evidence: [{ member: file.member, offset: 0, bytes: file.head.subarray(0, 64) }],
        next: printFile(file.member),
      };
    }
  },
};
