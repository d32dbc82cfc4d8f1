import { overviewOf, reads, type Overview } from '../../analysis/overview.js';
import { renderJson } from '../../render/json.js';
import { overviewJson } from '../../render/overview-json.js';
import { renderOverviews, renderStatistics } from '../../render/overview.js';
import { FORMAT_OPTION } from '../archive-options.js';
import { terminalBold } from '../color.js';
import { many } from '../argument.js';
import { defineCommand } from '../command.js';
import { CHECKPOINT_OPTIONS, eachCheckpoint } from '../each-checkpoint.js';
import { flag } from '../option.js';
import { outcome } from '../outcome.js';

export const command = defineCommand({
  summary: 'Show an overview of container checkpoints',
  arguments: { archives: many('ARCHIVE') },
  options: {
    printStats: flag({ describe: "Show CRIU's statistics of the dump too" }),
    ...FORMAT_OPTION,
    ...CHECKPOINT_OPTIONS,
  },
  examples: [
    ['checkpoint.tar --print-stats', 'Container, sizes and times of one checkpoint'],
    ['*.tar --format json', 'Many checkpoints as JSON'],
  ],
  notes:
    'An ARCHIVE is a tar (also compressed), a directory, an OCI or docker image of a checkpoint, a pod ' +
    'archive, or - for standard input. A damaged one is told on standard error and does not hide the others.',
  async run(options, io) {
    const json = options.format === 'json';
    const withStatistics = options.printStats;
    const rows: Overview[] = [];
    const told: unknown[] = [];
    const errors = await eachCheckpoint(options.archives, reads, options, io, (checkpoint) => {
      const row = overviewOf(checkpoint, withStatistics || json);
      for (const error of Object.values(row.container.unread)) {
        io.err.error(error);
        told.push(error);
      }
      rows.push(row);
    });
    if (json) {
      await io.out.write(renderJson(rows.map(overviewJson)));
    } else if (rows.length > 0) {
      const bold = await terminalBold(io.out);
      await io.out.write(renderOverviews(rows, bold));
      const told = rows.filter(({ statistics }) => statistics !== undefined);
      if (withStatistics && told.length > 0) {
        await io.out.write(renderStatistics(told, rows.length > 1, bold));
      }
    }
    for (const { statisticsError } of rows) {
      // JSON tells statistics wherever there are some; only who asked for them misses them.
      if (withStatistics && statisticsError !== undefined) errors.push(statisticsError);
    }
    return outcome({ damage: errors, told });
  },
});
