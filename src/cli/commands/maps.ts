import { chooseProcesses } from '../../model/memory/memory-view.js';
import { processMapsOf } from '../../analysis/memory/process-maps.js';
import { renderJson } from '../../render/json.js';
import { mapsJson, renderMaps } from '../../render/maps.js';
import { FORMAT_OPTION } from '../archive-options.js';
import type { Command } from '../command.js';
import { ExitCode, reportError } from '../failure.js';
import {
  MEMORY_OPTIONS,
  PID_OPTION,
  pidsOf,
  REGION_OPTIONS,
  regionFilterOf,
  withMemory,
} from '../memory-options.js';
import { reportMissing } from '../missing-pages.js';

export const command: Command = {
  summary: 'List memory regions as /proc/PID/maps does, and which of their pages are here',
  arguments: 'ARCHIVE',
  minArguments: 1,
  maxArguments: 1,
  options: { ...PID_OPTION, ...REGION_OPTIONS, ...FORMAT_OPTION, ...MEMORY_OPTIONS },
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
  async run(args, output) {
    const [file = ''] = args.positional;
    const filter = regionFilterOf(args);
    const pids = pidsOf(args);
    return await withMemory(file, args, async (view) => {
      const chosen = chooseProcesses(view, pids);
      const maps = chosen.map((process) => processMapsOf(view, process, filter));
      const { pageSize } = view.memory;
      const json = args.values.get('format') === 'json';
      await output.write(json ? renderJson(mapsJson(file, pageSize, maps)) : renderMaps(maps));
      reportMissing(view, chosen, filter);
      const errors = view.warnings.list;
      errors.forEach(reportError);
      return errors.length > 0 ? ExitCode.failure : ExitCode.success;
    });
  },
};
