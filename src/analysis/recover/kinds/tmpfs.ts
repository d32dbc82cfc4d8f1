import { isTmpfsImage, tmpfsMountPoints } from '../../../model/contents/nested-archives.js';
import { PlaceContext } from '../../../model/contents/place-context.js';
import { innerFiles } from '../inner-files.js';
import type { RecoverContext, Recovered } from '../recovered.js';

/** Files that the container had in memory: tmpfs-dev-DEVICE.tar.gz.img. */
export async function* tmpfsFiles(context: RecoverContext): AsyncGenerator<Recovered> {
  const { checkpoint } = context.view;
  const places = new PlaceContext(checkpoint, context.limits);
  const points = tmpfsMountPoints(places);
  for (const image of places.namesBelow(checkpoint.imagePrefix).filter(isTmpfsImage)) {
    const member = checkpoint.imagePrefix + image;
    yield* innerFiles(context, 'tmpfs', member, points.get(image) ?? `/${image}`);
  }
}
