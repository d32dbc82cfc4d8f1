import type { CarvedBytes } from '../../../formats/carve/file-format.js';
import { FILE_FORMATS } from '../../../formats/carve/all-formats.js';
import { CheckpointError } from '../../../bytes/checkpoint-error.js';
import { isAbsent } from '../../../model/absent.js';
import type { AddressSpace } from '../../../model/memory/address-space.js';
import type { Region } from '../../../model/memory/regions.js';
import { findMagics } from '../programs/find-magics.js';
import { memoryBytes } from '../memory-bytes.js';
import type { RecoverContext, Recovered } from '../recovered.js';

/** Bytes of a file that is looked for in memory. */
const MAX_LENGTH = 16 * 1024 ** 2;

/** Files of one process; its memory may be made to hold any number. */
const MAX_FILES = 10_000;

/** Bytes that are looked at in all to see where files end: memory may be full of what only begins like them. */
const MAX_LOOKED_AT = 4 * 1024 ** 3;

/** Files of formats that tell their length, where they lie whole in memory of a process's own. */
export function* carvedFiles({ view, wants }: RecoverContext): Generator<Recovered> {
  const seen = new Set<string>();
  const effort = { left: MAX_LOOKED_AT };
  for (const { pid, space } of view.processes) {
    if (isAbsent(space) || !wants([pid])) continue;
    let count = 0;
    for (const file of filesIn(pid, space, seen, effort)) {
      if (++count > MAX_FILES) break;
      yield file;
    }
  }
}

interface Effort {
  left: number;
}

function* filesIn(
  pid: number,
  space: AddressSpace,
  seen: Set<string>,
  effort: Effort,
): Generator<Recovered> {
  for (const region of space.regions) {
    if (['kernel', 'device', 'file'].includes(region.backing.kind)) continue;
    for (const format of FILE_FORMATS) {
      // What lies in a file that was found is a part of it.
      let end = region.start;
      for (const start of findMagics(space, region, format.magic)) {
        if (start < end) continue;
        const length = format.lengthOf(bytesFrom(space, start, region, effort));
        if (length === undefined || length <= format.magic.length) continue;
        end = start + BigInt(length);
        const [extent] = space.extents(start, start + 1n);
        if (extent?.backing.kind !== 'stored') continue;
        const { member, offset } = extent.backing;
        // Memory that processes share is met in each of them.
        const key = `${member}:${offset}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield {
          kind: 'files',
          name: `${pid}-${start.toString(16)}${format.ending}`,
          what: `${format.name} file in memory`,
          source: { pids: [pid], address: start, member, offset },
          ...memoryBytes(space, [{ start, end, at: 0 }], length),
        };
      }
    }
  }
}

/** Stored bytes from an address on, up to the first that is not there. */
function bytesFrom(
  space: AddressSpace,
  start: bigint,
  region: Region,
  effort: Effort,
): CarvedBytes {
  const limit = start + BigInt(MAX_LENGTH);
  let end = start;
  for (const extent of space.extents(start, limit < region.end ? limit : region.end)) {
    const isThere = extent.backing.kind === 'stored' || extent.backing.reason === 'untouched';
    if (!isThere) break;
    end = extent.end;
  }
  const size = Number(end - start);
  return {
    size,
    read(offset, length) {
      const count = Math.max(Math.min(length, size - offset), 0);
      effort.left -= count;
      if (effort.left < 0) {
        const why = `more than ${MAX_LOOKED_AT} bytes begin like files: the others are not looked at`;
        throw new CheckpointError('limit', why);
      }
      return space.read(start + BigInt(offset), count).bytes;
    },
  };
}
