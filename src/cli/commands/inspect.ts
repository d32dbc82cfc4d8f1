import { append } from '../../bytes/append.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { inspect, type Inspection } from '../../analysis/inspection/inspect.js';
import { inspectionReads } from '../../analysis/inspection/inspection-reads.js';
import type { InspectionOptions } from '../../analysis/inspection/options.js';
import { isEveryProcess } from '../../model/choose-processes.js';
import { isAbsent } from '../../model/absent.js';
import { inspectionJson } from '../../render/inspection/json.js';
import type { ProcessView } from '../../render/inspection/process.js';
import { inspectionText } from '../../render/inspection/tree.js';
import { JsonList } from '../../render/json.js';
import { safeText } from '../../render/safe-text.js';
import { socketRows, type SocketRow } from '../../tables/sockets.js';
import { renderSocketTable } from '../../render/socket-table.js';
import { formatOption } from '../archive-options.js';
import { many } from '../argument.js';
import { defineCommand } from '../command.js';
import { CHECKPOINT_OPTIONS, eachCheckpoint } from '../each-checkpoint.js';
import { tuneEngine } from '../engine.js';
import { choice, flag, type ValuesOf } from '../option.js';
import { outcome } from '../outcome.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { UnmetNames } from '../unmatched.js';
import { UsageError } from '../usage-error.js';

const OPTIONS = {
  all: flag({ describe: 'Everything' }),
  stats: flag({ describe: "CRIU's statistics of the dump" }),
  metadata: flag({ describe: 'Annotations, pod, networks, logs' }),
  psTree: flag({ describe: 'The process tree' }),
  psTreeCmd: flag({ describe: 'The process tree with command lines' }),
  psTreeEnv: flag({ describe: 'The process tree with environment variables' }),
  details: flag({ describe: 'Users, limits, signals, scheduling and more of each process' }),
  threads: flag({ describe: 'The threads of each process' }),
  files: flag({ describe: 'Open files of each process' }),
  sockets: flag({ describe: 'Open sockets of each process' }),
  maps: flag({ describe: 'Memory regions of each process' }),
  mounts: flag({ describe: 'Mounts, of the spec and of the processes' }),
  security: choice({
    value: 'HOW',
    choices: ['summary', 'verbose'],
    implied: 'summary',
    describe: 'What confined the processes; verbose disassembles seccomp filters',
  }),
  namespaces: flag({ describe: 'Namespaces, network devices, IPC, control groups' }),
  pid: { ...PROCESS_OPTIONS.pid, describe: 'Only this process and those below it; also as 7,11' },
  comm: {
    ...PROCESS_OPTIONS.comm,
    describe: 'Only processes of this name and those below them; may be given several times',
  },
  ...formatOption(
    ['tree', 'json', 'table'],
    'How to print the result; table is for --sockets, as ss prints them',
  ),
  ...CHECKPOINT_OPTIONS,
};

type Values = ValuesOf<typeof OPTIONS>;

export const command = defineCommand({
  summary: 'Show what a checkpoint knows of its container and processes',
  arguments: { archives: many('ARCHIVE') },
  options: OPTIONS,
  examples: [
    ['checkpoint.tar --ps-tree-cmd --files', 'Processes and what they have open'],
    ['checkpoint.tar --sockets --format table', 'Sockets as ss shows them'],
    ['checkpoint.tar --security', 'What confined the container'],
    ['checkpoint.tar --all --format json | jq .', 'Everything, for a program'],
  ],
  notes:
    'What the checkpoint does not tell is shown as unavailable, with the reason. A damaged image loses only ' +
    'its own facts; it is told, and the exit code is 1 then.',
  async run(options, io) {
    await tuneEngine();
    const { out } = io;
    const wanted = questionsOf(options);
    const view = viewOf(options);
    const { format } = options;
    if (format === 'table' && wanted.sockets !== true) {
      throw new UsageError('--format table is for --sockets');
    }
    const damage: unknown[] = [];
    const json = format === 'json' ? new JsonList() : undefined;
    if (json !== undefined) await out.write(json.begin());
    // While the archive is open: what is told of each process is read when its turn comes.
    const reads = inspectionReads(wanted);
    const unmet = new UnmetNames(wanted);
    const lost = await eachCheckpoint(options.archives, reads, options, io, async (checkpoint) => {
      unmet.meet(checkpoint);
      const result = inspect(checkpoint, wanted);
      append(damage, result.errors);
      const texts =
        json === undefined ? textOf(result, format, view) : json.item(inspectionJson(result, view));
      for (const text of texts) await out.write(text);
      append(damage, result.warnings());
    });
    if (json !== undefined) await out.write(json.end());
    const all = [...damage, ...lost];
    const warnings = all.filter(isMissingInventory).map(({ message }) => message);
    return outcome({
      damage: all.filter((error) => !isMissingInventory(error)),
      warnings: [...unmet.warnings, ...new Set(warnings)],
    });
  },
});

/** Processes are told without it, and what is not says so where it would stand. */
function isMissingInventory(error: unknown): error is CheckpointError {
  return (
    error instanceof CheckpointError &&
    error.code === 'not-found' &&
    error.message.endsWith('inventory.img: no such file or directory')
  );
}

function* textOf(result: Inspection, format: Values['format'], view: ProcessView) {
  if (format === 'table') {
    yield renderSocketTable(rowsOf(result), result.overview.archive);
    return;
  }
  const { archive } = result.overview;
  yield `\nDisplaying container checkpoint tree view from ${safeText(archive)}\n\n`;
  yield* inLargePieces(inspectionText(result, view));
  yield '\n';
}

/** Lines together, as they are not worth a write each. */
function* inLargePieces(lines: Iterable<string>): Iterable<string> {
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length < 64 * 1024) continue;
    yield text;
    text = '';
  }
  yield text;
}

function rowsOf({ sockets = [], processes }: Inspection): SocketRow[] {
  const tree = processes === undefined || isAbsent(processes) ? undefined : processes;
  const named = (tree?.inOrder ?? []).map((process) => {
    const { comm } = tree?.facts(process) ?? {};
    return { pid: process.pid, comm: typeof comm === 'string' ? comm : '?' };
  });
  return socketRows(sockets, named);
}

function questionsOf(options: Values): InspectionOptions {
  const { all } = options;
  const choice = processChoiceOf(options);
  const security = options.security ?? (all ? 'summary' : undefined);
  const files = all || options.files;
  const sockets = all || options.sockets;
  const maps = all || options.maps;
  const { psTree, psTreeCmd, psTreeEnv, details, threads } = options;
  const ofProcesses = all || psTree || psTreeCmd || psTreeEnv || details || threads;
  return {
    statistics: all || options.stats,
    metadata: all || options.metadata,
    processes:
      ofProcesses || files || sockets || maps || security !== undefined || !isEveryProcess(choice),
    commandLines: all || psTreeCmd || psTreeEnv,
    files,
    sockets,
    maps,
    mounts: all || options.mounts,
    namespaces: all || options.namespaces,
    ...(security !== undefined && { security }),
    ...choice,
  };
}

function viewOf({ all, psTreeCmd, psTreeEnv, threads, details, maps }: Values): ProcessView {
  return {
    commandLine: all || psTreeCmd,
    environment: all || psTreeEnv,
    threads: all || threads,
    details: all || details,
    brief: all && !maps && !psTreeEnv,
  };
}
