import { programKind, textLines, type ChangedFile } from '../changed-files.js';
import { printFile } from '../look-further.js';
import { changedFiles } from '../seen-changes.js';
import type { Rule } from '../rule.js';

/** Files that are read or run when something begins: a day, a system, a session, a login. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [
    /^\/etc\/(?:crontab|anacrontab|cron\.(?:d|hourly|daily|weekly|monthly)\/.+)$|^\/var\/spool\/(?:cron|at)\/.+/,
    'cron',
  ],
  [
    /^\/(?:etc|usr\/lib|lib)\/systemd\/(?:system|user)\/.+\.(?:service|timer|path|socket)$|\/\.config\/systemd\/user\/.+/,
    'systemd',
  ],
  [/^\/etc\/(?:rc\.local|rc\d\.d\/.+|init\.d\/.+|inittab)$/, 'the start of the system'],
  [
    /^\/etc\/(?:profile|bash\.bashrc|bashrc|zshrc|zsh\/.+|environment|profile\.d\/.+)$|\/\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zshenv|zprofile)$/,
    'shells',
  ],
  [
    /\/\.ssh\/(?:authorized_keys2?|rc|environment)$|^\/etc\/ssh\/(?:sshd_config|sshrc|authorized_keys\/.+)/,
    'logins by ssh',
  ],
  [/^\/etc\/pam\.d\/.+|^\/(?:usr\/)?lib(?:\/[^/]+)?\/security\/.+\.so$/, 'logins (PAM)'],
  [/^\/(?:etc|usr\/lib|lib)\/udev\/rules\.d\/.+/, 'devices (udev)'],
  [/^\/etc\/xdg\/autostart\/.+|\/\.config\/autostart\/.+/, 'sessions (autostart)'],
  [/\/\.git\/hooks\/(?!.*\.sample$).+/, 'git'],
  [/^\/etc\/ld\.so\.conf(?:\.d\/.+)?$/, 'the linker'],
];

export const persistence: Rule = {
  id: 'persistence',
  title: 'something that comes back by itself',
  techniques: ['T1053.003', 'T1098.004'],
  severities: ['high', 'medium'],
  looksFor:
    'Changed files by which programs are started again: cron, systemd, rc.local, profiles of shells, keys of ssh, ' +
    'PAM, udev, autostart, hooks of git. It weighs more where it names a file that is not of the image.',
  innocent: 'Entry points that set up cron or write profiles.',
  confirm: 'Read the file; compare with the image.',
  async *look(scene, sight) {
    const { files } = await changedFiles(scene, sight);
    const strangers = files.filter((file) => programKind(file) !== undefined);
    for (const file of files.filter(
      ({ kind, header }) => kind === 'rootfs' && header.type !== 'directory',
    )) {
      const [, place] = PLACES.find(([pattern]) => pattern.test(file.path)) ?? [];
      if (place === undefined) continue;
      const called = calledFile(file, strangers);
      yield {
        severity: called === undefined ? 'medium' : 'high',
        subject: { kind: 'file', path: file.path },
        because:
          `${file.path}, which is read by ${place}, was created or changed` +
          (called === undefined ? '' : ` and names ${called}, which is not of the image`),
        ...(called === undefined && { caveat: 'entry points write such files as well' }),
        evidence: [{ member: file.member }],
        next: printFile(file.member),
      };
    }
  },
};

function calledFile(file: ChangedFile, strangers: readonly ChangedFile[]): string | undefined {
  const text = textLines(file).join('\n');
  return strangers.find(({ path }) => path !== file.path && text.includes(path))?.path;
}
