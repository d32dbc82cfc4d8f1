import { statSync } from 'node:fs';
import { openArchive } from '../archive/open.js';
import { openSysroot } from '../archive/sysroot.js';
import type { Archive } from '../archive/archive.js';
import { viewMemory, type MemoryView } from '../model/memory/memory-view.js';
import type { RegionFilter, RegionKindName } from '../model/memory/region-filter.js';
import { REGION_KINDS } from '../model/memory/region-filter.js';
import {
  isBulkImage,
  locateCheckpoint,
  selectCheckpoint,
  type Checkpoint,
} from '../model/checkpoint.js';
import { findContainers } from '../model/containers.js';
import { joinIntervals, type Interval } from '../model/memory/interval-list.js';
import { checkParentOrder, findParentAmong } from '../model/memory/parents.js';
import { ARCHIVE_OPTIONS, CONTAINER_OPTION, limitsOf } from './archive-options.js';
import type { Arguments, OptionSpec } from './command.js';
import { UsageError } from './failure.js';
import { startProgress } from './progress.js';

type Options = Readonly<Record<string, OptionSpec>>;

/** Options of every command that reads memory: where it comes from. */
export const MEMORY_OPTIONS: Options = {
  parent: {
    type: 'string',
    value: 'ARCHIVE',
    repeat: true,
    describe: 'The checkpoint that this one was made on top of; for a longer chain once for each',
  },
  sysroot: {
    type: 'string',
    value: 'DIR',
    describe: "A copy of the container's files, for pages that are in mapped files only",
  },
  ...CONTAINER_OPTION,
  ...ARCHIVE_OPTIONS,
};

export const PID_OPTION: Options = {
  pid: {
    type: 'string',
    alias: 'p',
    value: 'PID',
    repeat: true,
    describe: 'Only this process; may be given several times, or as 7,11',
  },
};

/** For commands that are about one process. */
export const ONE_PID_OPTION: Options = {
  pid: { type: 'string', alias: 'p', value: 'PID', repeat: true, describe: 'The process' },
};

/** Options that choose regions. */
export const REGION_OPTIONS: Options = {
  perm: {
    type: 'string',
    value: 'PERM',
    describe: 'Only regions with these permissions: wx for all of them, or r-x, rw-p exactly',
  },
  kind: {
    type: 'string',
    value: 'KIND,...',
    repeat: true,
    describe: `Only regions of these kinds: ${REGION_KINDS.join(', ')}`,
  },
  range: {
    type: 'string',
    value: 'A-B',
    repeat: true,
    describe: 'Only addresses from A up to B (hexadecimal), or A+LENGTH',
  },
};

type UseMemory<T> = (view: MemoryView) => Promise<T>;

/** Opens the memory of the one container that the options mean, and closes it behind `use`. */
export async function withMemory<T>(file: string, args: Arguments, use: UseMemory<T>): Promise<T> {
  const opened = new OpenedMemory(args, isMemoryMember);
  let archive: Archive | undefined;
  try {
    archive = await opened.open(file);
    return await use(await opened.view(selectCheckpoint(archive, args.values.get('container'))));
  } catch (error) {
    // What is missing may be missing because of that.
    throw archive?.damage ?? error;
  } finally {
    opened.close();
  }
}

/**
 * The same for each container of a pod archive, or that which the options mean. One that cannot be read
 * does not hide the others: its error is among those that are returned.
 * @param keeps members whose bytes will be asked for besides those of the memory
 */
export async function withEachMemory(
  file: string,
  args: Arguments,
  use: UseMemory<void>,
  keeps: (name: string) => boolean,
): Promise<unknown[]> {
  const errors: unknown[] = [];
  const opened = new OpenedMemory(args, (name) => isMemoryMember(name) || keeps(name));
  try {
    const archive = await opened.open(file);
    const name = args.values.get('container');
    const containers = name === undefined ? findContainers(archive) : [undefined];
    for (const container of containers) {
      try {
        const checkpoint =
          container === undefined
            ? selectCheckpoint(archive, name)
            : locateCheckpoint(archive, container);
        await use(await opened.view(checkpoint));
      } catch (error) {
        errors.push(archive.damage ?? error);
      }
    }
  } catch (error) {
    errors.push(error);
  } finally {
    opened.close();
  }
  return errors;
}

/** Archives and directories that are open, to be closed together. */
class OpenedMemory {
  private readonly opened: { close(): void }[] = [];

  constructor(
    private readonly args: Arguments,
    private readonly keeps: (name: string) => boolean,
  ) {}

  async open(file: string): Promise<Archive> {
    const limits = limitsOf(this.args);
    const size = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false })?.size;
    const progress = startProgress('Reading', size);
    try {
      const reading = { limits, spool: true, onRead: progress.advance, salvage: true };
      const options = { keep: this.keeps, ...reading };
      const archive = await openArchive(file, options);
      this.opened.push(archive);
      return archive;
    } finally {
      progress.stop();
    }
  }

  async view(checkpoint: Checkpoint): Promise<MemoryView> {
    const { args } = this;
    const parents: Checkpoint[] = [];
    for (const name of args.lists.get('parent') ?? []) {
      const container = args.values.get('container') ?? checkpoint.podContainer;
      const archive = await this.open(name);
      const isPod = findContainers(archive).length > 1;
      parents.push(selectCheckpoint(archive, isPod ? container : undefined));
    }
    checkParentOrder([checkpoint, ...parents]);
    const directory = args.values.get('sysroot');
    const sysroot = directory === undefined ? undefined : openSysroot(directory);
    if (sysroot !== undefined) this.opened.push(sysroot);
    const view = viewMemory(checkpoint, {
      findParent: findParentAmong(parents),
      ...(sysroot !== undefined && { sysroot }),
    });
    for (const { archive } of [checkpoint, ...parents]) {
      if (archive.damage !== undefined) view.warnings.add(archive.damage);
    }
    return view;
  }

  close(): void {
    for (const each of this.opened) each.close();
  }
}

/** PIDs that were asked for; undefined for all. */
export function pidsOf(args: Arguments): ReadonlySet<number> | undefined {
  const words = args.lists.get('pid')?.flatMap((text) => text.split(','));
  return words && new Set(words.map(parsePid));
}

/** The one PID that a command is about. */
export function onePidOf(args: Arguments): number {
  const [pid, other] = pidsOf(args) ?? [];
  if (pid === undefined) throw new UsageError('required flag(s) "pid" not set: -p PID');
  if (other !== undefined) throw new UsageError('only one PID can be given');
  return pid;
}

export function parsePid(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) >= 2 ** 32 || Number(text) === 0) {
    throw new UsageError(`invalid argument "${text}" for "-p, --pid" flag: not a PID`);
  }
  return Number(text);
}

export function regionFilterOf(args: Arguments): RegionFilter {
  const permissions = args.values.get('perm');
  const kinds = args.lists.get('kind')?.flatMap((text) => text.split(',').map(parseKind));
  const ranges = args.lists.get('range')?.map(parseRange);
  return {
    ...(permissions !== undefined && { permissions: permissionTest(permissions) }),
    ...(kinds !== undefined && { kinds: new Set(kinds) }),
    ...(ranges !== undefined && { ranges: joinIntervals(ranges) }),
  };
}

/** A hexadecimal address, as /proc/PID/maps writes it, with or without 0x. */
export function parseAddress(text: string): bigint {
  const match = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(text.trim());
  if (match === null) throw new UsageError(`not a hexadecimal address: ${text}`);
  return BigInt(`0x${match[1] ?? ''}`);
}

/** A number of bytes: decimal, 0x hexadecimal, or with K, M or G. */
export function parseLength(text: string): number {
  const match = /^(?:(0x[0-9a-f]{1,13})|(\d{1,15})([KMG])?)$/i.exec(text.trim());
  if (match === null) throw new UsageError(`not a number of bytes: ${text}`);
  const factor = 1024 ** ' KMG'.indexOf((match[3] ?? ' ').toUpperCase());
  return Number(match[1] ?? match[2]) * factor;
}

/** Letters alone must all be there; with dashes the text is compared as it stands. */
function permissionTest(wanted: string): (permissions: string) => boolean {
  if (/^[rwxps]+$/.test(wanted)) {
    return (permissions) => Array.from(wanted).every((letter) => permissions.includes(letter));
  }
  if (!/^[r-][w-][x-][ps]?$/.test(wanted)) {
    throw new UsageError(`invalid permissions: ${wanted} (such as rw, r-x or rwxp)`);
  }
  return (permissions) => permissions.startsWith(wanted);
}

function parseKind(text: string): RegionKindName {
  const kind = REGION_KINDS.find((each) => each === text);
  if (kind !== undefined) return kind;
  throw new UsageError(`invalid kind: ${text} (choose from ${REGION_KINDS.join(', ')})`);
}

function parseRange(text: string): Interval {
  const [, from = '', sign, to = ''] = /^([^-+]+)([-+])([^-+]+)$/.exec(text) ?? [];
  if (sign === undefined) throw new UsageError(`not a range such as 7f00-7fff: ${text}`);
  const start = parseAddress(from);
  const end = sign === '-' ? parseAddress(to) : start + BigInt(parseLength(to));
  if (start >= end) throw new UsageError(`an empty range: ${text}`);
  return { start, end };
}

/** CRIU's images without those that are no memory, such as tmpfs contents. */
function isMemoryMember(name: string): boolean {
  const isPages = /(?:^|\/)pages-[^/]*$/.test(name);
  return isPages || !isBulkImage(name);
}
