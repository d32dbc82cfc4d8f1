import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { type ImagePlan, labelOf } from './image-plan.js';

/** Annotations that checkpointctl, CRI-O and Podman give to checkpoint images. */
const CHECKPOINT_ANNOTATION =
  /^(org\.criu\.checkpoint\.|io\.podman\.annotations\.checkpoint\.|io\.kubernetes\.cri-o\.annotations\.checkpoint\.)/;

/** To look into an image its layers are gone through. */
const MAX_LOOKED_INTO = 20;

/** A digest is told by so many of its digits. */
const MIN_DIGITS = 6;

/** What a choice may ask of the images. */
export interface ImageLooks {
  /** Whether all that it consists of is there. */
  readonly isWhole: (image: ImagePlan) => boolean;
  /** The names that it holds; those of one that cannot be read are none. */
  readonly namesIn: (image: ImagePlan) => Promise<readonly string[]>;
}

/**
 * The image that is a checkpoint. There may be others beside it: for other machines, attestations.
 * @param name what the user wants, by tag or digest
 * @throws CheckpointError `not-found` for none at all, `ambiguous` for several
 */
export async function chooseImage(
  images: readonly ImagePlan[],
  looks: ImageLooks,
  file: string,
  name: string | undefined,
): Promise<ImagePlan> {
  if (images.length === 0) throw new CheckpointError('not-found', 'holds no image', { file });
  if (name !== undefined) return imageNamed(images, name, file);
  const whole = images.filter((image) => looks.isWhole(image));
  const candidates = whole.length > 0 ? whole : images;
  const [first, ...others] = candidates;
  if (first !== undefined && others.length === 0) return first;
  const found = candidates.filter(isAnnotated);
  if (found.length === 0 && candidates.length <= MAX_LOOKED_INTO) {
    for (const image of candidates) {
      if ((await looks.namesIn(image)).some(isOfCheckpoint)) found.push(image);
    }
  }
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  const reason =
    only === undefined
      ? `none ${candidates.length > MAX_LOOKED_INTO ? 'says that it is' : 'looks like'} a checkpoint: ${listed(candidates)}`
      : `more than one is a checkpoint: ${listed(found)}`;
  const hint = 'choose one with --image NAME';
  throw new CheckpointError('ambiguous', `of these images ${reason}`, { file }, hint);
}

/** By a tag as the image has it, also without `:latest`, its last part, or the digits that its digest begins with. */
export function imageNamed(images: readonly ImagePlan[], name: string, file: string): ImagePlan {
  const exact = images.filter(({ names, digest }) => names.includes(name) || digest === name);
  const found = exact.length > 0 ? exact : images.filter((image) => isMeant(image, name));
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  if (only !== undefined) {
    throw new CheckpointError('ambiguous', `"${name}" may mean ${listed(found)}`, { file });
  }
  const reason = `holds no image "${name}"; there are: ${listed(images)}`;
  throw new CheckpointError('not-found', reason, { file });
}

function isMeant({ names, digest = '' }: ImagePlan, name: string): boolean {
  const digits = digest.slice(digest.indexOf(':') + 1);
  if (name.length >= MIN_DIGITS && (digits.startsWith(name) || digest.startsWith(name)))
    return true;
  // Who names no tag means the latest.
  return names.some((tag) =>
    [tag, tag.replace(/:latest$/, '')].some(
      (each) => each === name || each.endsWith(`/${name}`) || each.endsWith(`:${name}`),
    ),
  );
}

function listed(images: readonly ImagePlan[]): string {
  return images.map(labelOf).join(', ');
}

function isAnnotated({ form, annotations }: ImagePlan): boolean {
  if (form === 'containerd-checkpoint') return true;
  return Object.keys(annotations).some((key) => CHECKPOINT_ANNOTATION.test(key));
}

function isOfCheckpoint(name: string): boolean {
  return /^(?:checkpoint(?:\/|$)|(?:[^/]+\/)?inventory\.img$)/.test(name);
}
