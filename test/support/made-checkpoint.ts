import { makeArchive } from '../../src/archive/archive.js';
import type { Member } from '../../src/archive/member.js';
import { memorySource } from '../../src/bytes/byte-source.js';
import { Checkpoint } from '../../src/model/checkpoint.js';

/** Contents by member name; `{ link }` is a symlink, `{ lost }` a file that was not kept. */
export type MadeMembers = Readonly<
  Record<string, Uint8Array | string | { readonly link: string } | { readonly lost: number }>
>;

/** A checkpoint in memory whose images lie in `imagePrefix`. */
export function madeCheckpoint(members: MadeMembers, imagePrefix = ''): Checkpoint {
  const held = Object.entries(members).map(([name, content]) => {
    if (typeof content === 'object' && 'link' in content) {
      return { member: memberOf(name, 'symlink', 0, content.link) };
    }
    if (typeof content === 'object' && 'lost' in content) {
      return { member: memberOf(name, 'file', content.lost) };
    }
    const source = memorySource(Buffer.from(content), { file: 'made.tar', member: name });
    return { member: memberOf(name, 'file', source.size), source };
  });
  const archive = makeArchive({
    file: 'made.tar',
    form: 'tar',
    compression: undefined,
    annotations: {},
    held,
    close: () => undefined,
  });
  const prefix = imagePrefix.replace(/[^/]+\/$/, '');
  return new Checkpoint(archive, { prefix, imagePrefix, bare: imagePrefix === '' });
}

function memberOf(name: string, type: Member['type'], size: number, linkName?: string): Member {
  return {
    ...{ name, type, mode: 0o644, uid: 0, gid: 0, owner: '', group: '', size, mtimeNs: 0n },
    ...(linkName !== undefined && { linkName }),
  };
}
