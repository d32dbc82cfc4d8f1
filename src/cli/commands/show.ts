import type { Limits } from '../../archive/limits.js';
import { openArchive } from '../../archive/open.js';
import { isOverviewMember, overviewOf, type Overview } from '../../analysis/overview.js';
import { locateCheckpoint } from '../../model/checkpoint.js';
import { findContainers } from '../../model/containers.js';
import { renderJson } from '../../render/json.js';
import { overviewJson } from '../../render/overview-json.js';
import { renderOverviews, renderStatistics } from '../../render/overview.js';
import { ARCHIVE_OPTIONS, FORMAT_OPTION, limitsOf } from '../archive-options.js';
import { terminalBold } from '../color.js';
import { many } from '../argument.js';
import { defineCommand } from '../command.js';
import { flag } from '../option.js';
import { outcome } from '../outcome.js';

export const command = defineCommand({
  summary: 'Show an overview of container checkpoints',
  arguments: { archives: many('ARCHIVE') },
  options: {
    printStats: flag({ describe: "Show CRIU's statistics of the dump too" }),
    ...FORMAT_OPTION,
    ...ARCHIVE_OPTIONS,
  },
  examples: [
    ['checkpoint.tar --print-stats', 'Container, sizes and times of one checkpoint'],
    ['*.tar --format json', 'Many checkpoints as JSON'],
  ],
  notes:
    'An ARCHIVE is a tar (also compressed), a directory, an OCI or docker image of a checkpoint, a pod ' +
    'archive, or - for standard input. A damaged one is told on standard error and does not hide the others.',
  async run(options, { out }) {
    const json = options.format === 'json';
    const withStatistics = options.printStats;
    const rows: Overview[] = [];
    const errors: unknown[] = [];
    for (const file of options.archives) {
      try {
        const found = await overviewsOf(file, withStatistics || json, limitsOf(options));
        rows.push(...found.rows);
        errors.push(...found.errors);
      } catch (error) {
        errors.push(error);
      }
    }
    if (json) {
      await out.write(renderJson(rows.map(overviewJson)));
    } else if (rows.length > 0) {
      const bold = await terminalBold(out);
      await out.write(renderOverviews(rows, bold));
      const told = rows.filter(({ statistics }) => statistics !== undefined);
      if (withStatistics && told.length > 0) {
        await out.write(renderStatistics(told, rows.length > 1, bold));
      }
    }
    for (const { warnings, statisticsError } of rows) {
      errors.push(...warnings);
      // JSON tells statistics wherever there are some; only who asked for them misses them.
      if (withStatistics && statisticsError !== undefined) errors.push(statisticsError);
    }
    return outcome({ damage: errors });
  },
});

/** A row for each container that can be read, and the errors of the others. */
async function overviewsOf(
  file: string,
  withStatistics: boolean,
  limits: Limits,
): Promise<{ rows: Overview[]; errors: unknown[] }> {
  const archive = await openArchive(file, { keep: isOverviewMember, limits });
  const rows: Overview[] = [];
  const errors: unknown[] = [];
  try {
    for (const container of findContainers(archive)) {
      try {
        rows.push(overviewOf(locateCheckpoint(archive, container), withStatistics));
      } catch (error) {
        errors.push(error);
      }
    }
  } finally {
    archive.close();
  }
  return { rows, errors };
}
