import type { hashFile } from '../../analysis/hash/hash-archive.js';
import type { Limits } from '../../archive/limits.js';
import { overviewOf, reads, type Overview } from '../../analysis/overview.js';
import { renderJson, renderJsonLine } from '../../render/json.js';
import { overviewJson } from '../../render/overview-json.js';
import { renderOverviews, renderStatistics } from '../../render/overview.js';
import { originOf } from '../../tables/origin.js';
import { overview, overviewWithStatistics } from '../../tables/overview.js';
import type { PlacedRow } from '../../tables/table.js';
import { limitsOf } from '../archive-options.js';
import { many } from '../argument.js';
import { boxedStyle } from '../color.js';
import { defineCommand } from '../command.js';
import { CHECKPOINT_OPTIONS, eachCheckpoint } from '../each-checkpoint.js';
import { flag } from '../option.js';
import { outcome } from '../outcome.js';
import type { Output } from '../output.js';
import { filterNotes, hasOwnLayout, rowChooser } from '../own-layout.js';
import { ROW_NOTES, ROW_OPTIONS, type RowValues } from '../row-options.js';

export const command = defineCommand({
  summary: 'Show an overview of container checkpoints',
  arguments: { archives: many('ARCHIVE') },
  options: {
    printStats: flag({ describe: "Show CRIU's statistics of the dump too" }),
    hash: flag({ describe: 'Tell the SHA-256 of each archive too; all of it is read for that' }),
    ...ROW_OPTIONS,
    ...CHECKPOINT_OPTIONS,
  },
  examples: [
    ['checkpoint.tar --print-stats', 'Container, sizes and times of one checkpoint'],
    ['*.tar --format json', 'Many checkpoints as JSON'],
    ['*.tar --filter engine=CRI-O --sort total_size', 'Some of many, the largest first'],
    ['*.tar --columns archive,image,frozen_time_us', 'What one wants to know of them'],
  ],
  notes:
    'An ARCHIVE is a tar (also compressed), a directory, an OCI or docker image of a checkpoint (also as ' +
    'oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:TAG], dir:DIR), a pod archive, - for standard input, docker://HOST/NAME:TAG for an image in a registry, or an https:// URL. A damaged one is told on standard error and does not hide the others. ' +
    `The columns are those of \`schema overview\`. ${ROW_NOTES}`,
  async run(options, io) {
    const { archives, filter, format, hash, printStats, sort } = options;
    const inText = format === 'table' || format === 'wide';
    // Its own layout asks for no columns, which need not be loaded then.
    const table = () => (printStats && inText ? overviewWithStatistics : overview);
    const choose = filter || sort ? await rowChooser(table(), options) : undefined;
    const isUsual = format === 'table' && hasOwnLayout(options) && !filter && !sort;
    const withStatistics = printStats || !isUsual;
    const all: PlacedRow<Overview>[] = [];
    const hashes = new Map<string, ReturnType<typeof hashFile>>();
    const errors = await eachCheckpoint(archives, reads, options, io, async (checkpoint) => {
      const row = overviewOf(checkpoint, withStatistics);
      const { archive } = row;
      if (hash) hashes.set(archive, hashes.get(archive) ?? hashOf(archive, limitsOf(options)));
      const sha256 = await hashes.get(archive);
      const hashed = sha256 === undefined ? row : { ...row, sha256 };
      all.push({ row: hashed, origin: originOf(checkpoint) });
    });
    const rows = choose?.(all) ?? all;
    const own = hasOwnLayout(options) ? OWN[format] : undefined;
    if (own === undefined) {
      const several = archives.length > 1;
      const { printPlacedRows } = await import('../row-printer.js');
      await printPlacedRows(table(), rows, options, io.out, { severalArchives: several });
    } else {
      await own(
        rows.map(({ row }) => row),
        printStats,
        io.out,
      );
    }
    for (const { statisticsError } of all.map(({ row }) => row)) {
      // JSON tells statistics wherever there are some; only who asked for them misses them.
      if (printStats && statisticsError !== undefined) errors.push(statisticsError);
    }
    return outcome({ damage: errors, notes: filterNotes(options, rows.length) });
  },
});

/** What it takes is loaded for nobody else. */
async function hashOf(archive: string, limits: Limits): ReturnType<typeof hashFile> {
  const { hashFile } = await import('../../analysis/hash/hash-archive.js');
  return await hashFile(archive, limits);
}

type Print = (rows: readonly Overview[], printStats: boolean, out: Output) => Promise<void>;

/** The forms in which checkpointctl's own has it, and what is like them. */
const OWN: Partial<Record<RowValues['format'], Print>> = {
  async table(rows, printStats, out) {
    if (rows.length === 0) return;
    const style = await boxedStyle(out);
    await out.write(renderOverviews(rows, style));
    const told = rows.filter(({ statistics }) => statistics !== undefined);
    if (printStats && told.length > 0) {
      await out.write(renderStatistics(told, rows.length > 1, style));
    }
  },
  json: (rows, _, out) => out.write(renderJson(rows.map(overviewJson))),
  jsonl: (rows, _, out) => out.write(rows.map((row) => renderJsonLine(overviewJson(row))).join('')),
};
