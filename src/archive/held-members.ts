import type { ByteSource } from '../bytes/byte-source.js';
import { contentPlace, holdContent } from './content.js';
import type { MemoryBudget } from './limits.js';
import type { Entry, Member } from './member.js';

/** A member and, if they are at hand, its bytes. */
export interface HeldMember {
  readonly member: Member;
  source?: ByteSource;
}

/**
 * Goes through `entries` once. What is in random access stays there; of what passes by, the files that
 * are wanted are held in memory, of several with one name the last.
 * @throws CheckpointError `limit` if they do not fit the budget
 */
export async function holdMembers(
  entries: AsyncIterable<Entry>,
  wants: (member: Member) => boolean,
  budget: MemoryBudget,
): Promise<HeldMember[]> {
  const held: HeldMember[] = [];
  const inMemory = new Map<string, HeldMember & { bytes: number }>();
  for await (const { member, content } of entries) {
    if (content.kind === 'source') {
      held.push({ member, source: content.source });
    } else if (member.type !== 'file' || !wants(member)) {
      held.push({ member });
    } else {
      const before = inMemory.get(member.name);
      if (before !== undefined) {
        delete before.source;
        budget.giveBack(before.bytes);
      }
      const bytes = content.packed?.map.stored ?? member.size;
      budget.take(bytes, contentPlace(content));
      const entry = { member, bytes, source: await holdContent(content, member.size) };
      inMemory.set(member.name, entry);
      held.push(entry);
    }
  }
  return held;
}
