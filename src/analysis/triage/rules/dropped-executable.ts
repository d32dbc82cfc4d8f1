import { programKind } from '../changed-files.js';
import { fileCapabilitiesOf } from '../../../model/security/capabilities.js';
import { ARCHIVE } from '../finding.js';
import { printFile } from '../look-further.js';
import { filesAndRights } from '../seen-changes.js';
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
    'With set-id bits, or capabilities of their own, they weigh more.',
  innocent: 'Software that is installed or compiled in the container.',
  confirm: 'Take it out; look at it with readelf and a scanner; compare its hash.',
  async *look(scene, sight) {
    const { files } = await filesAndRights(scene, sight);
    for (const file of files) {
      const { mode = 0, fileCapabilities } = file.header;
      const kind = programKind(file);
      if (kind === undefined || (mode & EXECUTE) === 0) continue;
      const rights = [
        ...((mode & SET_ID) === 0 ? [] : ['the rights of its owner or group']),
        ...strongOnes((fileCapabilities && fileCapabilitiesOf(fileCapabilities)) ?? []),
      ];
      if (file.isOnlyMetadata && rights.length === 0) continue;
      yield {
        severity: rights.length > 0 ? 'high' : 'medium',
        subject: { kind: 'file', path: file.path },
        because:
          `${kind === 'ELF' ? 'an ELF program' : 'a script'} that can be executed ` +
          `(mode ${mode.toString(8).padStart(4, '0')})` +
          (rights.length === 0 ? '' : ` with ${rights.join(', ')}`) +
          (file.isOnlyMetadata ? ', of the image but for its rights' : ''),
        ...(rights.length === 0 && { caveat: 'installing software looks the same' }),
        evidence: [{ member: file.member, offset: 0, bytes: file.head.subarray(0, 64) }],
        next:
          file.kind === 'rootfs'
            ? ['rootfs', ARCHIVE, '--executables', '--filter', `name=${file.path.slice(1)}`]
            : printFile(file.member),
      };
    }
  },
};

/** Capabilities of files that ping and servers have are no more than those. */
const WEAK = new Set(['CAP_NET_RAW', 'CAP_NET_BIND_SERVICE']);

function strongOnes(names: readonly string[]): string[] {
  return names.filter((name) => !WEAK.has(name));
}
