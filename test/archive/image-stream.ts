import { delimited, number } from '../support/wire.js';

/** Pieces of this length, so that even small images come in several. */
const PIECE = 1000;

/**
 * A stream of images as criu-image-streamer writes it (its proto/image.proto and src/capture.rs): markers that
 * are numbered, each behind its length, and the bytes of several files mixed. It was made by that description:
 * no stream of the streamer itself was at hand.
 * @param shards how many files it is divided into
 */
export function imageStream(files: Readonly<Record<string, Uint8Array>>, shards = 1): Buffer[] {
  const written = Array.from({ length: shards }, (): Buffer[] => []);
  let seq = 0;
  let current: string | undefined;
  const write = (body: Uint8Array, data: Uint8Array = Buffer.alloc(0)) => {
    // proto3 leaves out what is zero.
    const marker = Buffer.concat([seq === 0 ? Buffer.alloc(0) : number(1, seq), body]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(marker.length);
    written[seq % shards]?.push(length, marker, Buffer.from(data));
    seq += 1;
  };
  const name = (file: string) => {
    if (file !== current) write(delimited(2, file));
    current = file;
  };
  const open = Object.entries(files).map(([file, bytes]) => ({ file, bytes, at: 0 }));
  while (open.length > 0) {
    // Two are on their way at a time, as a pagemap and its pages are.
    for (const each of open.slice(0, 2)) {
      name(each.file);
      const piece = each.bytes.subarray(each.at, each.at + PIECE);
      if (piece.length > 0) write(number(3, piece.length), piece);
      else {
        write(number(4, 1));
        current = undefined;
        open.splice(open.indexOf(each), 1);
      }
      each.at += piece.length;
    }
  }
  write(number(5, 1));
  return written.map((parts) => Buffer.concat(parts));
}
