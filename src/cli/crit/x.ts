import { exploreFds, reads as fdReads } from '../../analysis/explore-fds.js';
import { exploreMems, reads as memReads } from '../../analysis/explore-mems.js';
import { explorePs, reads as psReads } from '../../analysis/explore-ps.js';
import { exploreRss, reads as rssReads } from '../../analysis/explore-rss.js';
import { exploreSockets, reads as socketReads } from '../../analysis/explore-sockets.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import type { Reads } from '../../model/reads.js';
import { renderFds, renderMems, renderPs, renderRss } from '../../render/explore.js';
import { renderJson } from '../../render/json.js';
import { socketsJson } from '../../render/explore-sockets.js';
import { safeText } from '../../render/safe-text.js';
import { one, oneOf } from '../argument.js';
import { defineCommand } from '../command.js';
import { optimizeLater } from '../engine.js';
import { CHECKPOINT_OPTIONS, withCheckpoint } from '../each-checkpoint.js';
import { outcome } from '../outcome.js';
import { UsageError } from '../usage-error.js';

type Escape = (text: string) => string;

const SUBJECTS = ['ps', 'fds', 'mems', 'rss', 'sk'] as const;

/** Other names that CRIU's crit of Go knows. */
const ALIASES = { fd: 'fds', mem: 'mems' } as const;

interface Explorer {
  readonly reads: Reads;
  readonly explore: (checkpoint: Checkpoint, escape: Escape) => string;
}

const EXPLORERS: Readonly<Record<(typeof SUBJECTS)[number], Explorer>> = {
  ps: { reads: psReads, explore: (checkpoint, escape) => renderPs(explorePs(checkpoint), escape) },
  fds: {
    reads: fdReads,
    explore: (checkpoint, escape) => renderFds(exploreFds(checkpoint), escape),
  },
  mems: {
    reads: memReads,
    explore: (checkpoint, escape) => renderMems(exploreMems(checkpoint), escape),
  },
  rss: {
    reads: rssReads,
    explore: (checkpoint, escape) => renderRss(exploreRss(checkpoint), escape),
  },
  sk: {
    reads: socketReads,
    explore: (checkpoint) => renderJson(exploreSockets(checkpoint).map(socketsJson)),
  },
};

export const command = defineCommand({
  summary: 'Explore a whole dump: processes, descriptors, memory',
  arguments: {
    archive: one('DIR|ARCHIVE'),
    subject: oneOf(
      SUBJECTS,
      (word) => new UsageError(`invalid choice: '${word}' (choose from ${SUBJECTS.join(', ')})`),
      { aliases: ALIASES },
    ),
  },
  options: CHECKPOINT_OPTIONS,
  examples: [
    ['checkpoint/ ps', 'The process tree'],
    ['checkpoint.tar fds', 'Open files of every process, from the archive'],
    ['checkpoint.tar mems', 'Memory regions of every process'],
    ['checkpoint.tar sk', 'Sockets of every process, as JSON'],
  ],
  async run(options, io) {
    await optimizeLater();
    const { reads, explore } = EXPLORERS[options.subject];
    return withCheckpoint(options.archive, reads, options, io, async (checkpoint) => {
      // In a pipe the text is exactly what is in the images, as scripts expect of crit.
      await io.out.write(explore(checkpoint, io.out.isTerminal ? safeText : (text) => text));
      return outcome();
    });
  },
});
