import { findImage } from '../../../model/checkpoint.js';
import { pageSizeOf } from '../../../model/page-size.js';
import type { Check } from '../check.js';
import { countSavedPages } from '../saved-pages.js';

/**
 * A pages image holds the pages of the pagemap that names it. CRIU 3.3 gave segments numbers twice, and what it
 * wrote last is there: of several pagemaps one has to fit.
 */
export const pagesSize: Check = {
  name: 'pages-size',
  holds: 'pages images are as long as their pagemaps tell',
  means: 'Memory is cut off, or bytes are told of the wrong addresses or process.',
  restore: 'fails',
  *failures({ checkpoint }) {
    const { images } = checkpoint;
    const pageSize = pageSizeOf(checkpoint);
    const told = new Map<string, Told>();
    for (const name of images.names(/^pagemap-.*\.img$/)) {
      const saved = countSavedPages(checkpoint, name, pageSize);
      if (saved === undefined) continue;
      const { sizes, by } = told.get(saved.pages) ?? { sizes: [], by: [] };
      told.set(saved.pages, { sizes: [...sizes, saved.bytes], by: [...by, name] });
    }
    for (const [pages, { sizes, by }] of told) {
      const size = findImage(checkpoint, pages)?.size;
      // Compressed by CRaC's CRIU: how long it is, no pagemap tells.
      if (size === undefined && images.has(pages.replace(/\.img$/, '.comp.img'))) continue;
      if (sizes.some((each) => each === undefined || each === BigInt(size ?? 0))) continue;
      const names = by.join(' and ');
      const problem =
        size === undefined
          ? `is not in the checkpoint: ${names} has pages in it`
          : `has ${size} bytes; ${names} tells of ${sizes.join(' and ')}`;
      yield { subject: pages, problem };
    }
  },
};

/** What pagemaps say of a pages image: how many bytes each, undefined where that cannot be told, and which. */
interface Told {
  readonly sizes: readonly (bigint | undefined)[];
  readonly by: readonly string[];
}
