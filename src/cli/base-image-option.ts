import type { BaseImage } from '../archive/base-image/base-image.js';
import { imagePlaceOf, type ImagePlace } from '../archive/base-image/image-place.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { limitsOf, type LimitValues } from './archive-options.js';
import type { OpenedArchives } from './opened-archives.js';
import { list, mapped, type Option } from './option.js';
import { UsageError } from './usage-error.js';

/** What --image means: the container's image, or which of the images of an archive. */
interface Images {
  readonly base?: ImagePlace;
  readonly name?: string;
}

/** In place of ARCHIVE_OPTIONS.image, for commands that compare with the image of the container. */
export const BASE_IMAGE_OPTION: { readonly image: Option<Images | undefined> } = {
  image: mapped(
    list(
      {
        value: 'IMAGE',
        describe:
          "The container's image, to compare with: a directory, oci:PATH[:TAG], oci-archive:FILE[:TAG], docker-archive:, dir:; or as NAME the one that is meant of an archive of several",
      },
      (word) => word,
    ),
    imagesOf,
  ),
};

function imagesOf(words: readonly string[], flag: string): Images {
  const places = words.flatMap((word) => imagePlaceOf(word) ?? []);
  const [base, ...others] = places;
  if (others.length > 0) {
    const [, second] = words.filter((word) => imagePlaceOf(word) !== undefined);
    throw new UsageError(
      `invalid argument "${second ?? ''}" for "${flag}" flag: a container is made of one image`,
    );
  }
  const name = words.findLast((word) => imagePlaceOf(word) === undefined);
  return { ...(base !== undefined && { base }), ...(name !== undefined && { name }) };
}

/** The image of a checkpoint's container, opened for what will be asked of it. */
export async function openBase(
  place: ImagePlace,
  checkpoint: Checkpoint,
  opened: OpenedArchives,
  options: LimitValues,
  { ofMemory }: { readonly ofMemory: boolean },
): Promise<BaseImage> {
  const limits = limitsOf(options);
  // They hash, and Node's crypto takes its time to load.
  const [{ interestOf }, { openBaseImage }] = await Promise.all([
    import('../analysis/drift/compare-root.js'),
    import('../archive/base-image/open-base-image.js'),
  ]);
  const interest = await interestOf(checkpoint, limits, { ofMemory });
  return opened.add(await openBaseImage(place, interest, limits));
}
