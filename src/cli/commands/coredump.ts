import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { planCore, type CorePlan } from '../../analysis/core-dump/core-plan.js';
import { summaryOf, type CoreSummary } from '../../analysis/core-dump/core-summary.js';
import { writeCore } from '../../analysis/core-dump/write-core.js';
import { findProcess, type MemoryView } from '../../model/memory/memory-view.js';
import { fileError } from '../../bytes/file-error.js';
import { writePrivateFile } from '../../bytes/private-file.js';
import {
  coreJson,
  missingMemoryLines,
  renderCoreList,
  renderWrittenCore,
} from '../../render/core-dump.js';
import { renderJson } from '../../render/json.js';
import { FORMAT_OPTION } from '../archive-options.js';
import { terminalBold } from '../color.js';
import type { Arguments, Command } from '../command.js';
import { ExitCode, reportError } from '../failure.js';
import { MEMORY_OPTIONS, PID_OPTION, pidsOf, withMemory } from '../memory-options.js';
import { reportMissingPages } from '../missing-pages.js';
import { refuseSameFile } from '../output-file.js';
import { reportLine, type Output } from '../output.js';
import { startProgress } from '../progress.js';

export const command: Command = {
  summary: 'Write an ELF core file of each process, for gdb and other debuggers',
  arguments: 'ARCHIVE',
  minArguments: 1,
  maxArguments: 1,
  options: {
    ...PID_OPTION,
    output: {
      type: 'string',
      alias: 'o',
      value: 'DIR',
      default: '.',
      describe: 'Where to write core.PID; made for its owner only when it is not there',
    },
    force: { type: 'boolean', describe: 'Replace core files that are there already' },
    list: { type: 'boolean', describe: 'Write nothing; show what would be written and how large' },
    threads: { type: 'boolean', describe: 'Write nothing; show the threads that would be in it' },
    ...FORMAT_OPTION,
    ...MEMORY_OPTIONS,
  },
  examples: [
    ['checkpoint.tar -o cores', 'A core file of every process'],
    ['checkpoint.tar -p 7 --sysroot rootfs', 'Of one, with the pages of its program and libraries'],
    ['checkpoint.tar --list', 'What would be written'],
  ],
  notes:
    'A core has what the checkpoint has. Pages of programs and libraries are in their files: give gdb ' +
    'the files (set sysroot, and the program), or have them put in with --sysroot. Without set sysroot, gdb takes ' +
    'the files of the machine that it runs on, whatever their version. Memory that was never written is a hole of ' +
    'the file and takes no room; what is lost is told in a note, and the exit code stays 0.',
  async run(args, output) {
    const [file = ''] = args.positional;
    return withMemory(file, args, async (view) => dump(view, args, output));
  },
};

async function dump(view: MemoryView, args: Arguments, output: Output): Promise<number> {
  const directory = args.values.get('output') ?? '.';
  const { plans, errors } = planAll(view, pidsOf(args));
  const summaries = new Map(
    plans.map((plan) => [plan, summaryOf(plan, join(directory, `core.${plan.pid}`))]),
  );
  const onlyList = args.flags.has('list') || args.flags.has('threads');
  if (!onlyList) {
    const [archive = ''] = args.positional;
    const target = { archive, directory, replace: args.flags.has('force') };
    errors.push(...writeAll(summaries, target));
  }

  const cores = [...summaries.values()];
  if (args.values.get('format') === 'json') {
    await output.write(renderJson(cores.map(coreJson)));
  } else if (onlyList) {
    if (cores.length > 0) {
      const bold = await terminalBold(output);
      await output.write(renderCoreList(cores, args.flags.has('threads'), bold));
    }
  } else {
    for (const core of cores) await output.write(renderWrittenCore(core));
  }
  if (pidsOf(args) === undefined) {
    for (const { pid } of view.ended) {
      reportLine(`Note: process ${pid} has ended: it has no memory and no registers, so no core`);
    }
  }
  cores.flatMap(missingMemoryLines).forEach(reportLine);
  const inParents = plans.reduce(
    (sum, { memory }) => sum + (memory.lost.get('parent-missing') ?? 0n),
    0n,
  );
  if (inParents > 0n) {
    const pages = inParents / BigInt(view.memory.pageSize);
    reportMissingPages(view.checkpoint.archive.file, new Map([['parent-missing', pages]]));
  }
  errors.push(...view.warnings.list);
  distinctErrors(errors).forEach(reportError);
  return errors.length > 0 ? ExitCode.failure : ExitCode.success;
}

/** An image that several processes need is told once. */
function distinctErrors(errors: readonly unknown[]): unknown[] {
  const textOf = (error: unknown) => (error instanceof Error ? error.message : error);
  return [...new Map(errors.map((error) => [textOf(error), error])).values()];
}

/** A process of which no core can be made does not stop the others. */
function planAll(
  view: MemoryView,
  pids: ReadonlySet<number> | undefined,
): { plans: CorePlan[]; errors: unknown[] } {
  const plans: CorePlan[] = [];
  const errors: unknown[] = [];
  for (const pid of pids ?? view.processes.map((process) => process.pid)) {
    try {
      plans.push(planCore(view, findProcess(view, pid)));
    } catch (error) {
      errors.push(error);
    }
  }
  return { plans, errors };
}

interface Target {
  /** It may lie in the directory, and under the name of a core file. */
  readonly archive: string;
  readonly directory: string;
  readonly replace: boolean;
}

/** Writes the files; what could not be written is no longer among the summaries. */
function writeAll(
  summaries: Map<CorePlan, CoreSummary>,
  { archive, directory, replace }: Target,
): unknown[] {
  const errors: unknown[] = [];
  if (summaries.size === 0) return errors;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    summaries.clear();
    return [fileError('mkdir', directory, error)];
  }
  const total = [...summaries.keys()].reduce((sum, { pageBytes }) => sum + pageBytes, 0);
  const progress = startProgress('Writing cores', total);
  try {
    for (const [plan, { file }] of [...summaries]) {
      try {
        refuseSameFile(file, archive);
        writePrivateFile(file, replace, (fd) => {
          writeCore(fd, plan, progress.advance);
        });
      } catch (error) {
        summaries.delete(plan);
        errors.push(error);
      }
    }
  } finally {
    progress.stop();
  }
  return errors;
}
