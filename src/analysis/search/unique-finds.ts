import { createHash } from 'node:crypto';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isAbsent } from '../../model/absent.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import type { Found, FoundInMemory, MemoryOwner } from './found.js';

/** All finds are held until the last is known. */
const MAX_FINDS = 500_000;

/**
 * Finds of memory that processes share are told once, with all who have it: a shared segment, and pages
 * that a fork left equal: of the same bytes at the same address.
 * @throws CheckpointError `limit` when there are too many
 */
export async function* uniqueFinds(
  finds: AsyncIterable<Found>,
  view: MemoryView,
): AsyncGenerator<Found> {
  const distinct = new Map<string, Found>();
  let count = 0;
  for await (const found of finds) {
    const key = keyOf(found, view) ?? `only ${count}`;
    count += 1;
    if (count > MAX_FINDS) {
      const why = `more than ${MAX_FINDS} matches; --unique has to hold them all: narrow the search`;
      throw new CheckpointError('limit', why, { file: view.checkpoint.archive.file });
    }
    const before = distinct.get(key);
    distinct.set(key, before === undefined ? found : withOwners(before, ownersOf(found)));
  }
  yield* distinct.values();
}

/** Undefined for what nobody shares. A segment's finds have all their owners already. */
function keyOf({ where, bytes, encoding }: Found, view: MemoryView): string | undefined {
  if (where.kind !== 'memory' || where.segment !== undefined) return undefined;
  const [owner] = where.owners;
  if (owner === undefined) return undefined;
  const pages = pagesAround(owner, bytes.length, view);
  const digest = createHash('sha256').update(pages).digest('base64');
  return `${owner.address} ${bytes.length} ${encoding} ${digest}`;
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
