import type { Limits } from '../../archive/limits.js';
import { openArchive } from '../../archive/open.js';
import { isOverviewMember, overviewOf, type Overview } from '../../analysis/overview.js';
import { locateCheckpoint } from '../../model/checkpoint.js';
import { findContainers } from '../../model/containers.js';
import { renderJson } from '../../render/json.js';
import { overviewJson, renderOverviews, renderStatistics } from '../../render/overview.js';
import { ARCHIVE_OPTIONS, FORMAT_OPTION, limitsOf } from '../archive-options.js';
import { terminalBold } from '../color.js';
import type { Command } from '../command.js';
import { ExitCode, reportError } from '../failure.js';

export const command: Command = {
  summary: 'Show an overview of container checkpoints',
  arguments: 'ARCHIVE...',
  minArguments: 1,
  maxArguments: Infinity,
  options: {
    'print-stats': { type: 'boolean', describe: "Show CRIU's statistics of the dump too" },
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
  async run(args, output) {
    const json = args.values.get('format') === 'json';
    const withStatistics = args.flags.has('print-stats');
    const rows: Overview[] = [];
    const errors: unknown[] = [];
    for (const file of args.positional) {
      try {
        const found = await overviewsOf(file, withStatistics || json, limitsOf(args));
        rows.push(...found.rows);
        errors.push(...found.errors);
      } catch (error) {
        errors.push(error);
      }
    }
    if (json) {
      await output.write(renderJson(rows.map(overviewJson)));
    } else if (rows.length > 0) {
      const bold = await terminalBold(output);
      await output.write(renderOverviews(rows, bold));
      const told = rows.filter(({ statistics }) => statistics !== undefined);
      if (withStatistics && told.length > 0) {
        await output.write(renderStatistics(told, rows.length > 1, bold));
      }
    }
    for (const { warnings, statisticsError } of rows) {
      errors.push(...warnings);
      // JSON tells statistics wherever there are some; only who asked for them misses them.
      if (withStatistics && statisticsError !== undefined) errors.push(statisticsError);
    }
    errors.forEach(reportError);
    return errors.length > 0 ? ExitCode.failure : ExitCode.success;
  },
};

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
