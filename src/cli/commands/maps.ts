import { chooseInView } from '../../model/memory/memory-view.js';
import { processMapsOf, reads } from '../../analysis/memory/process-maps.js';
import { renderJson } from '../../render/json.js';
import { mapsJson, renderMaps } from '../../render/maps.js';
import { FORMAT_OPTION } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { MEMORY_OPTIONS, withMemory } from '../memory-options.js';
import { missingMemory } from '../missing-pages.js';
import { isNothing, unmatchedFilter, UnmetNames } from '../unmatched.js';
import { outcome } from '../outcome.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { REGION_OPTIONS, regionFilterOf } from '../region-options.js';

export const command = defineCommand({
  summary: 'List memory regions as /proc/PID/maps does, and which of their pages are here',
  arguments: { archive: one('ARCHIVE') },
  options: { ...PROCESS_OPTIONS, ...REGION_OPTIONS, ...FORMAT_OPTION, ...MEMORY_OPTIONS },
  examples: [
    ['checkpoint.tar -p 7', 'The regions of one process'],
    ['checkpoint.tar --kind heap,stack', 'Heaps and stacks of all'],
    ['checkpoint.tar --perm wx', 'What can be written and executed'],
    ['final.tar --parent pre.tar', 'With the pages of an earlier dump'],
    ['checkpoint.tar --format json | jq .', 'Everything, for a program'],
  ],
  notes:
    'PRESENT are pages whose bytes are in this dump, PARENT those in the images of a parent that is here, ' +
    'ABSENT those that should be somewhere and are not. The rest was never written, or is as in the mapped ' +
    'file, and is not saved; JSON counts it, and tells each reason. Device and inode of a mapped file, which ' +
    '/proc/PID/maps has, are not in the images. --range shows whole regions that have a part in it.',
  async run(options, io) {
    const { archive: file } = options;
    const filter = regionFilterOf(options);
    const choice = processChoiceOf(options);
    const unmet = new UnmetNames(choice);
    return await withMemory(file, reads, options, io, async (view) => {
      const { processes: chosen, missing } = chooseInView(view, choice);
      if (isNothing(chosen, missing)) return outcome({ answered: false, damage: missing });
      const maps = chosen.map((process) => processMapsOf(view, process, filter));
      const { pageSize } = view.memory;
      const json = options.format === 'json';
      await io.out.write(json ? renderJson(mapsJson(file, pageSize, maps)) : renderMaps(maps));
      unmet.meet(view.checkpoint);
      const warnings = [...unmet.warnings, ...missingMemory(view, chosen, filter)];
      const notes = unmatchedFilter(view, chosen, filter);
      return outcome({ damage: missing, warnings, notes });
    });
  },
});
