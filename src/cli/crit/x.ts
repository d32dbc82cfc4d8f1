import { openArchive } from '../../archive/open.js';
import { exploreFds } from '../../analysis/explore-fds.js';
import { exploreMems } from '../../analysis/explore-mems.js';
import { explorePs } from '../../analysis/explore-ps.js';
import { exploreRss } from '../../analysis/explore-rss.js';
import { isBulkImage, selectCheckpoint, type Checkpoint } from '../../model/checkpoint.js';
import { renderFds, renderMems, renderPs, renderRss } from '../../render/explore.js';
import { safeText } from '../../render/safe-text.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION, limitsOf } from '../archive-options.js';
import type { Command } from '../command.js';
import { UsageError } from '../failure.js';

type Escape = (text: string) => string;

const EXPLORERS: Readonly<Record<string, (checkpoint: Checkpoint, escape: Escape) => string>> = {
  ps: (checkpoint, escape) => renderPs(explorePs(checkpoint), escape),
  fds: (checkpoint, escape) => renderFds(exploreFds(checkpoint), escape),
  mems: (checkpoint, escape) => renderMems(exploreMems(checkpoint), escape),
  rss: (checkpoint, escape) => renderRss(exploreRss(checkpoint), escape),
};

export const command: Command = {
  summary: 'Explore a whole dump: processes, descriptors, memory',
  arguments: 'DIR|ARCHIVE ps|fds|mems|rss',
  minArguments: 2,
  maxArguments: 2,
  options: { ...CONTAINER_OPTION, ...ARCHIVE_OPTIONS },
  examples: [
    ['checkpoint/ ps', 'The process tree'],
    ['checkpoint.tar fds', 'Open files of every process, from the archive'],
    ['checkpoint.tar mems', 'Memory regions of every process'],
  ],
  async run(args, output) {
    const [file = '', what = ''] = args.positional;
    const explore = Object.hasOwn(EXPLORERS, what) ? EXPLORERS[what] : undefined;
    if (explore === undefined) {
      throw new UsageError(
        `invalid choice: '${what}' (choose from ${Object.keys(EXPLORERS).join(', ')})`,
      );
    }
    const keep = (name: string) => !isBulkImage(name);
    const archive = await openArchive(file, { keep, limits: limitsOf(args) });
    try {
      const checkpoint = selectCheckpoint(archive, args.values.get('container'));
      // In a pipe the text is exactly what is in the images, as scripts expect of crit.
      await output.write(explore(checkpoint, output.isTerminal ? safeText : (text) => text));
    } finally {
      archive.close();
    }
    return undefined;
  },
};
