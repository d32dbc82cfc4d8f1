import { viewMemory } from '../../model/memory/memory-view.js';
import { RULES } from '../triage/all-rules.js';
import { acceptedOf } from '../triage/baseline.js';
import type { Finding } from '../triage/finding.js';
import { Scene } from '../triage/scene.js';
import { triage, type TriageReport } from '../triage/triage.js';
import type { Change, SectionChanges } from './change.js';
import type { Side } from './side.js';

/** What triage finds now and did not before, by rule and subject as a baseline knows it; the worst first. */
export async function findingChanges(
  before: Side,
  after: Side,
  threads: number,
): Promise<SectionChanges> {
  const were = await triage(sceneOf(before, threads), RULES);
  const are = await triage(sceneOf(after, threads), RULES);
  const known = new Set(were.findings.map(keyOf));
  const added = are.findings.filter((each) => !known.has(keyOf(each)));
  return { changes: added.map(changeOf), unknown: blindSpots(were, are) };
}

function sceneOf({ checkpoint, memory, limits }: Side, threads: number): Scene {
  return new Scene(viewMemory(checkpoint, memory), { limits, threads });
}

function keyOf(finding: Finding): string {
  const { rule, subject } = acceptedOf(finding);
  return `${rule}\n${subject}`;
}

function changeOf({ rule, severity, subject, because }: Finding): Change {
  return {
    section: 'findings',
    kind: '+',
    ...('pid' in subject && { pid: subject.pid, comm: subject.comm }),
    what: `${severity} ${rule}`,
    after: because,
  };
}

/** What a rule could not see in one of the two alone may be no news, or be missing. */
function blindSpots(were: TriageReport, are: TriageReport): string[] {
  const before = new Map(were.looked.map(({ rule, blind }) => [rule, blind]));
  return are.looked.flatMap(({ rule, blind }) => {
    const was = before.get(rule) ?? [];
    const odd = [
      ...was.filter((each) => !blind.includes(each)),
      ...blind.filter((each) => !was.includes(each)),
    ];
    return odd.map((reason) => `findings of ${rule} cannot be compared: ${reason}`);
  });
}
