import { createHash } from 'node:crypto';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isAbsent } from '../../model/absent.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import type { Found, FoundInMemory, FoundSource, MemoryOwner } from './found.js';
import { isShared } from './searched-extent.js';

/** All finds are held until the last is known. */
const MAX_FINDS = 500_000;

/**
 * Finds of memory that processes share are told once, with all who have it: bytes that are saved once for
 * all, and pages that a fork left equal, of the same bytes at the same address.
 * @throws CheckpointError `limit` when there are too many
 */
export async function* uniqueFinds(
  finds: AsyncIterable<Found>,
  view: MemoryView,
): AsyncGenerator<Found> {
  const distinct = new Map<string, Found>();
  for await (const found of finds) {
    const key = memoryKey(found, view) ?? `only ${distinct.size}`;
    const before = distinct.get(key);
    if (before === undefined && distinct.size >= MAX_FINDS) {
      const why = `more than ${MAX_FINDS} matches; --unique has to hold them all: narrow the search`;
      throw new CheckpointError('limit', why, { file: view.checkpoint.archive.file });
    }
    distinct.set(key, before === undefined ? found : withOwners(before, ownersOf(found)));
  }
  yield* distinct.values();
}

/** Equal for finds of the same memory; undefined for what is no memory of a process. */
export function memoryKey(
  { where, bytes, encoding, sources }: Found,
  view: MemoryView,
): string | undefined {
  if (where.kind !== 'memory') return undefined;
  const [owner] = where.owners;
  if (owner === undefined) return undefined;
  if (sources.every(isShared)) {
    return [encoding, where.segment?.id, ...placesOf(sources)].join('\n');
  }
  const pages = pagesAround(owner, bytes.length, view);
  const digest = createHash('sha256').update(pages).digest('base64');
  return `${owner.address} ${bytes.length} ${encoding} ${digest}`;
}

/** Where the bytes are, however many regions they are in. */
function placesOf(sources: readonly FoundSource[]): string[] {
  const places: { member: string; block: number | undefined; start: number; end: number }[] = [];
  for (const { member, offset, inBlock, length } of sources) {
    const [block, start] = inBlock === undefined ? [undefined, offset] : [offset, inBlock];
    const last = places.at(-1);
    const goesOn = last?.member === member && last.block === block && last.end === start;
    if (goesOn) last.end += length;
    else places.push({ member, block, start, end: start + length });
  }
  return places.map(({ member, block, start, end }) => `${block} ${start} ${end} ${member}`);
}

/** The pages that the match is in. */
function pagesAround({ pid, address }: MemoryOwner, length: number, view: MemoryView): Uint8Array {
  const process = view.processes.find((each) => each.pid === pid);
  if (process === undefined || isAbsent(process.space)) return new Uint8Array(0);
  const page = BigInt(view.memory.pageSize);
  const start = (address / page) * page;
  const end = ((address + BigInt(length) + page - 1n) / page) * page;
  return process.space.read(start, Number(end - start)).bytes;
}

function ownersOf({ where }: Found): readonly MemoryOwner[] {
  return where.kind === 'memory' ? where.owners : [];
}

function withOwners(found: Found, owners: readonly MemoryOwner[]): Found {
  const where = found.where as FoundInMemory;
  return { ...found, where: { ...where, owners: [...where.owners, ...owners] } };
}
