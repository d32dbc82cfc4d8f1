import type { Transform } from 'node:stream';
import { Piecewise } from './piecewise.js';

/** `pieces` sent through a stream of Node's; an error of theirs comes behind all that came before it. */
export async function* throughTransform(
  pieces: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncGenerator<Uint8Array> {
  const stream = new Piecewise(transform);
  try {
    for await (const piece of pieces) {
      const { made, error } = await stream.push(piece);
      yield* made;
      if (error !== undefined) throw error;
    }
    const { made, error } = await stream.finish();
    yield* made;
    if (error !== undefined) throw error;
  } finally {
    stream.close();
  }
}
