import { CheckpointError, type Place } from '../bytes/checkpoint-error.js';
import { contentChunks, contentPlace } from './content.js';
import { type HeldMember, holdMembers } from './held-members.js';
import { isRepeatable } from './input.js';
import { type Limits, MemoryBudget } from './limits.js';
import { cleanName, type Content, type Entry, type Member, memberPlace } from './member.js';
import { openParts } from './open.js';
import { walkMembers } from './walk-members.js';
import { walkArchiveContent } from './unpack.js';

/** What is larger is not held in memory but gone through twice. */
const MAX_HELD = 16 * 1024 ** 2;

/** An archive, or an archive in it. */
export interface Level {
  readonly place: Place;
  readonly held: readonly HeldMember[];
  /** Goes through it once more; missing for what comes out of a pipe. */
  readonly again?: () => AsyncIterable<Entry>;
}

/** @param path what will be looked for: small members that it may mean are held */
export async function topLevel(
  file: string,
  path: string,
  limits: Limits,
): Promise<{ level: Level; close: () => void }> {
  const repeatable = isRepeatable(file);
  const { held, close } = await openParts(file, {
    keep: (_, member) => mayBeMeant(member, path),
    limits,
  });
  const again = { again: () => walkMembers(file, limits) };
  return { level: { place: { file }, held, ...(repeatable && again) }, close };
}

/** The archive that the member at `index` is. */
export async function levelIn(
  level: Level,
  index: number,
  path: string,
  limits: Limits,
): Promise<Level> {
  const walk = (): AsyncIterable<Entry> => walkArchiveContent(contentOf(level, index), limits);
  const wants = (member: Member): boolean => mayBeMeant(member, path);
  const held = await holdMembers(walk(), wants, { budget: new MemoryBudget(limits) });
  const repeatable = level.held[index]?.source !== undefined || level.again !== undefined;
  return { place: contentPlace(contentOf(level, index)), held, ...(repeatable && { again: walk }) };
}

/** The bytes of the member at `index`; can be asked for any number of times. */
export function contentOf(level: Level, index: number): Content {
  const { member, source } = level.held[index] ?? {};
  if (member === undefined) throw new RangeError('no such index');
  if (source !== undefined) return { kind: 'source', source };
  const place = memberPlace(level.place, member.name);
  if (level.again === undefined) {
    const reason = `does not fit the ${MAX_HELD} bytes that are kept of a pipe; save it to a file first`;
    throw new CheckpointError('unsupported', reason, place);
  }
  // Layers of an image may be met in another order, members of one name within a layer may not.
  const occurrence = level.held
    .slice(0, index)
    .filter((held) => held.member.name === member.name).length;
  const chunks = occurrenceChunks(level.again, member.name, occurrence, place);
  return { kind: 'stream', place, chunks };
}

/**
 * The members that a path may mean, with what is left of the path to look for inside of them: the whole
 * path first, then what stands before its last colon, and so on.
 */
export function meanings(path: string): { name: string; rest: string | undefined }[] {
  const found: { name: string; rest: string | undefined }[] = [
    { name: cleanName(path), rest: undefined },
  ];
  for (let colon = path.lastIndexOf(':'); colon > 0; colon = path.lastIndexOf(':', colon - 1)) {
    found.push({ name: cleanName(path.slice(0, colon)), rest: path.slice(colon + 1) });
  }
  return found;
}

function mayBeMeant(member: Member, path: string): boolean {
  return member.size <= MAX_HELD && meanings(path).some(({ name }) => name === member.name);
}

async function* occurrenceChunks(
  again: () => AsyncIterable<Entry>,
  name: string,
  occurrence: number,
  place: Place,
): AsyncGenerator<Uint8Array> {
  let before = occurrence;
  for await (const { member, content } of again()) {
    if (member.name !== name) continue;
    if (before === 0) {
      yield* contentChunks(content);
      return;
    }
    before -= 1;
  }
  throw new CheckpointError('not-readable', 'is gone: the archive changed meanwhile', place);
}
