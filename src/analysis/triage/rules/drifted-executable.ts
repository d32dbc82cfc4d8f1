import { isAbsent } from '../../../model/absent.js';
import type { ChangedFile } from '../changed-files.js';
import { regionSubject } from '../region-pages.js';
import { printFile } from '../look-further.js';
import { changedFiles } from '../seen-changes.js';
import type { Rule } from '../rule.js';
import type { Suspect } from '../suspect.js';

export const driftedExecutable: Rule = {
  id: 'drifted-executable',
  title: 'a program that is not of the image',
  techniques: ['T1105'],
  severities: ['high', 'medium'],
  looksFor:
    'A program, a mapped library, or a script of a command line that the container changed or created, or that ' +
    'lies in a tmpfs.',
  innocent: 'Software that is installed or compiled when the container starts.',
  confirm: 'Compare the file with the image; see who wrote it and when.',
  async *look(scene, sight) {
    await changedFiles(scene, sight);
    for (const suspect of scene.chosen) {
      const { pid } = suspect;
      const exe = suspect.exePath;
      const program = exe === undefined ? undefined : await scene.changed.find(exe);
      if (program !== undefined) {
        yield {
          severity: 'high',
          subject: suspect.subject,
          because: `the program that runs, ${program.path}, is not of the image (${whence(program)})`,
          evidence: [{ pid, member: program.member }],
          next: printFile(program.member),
        };
      }
      const script = suspect.isInterpreter
        ? await scriptOf(suspect, (path) => scene.changed.find(path))
        : undefined;
      if (script !== undefined) {
        yield {
          severity: 'high',
          subject: suspect.subject,
          because: `the script that it runs, ${script.path}, is not of the image (${whence(script)})`,
          evidence: [{ pid, member: script.member }],
          next: printFile(script.member),
        };
      }
      if (isAbsent(suspect.areas)) continue;
      const told = new Set<string>();
      for (const area of suspect.areas) {
        if (area.region?.executable !== true || area.region.backing.kind !== 'file') continue;
        if (area.name === exe || told.has(area.name)) continue;
        told.add(area.name);
        const library = await scene.changed.find(area.name);
        if (library === undefined) continue;
        yield {
          severity: 'medium',
          subject: regionSubject(suspect, area),
          because: `the mapped library ${library.path} is not of the image (${whence(library)})`,
          caveat: 'installed after the start of the container, it looks the same',
          evidence: [{ pid, address: area.start, member: library.member }],
          next: printFile(library.member),
        };
      }
    }
  },
};

function whence({ kind }: ChangedFile): string {
  return kind === 'rootfs'
    ? 'created or changed by the container'
    : `in a ${kind === 'shm' ? 'tmpfs at /dev/shm' : kind}`;
}

/** The first argument that is no option, as the interpreter sees it. */
async function scriptOf(
  suspect: Suspect,
  find: (path: string) => Promise<ChangedFile | undefined>,
): Promise<ChangedFile | undefined> {
  const word = suspect.argv.slice(1).find((each) => !each.startsWith('-'));
  if (word === undefined || word === '' || suspect.argv.includes('-c')) return undefined;
  const { cwd } = suspect.facts;
  const base = isAbsent(cwd) ? '' : cwd.path.replace(/\/$/, '');
  return find(word.startsWith('/') ? word : `${base}/${word.replace(/^\.\//, '')}`);
}
