import { openArchive } from '../../archive/open.js';
import { exploreFds } from '../../analysis/explore-fds.js';
import { exploreMems } from '../../analysis/explore-mems.js';
import { explorePs } from '../../analysis/explore-ps.js';
import { exploreRss } from '../../analysis/explore-rss.js';
import { isBulkImage, selectCheckpoint, type Checkpoint } from '../../model/checkpoint.js';
import { renderFds, renderMems, renderPs, renderRss } from '../../render/explore.js';
import { safeText } from '../../render/safe-text.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION, limitsOf } from '../archive-options.js';
import { one, oneOf } from '../argument.js';
import { defineCommand } from '../command.js';
import { outcome } from '../outcome.js';
import { UsageError } from '../usage-error.js';

type Escape = (text: string) => string;

const SUBJECTS = ['ps', 'fds', 'mems', 'rss'] as const;

type Explore = (checkpoint: Checkpoint, escape: Escape) => string;

const EXPLORERS: Readonly<Record<(typeof SUBJECTS)[number], Explore>> = {
  ps: (checkpoint, escape) => renderPs(explorePs(checkpoint), escape),
  fds: (checkpoint, escape) => renderFds(exploreFds(checkpoint), escape),
  mems: (checkpoint, escape) => renderMems(exploreMems(checkpoint), escape),
  rss: (checkpoint, escape) => renderRss(exploreRss(checkpoint), escape),
};

export const command = defineCommand({
  summary: 'Explore a whole dump: processes, descriptors, memory',
  arguments: {
    archive: one('DIR|ARCHIVE'),
    subject: oneOf(
      SUBJECTS,
      (word) => new UsageError(`invalid choice: '${word}' (choose from ${SUBJECTS.join(', ')})`),
    ),
  },
  options: { ...CONTAINER_OPTION, ...ARCHIVE_OPTIONS },
  examples: [
    ['checkpoint/ ps', 'The process tree'],
    ['checkpoint.tar fds', 'Open files of every process, from the archive'],
    ['checkpoint.tar mems', 'Memory regions of every process'],
  ],
  async run(options, { out }) {
    const explore = EXPLORERS[options.subject];
    const keep = (name: string) => !isBulkImage(name);
    const archive = await openArchive(options.archive, { keep, limits: limitsOf(options) });
    try {
      const checkpoint = selectCheckpoint(archive, options.container);
      // In a pipe the text is exactly what is in the images, as scripts expect of crit.
      await out.write(explore(checkpoint, out.isTerminal ? safeText : (text) => text));
      return outcome({ damage: checkpoint.damage.list });
    } finally {
      archive.close();
    }
  },
});
