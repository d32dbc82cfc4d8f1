import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { ImagePlan } from './image-plan.js';

/** Annotations that checkpointctl, CRI-O and Podman give to checkpoint images. */
const CHECKPOINT_ANNOTATION =
  /^(org\.criu\.checkpoint\.|io\.podman\.annotations\.checkpoint\.|io\.kubernetes\.cri-o\.annotations\.checkpoint\.)/;

/**
 * The image that is a checkpoint. There may be others beside it: for other machines, attestations.
 * @param namesIn lists what an image holds; asked only if the annotations do not decide
 * @throws CheckpointError `not-found` for none at all, `ambiguous` for several
 */
export async function chooseImage(
  images: readonly ImagePlan[],
  namesIn: (image: ImagePlan) => Promise<readonly string[]>,
  file: string,
): Promise<ImagePlan> {
  const [first, ...others] = images;
  if (first === undefined) throw new CheckpointError('not-found', 'holds no image', { file });
  if (others.length === 0) return first;
  let found = images.filter(isAnnotated);
  if (found.length === 0) {
    found = [];
    for (const image of images) {
      if ((await namesIn(image)).some(isOfCheckpoint)) found.push(image);
    }
  }
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  const list = (only === undefined ? images : found).map(({ name }) => name).join(', ');
  const reason = only === undefined ? 'none looks like' : 'more than one is';
  throw new CheckpointError('ambiguous', `of these images ${reason} a checkpoint: ${list}`, {
    file,
  });
}

function isAnnotated({ form, annotations }: ImagePlan): boolean {
  if (form === 'containerd-checkpoint') return true;
  return Object.keys(annotations).some((key) => CHECKPOINT_ANNOTATION.test(key));
}

function isOfCheckpoint(name: string): boolean {
  return name === 'checkpoint' || name.startsWith('checkpoint/') || name === 'inventory.img';
}
