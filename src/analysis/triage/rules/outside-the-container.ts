import { isAbsent } from '../../../model/absent.js';
import type { OpenFile } from '../../../model/descriptors/open-file.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';

export const outsideTheContainer: Rule = {
  id: 'outside-the-container',
  title: 'a way out of the container',
  techniques: ['T1611'],
  severities: ['high'],
  looksFor:
    "A working directory, root or open directory that is no path below the container's root: `(unreachable)`, or " +
    'opened through a mount that is not of its mount namespace, as with the leak of CVE-2024-21626.',
  innocent: 'Descriptors that an engine passes in on purpose, which it then names as external.',
  confirm: 'See where it leads with `lsof`, and how it was opened.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const { files, pid } = suspect;
      const open = [
        ['the working directory', files.cwd, undefined],
        ['the root directory', files.root, undefined],
        ...(sight.of(files.descriptors, `PID ${pid}`) ?? []).map(
          ({ fd, file }) => [`descriptor ${fd}`, file, fd] as const,
        ),
      ] as const;
      for (const [what, file, fd] of open) {
        const why = whyOutside(file);
        if (why === undefined) continue;
        yield {
          severity: 'high',
          subject:
            fd === undefined
              ? suspect.subject
              : { ...suspect.subject, kind: 'descriptor', fd, target: pathOf(file) },
          because: `${what}, ${pathOf(file)}, ${why}`,
          evidence: [{ pid, member: 'files.img', field: 'reg' }],
          next: aboutProcess('lsof', pid),
        };
      }
    }
  },
};

type Referred = OpenFile | { readonly absent: string };

function whyOutside(file: Referred): string | undefined {
  if (!('type' in file) || file.type !== 'REG' || file.external || isAbsent(file.path))
    return undefined;
  if (file.path.startsWith('(unreachable)')) return 'is not below the root of the container';
  if (/^\/proc\/(?:self|\d+)\/fd\/\d+(?:\/|$)/.test(file.path))
    return 'was reached through a descriptor';
  if (file.inodeType !== 'directory' || isAbsent(file.mount) || !isAbsent(file.mount.point)) {
    return undefined;
  }
  const { absent } = file.mount.point;
  return absent.startsWith('the mount is not in')
    ? 'lies on a mount that its namespace does not have'
    : undefined;
}

function pathOf(file: Referred): string {
  return 'type' in file && file.type === 'REG' && !isAbsent(file.path) ? file.path : '?';
}
