import { append } from '../../bytes/append.js';
import { availableParallelism } from 'node:os';
import { diffCheckpoints, readsOf } from '../../analysis/diff/diff-checkpoints.js';
import { any } from '../argument.js';
import { defineCommand } from '../command.js';
import { optimizeLater } from '../engine.js';
import { DIFF_OPTIONS, type DiffValues } from '../diff/diff-options.js';
import { diffPrinter } from '../diff/diff-printer.js';
import { openPair } from '../diff/open-pair.js';
import type { Io } from '../io.js';
import { OpenedArchives } from '../opened-archives.js';
import { outcome, type Outcome } from '../outcome.js';
import { ROW_NOTES } from '../row-options.js';
import { UsageError } from '../usage-error.js';

/** What --exit-code ends with, as git and diff do. */
const DIFFERENT = 1;
const TROUBLE = 2;

const PAIR = 'ARCHIVE ARCHIVE...';

export const command = defineCommand({
  summary: 'Tell what changed from one checkpoint to the next',
  arguments: { archives: any('ARCHIVE', PAIR) },
  options: DIFF_OPTIONS,
  examples: [
    ['before.tar after.tar', 'As a tree, in the layout of upstream'],
    ['before.tar after.tar --files --sockets', 'With descriptors and sockets'],
    ['before.tar after.tar --filter section=regions', 'New regions and other permissions, as rows'],
    ['monday.tar tuesday.tar wednesday.tar --format jsonl', 'Each against the one before'],
    ['before.tar after.tar --secrets --triage', 'Also secrets and findings that are new'],
    ['before.tar after.tar --exit-code --format csv', 'For a script'],
  ],
  notes:
    'A process is the same when its PID is and the kernel had put its program in the same place, or, after execve, when its ' +
    'parent and its program or command line are the same: a PID that was used again is one that is gone and one that is new. ' +
    'What differs in any two checkpoints is no change: registers, the time that is left of timers, numbers that CRIU gives. ' +
    `What a new process has is not listed beside it. ${ROW_NOTES}`,
  async run(options, io) {
    await optimizeLater();
    const { archives } = options;
    try {
      if (archives.length < 2) {
        // With --exit-code this is trouble, too, so it is not left to the parser.
        throw new UsageError(
          `accepts 2 arg(s), received ${archives.length}: ARCHIVE is missing ` +
            `(usage: checkpointctl diff [OPTIONS] ${PAIR})`,
        );
      }
      return await compareAll(archives, options, io);
    } catch (error) {
      if (!options.exitCode) throw error;
      return outcome({ answered: false, damage: [error], exit: TROUBLE });
    }
  },
});

/** Each with the one before it. */
async function compareAll(
  archives: readonly string[],
  options: DiffValues,
  io: Io,
): Promise<Outcome> {
  const printer = await diffPrinter(options, io.out, archives.length > 2);
  const damage: unknown[] = [];
  const warnings: string[] = [];
  const threads = Math.min(availableParallelism(), 8) - 1;
  let count = 0;
  for (const [index, after] of archives.entries()) {
    const before = archives[index - 1];
    if (before === undefined) continue;
    const opened = new OpenedArchives(options, io);
    try {
      const pair = await openPair(opened, [before, after], readsOf(options), options);
      const diff = await diffCheckpoints(pair.before, pair.after, { ...options, threads });
      await printer.add(diff);
      append(warnings, diff.unknown);
      count += diff.changes.length;
    } catch (error) {
      damage.push(error);
    } finally {
      append(damage, opened.damage);
      opened.close();
    }
  }
  const notes = await printer.end();
  const exit = damage.length > 0 ? TROUBLE : count > 0 ? DIFFERENT : 0;
  return outcome({ damage, warnings, notes, ...(options.exitCode && { exit }) });
}
