import { openArchive } from '../../archive/open.js';
import { threadRegistersOf } from '../../analysis/registers.js';
import { isBulkImage, selectCheckpoint } from '../../model/checkpoint.js';
import { renderJson } from '../../render/json.js';
import { registersJson, renderRegisters } from '../../render/registers.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION, FORMAT_OPTION, limitsOf } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { flag, single } from '../option.js';
import { outcome } from '../outcome.js';
import { parseId, PID_OPTION } from '../process-options.js';

export const command = defineCommand({
  summary: 'Show the registers of processes and threads, as gdb prints them',
  arguments: { archive: one('ARCHIVE') },
  options: {
    ...PID_OPTION,
    tid: single({ value: 'TID', describe: 'Only this thread' }, (word, name) =>
      parseId(word, name, 'a thread ID'),
    ),
    all: flag({ describe: 'Floating point, vector and system registers too' }),
    ...FORMAT_OPTION,
    ...CONTAINER_OPTION,
    ...ARCHIVE_OPTIONS,
  },
  examples: [
    ['checkpoint.tar -p 1', 'General registers of a process, thread by thread'],
    ['checkpoint.tar --tid 8 --all', 'All registers of one thread'],
    ['checkpoint.tar --format json | jq .', 'Of all threads, for a program'],
  ],
  notes:
    'A thread that waited in a system call was wound back by CRIU: its program counter is at the ' +
    'instruction that makes the call. In JSON, hex is exact also where a number would lose digits.',
  async run(options, { out }) {
    const { archive: file, pid: pids, tid, all } = options;
    const filter = { ...(pids !== undefined && { pids }), ...(tid !== undefined && { tid }) };
    const view = { all };
    const keep = (name: string) => !isBulkImage(name);
    const archive = await openArchive(file, { keep, limits: limitsOf(options), salvage: true });
    try {
      const checkpoint = selectCheckpoint(archive, options.container);
      const result = threadRegistersOf(checkpoint, filter);
      await out.write(
        options.format === 'json'
          ? renderJson(registersJson(result, view))
          : renderRegisters(result, view),
      );
      return outcome({
        damage: [...result.warnings, archive.damage ?? []].flat(),
        notes: result.ended.map((pid) => `process ${pid} has ended: no registers`),
      });
    } catch (error) {
      // What is missing may be missing because of that.
      throw archive.damage ?? error;
    } finally {
      archive.close();
    }
  },
});
