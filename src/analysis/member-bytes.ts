import { isDamage } from '../archive/held-members.js';
import { isRepeatable } from '../archive/input.js';
import type { Limits } from '../archive/limits.js';
import { openMember } from '../archive/nested.js';
import { salvageFile } from '../archive/salvage.js';
import type { CheckpointError } from '../bytes/checkpoint-error.js';

/** The bytes of one member, once. */
export interface MemberBytes {
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly close: () => void;
  /** The archive is damaged behind the member. */
  readonly damage?: CheckpointError;
}

/**
 * A file in an archive, or in an archive in it, also where it lies complete before damage of the archive.
 * @param path as in `rootfs-diff.tar:etc/passwd`
 * @throws CheckpointError
 */
export async function memberBytesOf(
  file: string,
  path: string,
  limits: Limits,
): Promise<MemberBytes> {
  try {
    return await openMember(file, path, limits);
  } catch (error) {
    if (!isDamage(error) || !isRepeatable(file)) throw error;
    const found = await salvageFile(file, path, limits);
    if (found === undefined) throw error;
    return { chunks: [found.bytes], close: () => undefined, damage: found.damage };
  }
}
