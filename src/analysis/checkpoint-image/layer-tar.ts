import { pack, type Pack } from 'tar-stream';
import { contentChunks, contentPlace } from '../../archive/content.js';
import { type Entry, hasBytes, type Member, memberPlace } from '../../archive/member.js';
import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';
import { hearSignals } from '../../bytes/hear-signals.js';
import { headerOf, refusalOf } from './layer-header.js';

/**
 * Members as the tar of a layer, piece by piece: in their order, with their owners, modes and times. Nothing hangs on
 * when or where it is made. A socket has no place in a tar.
 * @param place of the archive, for error messages
 * @param mostBytes that may be written, as holes take no room in an archive
 * @throws CheckpointError for a member that would be something else in a layer, and what reading throws
 */
export async function* layerTar(
  entries: AsyncIterable<Entry>,
  place: Place,
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const filling = fill(tar, entries, place, mostBytes).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of tar as AsyncIterable<Uint8Array>) {
      yield chunk;
      await hearSignals(chunk.length);
    }
  } finally {
    tar.destroy();
    await filling;
  }
}

async function fill(
  tar: Pack,
  entries: AsyncIterable<Entry>,
  place: Place,
  mostBytes: number,
): Promise<void> {
  let total = 0;
  for await (const { member, content } of entries) {
    if (member.type === 'socket') continue;
    const refusal = refusalOf(member);
    if (refusal !== undefined) {
      throw new CheckpointError('unsafe-path', refusal, memberPlace(place, member.name));
    }
    total += member.size;
    if (total > mostBytes) {
      const reason = `a layer of more than ${mostBytes} bytes; if that is meant, raise --max-unpacked SIZE`;
      throw new CheckpointError('limit', reason, contentPlace(content));
    }
    await addMember(tar, member, hasBytes(member) ? contentChunks(content) : NOTHING);
  }
  tar.finalize();
}

const NOTHING: readonly Uint8Array[] = [];

/** Resolves when the reader has taken it. */
async function addMember(
  tar: Pack,
  member: Member,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  let drained: () => void = () => undefined;
  let sink: ReturnType<Pack['entry']> | undefined;
  const done = new Promise<void>((resolve, reject) => {
    sink = tar.entry(headerOf(member), (error) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
    // Told to the callback as well.
    sink.on('error', () => undefined);
    sink.on('drain', () => {
      drained();
    });
  });
  // Whoever gives up before has an error of its own.
  done.catch(() => undefined);
  const waitForDrain = (): Promise<void> =>
    new Promise((resolve) => {
      drained = resolve;
    });
  for await (const chunk of chunks) {
    const free = waitForDrain();
    if (chunk.length > 0 && sink?.write(chunk) === false) await Promise.race([free, done]);
  }
  sink?.end(undefined);
  await done;
}
