import type { Limits } from '../../archive/limits.js';
import type { Spool } from '../../archive/spool.js';
import type { MemoryView, ProcessMemory } from '../../model/memory/memory-view.js';
import type { Piece } from '../../search/scan/piece.js';
import { programFiles } from '../recover/kinds/executables.js';
import type { Recovered } from '../recover/recovered.js';
import type { SearchedExtent } from '../search/searched-extent.js';

/** A program in memory as the file that it was: YARA's module of ELF files asks for the beginning of one. */
export interface ProgramPiece extends Piece<SearchedExtent> {
  readonly kind: 'program';
  readonly name: string;
  readonly pids: readonly number[];
  /** What of memory it was made from. */
  readonly start?: bigint;
  readonly end?: bigint;
}

/** A larger one is scanned as memory alone. */
const MAX_PROGRAM = 128 * 1024 * 1024;

const ZEROS = new Uint8Array(64 * 1024);

/**
 * Programs that lie in memory, each with zeros where it has holes.
 * @param isWanted undefined for all processes
 */
export async function* programPieces(
  view: MemoryView,
  isWanted: ((process: ProcessMemory) => boolean) | undefined,
  limits: Limits,
  spool: Spool,
): AsyncGenerator<ProgramPiece> {
  const wanted = new Set(view.processes.filter(isWanted ?? (() => true)).map(({ pid }) => pid));
  const wants = (pids: readonly number[]) => pids.some((pid) => wanted.has(pid));
  for (const program of programFiles({ view, limits, wants })) {
    const { name, source } = program;
    const size = Number(program.size ?? 0);
    if (size === 0 || size > MAX_PROGRAM || !wants(source.pids)) continue;
    const bytes = await spool.keepChunks(chunksOf(program, size), { member: name });
    const { pids, address } = source;
    yield {
      ...{ kind: 'program', name, pids, size: bytes.size },
      ...(address !== undefined && { start: address, end: address + BigInt(size) }),
      extents: [{ source: bytes, offset: 0, length: bytes.size, member: name }],
    };
  }
}

async function* chunksOf({ parts }: Recovered, size: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const part of parts()) {
    yield* zeros(part.at - at);
    yield part.bytes;
    at = part.at + part.bytes.length;
  }
  yield* zeros(size - at);
}

function* zeros(count: number): Generator<Uint8Array> {
  for (let left = count; left > 0; left -= ZEROS.length) {
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
  }
}
