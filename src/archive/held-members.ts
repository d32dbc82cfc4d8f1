import type { ByteSource } from '../bytes/byte-source.js';
import { contentPlace, holdContent } from './content.js';
import type { MemoryBudget } from './limits.js';
import type { Entry, Member } from './member.js';
import { SMALL, type Spool } from './spool.js';

/** A member and, if they are at hand, its bytes. */
export interface HeldMember {
  readonly member: Member;
  source?: ByteSource;
}

/** Where the wanted members of a stream are kept. */
export interface Keeping {
  readonly budget: MemoryBudget;
  /** For those that would fill the memory. */
  readonly spool?: Spool;
}

/**
 * Goes through `entries` once. What is in random access stays there; of what passes by, the files that
 * are wanted are kept, of several with one name the last.
 * @throws CheckpointError `limit` if they do not fit the budget
 */
export async function holdMembers(
  entries: AsyncIterable<Entry>,
  wants: (member: Member) => boolean,
  { budget, spool }: Keeping,
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
      const stored = content.packed?.map.stored ?? member.size;
      const isSpooled = spool !== undefined && stored > SMALL;
      const bytes = isSpooled ? 0 : stored;
      budget.take(bytes, contentPlace(content));
      const source = await (isSpooled
        ? spool.keep(content, member.size)
        : holdContent(content, member.size));
      const entry = { member, bytes, source };
      inMemory.set(member.name, entry);
      held.push(entry);
    }
  }
  return held;
}
