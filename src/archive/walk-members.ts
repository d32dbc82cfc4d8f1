import { notFromPipe } from './image/stored-blobs.js';
import { fileOfWhat } from './image/image-files.js';
import { openInput } from './input.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { limitsFor } from './local-path.js';
import type { Entry } from './member.js';
import { contentEntries, findImageIn, imageReader, openStore } from './open-store.js';

/**
 * Every member once, in order, with its bytes.
 * @throws CheckpointError
 */
export async function* walkMembers(
  file: string,
  given: Limits = DEFAULT_LIMITS,
): AsyncGenerator<Entry> {
  const limits = limitsFor(file, given);
  let input = await openInput(file, limits);
  try {
    if (input.kind === 'content' && limits.image === undefined) {
      const { content, again } = input;
      const isRepeatable = content.kind === 'source' || again !== undefined;
      const entries = contentEntries(file, content, limits);
      const { start, isImage, error } = await lookAtStart(entries, isRepeatable);
      if (!isImage) {
        yield* start ?? contentEntries(file, again?.() ?? content, limits);
        if (error !== undefined) throw error;
        if (start !== undefined) yield* entries;
        return;
      }
      await entries.return(undefined);
      if (!isRepeatable) throw notFromPipe(file);
      if (again !== undefined) input = { ...input, content: again() };
    }
    // What a directory lacks is told when the rest was.
    const store = await openStore(file, input, () => false, limits, {
      salvage: input.kind === 'directory',
    });
    const image = await findImageIn(store, limits);
    if (image !== undefined) yield* (await imageReader()).walkImage(store, image, limits);
    else if (input.kind === 'directory') yield* input.entries;
    else if (input.kind === 'content') yield* contentEntries(file, input.content, limits);
    if (store.damage !== undefined) throw store.damage;
  } finally {
    input.close();
  }
}

interface Start {
  /** The members that were looked at, unless their bytes passed by and can be had again. */
  readonly start: Entry[] | undefined;
  readonly isImage: boolean;
  /** Why there are no more. */
  readonly error?: Error;
}

/** Looks at the members up to the first that tells what they are in. */
async function lookAtStart(entries: AsyncGenerator<Entry>, isRepeatable: boolean): Promise<Start> {
  const start: Entry[] = [];
  let passed = false;
  const found = (isImage: boolean): Start => ({ start: passed ? undefined : start, isImage });
  try {
    for (;;) {
      const next = await entries.next();
      if (next.done === true) return found(false);
      const { member, content } = next.value;
      start.push(next.value);
      const what = fileOfWhat(member);
      if (what !== undefined) return found(what === 'image');
      const passes = content.kind === 'stream' && member.size > 0;
      if (passes && !isRepeatable) return found(false);
      passed ||= passes;
    }
  } catch (error) {
    // Who goes through them once more meets it again.
    if (!(error instanceof Error)) throw error;
    return passed ? found(false) : { ...found(false), error };
  }
}
