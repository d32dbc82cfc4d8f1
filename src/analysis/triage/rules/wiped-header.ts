import { isAbsent } from '../../../model/absent.js';
import { codeFormOf } from '../../recover/programs/code-form.js';
import { headlessImages } from '../../recover/programs/headless-images.js';
import { takeOut } from '../look-further.js';
import { bytesAt, hex, regionSubject } from '../region-pages.js';
import type { Rule } from '../rule.js';

export const wipedHeader: Rule = {
  id: 'wiped-header',
  title: 'a program in memory without its header',
  techniques: ['T1620', 'T1027'],
  severities: ['high'],
  looksFor:
    'In memory of no file, some of which can be executed: a dynamic section, and the tables of strings and symbols ' +
    'that it leads to, of a program or library whose ELF header is not where it should be.',
  innocent: 'Hardly anything: who loads a program by hand has no reason to wipe its header.',
  confirm: 'Take it out: recover makes a header anew; look at it with readelf and a scanner.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const { memory, pid } = suspect;
      const space = sight.of(memory.space, `PID ${pid}`);
      const form = codeFormOf(scene.checkpoint, memory);
      if (space === undefined || form === undefined || isAbsent(suspect.areas)) continue;
      for (const { start, regions, dynamic } of headlessImages(space, form.layout)) {
        const area = suspect.areaAt(start);
        if (area === undefined) continue;
        const { code: _, ...found } = bytesAt(suspect, dynamic.address);
        yield {
          severity: 'high',
          subject: regionSubject(suspect, area),
          because:
            `a program without ELF header in ${regions.length} regions from ${hex(start)} on: its dynamic section lies ` +
            `at ${hex(dynamic.address)}`,
          evidence: [{ pid, address: start }, found],
          next: takeOut('executables', pid),
        };
      }
    }
  },
};
