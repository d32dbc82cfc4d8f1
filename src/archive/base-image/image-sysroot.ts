import { cleanName } from '../member.js';
import type { Sysroot } from '../sysroot.js';
import type { BaseImage } from './base-image.js';

/** The files of an image, of which the bytes were asked for, as a copy of the container's files. */
export function imageSysroot(image: BaseImage): Sysroot {
  return {
    find: (path) => image.find(cleanName(path))?.source,
    // Whoever opened the image closes it.
    close: () => undefined,
  };
}
