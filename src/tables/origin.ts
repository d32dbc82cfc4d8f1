import { absent, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { readContainer } from '../model/container.js';
import type { Origin } from './table.js';

/** Where the rows of a checkpoint are from. The name of the container is read when it is asked for. */
export function originOf(checkpoint: Checkpoint): Origin {
  let container: Fact<string> | undefined;
  return {
    archive: checkpoint.archive.file,
    get container() {
      container ??= containerName(checkpoint);
      return container;
    },
  };
}

/** The name in the pod, or that which the engine wrote. */
function containerName(checkpoint: Checkpoint): Fact<string> {
  if (checkpoint.podContainer !== undefined) return checkpoint.podContainer;
  if (checkpoint.bare) return absent("there are CRIU's images alone");
  const { name, unread } = readContainer(checkpoint);
  const [reason] = Object.values(unread);
  return name ?? absent(reason?.sentence ?? 'the metadata does not tell it');
}
