import { isAbsent } from '../../../model/absent.js';
import type { Seen } from '../finding.js';
import { firstBytes, hasSavedPages, regionSubject } from '../region-pages.js';
import { useOf } from '../region-kinds.js';
import { aboutProcess, readAt } from '../look-further.js';
import type { Rule } from '../rule.js';
import type { Scene } from '../scene.js';
import type { Sight } from '../rule.js';
import type { Suspect } from '../suspect.js';
import { asksForExecutableStack } from '../program-headers.js';

export const executableStack: Rule = {
  id: 'executable-stack',
  title: 'a stack that can be executed',
  techniques: ['T1055'],
  severities: ['high', 'low'],
  looksFor: 'The main stack, or that of a thread, with the permission to execute.',
  innocent: 'A program that is linked to ask for it (PT_GNU_STACK with RWX): told once, as low.',
  confirm: 'Read what lies below the stack pointer; see the flags of GNU_STACK with readelf -l.',
  *look(scene, sight) {
    yield* executableRegions(scene, sight, 'stack');
  },
};

/** Heap or stacks with x. */
export function* executableRegions(
  scene: Scene,
  sight: Sight,
  use: 'heap' | 'stack',
): Generator<Seen> {
  for (const suspect of scene.chosen) {
    const areas = (sight.of(suspect.areas, `PID ${suspect.pid}`) ?? []).filter(
      (area) =>
        area.region?.executable === true &&
        useOf(suspect, area.region) === use &&
        hasSavedPages(area),
    );
    const [first] = areas;
    if (first === undefined) continue;
    if (use === 'stack' ? asksForExecutableStack(suspect) === true : readsImplyExecute(suspect)) {
      yield {
        severity: 'low',
        subject: suspect.subject,
        because:
          use === 'stack'
            ? `the program asks for executable stacks (PT_GNU_STACK RWX), so its stack is ${first.permissions}`
            : `all that it may read it may execute (personality READ_IMPLIES_EXEC), so its heap is ${first.permissions}`,
        caveat: 'code of old compilers, or assembly without a note of its stack, has it so',
        evidence: [{ pid: suspect.pid, address: first.start }],
        next: aboutProcess('maps', suspect.pid),
      };
      continue;
    }
    for (const area of areas) {
      yield {
        severity: 'high',
        subject: regionSubject(suspect, area),
        because: `the ${use} can be executed (${area.permissions})`,
        evidence: [firstBytes(suspect, area)],
        next: readAt(suspect.pid, area.start),
      };
    }
  }
}

/** Kernels and programs of old: memory that is readable can be executed, too. */
function readsImplyExecute({ facts }: Suspect): boolean {
  const { personality } = facts;
  return !isAbsent(personality) && personality.names.includes('READ_IMPLIES_EXEC');
}
