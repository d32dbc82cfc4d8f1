import { isoTime } from '../../bytes/iso-time.js';
import { parseTime } from '../../bytes/parse-time.js';
import type { BlobDescriptor } from '../../formats/oci/blob.js';
import type { ImageDestination } from '../../formats/oci/image-destination.js';
import { configBlob, manifestBlob } from '../../formats/oci/image-json.js';
import { type Checkpoint, findImage } from '../../model/checkpoint.js';
import { readContainer } from '../../model/container.js';
import type { Reads } from '../../model/reads.js';
import { imageAnnotations } from './annotations.js';
import { goArchitecture } from './architecture.js';
import { LayerBlob, type LayerOptions } from './layer-blob.js';

/** dump.log tells the versions. */
export const reads: Reads = ['logs'];

/** A checkpoint as an OCI image that is still to be written. The same archive makes the same image, wherever and whenever. */
export interface CheckpointImage {
  readonly layer: LayerBlob;
  readonly annotations: ReadonlyMap<string, string>;
  /** As OCI calls it; undefined where no process tells it. */
  readonly architecture: string | undefined;
  readonly created?: string;
}

/** What can be told of the image before its layer is made. */
export function planImage(checkpoint: Checkpoint, options: LayerOptions): CheckpointImage {
  const architecture = goArchitecture(checkpoint);
  const created = createdTime(checkpoint);
  return {
    layer: new LayerBlob(checkpoint, options),
    annotations: imageAnnotations(checkpoint, architecture),
    architecture,
    ...(created !== undefined && { created }),
  };
}

/**
 * Writes the image: its layer, its configuration, and then the manifest.
 * @param architecture OCI has no image without one
 * @returns what names the manifest, and with it the image
 * @throws CheckpointError what reading and writing throw; nothing is left then
 */
export async function writeImage(
  { layer, annotations, created }: CheckpointImage,
  architecture: string,
  to: ImageDestination,
): Promise<BlobDescriptor> {
  try {
    const written = await to.writeBlob(layer);
    const config = configBlob({
      architecture,
      ...(created !== undefined && { created }),
      diffIds: [layer.diffId],
      createdBy: 'checkpointctl build',
    });
    await to.writeBlob(config);
    const manifest = manifestBlob(config.descriptor, [written], annotations);
    await to.finish({ manifest, architecture });
    return manifest.descriptor;
  } catch (error) {
    throw await to.abandon(error);
  }
}

/** When it was frozen, as far as the archive itself tells it: its name, and its time on this disk, are not of it. */
function createdTime(checkpoint: Checkpoint): string | undefined {
  const { checkpointed } = readContainer(checkpoint);
  const told = checkpointed === undefined ? undefined : parseTime(checkpointed);
  const ns = told ?? findImage(checkpoint, 'inventory.img')?.mtimeNs;
  const time = ns === undefined || ns === 0n ? undefined : isoTime(ns);
  return time !== undefined && /^\d{4}-/.test(time) ? time.replace(/\.\d+/, '') : undefined;
}
