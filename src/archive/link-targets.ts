import { type HeldMember, keepContent, type Keeping } from './held-members.js';
import { cleanName, type Content, type Entry, hasBytes, type Member } from './member.js';
import type { ByteSource } from '../bytes/byte-source.js';

/**
 * A hardlink that is wanted may lead to a member that was not, and that has passed by when the link comes: a
 * name tells nothing of who will link to it. Such targets are got by going through the archive again.
 */
export async function holdLinkTargets(
  held: readonly HeldMember[],
  wants: (member: Member) => boolean,
  again: () => AsyncIterable<Entry>,
  keeping: Keeping,
): Promise<void> {
  const missing = missingTargets(held, wants);
  if (missing.size === 0) return;
  const keyOf = keysInOrder();
  const waiting = new Map<string, HeldMember>();
  for (const entry of held) {
    const key = keyOf(entry.member);
    if (missing.has(entry)) waiting.set(key, entry);
  }
  const keyOfAgain = keysInOrder();
  for await (const { member, content } of again()) {
    const key = keyOfAgain(member);
    const entry = waiting.get(key);
    if (entry === undefined || !waiting.delete(key)) continue;
    entry.source = await sourceOf(content, member.size, keeping);
    if (waiting.size === 0) break;
  }
}

async function sourceOf(content: Content, size: number, keeping: Keeping): Promise<ByteSource> {
  if (content.kind === 'source') return content.source;
  const { source, error } = await keepContent(content, size, keeping);
  if (error !== undefined) throw error;
  return source;
}

/** As `Links.fileOf` goes backwards from one link, for all links in one go. */
function missingTargets(
  held: readonly HeldMember[],
  wants: (member: Member) => boolean,
): Set<HeldMember> {
  const missing = new Set<HeldMember>();
  if (!held.some(({ member }) => member.type === 'hardlink')) return missing;
  const files = new Map<string, HeldMember | undefined>();
  for (const entry of held) {
    const { member } = entry;
    const isLink = member.type === 'hardlink';
    const file = isLink ? files.get(cleanName(member.linkName ?? '')) : entry;
    files.set(member.name, file);
    if (!isLink || file === undefined || file.source !== undefined) continue;
    if (hasBytes(file.member) && wants(member)) missing.add(file);
  }
  return missing;
}

/** Layers of an image may be met in another order, members of one name may not. */
function keysInOrder(): (member: Member) => string {
  const counts = new Map<string, number>();
  return ({ name }) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return `${count}:${name}`;
  };
}
