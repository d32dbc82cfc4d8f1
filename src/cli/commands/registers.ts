import { openArchive } from '../../archive/open.js';
import { threadRegistersOf } from '../../analysis/registers.js';
import { isBulkImage, selectCheckpoint } from '../../model/checkpoint.js';
import { renderJson } from '../../render/json.js';
import { registersJson, renderRegisters } from '../../render/registers.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION, FORMAT_OPTION, limitsOf } from '../archive-options.js';
import type { Arguments, Command } from '../command.js';
import { ExitCode, reportError, UsageError } from '../failure.js';
import { PID_OPTION, pidsOf } from '../memory-options.js';
import { reportLine } from '../output.js';

export const command: Command = {
  summary: 'Show the registers of processes and threads, as gdb prints them',
  arguments: 'ARCHIVE',
  minArguments: 1,
  maxArguments: 1,
  options: {
    ...PID_OPTION,
    tid: { type: 'string', value: 'TID', describe: 'Only this thread' },
    all: { type: 'boolean', describe: 'Floating point, vector and system registers too' },
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
  async run(args, output) {
    const [file = ''] = args.positional;
    const pids = pidsOf(args);
    const tid = tidOf(args);
    const filter = { ...(pids !== undefined && { pids }), ...(tid !== undefined && { tid }) };
    const view = { all: args.flags.has('all') };
    const keep = (name: string) => !isBulkImage(name);
    const archive = await openArchive(file, { keep, limits: limitsOf(args), salvage: true });
    try {
      const checkpoint = selectCheckpoint(archive, args.values.get('container'));
      const result = threadRegistersOf(checkpoint, filter);
      const json = args.values.get('format') === 'json';
      await output.write(
        json ? renderJson(registersJson(result, view)) : renderRegisters(result, view),
      );
      for (const pid of result.ended) reportLine(`Note: process ${pid} has ended: no registers`);
      const { damage } = archive;
      const errors = [...result.warnings, ...(damage === undefined ? [] : [damage])];
      errors.forEach(reportError);
      return errors.length > 0 ? ExitCode.failure : ExitCode.success;
    } catch (error) {
      // What is missing may be missing because of that.
      throw archive.damage ?? error;
    } finally {
      archive.close();
    }
  },
};

function tidOf(args: Arguments): number | undefined {
  const text = args.values.get('tid');
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text) || Number(text) >= 2 ** 32) {
    throw new UsageError(`invalid argument "${text}" for "--tid" flag: not a thread ID`);
  }
  return Number(text);
}
