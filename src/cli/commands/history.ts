import { append } from '../../bytes/append.js';
import { history, reads, type HistoryLine } from '../../analysis/history/history.js';
import { redactText } from '../../analysis/secrets/redact-text.js';
import { isEveryProcess } from '../../model/choose-processes.js';
import { chooseInView } from '../../model/memory/memory-view.js';
import { history as table } from '../../tables/history.js';
import { originOf } from '../../tables/origin.js';
import { limitsOf } from '../archive-options.js';
import { many } from '../argument.js';
import { defineCommand } from '../command.js';
import { eachMemory, MEMORY_OPTIONS } from '../memory-options.js';
import { flag } from '../option.js';
import { outcome } from '../outcome.js';
import { filterNotes } from '../own-layout.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { refuseReadableByAll } from '../reveal-guard.js';
import { ROW_NOTES, ROW_OPTIONS } from '../row-options.js';
import { RowPrinter } from '../row-printer.js';
import { isNothing, UnmetNames } from '../unmatched.js';

const OPTIONS = {
  reveal: flag({ describe: 'Show secrets in lines; not into a file that everybody can read' }),
  ...PROCESS_OPTIONS,
  ...ROW_OPTIONS,
  ...MEMORY_OPTIONS,
};

export const command = defineCommand({
  summary: 'Tell what was typed: shell histories in memory and files, and lines not yet entered',
  arguments: { archives: many('ARCHIVE') },
  options: OPTIONS,
  examples: [
    ['checkpoint.tar', 'Of all shells and other programs that are known to keep a history'],
    ['-p 154 checkpoint.tar', 'Of one process, whatever program it is'],
    ['--format jsonl --sort time *.tar', 'Of many checkpoints, by time, for a program'],
  ],
  notes:
    'In memory, bash and programs with readline keep a list of lines with times; so do zsh, busybox (without times) and ' +
    'programs with libedit (without times). A loose entry was cut off from its list, or belongs to one that was given ' +
    `up. The line being typed is that which readline edits, or what waits in a terminal. ${ROW_NOTES}`,
  async run(options, io) {
    if (options.reveal) refuseReadableByAll();
    const { archives } = options;
    const choice = processChoiceOf(options);
    const unmet = new UnmetNames(choice);
    const missing: unknown[] = [];
    const severalArchives = archives.length > 1;
    const printer = await RowPrinter.open(table, options, io.out, { severalArchives });
    const damage = await eachMemory(archives, reads, options, io, async (view) => {
      const { processes, missing: lost } = chooseInView(view, choice);
      append(missing, lost);
      if (isNothing(processes, lost)) return;
      unmet.meet(view.checkpoint);
      const isChosen = !isEveryProcess(choice);
      const origin = originOf(view.checkpoint);
      await printer.add([], origin);
      for await (const line of history(view, { processes, isChosen, limits: limitsOf(options) })) {
        await printer.add([options.reveal ? line : redacted(line)], origin);
      }
    });
    await printer.end();
    return outcome({
      damage: [...missing, ...damage],
      warnings: unmet.warnings,
      notes: filterNotes(options, printer.count),
    });
  },
});

function redacted(line: HistoryLine): HistoryLine {
  return { ...line, line: redactText(line.line) };
}
