import { textLines } from '../changed-files.js';
import { printFile } from '../look-further.js';
import { changedFiles } from '../seen-changes.js';
import type { Rule } from '../rule.js';

const FILES = /^\/etc\/(?:passwd|shadow|group|gshadow|sudoers|sudoers\.d\/.+|doas\.conf)$/;

export const accountChange: Rule = {
  id: 'account-change',
  title: 'users or their rights were changed',
  techniques: ['T1136.001'],
  severities: ['high', 'low'],
  looksFor:
    '/etc/passwd, shadow, group, sudoers and sudoers.d among the changed files; a second user with uid 0.',
  innocent:
    'An entry point that adds the user it runs as; Podman, which adds the user that it was told to run as.',
  confirm: 'Compare with the file of the image.',
  async *look(scene, sight) {
    const { files } = await changedFiles(scene, sight);
    for (const file of files.filter(
      ({ kind, path, header }) => kind === 'rootfs' && FILES.test(path) && header.type === 'file',
    )) {
      const roots = file.path === '/etc/passwd' ? otherRoots(textLines(file)) : [];
      const isOfEngine = roots.length === 0 && endsWithUserOfEngine(textLines(file));
      yield {
        severity: isOfEngine ? 'low' : 'high',
        subject: { kind: 'file', path: file.path },
        because:
          `${file.path} was changed` +
          (roots.length === 0
            ? ''
            : `: ${roots.join(', ')} ${roots.length === 1 ? 'has' : 'have'} uid 0`),
        ...(roots.length === 0 && {
          caveat: isOfEngine
            ? 'its last line is one that Podman adds for the user of a container'
            : 'entry points that add a user change it, too',
        }),
        evidence: [{ member: file.member }],
        next: printFile(file.member),
      };
    }
  },
};

/** passwd(5): users with root's id that are not root. */
function otherRoots(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const [name = '', , uid] = line.split(':');
    return uid === '0' && name !== 'root' && name !== '' ? [name] : [];
  });
}

/** As Podman writes it where the image has no such user: `1234:*:1234:0:container user:/:/bin/sh`. */
function endsWithUserOfEngine(lines: readonly string[]): boolean {
  const last = lines.findLast((line) => line !== '') ?? '';
  return /^[^:]+:\*:[1-9]\d*:\d+:container user:[^:]*:[^:]*$/.test(last);
}
