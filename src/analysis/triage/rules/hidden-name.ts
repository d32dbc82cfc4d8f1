import { baseName } from '../suspect.js';
import { changedFiles } from '../seen-changes.js';
import { ARCHIVE } from '../finding.js';
import type { Rule } from '../rule.js';

/** Control characters, marks of direction, and what has no width. */
const STRANGE = /\p{Cc}|\p{Cf}|\u00a0/u;

export const hiddenName: Rule = {
  id: 'hidden-name',
  title: 'a name that is meant not to be seen',
  techniques: ['T1564.001'],
  severities: ['medium'],
  looksFor:
    'Names such as `...`, of blanks, with a blank at the end, with control characters or marks that turn text ' +
    'round; directories with a dot before their names in /tmp, /var/tmp, /dev and /dev/shm.',
  innocent: 'Directories of caches and locks that programs make in /tmp.',
  confirm: 'List what is in it with `rootfs`.',
  async *look(scene, sight) {
    const { files } = await changedFiles(scene, sight);
    const told = new Set<string>();
    for (const { path, member, header } of files) {
      for (const [at, why] of strangeParts(path, header.type === 'directory')) {
        if (told.has(at)) continue;
        told.add(at);
        yield {
          severity: 'medium',
          subject: { kind: 'file', path: at },
          because: `${at}: ${why}`,
          caveat: 'some programs keep caches and locks under such names',
          evidence: [{ member }],
          next: ['rootfs', ARCHIVE, '--filter', `name~${escaped(at.slice(1))}`],
        };
      }
    }
  },
};

/** Directories in which names with a dot are no configuration of anybody. */
const COMMON = /^\/(?:tmp|var\/tmp|dev|dev\/shm|run)$/;
const USUAL = new Set(
  '.X11-unix .ICE-unix .font-unix .XIM-unix .Test-unix .dotnet .net .npm .yarn'.split(' '),
);

function* strangeParts(path: string, isDirectory: boolean): Generator<[string, string]> {
  const parts = path.split('/').slice(1);
  for (const [index, part] of parts.entries()) {
    const at = `/${parts.slice(0, index + 1).join('/')}`;
    if (part === '' || part === '.' || part === '..') continue;
    if (/^\.{3,}$/.test(part)) yield [at, 'a name of dots'];
    else if (part.trim() === '') yield [at, 'a name of blanks'];
    else if (part !== part.trimEnd()) yield [at, 'a name with a blank at its end'];
    else if (/^\.\.\s/.test(part) || part === '..\u00a0') yield [at, 'a name like ..'];
    else if (STRANGE.test(part)) yield [at, 'a name with characters that are not seen'];
    else if (index < parts.length - 1 || isDirectory) {
      const parent = `/${parts.slice(0, index).join('/')}`;
      const isDotted = part.startsWith('.') && !USUAL.has(baseName(at));
      if (isDotted && COMMON.test(parent))
        yield [at, 'a hidden directory where everybody can write'];
    }
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
