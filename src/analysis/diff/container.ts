import { absent, isAbsent, type Fact } from '../../model/absent.js';
import { findExactJson } from '../../model/engine-json.js';
import { readUtsNames } from '../../model/namespaces/uts-namespace.js';
import { listNamespaces } from '../namespace-list.js';
import type { SectionChanges } from './change.js';
import { compareFacts } from './compare-facts.js';
import { factTexts, valueText } from './fact-texts.js';
import { jsonTexts } from './json-texts.js';
import type { Side } from './side.js';

/** What the engine writes about its container. */
const FILES = ['config.dump', 'spec.dump', 'network.status'] as const;

/** Of config.dump: when the checkpoint was made differs in any two. */
const OF_THE_CHECKPOINT = new Set(['checkpointedTime', 'checkpointedAt']);

/** What differs in the files of the engine, annotations and all, and in the names of the host. */
export function containerChanges(before: Side, after: Side): SectionChanges {
  return compareFacts(factTexts(settingsOf(before)), factTexts(settingsOf(after)), {
    section: 'container',
  });
}

function settingsOf(side: Side): Record<string, unknown> {
  return {
    ...Object.fromEntries(FILES.map((name) => [name, textsOf(side, name)])),
    ...namesOf(side),
  };
}

/** A file that is not there has nothing in it. */
function textsOf({ checkpoint }: Side, name: string): Fact<ReadonlyMap<string, string>> {
  const json = checkpoint.damage.attempt(() => ({ value: findExactJson(checkpoint, name) }));
  if (isAbsent(json)) return json;
  if (json.value === undefined) return checkpoint.bare ? absent(`there is no ${name}`) : new Map();
  const texts = jsonTexts(json.value);
  return new Map([...texts].filter(([path]) => !OF_THE_CHECKPOINT.has(path)));
}

/** Who is in a namespace the process tree tells; of several each is known by the first process in it. */
function namesOf({ checkpoint, hasTree }: Side): Record<string, unknown> {
  if (!hasTree) return { 'UTS namespace': absent('there is no pstree.img') };
  const namespaces = listNamespaces(checkpoint).filter(({ kind }) => kind === 'uts');
  const names = new Map<string, string>();
  for (const { image, pids } of namespaces) {
    const whose = namespaces.length > 1 ? `of PID ${pids[0] ?? '?'} ` : '';
    for (const [name, value] of Object.entries(readUtsNames(checkpoint, image) ?? {})) {
      names.set(`${whose}${name}`, valueText(value));
    }
  }
  return names.size === 0 ? {} : { 'UTS namespace': names };
}
