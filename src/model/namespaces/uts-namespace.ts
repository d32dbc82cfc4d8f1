import type { Checkpoint } from '../checkpoint.js';

/** utsns-N.img (utsns_entry). */
export interface UtsNames {
  readonly nodename?: string;
  /** NIS domain; the kernel's default is `(none)`. */
  readonly domainname?: string;
}

/**
 * Host and domain name; undefined where the namespace was not dumped.
 * @param id the number in the image's name
 */
export function readUtsNames(checkpoint: Checkpoint, id: number): UtsNames | undefined {
  const entry = checkpoint.images.find(`utsns-${id}.img`, 'utsns_entry');
  return (
    entry && {
      ...(entry.nodename !== undefined && { nodename: entry.nodename }),
      ...(entry.domainname !== undefined && { domainname: entry.domainname }),
    }
  );
}
