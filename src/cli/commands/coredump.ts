import { append } from '../../bytes/append.js';
import { join } from 'node:path';
import { planCore, reads, type CorePlan } from '../../analysis/core-dump/core-plan.js';
import { summaryOf, type CoreSummary } from '../../analysis/core-dump/core-summary.js';
import { writeCore } from '../../analysis/core-dump/write-core.js';
import {
  chooseInView,
  type MemoryView,
  type ProcessMemory,
} from '../../model/memory/memory-view.js';
import {
  coreJson,
  missingMemoryLines,
  renderCoreList,
  renderWrittenCore,
} from '../../render/core-dump.js';
import { renderJson } from '../../render/json.js';
import { FORCE_OPTION, FORMAT_OPTION } from '../archive-options.js';
import { one } from '../argument.js';
import { makeDirectories } from '../../write/make-directories.js';
import { refuseSameFile } from '../../write/same-file.js';
import { asLastOfFiles, isDiskFailure } from '../../write/write-error.js';
import { writeNewFile } from '../../write/write-new-file.js';
import { isEveryProcess } from '../../model/choose-processes.js';
import { boxedStyle } from '../color.js';
import { defineCommand } from '../command.js';
import type { Io } from '../io.js';
import { MEMORY_OPTIONS, withMemory } from '../memory-options.js';
import { missingPages } from '../missing-pages.js';
import { flag, text, type ValuesOf } from '../option.js';
import { type Outcome, outcome } from '../outcome.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { UnmetNames } from '../unmatched.js';

const OPTIONS = {
  ...PROCESS_OPTIONS,
  output: text({
    alias: 'o',
    value: 'DIR',
    default: '.',
    describe: 'Where to write core.PID; made for its owner only when it is not there',
  }),
  ...FORCE_OPTION,
  list: flag({ describe: 'Write nothing; show what would be written and how large' }),
  threads: flag({ describe: 'Write nothing; show the threads that would be in it' }),
  ...FORMAT_OPTION,
  ...MEMORY_OPTIONS,
};

export const command = defineCommand({
  summary: 'Write an ELF core file of each process, for gdb and other debuggers',
  arguments: { archive: one('ARCHIVE') },
  options: OPTIONS,
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
  async run(options, io) {
    return withMemory(options.archive, reads, options, io, (view) => dump(view, options, io));
  },
});

type Values = ValuesOf<typeof OPTIONS> & { readonly archive: string };

/** Writes the cores, or tells of those that would be written. */
export async function dump(view: MemoryView, options: Values, io: Io): Promise<Outcome> {
  const { archive, output: directory } = options;
  const choice = processChoiceOf(options);
  const { processes, missing } = chooseInView(view, choice);
  const { plans, errors } = planAll(view, processes);
  append(errors, missing);
  const summaries = new Map(
    plans.map((plan) => [plan, summaryOf(plan, join(directory, `core.${plan.pid}`))]),
  );
  const onlyList = options.list || options.threads;
  if (!onlyList) {
    const target = { archive, directory, replace: options.force };
    append(errors, await writeAll(summaries, target, io));
  }

  const cores = [...summaries.values()];
  if (options.format === 'json') {
    await io.out.write(renderJson(cores.map(coreJson)));
  } else if (onlyList) {
    if (cores.length > 0) {
      const style = await boxedStyle(io.out);
      await io.out.write(renderCoreList(cores, options.threads, style));
    }
  } else {
    for (const core of cores) await io.out.write(renderWrittenCore(core));
  }
  const ended = isEveryProcess(choice) ? view.ended : [];
  const notes = [
    ...ended.map(
      ({ pid }) => `process ${pid} has ended: it has no memory and no registers, so no core`,
    ),
    ...cores.flatMap(missingMemoryLines),
  ];
  const inParents = plans.reduce(
    (sum, { memory }) => sum + (memory.lost.get('parent-missing') ?? 0n),
    0n,
  );
  const pages = inParents / BigInt(view.memory.pageSize);
  const warnings =
    inParents > 0n
      ? missingPages(view.checkpoint.archive.file, new Map([['parent-missing', pages]]))
      : [];
  const unmet = new UnmetNames(choice);
  unmet.meet(view.checkpoint);
  return outcome({ damage: errors, warnings: [...unmet.warnings, ...warnings], notes });
}

/** A process of which no core can be made does not stop the others. */
function planAll(
  view: MemoryView,
  processes: readonly ProcessMemory[],
): { plans: CorePlan[]; errors: unknown[] } {
  const plans: CorePlan[] = [];
  const errors: unknown[] = [];
  for (const process of processes) {
    try {
      plans.push(planCore(view, process));
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
async function writeAll(
  summaries: Map<CorePlan, CoreSummary>,
  { archive, directory, replace }: Target,
  io: Io,
): Promise<unknown[]> {
  const errors: unknown[] = [];
  if (summaries.size === 0) return errors;
  try {
    makeDirectories(directory);
  } catch (error) {
    summaries.clear();
    return [error];
  }
  const total = [...summaries.keys()].reduce((sum, { pageBytes }) => sum + pageBytes, 0);
  const progress = io.progress('Writing cores', total);
  const whole = new Set<CorePlan>();
  try {
    for (const [plan, { file }] of summaries) {
      try {
        refuseSameFile(file, archive);
        await writeNewFile(file, { replace }, (to) => writeCore(to, plan, progress.advance));
        whole.add(plan);
      } catch (error) {
        const isLast = isDiskFailure(error);
        errors.push(isLast ? asLastOfFiles(error) : error);
        if (isLast) break;
      }
    }
  } finally {
    progress.stop();
  }
  for (const plan of [...summaries.keys()]) if (!whole.has(plan)) summaries.delete(plan);
  return errors;
}
