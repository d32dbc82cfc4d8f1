import { reads, threadRegistersOf } from '../../analysis/registers.js';
import { renderJson } from '../../render/json.js';
import { registersJson, renderRegisters } from '../../render/registers.js';
import { FORMAT_OPTION } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { CHECKPOINT_OPTIONS, withCheckpoint } from '../each-checkpoint.js';
import { flag, single } from '../option.js';
import { outcome } from '../outcome.js';
import { parseId, processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { UnmetNames } from '../unmatched.js';

export const command = defineCommand({
  summary: 'Show the registers of processes and threads, as gdb prints them',
  arguments: { archive: one('ARCHIVE') },
  options: {
    ...PROCESS_OPTIONS,
    tid: single({ value: 'TID', describe: 'Only this thread' }, (word, name) =>
      parseId(word, name, 'a thread ID'),
    ),
    all: flag({ describe: 'Floating point, vector and system registers too' }),
    ...FORMAT_OPTION,
    ...CHECKPOINT_OPTIONS,
  },
  examples: [
    ['checkpoint.tar -p 1', 'General registers of a process, thread by thread'],
    ['checkpoint.tar --tid 8 --all', 'All registers of one thread'],
    ['checkpoint.tar --format json | jq .', 'Of all threads, for a program'],
  ],
  notes:
    'A thread that waited in a system call was wound back by CRIU: its program counter is at the ' +
    'instruction that makes the call. In JSON, hex is exact also where a number would lose digits.',
  async run(options, io) {
    const { tid, all } = options;
    const choice = processChoiceOf(options);
    const unmet = new UnmetNames(choice);
    const filter = { ...choice, ...(tid !== undefined && { tid }) };
    return withCheckpoint(options.archive, reads, options, io, async (checkpoint) => {
      const result = threadRegistersOf(checkpoint, filter);
      await io.out.write(
        options.format === 'json'
          ? renderJson(registersJson(result, { all }))
          : renderRegisters(result, { all }),
      );
      unmet.meet(checkpoint);
      return outcome({
        damage: result.missing,
        warnings: unmet.warnings,
        notes: result.ended.map((ended) => `process ${ended} has ended: no registers`),
      });
    });
  },
});
