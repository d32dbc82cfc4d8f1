import type { Blob, BlobDescriptor, KnownBlob } from './blob.js';

/** An image that is whole but for its name: the manifest, which names all of its blobs. */
export interface FinishedImage {
  readonly manifest: KnownBlob;
  readonly architecture: string;
}

/**
 * Where an image is written to: a layout on a disk (`write/oci`), a registry. `writeImage` gives it the layer, then
 * the configuration, and the manifest last, without which the blobs are no image.
 *
 * A blob is `open`ed as often as is needed and gives the same bytes each time, so that a destination may look
 * first what it has already, and may begin once more where it was cut off. What a layer is called and how long it is,
 * only its end tells: `writeBlob` hashes what passes by (`hashedBlob`) and returns it.
 */
export interface ImageDestination {
  /**
   * Takes all bytes of a blob.
   * @throws CheckpointError
   */
  writeBlob(blob: Blob): Promise<BlobDescriptor>;
  /** The image is whole: from now on it is there under its name. */
  finish(image: FinishedImage): Promise<void>;
  /**
   * Leaves nothing behind that is not whole.
   * @returns the error, which may tell what is left
   */
  abandon(error: unknown): Promise<unknown>;
}
