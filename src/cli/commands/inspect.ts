import { openArchive } from '../../archive/open.js';
import type { Member } from '../../archive/member.js';
import type { Limits } from '../../archive/limits.js';
import { inspect, type Inspection, type InspectionOptions } from '../../analysis/inspection.js';
import { isMetadataMember } from '../../analysis/metadata.js';
import { isOverviewMember } from '../../analysis/overview.js';
import { socketTable } from '../../analysis/socket-table.js';
import { isBulkImage, locateCheckpoint, selectCheckpoint } from '../../model/checkpoint.js';
import { findContainers } from '../../model/containers.js';
import { inspectionJson } from '../../render/inspection/json.js';
import type { ProcessView } from '../../render/inspection/process.js';
import { renderInspection } from '../../render/inspection/tree.js';
import { renderJson } from '../../render/json.js';
import { safeText } from '../../render/safe-text.js';
import { renderSocketTable } from '../../render/socket-table.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION, limitsOf } from '../archive-options.js';
import type { Arguments, Command } from '../command.js';
import { ExitCode, reportError, UsageError } from '../failure.js';

export const command: Command = {
  summary: 'Show what a checkpoint knows of its container and processes',
  arguments: 'ARCHIVE...',
  minArguments: 1,
  maxArguments: Infinity,
  options: {
    all: { type: 'boolean', describe: 'Everything' },
    stats: { type: 'boolean', describe: "CRIU's statistics of the dump" },
    metadata: { type: 'boolean', describe: 'Annotations, pod, networks, logs' },
    'ps-tree': { type: 'boolean', describe: 'The process tree' },
    'ps-tree-cmd': { type: 'boolean', describe: 'The process tree with command lines' },
    'ps-tree-env': { type: 'boolean', describe: 'The process tree with environment variables' },
    details: {
      type: 'boolean',
      describe: 'Users, limits, signals, scheduling and more of each process',
    },
    threads: { type: 'boolean', describe: 'The threads of each process' },
    files: { type: 'boolean', describe: 'Open files of each process' },
    sockets: { type: 'boolean', describe: 'Open sockets of each process' },
    maps: { type: 'boolean', describe: 'Memory regions of each process' },
    mounts: { type: 'boolean', describe: 'Mounts, of the spec and of the processes' },
    security: {
      type: 'string',
      value: 'HOW',
      choices: ['summary', 'verbose'],
      implied: 'summary',
      describe: 'What confined the processes; verbose disassembles seccomp filters',
    },
    namespaces: { type: 'boolean', describe: 'Namespaces, network devices, IPC, control groups' },
    pid: {
      type: 'string',
      alias: 'p',
      value: 'PID',
      describe: 'Only this process and those below it',
    },
    format: {
      type: 'string',
      value: 'FORMAT',
      choices: ['tree', 'json', 'table'],
      default: 'tree',
      describe: 'How to print the result; table is for --sockets, as ss prints them',
    },
    strict: { type: 'boolean', describe: 'Fail when any fact could not be read' },
    ...CONTAINER_OPTION,
    ...ARCHIVE_OPTIONS,
  },
  examples: [
    ['checkpoint.tar --ps-tree-cmd --files', 'Processes and what they have open'],
    ['checkpoint.tar --sockets --format table', 'Sockets as ss shows them'],
    ['checkpoint.tar --security', 'What confined the container'],
    ['checkpoint.tar --all --format json | jq .', 'Everything, for a program'],
  ],
  notes:
    'What the checkpoint does not tell is shown as unavailable, with the reason. A damaged image loses only ' +
    'its own facts; --strict makes that an error.',
  async run(args, output) {
    const options = optionsOf(args);
    const view = viewOf(args);
    const format = args.values.get('format');
    if (format === 'table' && options.sockets !== true) {
      throw new UsageError('--format table is for --sockets');
    }
    const errors: unknown[] = [];
    const results: Inspection[] = [];
    for (const file of args.positional) {
      const found = await inspectArchive(file, options, args, limitsOf(args));
      errors.push(...found.errors);
      results.push(...found.inspections);
    }
    if (format === 'json') {
      await output.write(renderJson(results.map((result) => inspectionJson(result, view))));
    } else {
      for (const result of results) {
        const { archive } = result.overview;
        const title = `\nDisplaying container checkpoint tree view from ${safeText(archive)}\n\n`;
        await output.write(
          format === 'table'
            ? renderSocketTable(tableOf(result))
            : `${title}${renderInspection(result, view)}\n`,
        );
      }
    }
    if (args.flags.has('strict')) errors.push(...results.flatMap(({ warnings }) => warnings));
    errors.forEach(reportError);
    return errors.length > 0 ? ExitCode.failure : ExitCode.success;
  },
};

function tableOf({ sockets = [], processes = [] }: Inspection) {
  const all = processes.flatMap(function below(process): typeof processes {
    return [process, ...process.children.flatMap(below)];
  });
  const named = all.map(({ facts: { pid, comm } }) => ({
    pid,
    comm: typeof comm === 'string' ? comm : '?',
  }));
  return socketTable(sockets, named);
}

/** Each container of the archive, or the one that was asked for; a bad one does not hide the others. */
async function inspectArchive(
  file: string,
  options: InspectionOptions,
  args: Arguments,
  limits: Limits,
): Promise<{ inspections: Inspection[]; errors: unknown[] }> {
  const inspections: Inspection[] = [];
  const errors: unknown[] = [];
  try {
    const archive = await openArchive(file, { keep: neededMembers(options), limits });
    try {
      const name = args.values.get('container');
      const containers = name === undefined ? findContainers(archive) : [undefined];
      for (const container of containers) {
        try {
          const checkpoint =
            container === undefined
              ? selectCheckpoint(archive, name)
              : locateCheckpoint(archive, container);
          inspections.push(inspect(checkpoint, options));
        } catch (error) {
          errors.push(error);
        }
      }
    } finally {
      archive.close();
    }
  } catch (error) {
    errors.push(error);
  }
  return { inspections, errors };
}

/** Memory that pages of a compressed archive may take; beyond it their facts are told as unavailable. */
const MAX_PAGES_HELD = 160 * 1024 ** 2;

/** What to hold of a compressed archive. Command lines and environments lie in the pages. */
function neededMembers(options: InspectionOptions): (name: string, member: Member) => boolean {
  let pages = 0;
  return (name, { size }) => {
    if (isOverviewMember(name) || isMetadataMember(name)) return true;
    if (options.processes !== true) return false;
    if (!isBulkImage(name)) return true;
    if (!/(?:^|\/)pages-[^/]*$/.test(name) || pages + size > MAX_PAGES_HELD) return false;
    pages += size;
    return true;
  };
}

function optionsOf(args: Arguments): InspectionOptions {
  const all = args.flags.has('all');
  const has = (name: string) => all || args.flags.has(name);
  const security = securityOption(args.values.get('security'), all);
  const pid = pidOf(args);
  const files = has('files');
  const sockets = has('sockets');
  const maps = has('maps');
  const ofProcesses = ['ps-tree', 'ps-tree-cmd', 'ps-tree-env', 'details', 'threads'].some(has);
  return {
    statistics: has('stats'),
    metadata: has('metadata'),
    processes:
      ofProcesses || files || sockets || maps || security !== undefined || pid !== undefined,
    files,
    sockets,
    maps,
    mounts: has('mounts'),
    namespaces: has('namespaces'),
    ...(security !== undefined && { security }),
    ...(pid !== undefined && { pid }),
  };
}

function securityOption(
  value: string | undefined,
  all: boolean,
): 'summary' | 'verbose' | undefined {
  if (value === 'verbose') return 'verbose';
  return value === 'summary' || all ? 'summary' : undefined;
}

function viewOf(args: Arguments): ProcessView {
  const has = (name: string) => args.flags.has('all') || args.flags.has(name);
  return {
    commandLine: has('ps-tree-cmd'),
    environment: has('ps-tree-env'),
    threads: has('threads'),
    details: has('details'),
  };
}

/** 0 is no filter, as it always was. */
function pidOf(args: Arguments): number | undefined {
  const text = args.values.get('pid');
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text) || Number(text) >= 2 ** 32) {
    throw new UsageError(
      `invalid argument "${text}" for "-p, --pid" flag: strconv.ParseUint: parsing "${text}": invalid syntax`,
    );
  }
  return Number(text) === 0 ? undefined : Number(text);
}
