import { isAbsent } from '../../../model/absent.js';
import { regionSubject } from '../region-pages.js';
import { takeOut } from '../look-further.js';
import type { Rule } from '../rule.js';

export const deletedExecutable: Rule = {
  id: 'deleted-executable',
  title: 'a running program whose file was deleted',
  techniques: ['T1070.004'],
  severities: ['high', 'medium'],
  looksFor:
    'A program, or a file that is mapped to be executed, that had been deleted at the dump.',
  innocent:
    'A package that was updated while it ran; a library that a program unpacks, loads and removes.',
  confirm: 'Take the file out of its ghost image, and compare it with the one of the package.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const { pid } = suspect;
      const exe = sight.of(suspect.facts.exe, `PID ${pid}`);
      if (exe?.deleted === true && !exe.path.startsWith('/memfd:')) {
        yield {
          severity: 'high',
          subject: suspect.subject,
          because: `the program that runs, ${exe.path}, was deleted`,
          evidence: [{ pid, member: `mm-${pid}.img`, field: 'exe_file_id' }],
          next: takeOut('executables', pid),
        };
      }
      if (isAbsent(suspect.areas)) continue;
      const told = new Set<string>();
      for (const area of suspect.areas) {
        const { region, name } = area;
        if (region?.executable !== true || region.backing.kind !== 'file') continue;
        const path = name.replace(/ \(deleted\)$/, '');
        if (path === name || path === exe?.path || told.has(path)) continue;
        told.add(path);
        yield {
          severity: 'medium',
          subject: regionSubject(suspect, area),
          because: `${path} is mapped to be executed, and was deleted`,
          caveat: 'updating a package leaves old libraries in running programs',
          evidence: [{ pid, address: area.start }],
          next: takeOut('executables', pid),
        };
      }
    }
  },
};
