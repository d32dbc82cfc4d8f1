import { CheckpointError } from '../bytes/checkpoint-error.js';
import { collectBytes } from './content.js';
import type { Limits } from './limits.js';
import { cleanName, hasBytes } from './member.js';
import { walkMembers } from './walk-members.js';

/** A file that lies before the damage of its archive. */
export interface Salvaged {
  readonly bytes: Uint8Array;
  readonly damage: CheckpointError;
}

/**
 * The last complete file of a name in an archive that is damaged further on, held in memory. Undefined
 * if there is none before the damage.
 */
export async function salvageFile(
  file: string,
  name: string,
  limits: Limits,
): Promise<Salvaged | undefined> {
  const wanted = cleanName(name);
  let bytes: Uint8Array | undefined;
  try {
    for await (const { member, content } of walkMembers(file, limits)) {
      if (member.name === wanted && hasBytes(member)) {
        bytes = undefined; // the last of a name counts, and no older one in its place
        bytes = await collectBytes(content, limits.maxInMemory);
      }
    }
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return bytes === undefined ? undefined : { bytes, damage: error };
  }
  return undefined;
}
