import { statSync } from 'node:fs';
import { join } from 'node:path';
import { areasOf, type Area } from '../model/memory/areas.js';
import { storedBytes } from '../analysis/memory/dump.js';
import { readPieces } from '../model/memory/memory-pieces.js';
import type { MemoryView, ProcessMemory } from '../model/memory/memory-view.js';
import type { RegionFilter } from '../model/memory/region-filter.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { hexAddress } from '../render/maps.js';
import type { Io } from './io.js';
import { regionLabel } from '../render/region-label.js';
import { startMemoryProgress } from './memory-progress.js';
import { makeDirectories } from '../write/make-directories.js';
import type { OutputFileOptions } from '../write/output-file.js';
import { refuseSameFile } from '../write/same-file.js';
import { asLastOfFiles, isDiskFailure } from '../write/write-error.js';
import { writeNewFile } from '../write/write-new-file.js';

/** Longest part of a file's name that a region's name makes. */
const NAME_LENGTH = 100;

/**
 * Writes each region of which something is saved to a file of its own in the directory `path`, or the
 * only one to the file `path`. A region that cannot be written does not hide the others.
 * @throws CheckpointError when nothing that was chosen is saved, or the directory cannot be made
 */
export async function writeRawRegions(
  view: MemoryView,
  processes: readonly ProcessMemory[],
  filter: RegionFilter,
  path: string,
  options: OutputFileOptions,
  errors: unknown[],
  io: Io,
): Promise<void> {
  const toFile =
    countUpToTwo(regionsOf(processes, filter)) === 1 && !isDirectory(path) && !path.endsWith('/');
  if (countUpToTwo(regionsOf(processes, filter)) === 0) {
    const { file } = view.checkpoint.archive;
    throw new CheckpointError('not-found', 'nothing is saved of what was chosen', { file });
  }
  if (!toFile) makeDirectories(path);
  const progress = startMemoryProgress(io, 'Writing', processes, filter, { isTerminal: false });
  try {
    for (const { pid, area } of regionsOf(processes, filter)) {
      try {
        const name = toFile ? path : join(path, rawName(pid, area));
        await writeRegion(name, area, options, progress.advance);
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        const isLast = isDiskFailure(error);
        errors.push(isLast ? asLastOfFiles(error) : error);
        if (isLast) break;
      }
    }
  } finally {
    progress.stop();
  }
}

/** `7-00a85000-00aca000-rw-p-_heap_`: a name that is safe for any file system and shell. */
function rawName(pid: number, area: Area): string {
  const [start, end] = boundsOf(area).map(hexAddress);
  const name = (regionLabel(area) || 'anon').replace(/[^A-Za-z0-9._-]/g, '_');
  const permissions = area.permissions.replaceAll('?', '_');
  return `${pid}-${start ?? ''}-${end ?? ''}-${permissions}-${name.slice(-NAME_LENGTH)}`;
}

function* regionsOf(
  processes: readonly ProcessMemory[],
  filter: RegionFilter,
): Generator<{ pid: number; area: Area }> {
  for (const process of processes) {
    for (const area of areasOf(process, filter)) {
      if (storedBytes(area) > 0n) yield { pid: process.pid, area };
    }
  }
}

async function writeRegion(
  path: string,
  area: Area,
  options: OutputFileOptions,
  advance: (bytes: number) => void,
): Promise<void> {
  const [start, end] = boundsOf(area);
  if (end - start > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new CheckpointError('limit', `${path}: too large for a file; choose a part with --range`);
  }
  for (const input of options.inputs) refuseSameFile(path, input);
  await writeNewFile(path, options, async (file) => {
    for (const piece of readPieces(area.extents)) {
      if (piece.kind !== 'bytes') continue;
      await file.write(piece.bytes, Number(piece.start - start));
      advance(piece.bytes.length);
    }
    file.setSize(Number(end - start));
  });
}

/** From the first to the last address that was asked for. */
function boundsOf({ parts, start, end }: Area): [bigint, bigint] {
  return [parts[0]?.start ?? start, parts.at(-1)?.end ?? end];
}

function countUpToTwo(items: Iterable<unknown>): number {
  let count = 0;
  for (const item of items) {
    count += item === undefined ? 0 : 1;
    if (count === 2) break;
  }
  return count;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
