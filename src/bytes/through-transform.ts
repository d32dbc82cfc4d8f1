import { pipeline, Readable, type Transform } from 'node:stream';

/** `chunks` sent through a stream of Node's. Stopping early destroys the stream and ends `chunks`. */
export async function* throughTransform(
  chunks: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncGenerator<Uint8Array> {
  // The callback has nothing to do: an error of either side reaches the loop below.
  pipeline(Readable.from(chunks, { objectMode: true }), transform, () => undefined);
  for await (const chunk of transform as AsyncIterable<Uint8Array>) yield chunk;
}
