import { collectBytes } from '../archive/content.js';
import { walkArchiveContent } from '../archive/unpack.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { decodeText } from '../bytes/text.js';
import type { Checkpoint } from './checkpoint.js';
import { sourceOf } from './members.js';

/** Names of users by their ids. */
export type UserNames = ReadonlyMap<number, string>;

/** A user database is small; what is larger is none. */
const MAX_PASSWD = 4 * 1024 ** 2;

/**
 * The names that the container's own etc/passwd gives, where the container changed it, so that it is in
 * rootfs-diff.tar; none elsewhere. This machine's users have nothing to do with them.
 */
export async function readUserNames(checkpoint: Checkpoint): Promise<UserNames> {
  const { archive, damage, prefix } = checkpoint;
  const member = archive.find(`${prefix}rootfs-diff.tar`);
  let names: UserNames = new Map();
  if (member?.type !== 'file' || member.size === 0) return names;
  try {
    const content = { kind: 'source', source: sourceOf(archive, member) } as const;
    for await (const entry of walkArchiveContent(content)) {
      if (entry.member.name !== 'etc/passwd' || entry.member.type !== 'file') continue;
      // Of several the last one counts, as when the archive is unpacked.
      names = parsePasswd(decodeText(await collectBytes(entry.content, MAX_PASSWD)));
    }
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    damage.add(error);
  }
  return names;
}

/** passwd(5). Of an id with several names the first counts, as getpwuid(3) finds it. */
export function parsePasswd(text: string): UserNames {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name = '', , id = ''] = line.split(':');
    if (name === '' || !/^\d{1,10}$/.test(id) || names.has(Number(id))) continue;
    names.set(Number(id), name);
  }
  return names;
}
