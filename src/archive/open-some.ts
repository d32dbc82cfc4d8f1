import { type Archive, makeArchive } from './archive.js';
import { memorySource } from '../bytes/byte-source.js';
import { collectBytes } from './content.js';
import type { HeldMember } from './held-members.js';
import { DEFAULT_LIMITS, type Limits, MemoryBudget } from './limits.js';
import { hasBytes, memberPlace } from './member.js';
import { walkMembers } from './walk-members.js';

/**
 * Opens an archive only as far as it takes to have some members, for what must be quick with many large
 * ones. It knows the members up to there, and the bytes of those that were wanted.
 * @param wants members to hold
 * @param enough names after which to stop; without one of them the archive is gone through to its end
 */
export async function openSome(
  file: string,
  wants: (name: string) => boolean,
  enough: readonly string[],
  limits: Limits = DEFAULT_LIMITS,
): Promise<Archive> {
  const held: HeldMember[] = [];
  const budget = new MemoryBudget(limits);
  const missing = new Set(enough);
  for await (const { member, content } of walkMembers(file, limits)) {
    if (hasBytes(member) && wants(member.name)) {
      const place = memberPlace({ file }, member.name);
      budget.take(member.size, place);
      held.push({ member, source: memorySource(await collectBytes(content, member.size), place) });
    } else {
      held.push({ member });
    }
    if (missing.delete(member.name) && missing.size === 0) break;
  }
  const nothing = { compression: undefined, annotations: {}, close: () => undefined };
  return makeArchive({ file, form: 'tar', held, ...nothing });
}
