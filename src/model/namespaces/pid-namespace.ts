import type { Checkpoint } from '../checkpoint.js';

/**
 * pidns-N.img (pidns_entry.ext_key): the name under which the engine passes the PID namespace in at
 * restore. CRIU writes the image for a namespace from outside only.
 */
export function readExternalPidNamespace(checkpoint: Checkpoint, id: number): string | undefined {
  return checkpoint.images.find(`pidns-${id}.img`, 'pidns_entry')?.ext_key;
}
