import type { Change, Section } from '../../analysis/diff/change.js';
import type { UpstreamFacts, UpstreamOptions } from '../../analysis/diff/upstream-facts.js';
import { padToWidth } from '../display-width.js';
import { safeText } from '../safe-text.js';
import { node, treeText, type TreeNode } from '../tree.js';
import { box, titleBox } from './box.js';
import { changeLines } from './change-lines.js';
import type { KeyedLists } from './keyed-lists.js';
import {
  megabytes,
  summaryLines,
  upstreamResult,
  type UpstreamFile,
  type UpstreamProcess,
  type UpstreamResult,
  type UpstreamSocket,
} from './upstream-result.js';

/** As checkpointctl's `diff` prints it, and below a box for each other section in which something changed. */
export function renderDiffTree(
  changes: readonly Change[],
  facts: UpstreamFacts,
  options: UpstreamOptions,
): string {
  const result = upstreamResult(facts, options);
  const { files, sockets } = result;
  const hidden = hiddenBy(options);
  const empty = facts.isComparable ? {} : { empty: '? Cannot be compared' };
  return [
    titleBox('Checkpoint Diff', {
      Container: result.containerName,
      Image: result.image,
      ID: result.containerId,
    }),
    '\n',
    checkpointLines('A', result.before),
    checkpointLines('B', result.after),
    box('Memory Changes', memoryLines(result.memoryGrowth)),
    box('Process Tree', processLines(result, options), empty),
    files === undefined ? '' : box('File Descriptor Changes', fileLines(files, options), empty),
    sockets === undefined
      ? ''
      : box('Socket Changes', socketLines(sockets, options), { isWide: true, ...empty }),
    ...otherBoxes(
      changes.filter((change) => !hidden.some((each) => each.has(change))),
      options,
    ),
    'Summary:\n',
    ...summaryLines(result).map((line) => `${safeText(line)}\n`),
    ...hidden.map(({ has, name, option }) => {
      const count = changes.filter(has).length;
      return count === 0 ? '' : `Not shown: ${count} of ${name} (${option})\n`;
    }),
  ].join('');
}

function checkpointLines(name: string, { created, totalSize }: UpstreamResult['before']): string {
  return `Checkpoint ${name}:\n  Created: ${safeText(created)}\n  Size:    ${totalSize} bytes\n\n`;
}

function memoryLines(growth: number): string[] {
  if (growth === 0) return [];
  const size = `${megabytes(growth)} MB`;
  return [growth > 0 ? `↑ Increased by ${size}` : `↓ Decreased by ${size}`];
}

const TITLES = { '+': 'Added:', '-': 'Removed:', '~': 'Modified:', '=': 'Unchanged:' } as const;

function processLines({ processes }: UpstreamResult, { showUnchanged }: UpstreamOptions): string[] {
  if (showUnchanged && processes.length > 0) {
    const are = processes.filter(({ kind }) => kind !== '-');
    return [...treeLines(are), ...processesOf(processes, '-')];
  }
  return (['+', '-', '~'] as const).flatMap((kind) => processesOf(processes, kind));
}

function processesOf(
  processes: readonly UpstreamProcess[],
  kind: UpstreamProcess['kind'],
): string[] {
  const told = processes.filter((process) => process.kind === kind);
  if (told.length === 0) return [];
  const lines = told.flatMap(({ pid, command, cmdline }) => [
    `  ${kind} PID ${String(pid).padEnd(5)} ${command}`,
    ...(cmdline === undefined ? [] : [`            ${cmdline}`]),
  ]);
  return [TITLES[kind], ...lines];
}

/** All processes that are there, each with what became of it. */
function treeLines(processes: readonly UpstreamProcess[]): string[] {
  const root: TreeNode & { children: TreeNode[] } = { text: 'Process tree', children: [] };
  const open = [root];
  for (const { kind, pid, depth, command, cmdline } of processes) {
    const branch = { ...node(cmdline ?? command, [], `${kind} PID ${pid}`), children: [] };
    open.length = depth + 1;
    open.at(-1)?.children.push(branch);
    open.push(branch);
  }
  return [...treeText(root)].map((line) => line.trimEnd());
}

function fileLines(files: KeyedLists<UpstreamFile>, { showUnchanged }: UpstreamOptions): string[] {
  const lines = (kind: '+' | '-' | '=', list: readonly UpstreamFile[]) =>
    list.length === 0
      ? []
      : [
          TITLES[kind],
          ...list.map(
            ({ pid, type, path }) =>
              `  ${kind} PID ${String(pid).padEnd(5)} ${type.padEnd(8)} ${path}`,
          ),
        ];
  return [
    ...lines('+', files.added),
    ...lines('-', files.removed),
    ...(showUnchanged ? lines('=', files.unchanged) : []),
  ];
}

function socketLines(
  sockets: KeyedLists<UpstreamSocket>,
  { showUnchanged }: UpstreamOptions,
): string[] {
  const line = (mark: string, [pid, protocol, state, local, peer]: readonly string[]) =>
    ` ${mark}  ${[
      pid?.padEnd(5),
      protocol?.padEnd(5),
      state?.padEnd(12),
      padToWidth(safeText(local ?? ''), 21, 'left'),
      peer,
    ].join(' ')}`;
  const lines = [
    ...sockets.added.map((socket) => line('+', socketCells(socket))),
    ...sockets.removed.map((socket) => line('-', socketCells(socket))),
    ...(showUnchanged ? sockets.unchanged.map((socket) => line('=', socketCells(socket))) : []),
  ];
  return lines.length === 0
    ? []
    : [line(' ', ['PID', 'PROTO', 'STATE', 'LOCAL', 'PEER']), ...lines];
}

/** A socket that has no IP protocol is told by its family, and the one without a name as `@`. */
function socketCells(socket: UpstreamSocket): string[] {
  const { pid, protocol, type, state, address, source, srcPort, dest, dstPort } = socket;
  const end = (host: string | undefined, port: number | undefined) => `${host ?? '?'}:${port ?? 0}`;
  if (protocol === '') return [String(pid), type, '-', address ?? '@', '-'];
  const peer = (dstPort ?? 0) > 0 ? end(dest, dstPort) : '-';
  return [String(pid), protocol, state ?? '-', end(source, srcPort), peer];
}

interface Hidden {
  readonly name: string;
  readonly option: string;
  readonly has: (change: Change) => boolean;
}

/** What is told only when it is asked for. */
function hiddenBy({ files, sockets, psTreeEnv }: UpstreamOptions): Hidden[] {
  const all: (Hidden & { readonly isShown: boolean })[] = [
    { isShown: files, ...section('descriptors'), option: '--files' },
    { isShown: sockets, ...section('sockets'), option: '--sockets' },
    {
      isShown: psTreeEnv,
      name: 'environments',
      option: '--ps-tree-env',
      has: ({ section: of, what }) => of === 'processes' && what.startsWith('environment '),
    },
  ];
  return all.filter(({ isShown }) => !isShown);
}

function section(name: Section): Pick<Hidden, 'name' | 'has'> {
  return { name, has: ({ section: of }) => of === name };
}

const BOXES: readonly (readonly [Section, string])[] = [
  ['container', 'Container'],
  ['mounts', 'Mounts'],
  ['network', 'Network'],
  ['processes', 'Process Details'],
  ['threads', 'Threads and Rights'],
  ['regions', 'Memory Regions'],
  ['memory', 'Memory Pages'],
  ['descriptors', 'Descriptor Details'],
  ['sockets', 'Socket Details'],
  ['files', 'File Systems'],
  ['secrets', 'New Secrets'],
  ['findings', 'New Findings'],
];

/** Whole processes stand in the tree already. What was asked for is told even where there is none. */
function otherBoxes(
  changes: readonly Change[],
  { secrets, triage }: Pick<UpstreamOptions, 'secrets' | 'triage'>,
): string[] {
  const asked: readonly Section[] = [
    ...(secrets ? (['secrets'] as const) : []),
    ...(triage ? (['findings'] as const) : []),
  ];
  return BOXES.flatMap(([name, title]) => {
    const told = changes.filter(
      (change) => change.section === name && !(name === 'processes' && change.what === 'process'),
    );
    if (told.length === 0) return asked.includes(name) ? [box(title, [], { empty: '= None' })] : [];
    return [box(title, told.flatMap(changeLines))];
  });
}
