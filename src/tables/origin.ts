import { absent, type Fact } from '../model/absent.js';
import { Checkpoint } from '../model/checkpoint.js';
import { readContainer } from '../model/container.js';
import type { Origin } from './table.js';

/** Where the rows of a checkpoint are from: told once the checkpoint is closed, too. */
export function originOf(checkpoint: Checkpoint): Origin {
  return { archive: checkpoint.archive.file, container: checkpoint.once(containerName) };
}

/** The name in the pod, or that which the engine wrote. */
function containerName(checkpoint: Checkpoint): Fact<string> {
  if (checkpoint.podContainer !== undefined) return checkpoint.podContainer;
  if (checkpoint.bare) return absent("there are CRIU's images alone");
  // Whose the rows are is no part of the answer: what hides the name is told in its place, and not as damage.
  const quiet = new Checkpoint(checkpoint.archive, checkpoint);
  const { name, unread } = readContainer(quiet);
  const [reason] = Object.values(unread);
  return name ?? absent(reason?.sentence ?? 'the metadata does not tell it');
}
