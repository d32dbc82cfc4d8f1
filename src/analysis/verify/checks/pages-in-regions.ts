import { isAbsent } from '../../../model/absent.js';
import { addressText } from '../address-text.js';
import { type Check, skipPreDump } from '../check.js';

/** What pagemap-PID.img tells of lies in regions of mm-PID.img. */
export const pagesInRegions: Check = {
  name: 'pages-in-regions',
  holds: 'saved pages lie in regions of their process',
  means: 'Regions and pages are not of one moment: one of the two images is of another dump.',
  restore: 'fails',
  skip: skipPreDump,
  *failures({ processes }) {
    for (const { pid, mm, space } of processes) {
      if (isAbsent(mm) || isAbsent(space)) continue;
      for (const { start, end, region } of space.regionRuns()) {
        if (region !== undefined) continue;
        const problem = `has pages at ${addressText(start, end)}, where mm-${pid}.img has no region`;
        yield { subject: `pagemap-${pid}.img`, problem };
        break;
      }
    }
  },
};
