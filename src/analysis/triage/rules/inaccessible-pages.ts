import { ELF_HEADER_SIZE, parseElfHeader } from '../../../formats/elf/elf-header.js';
import { areaText, firstBytes, hasSavedPages, regionSubject, savedBytes } from '../region-pages.js';
import { isPlainAnonymous } from '../region-kinds.js';
import { readAt } from '../look-further.js';
import type { Rule } from '../rule.js';

export const inaccessiblePages: Rule = {
  id: 'inaccessible-pages',
  title: 'memory with contents that nobody may read',
  techniques: ['T1027'],
  severities: ['medium', 'low'],
  looksFor:
    'Anonymous regions without any permission (PROT_NONE) of which pages with more than zeros were saved: something ' +
    'was written there, and then hidden until it is needed.',
  innocent: 'Allocators that take memory away again, and keep its contents.',
  confirm: 'Read the bytes; disassemble them.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      for (const area of sight.of(suspect.areas, `PID ${suspect.pid}`) ?? []) {
        const { region } = area;
        if (region === undefined || region.readable || region.writable || region.executable)
          continue;
        if (!isPlainAnonymous(suspect, area) || !hasSavedPages(area)) continue;
        const evidence = firstBytes(suspect, area);
        if (evidence.bytes === undefined) continue;
        const isProgram = parseElfHeader(evidence.bytes.subarray(0, ELF_HEADER_SIZE)) !== undefined;
        yield {
          severity: isProgram ? 'medium' : 'low',
          subject: regionSubject(suspect, area),
          because: `${savedBytes(area)} bytes in ${areaText(area)}, which may not be read`,
          caveat: 'allocators protect memory that they have taken back',
          evidence: [evidence],
          next: readAt(suspect.pid, evidence.address ?? area.start),
        };
      }
    }
  },
};
