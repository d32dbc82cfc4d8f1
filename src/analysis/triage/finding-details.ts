import { patchOf } from '../diff/text-patch.js';
import { isWhole } from './changed-files.js';
import { descriptorEnds, type DescriptorEnd } from './descriptor-ends.js';
import type { Finding } from './finding.js';
import type { Scene } from './scene.js';

/** What is looked up only for who wants to see the evidence itself. */
export interface FindingDetails {
  readonly ends: readonly DescriptorEnd[];
  /** What was changed in a file, as diff -u has it, where both are text and the file of the image is there. */
  readonly patch?: string | undefined;
}

export async function detailsOf(scene: Scene, finding: Finding): Promise<FindingDetails> {
  return { ends: descriptorEnds(scene, finding), patch: await changeOf(scene, finding) };
}

/** Longer files of an image are not compared line by line. */
const MAX_TEXT = 1024 ** 2;

async function changeOf(scene: Scene, { subject }: Finding): Promise<string | undefined> {
  if (subject.kind !== 'file') return undefined;
  const changed = await scene.changed.find(subject.path);
  if (changed === undefined || !isWhole(changed)) return undefined;
  const original = scene.view.sysroot?.find(subject.path);
  if (original === undefined || original.size > MAX_TEXT) return undefined;
  return patchOf(subject.path.slice(1), original.read(0, original.size), changed.head);
}
