import { isAbsent } from '../../model/absent.js';
import { mapRowOf } from '../../model/memory/map-row.js';
import type { ProcessMemory } from '../../model/memory/memory-view.js';
import type { Region } from '../../model/memory/regions.js';
import type { FoundRegion, MemoryOwner } from './found.js';

/** Whose memory matches are in. Those that follow one another are most often in the same region. */
export class MemoryOwners {
  private latest: { process: ProcessMemory; region: Region; row: FoundRegion } | undefined;

  at(process: ProcessMemory, address: bigint): MemoryOwner {
    const { pid, comm, space } = process;
    const region = isAbsent(space) ? undefined : space.regionAt(address);
    if (region === undefined) return { pid, comm, address };
    if (this.latest?.process !== process || this.latest.region !== region) {
      this.latest = { process, region, row: mapRowOf(process, region) };
    }
    return { pid, comm, address, region: this.latest.row };
  }
}
