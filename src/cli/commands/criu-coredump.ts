import { reads } from '../../analysis/core-dump/core-plan.js';
import { FORCE_OPTION } from '../archive-options.js';
import { defineCommand } from '../command.js';
import { MEMORY_OPTIONS, withMemory } from '../memory-options.js';
import { text } from '../option.js';
import { PROCESS_OPTIONS } from '../process-options.js';
import { dump } from './coredump.js';

/** The options of CRIU's coredump, and those of ours that choose where memory comes from. */
export const command = defineCommand({
  summary: 'Write an ELF core file of each process of a checkpoint',
  arguments: {},
  options: {
    in: text({
      alias: 'i',
      value: 'DIR',
      default: '.',
      describe: 'The directory with the images; an archive as well',
    }),
    out: text({ alias: 'o', value: 'DIR', default: '.', describe: 'Where to write core.PID' }),
    ...PROCESS_OPTIONS,
    ...FORCE_OPTION,
    ...MEMORY_OPTIONS,
  },
  examples: [['-i checkpoint -p 7 -o cores', 'A core file of one process']],
  notes: 'checkpointctl coredump does the same, and tells more of it.',
  async run(options, io) {
    const { in: archive, out: output } = options;
    const about = { archive, output, list: false, threads: false, format: 'table' } as const;
    return withMemory(archive, reads, options, io, (view) =>
      dump(view, { ...options, ...about }, io),
    );
  },
});
