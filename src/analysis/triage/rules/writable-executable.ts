import { areaText, findBytes, hasSavedPages, regionSubject, savedBytes } from '../region-pages.js';
import { useOf } from '../region-kinds.js';
import { readAt } from '../look-further.js';
import type { Rule, Sight } from '../rule.js';
import type { Seen } from '../finding.js';
import type { Suspect } from '../suspect.js';
import { tellSome } from '../tell-some.js';

export const writableExecutable: Rule = {
  id: 'writable-executable',
  title: 'memory that can be written and executed',
  techniques: ['T1055'],
  severities: ['high', 'medium', 'low'],
  looksFor:
    'Regions that are writable and executable at once, whatever is behind them, and of which pages were saved. ' +
    'Heap and stack are told by executable-heap and executable-stack.',
  innocent: 'Older compilers of code that runs at once; programs with text relocations.',
  confirm: 'Read the bytes and disassemble them.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      yield* tellSome(
        suspect,
        'regions that can be written and executed',
        regionsOf(suspect, sight),
      );
    }
  },
};

function* regionsOf(suspect: Suspect, sight: Sight): Generator<Seen> {
  for (const area of sight.of(suspect.areas, `PID ${suspect.pid}`) ?? []) {
    const { region } = area;
    if (region?.executable !== true || !region.writable || region.backing.kind === 'kernel') {
      continue;
    }
    if (useOf(suspect, region) !== 'other' || !hasSavedPages(area)) continue;
    const evidence = findBytes(suspect, area);
    if (evidence === undefined) continue;
    const compiler = suspect.justInTime;
    const isFile = region.backing.kind === 'file' && !region.shared;
    yield {
      severity: compiler !== undefined ? 'low' : isFile ? 'high' : 'medium',
      subject: regionSubject(suspect, area),
      because: `${areaText(area)} is writable and executable at once, with ${savedBytes(area)} bytes in it`,
      ...(compiler !== undefined
        ? { caveat: `the process compiles as it runs (${compiler})` }
        : { caveat: 'older compilers and text relocations leave memory like this' }),
      evidence: [evidence],
      next: readAt(suspect.pid, area.start),
    };
  }
}
