import { append } from '../../bytes/append.js';
import { processMapsOf, reads } from '../../analysis/memory/process-maps.js';
import { chooseInView } from '../../model/memory/memory-view.js';
import { many } from '../argument.js';
import { defineCommand } from '../command.js';
import { tuneEngine } from '../engine.js';
import { mapsPrinter } from '../maps-printer.js';
import { eachMemory, MEMORY_OPTIONS } from '../memory-options.js';
import { missingMemory } from '../missing-pages.js';
import { isNothing, unmatchedFilter, UnmetNames } from '../unmatched.js';
import { outcome } from '../outcome.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { REGION_OPTIONS, regionFilterOf } from '../region-options.js';
import { ROW_NOTES, ROW_OPTIONS } from '../row-options.js';

export const command = defineCommand({
  summary: 'List memory regions as /proc/PID/maps does, and which of their pages are here',
  arguments: { archives: many('ARCHIVE') },
  options: { ...PROCESS_OPTIONS, ...REGION_OPTIONS, ...ROW_OPTIONS, ...MEMORY_OPTIONS },
  examples: [
    ['checkpoint.tar -p 7', 'The regions of one process'],
    ['checkpoint.tar --kind heap,stack', 'Heaps and stacks of all'],
    ['*.tar --perm wx', 'What can be written and executed, in many checkpoints'],
    ['final.tar --parent pre.tar', 'With the pages of an earlier dump'],
    ['checkpoint.tar --columns comm,start,size,name --sort size', 'The largest of all processes'],
    ['checkpoint.tar --format json | jq .', 'Everything, for a program'],
  ],
  notes:
    'PRESENT are pages whose bytes are in this dump, PARENT those in the images of a parent that is here, ' +
    'ABSENT those that should be somewhere and are not. The rest was never written, or is as in the mapped ' +
    'file, and is not saved; JSON counts it, and tells each reason. Device and inode of a mapped file, which ' +
    '/proc/PID/maps has, are not in the images. --range shows whole regions that have a part in it. ' +
    'With --columns, --sort, --filter or --no-headers, and as wide, jsonl and csv, rows are those of ' +
    `\`table regions\`, of all processes together. ${ROW_NOTES}`,
  async run(options, io) {
    await tuneEngine();
    const { archives } = options;
    const filter = regionFilterOf(options);
    const choice = processChoiceOf(options);
    const unmet = new UnmetNames(choice);
    const [missing, warnings, notes]: [unknown[], string[], string[]] = [[], [], []];
    const printer = await mapsPrinter(options, io.out, archives.length > 1);
    const damage = await eachMemory(archives, reads, options, io, async (view) => {
      const chosen = chooseInView(view, choice);
      append(missing, chosen.missing);
      if (isNothing(chosen.processes, chosen.missing)) return;
      await printer.begin(view);
      for (const process of chosen.processes) {
        await printer.add(view, processMapsOf(view, process, filter));
      }
      unmet.meet(view.checkpoint);
      append(warnings, missingMemory(view, chosen.processes, filter));
      append(notes, unmatchedFilter(view, chosen.processes, filter));
    });
    append(notes, await printer.end());
    return outcome({
      damage: [...missing, ...damage],
      warnings: [...unmet.warnings, ...warnings],
      notes,
    });
  },
});
