import type { VmaEntry } from '../criu/messages.generated.js';
import { isAbsent } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { fileTableOf, type FileTable } from '../model/file-table.js';
import { readProcesses } from '../model/processes.js';
import { readVmas, VmaStatus } from '../model/vmas.js';
import { describePath, requireFiles } from './explore.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

export interface ProcessMems {
  readonly pid: number;
  /** Path of the executable; undefined for a process that has ended. */
  readonly exe: string | undefined;
  readonly regions: readonly MemsRegion[];
}

export interface MemsRegion {
  readonly start: bigint;
  readonly end: bigint;
  /** `rwx`, with `-` for what is not allowed. */
  readonly protection: string;
  /** File, segment or kernel name; empty for plain anonymous memory. */
  readonly resource: string;
  /** False for a region that CRIU does not restore as memory of its own (vsyscall, AIO ring). */
  readonly regular: boolean;
}

/** mmap's MAP_GROWSDOWN. */
const GROWSDOWN = 0x100;

/** Memory regions of every process as `crit x mems` names them (mm and files images). */
export function exploreMems(checkpoint: Checkpoint): ProcessMems[] {
  requireFiles(checkpoint);
  const files = fileTableOf(checkpoint);
  const segments = new Map<bigint, number>();
  return readProcesses(checkpoint).map(({ pid, ended }) => {
    if (ended) return { pid, exe: undefined, regions: [] };
    const mm = checkpoint.images.first(`mm-${pid}.img`, 'mm_entry');
    return {
      pid,
      exe: describePath(files, isAbsent(mm) ? 0 : (mm.exe_file_id ?? 0)),
      regions: readVmas(checkpoint, pid).map((vma) => ({
        start: vma.start ?? 0n,
        end: vma.end ?? 0n,
        protection: protectionText(vma.prot ?? 0),
        resource: resourceText(vma, files, segments),
        regular: ((vma.status ?? 0) & VmaStatus.regular) !== 0,
      })),
    };
  });
}

function protectionText(prot: number): string {
  return [prot & 1 ? 'r' : '-', prot & 2 ? 'w' : '-', prot & 4 ? 'x' : '-'].join('');
}

/** @param segments numbers of shared segments, in the order in which they are met, from 1 */
function resourceText(vma: VmaEntry, files: FileTable, segments: Map<bigint, number>): string {
  const status = vma.status ?? 0;
  const shmid = vma.shmid ?? 0n;
  if (status & VmaStatus.sysvIpc) return `ips[${segmentNumber(segments, shmid)}]`;
  if (status & VmaStatus.anonShared) return `shmem[${segmentNumber(segments, shmid)}]`;
  if (status & VmaStatus.socket) return `packet[${segmentNumber(segments, shmid)}]`;
  if (status & (VmaStatus.filePrivate | VmaStatus.fileShared)) {
    const offset = vma.pgoff ?? 0n;
    const shared = status & VmaStatus.fileShared ? ' (s)' : '';
    const plus = offset === 0n ? '' : ` + 0x${offset.toString(16)}`;
    return `${describePath(files, Number(shmid))}${plus}${shared}`;
  }
  if (status & VmaStatus.stack) return '[stack]';
  if (status & VmaStatus.vsyscall) return '[vsyscall]';
  if (status & VmaStatus.vdso) return '[vdso]';
  return (vma.flags ?? 0) & GROWSDOWN ? '[stack?]' : '';
}

function segmentNumber(segments: Map<bigint, number>, id: bigint): string {
  const number = segments.get(id) ?? segments.size + 1;
  segments.set(id, number);
  return number.toString(16);
}
