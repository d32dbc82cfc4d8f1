import type { ImageEntry } from '../../criu/image.js';
import { onePiece, type ContentPlace } from './place.js';
import type { PlaceContext } from './place-context.js';

/** Bytes of an image; undefined where there are none. */
export function placeIn(
  context: PlaceContext,
  image: string,
  offset: number,
  length: number,
): Pick<ContentPlace, 'kind' | 'member' | 'content'> | undefined {
  const member = context.checkpoint.imagePrefix + image;
  const source = length === 0 ? undefined : context.images.bytes(image);
  if (source === undefined) return undefined;
  return { kind: 'queues', member, content: onePiece(source, offset, length) };
}

/** Where in the image the bytes behind a message begin. */
export function payloadStart({ offset, length }: ImageEntry): number {
  return offset + length;
}
