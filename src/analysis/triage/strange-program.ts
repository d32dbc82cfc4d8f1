import { isAbsent } from '../../model/absent.js';
import type { Scene } from './scene.js';
import type { Suspect } from './suspect.js';

/** Why the program of a process is none that the image has; undefined for one of the image. */
export async function strangeProgram(scene: Scene, suspect: Suspect): Promise<string | undefined> {
  const { exe } = suspect.facts;
  if (isAbsent(exe)) return undefined;
  if (exe.path.startsWith('/memfd:')) return `is ${exe.path}, which no file system has`;
  if (exe.deleted) return `${exe.path} was deleted`;
  return (await scene.changed.find(exe.path)) === undefined
    ? undefined
    : `${exe.path} is not of the image`;
}
