import type { ByteSource } from '../bytes/byte-source.js';
import { openImage, type Image, type ImageEntry } from '../criu/image.js';
import type { Messages } from '../criu/messages.generated.js';
import { findImage, imageSource, type Checkpoint } from './checkpoint.js';

/**
 * The messages of an image.
 * @param name as CRIU names it, such as `core-7.img`
 * @param type the message of its entries: what protos/ says of that image
 * @throws CheckpointError when the image is missing, damaged or of another kind
 */
export function readMessages<T extends keyof Messages>(
  checkpoint: Checkpoint,
  name: string,
  type: T,
): Messages[T][] {
  return messagesOf(imageSource(checkpoint, name), type);
}

/** The first message of an image, of which images such as mm-PID.img have no other. */
export function readFirst<T extends keyof Messages>(
  checkpoint: Checkpoint,
  name: string,
  type: T,
): Partial<Messages[T]> {
  const image = openImage(imageSource(checkpoint, name));
  for (const entry of image.entries()) {
    if (entry.type === type) return entry.message as Messages[T];
  }
  return {};
}

/** Like readMessages, and empty when there is no such image. */
export function readOptional<T extends keyof Messages>(
  checkpoint: Checkpoint,
  name: string,
  type: T,
): Messages[T][] {
  const member = findImage(checkpoint, name);
  return member === undefined || member.size === 0
    ? []
    : messagesOf(checkpoint.archive.source(member), type);
}

/** The first message of an image that only some dumps have; undefined without it. */
export function findFirst<T extends keyof Messages>(
  checkpoint: Checkpoint,
  name: string,
  type: T,
): Partial<Messages[T]> | undefined {
  return findImage(checkpoint, name) === undefined ? undefined : readFirst(checkpoint, name, type);
}

/** Messages with what follows them in the image; none when there is no such image. */
export function readEntries(checkpoint: Checkpoint, name: string): ImageEntry[] {
  const member = findImage(checkpoint, name);
  if (member === undefined || member.size === 0) return [];
  return [...openImage(checkpoint.archive.source(member)).entries()];
}

function messagesOf<T extends keyof Messages>(source: ByteSource, type: T): Messages[T][] {
  const image: Image = openImage(source);
  return [...image.entries()]
    .filter((entry) => entry.type === type)
    .map((entry) => entry.message as Messages[T]);
}
