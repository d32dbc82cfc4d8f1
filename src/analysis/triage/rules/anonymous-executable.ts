import type { Severity } from '../finding.js';
import {
  areaText,
  findBytes,
  hasSavedPages,
  hex,
  regionSubject,
  savedBytes,
} from '../region-pages.js';
import { readAt } from '../look-further.js';
import type { Rule } from '../rule.js';
import type { Suspect } from '../suspect.js';
import { instructionPointers } from '../thread-pointers.js';
import { isPlainAnonymous } from '../region-kinds.js';

export const anonymousExecutable: Rule = {
  id: 'anonymous-executable',
  title: 'code in memory that no file is behind',
  techniques: ['T1055'],
  severities: ['high', 'medium', 'low'],
  looksFor:
    'Private anonymous regions that can be executed and of which pages were saved. It weighs more when an ELF ' +
    'header lies in it, when a thread runs in it, or when the process is a shell; less when the process has a ' +
    'compiler mapped that makes code as it runs.',
  innocent: 'Compilers of Java, JavaScript, .NET and regular expressions; trampolines of libffi.',
  confirm:
    'Read the bytes and disassemble them; look at the threads that run there with `registers`.',
  async *look(scene, sight) {
    const headers = await scene.elfHeaders.all();
    for (const suspect of scene.chosen) {
      const areas = sight.of(suspect.areas, `PID ${suspect.pid}`) ?? [];
      for (const area of areas) {
        const { region } = area;
        if (region?.executable !== true || region.writable || !isPlainAnonymous(suspect, area)) {
          continue;
        }
        const evidence = hasSavedPages(area) ? findBytes(suspect, area) : undefined;
        if (evidence === undefined) continue;
        const hasHeader = headers.some(
          ({ where }) =>
            where.kind === 'memory' &&
            where.pid === suspect.pid &&
            where.address >= area.start &&
            where.address < area.end,
        );
        const runsIn = instructionPointers(suspect.task).find(
          ({ pointer }) => pointer >= area.start && pointer < area.end,
        );
        const why = [
          `${savedBytes(area)} bytes in ${areaText(area)}, which can be executed`,
          ...(hasHeader ? ['with an ELF header in it'] : []),
          ...(runsIn === undefined
            ? []
            : [`thread ${runsIn.tid} runs in it, at ${hex(runsIn.pointer)}`]),
        ];
        yield {
          ...judge(suspect, hasHeader || runsIn !== undefined),
          subject: regionSubject(suspect, area),
          because: why.join(', '),
          evidence: [evidence],
          next: readAt(suspect.pid, area.start),
        };
      }
    }
  },
};

function judge(suspect: Suspect, isPlain: boolean): { severity: Severity; caveat?: string } {
  const compiler = suspect.justInTime;
  if (compiler !== undefined) {
    return { severity: 'low', caveat: `the process compiles as it runs (${compiler})` };
  }
  if (isPlain || suspect.isShell) return { severity: 'high' };
  return { severity: 'medium', caveat: 'a compiler that is part of the program does the same' };
}
