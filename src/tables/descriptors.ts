import { filesOf, reads } from '../analysis/files.js';
import { isAbsent, type Absent, type Fact } from '../model/absent.js';
import { describeDescriptor } from '../model/describe/describe-descriptor.js';
import type { Descriptor, ProcessFiles } from '../model/descriptors/descriptors.js';
import { fileContextOf, type FileContext } from '../model/descriptors/file-context.js';
import { readReferredFile, type OpenFile } from '../model/descriptors/open-file.js';
import { viewMemory, type ProcessMemory } from '../model/memory/memory-view.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { comm, fd, inode, mode, ORIGIN, pid } from './dictionary.js';
import { heldFile, mappedFile, unknownFile, type HeldFile } from './held-file.js';

/** A descriptor of a process, or another way in which it holds a file: one line of lsof. */
export interface DescriptorRow extends HeldFile {
  readonly pid: number;
  readonly comm: Fact<string>;
  readonly use: (typeof USES)[number];
  /** Both of `use` fd. */
  readonly fd?: number;
  readonly descriptor?: Descriptor;
}

/** What lsof has in its column FD where there is no number. */
const USES = ['fd', 'cwd', 'rtd', 'txt', 'mem', 'NOFD'] as const;

export const descriptors: CheckpointTable<DescriptorRow> = {
  name: 'descriptors',
  reads,
  describe:
    'A file that a process holds: by a descriptor, as its directories or program, or mapped.',
  columns: [
    ...ORIGIN,
    { ...comm, title: 'COMMAND' },
    pid,
    { ...fd, text: fdText, optional: true },
    {
      name: 'use',
      type: 'string',
      describe:
        'How it is held: fd, cwd, rtd (root directory), txt (program), mem (mapped); NOFD: its descriptors are not known',
      get: (row) => row.use,
      values: USES,
      shown: 'data',
    },
    {
      name: 'access',
      type: 'string',
      describe: 'Opened for reading, writing or both: r, w, u',
      get: ({ descriptor }) => descriptor && accessOf(descriptor),
      values: ['r', 'w', 'u'],
      shown: 'data',
      optional: true,
    },
    {
      name: 'type',
      type: 'string',
      title: 'CRIU TYPE',
      describe: "CRIU's type of the file",
      get: (row) => row.type,
      shown: 'data',
      optional: true,
    },
    {
      name: 'file_type',
      type: 'string',
      title: 'TYPE',
      describe: 'Type of the file, as lsof has it',
      get: (row) => row.fileType,
    },
    { ...mode, optional: true },
    {
      name: 'size',
      type: 'size',
      title: 'SIZE/OFF',
      describe: 'Bytes in the file',
      get: (row) => row.size,
      text: sizeText,
      optional: true,
    },
    {
      name: 'position',
      type: 'integer',
      describe: 'Where in the file it stands',
      get: (row) => row.position,
      shown: 'data',
      optional: true,
    },
    { ...inode, title: 'NODE', text: nodeText, optional: true },
    {
      name: 'flags',
      type: 'strings',
      describe: 'Open flags',
      get: ({ descriptor }) =>
        descriptor && (isAbsent(descriptor.flags) ? descriptor.flags : descriptor.flags.names),
      shown: 'data',
      optional: true,
    },
    {
      name: 'path',
      type: 'string',
      describe: 'Where it was opened, or the name of a socket',
      get: (row) => row.path,
      shown: 'data',
      optional: true,
    },
    {
      name: 'deleted',
      type: 'boolean',
      describe: 'The path no longer led to it',
      get: (row) => row.deleted,
      shown: 'data',
      optional: true,
    },
    {
      name: 'name',
      type: 'string',
      describe: 'What it is: as lsof has it, where lsof has a word for it',
      get: (row) => row.name,
      text: ({ name }) => (isAbsent(name) ? `(${name.absent})` : name),
    },
    {
      name: 'text',
      type: 'string',
      describe: 'All that is known of the descriptor in a line of words',
      get: ({ descriptor }) => descriptor && describeDescriptor(descriptor),
      shown: 'data',
      optional: true,
    },
  ],
  rows(checkpoint) {
    const { processes } = filesOf(checkpoint);
    const context = fileContextOf(checkpoint);
    const living = viewMemory(checkpoint).processes;
    const memories = new Map(living.map((process) => [process.pid, process]));
    return processes.flatMap((files) => rowsOf(context, files, memories.get(files.pid)));
  },
};

/** @param memory undefined of a process that has ended: it holds nothing any more */
function rowsOf(
  context: FileContext,
  files: ProcessFiles,
  memory: ProcessMemory | undefined,
): DescriptorRow[] {
  if (memory === undefined) return [];
  const { cwd, root, exe, descriptors: all } = files;
  const row = (use: DescriptorRow['use'], held: HeldFile): DescriptorRow => ({
    pid: files.pid,
    comm: memory.comm,
    use,
    ...held,
  });
  const program = heldOr(exe);
  return [
    row('cwd', heldOr(cwd)),
    row('rtd', heldOr(root)),
    row('txt', program),
    ...mappedFiles(context, memory)
      .filter(({ name }) => name !== program.name)
      .map((file) => row('mem', file)),
    ...(isAbsent(all)
      ? [row('NOFD', unknownFile(all))]
      : all.map((descriptor) => ({
          ...row('fd', heldFile(descriptor.file)),
          fd: descriptor.fd,
          descriptor,
        }))),
  ];
}

/** A file of which no more is known than that it is open is absent, too. */
function heldOr(file: OpenFile | Absent): HeldFile {
  return 'type' in file ? heldFile(file) : unknownFile(file);
}

/** Each file that is mapped, once, however many regions it has, under the name that maps has for it. */
function mappedFiles(context: FileContext, memory: ProcessMemory): HeldFile[] {
  if (isAbsent(memory.space)) return [];
  const found = new Map<string, HeldFile>();
  for (const region of memory.space.regions) {
    const name = memory.nameOf(region);
    if (!name.startsWith('/') || found.has(name)) continue;
    const { backing } = region;
    const isFile = backing.kind === 'file' || backing.kind === 'memfd';
    const file = isFile ? heldFile(readReferredFile(context, backing.file)) : mappedFile(name);
    found.set(name, { ...file, name, position: undefined });
  }
  return [...found.values()];
}

function accessOf({ flags }: Descriptor): Fact<'r' | 'w' | 'u'> {
  if (isAbsent(flags)) return flags;
  const [mode] = flags.names;
  return mode === 'O_RDONLY' ? 'r' : mode === 'O_WRONLY' ? 'w' : 'u';
}

/** `3u`, or the use. */
function fdText({ use, descriptor }: DescriptorRow): string {
  if (descriptor === undefined) return use;
  const access = accessOf(descriptor);
  return `${descriptor.fd}${isAbsent(access) ? '' : access}`;
}

/** The size in bytes; of what has none, the position behind `0t`, as lsof has it. */
function sizeText({ size, position }: DescriptorRow): string {
  if (size !== undefined && !isAbsent(size)) return size.toString();
  if (position !== undefined && !isAbsent(position)) return `0t${position.toString()}`;
  return size === undefined ? '-' : '?';
}

/** Of an internet socket its protocol, as lsof has it. */
function nodeText({ inode: number, descriptor }: DescriptorRow): string {
  if (descriptor?.file.type === 'INETSK') {
    const { protocol } = descriptor.file;
    return isAbsent(protocol) ? '?' : protocol;
  }
  if (number === undefined) return '-';
  return isAbsent(number) ? '?' : String(number);
}
