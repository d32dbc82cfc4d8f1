import type { ByteSource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { contentPlace, type Held, holdBeginning } from './content.js';
import { type Limits, MemoryBudget } from './limits.js';
import { type Content, type Entry, hasBytes, type Member } from './member.js';
import { SMALL, type Spool } from './spool.js';
import { intactSource } from './tar/index-tar.js';

/** A member and, if they are at hand, its bytes. */
export interface HeldMember {
  readonly member: Member;
  source?: ByteSource;
}

/** Where the wanted members of a stream are kept. */
export interface Keeping {
  readonly budget: MemoryBudget;
  /** For large ones, and those that would go beyond the budget. */
  readonly spool?: Spool;
  /** Told where the archive is damaged; what lies before it is kept then. Without it, it is an error. */
  readonly onDamage?: (error: CheckpointError) => void;
}

/** The damage that was met first. */
export class FirstDamage {
  constructor(private damage?: CheckpointError) {}

  readonly meet = (error: CheckpointError): void => {
    this.damage ??= error;
  };

  told(): { damage?: CheckpointError } {
    return this.damage === undefined ? {} : { damage: this.damage };
  }
}

/** @param salvage whether what lies before damage is wanted */
export function keepingOf(
  limits: Limits,
  spool: Spool | undefined,
  salvage: boolean | undefined,
  found: FirstDamage,
): Keeping {
  return {
    budget: new MemoryBudget(limits),
    ...(spool !== undefined && { spool }),
    ...(salvage === true && { onDamage: found.meet }),
  };
}

/**
 * Goes through `entries` once. What is in random access stays there; of what passes by, the files that
 * are wanted are kept, of several with one name the last.
 * @throws CheckpointError `limit` if they do not fit the budget
 */
export async function holdMembers(
  entries: AsyncIterable<Entry>,
  wants: (member: Member) => boolean,
  keeping: Keeping,
): Promise<HeldMember[]> {
  const held: HeldMember[] = [];
  try {
    await hold(held, entries, wants, keeping);
  } catch (error) {
    if (keeping.onDamage === undefined || held.length === 0 || !isDamage(error)) throw error;
    const last = held.at(-1);
    const source = last?.source && intactSource(last.source, error);
    if (last?.source !== undefined && source === undefined) held.pop();
    else if (last !== undefined && source !== undefined) last.source = source;
    keeping.onDamage(error);
  }
  return held;
}

/** Whether an archive is cut off or damaged somewhere (a blob not what its digest says), rather than something else. */
export function isDamage(error: unknown): error is CheckpointError {
  return (
    error instanceof CheckpointError &&
    ['unexpected-eof', 'invalid-tar', 'invalid-compression', 'invalid-archive'].includes(error.code)
  );
}

async function hold(
  held: HeldMember[],
  entries: AsyncIterable<Entry>,
  wants: (member: Member) => boolean,
  keeping: Keeping,
): Promise<void> {
  const { budget } = keeping;
  const inMemory = new Map<string, HeldMember & { bytes: number }>();
  for await (const { member, content } of entries) {
    if (content.kind === 'source') {
      held.push({ member, source: content.source });
    } else if (!hasBytes(member) || !wants(member)) {
      held.push({ member });
    } else {
      const before = inMemory.get(member.name);
      if (before !== undefined) {
        delete before.source;
        budget.giveBack(before.bytes);
      }
      const { source, error, bytes } = await keepContent(content, member.size, keeping);
      const entry = { member, bytes, source };
      inMemory.set(member.name, entry);
      held.push(entry);
      // Its beginning counts only for who wants what lies before damage.
      if (error !== undefined) throw error;
    }
  }
}

/** The content in random access, or its beginning, and what it takes of the budget. */
export async function keepContent(
  content: Content & { readonly kind: 'stream' },
  size: number,
  { budget, spool }: Keeping,
): Promise<Held & { readonly bytes: number }> {
  const stored = content.packed?.map.stored ?? size;
  if (spool !== undefined && (stored > SMALL || !budget.has(stored))) {
    return { ...(await spool.keep(content, size)), bytes: 0 };
  }
  budget.take(stored, contentPlace(content));
  return { ...(await holdBeginning(content, size)), bytes: stored };
}
