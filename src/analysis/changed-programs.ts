import { contentChunks } from '../archive/content.js';
import { holeLimit } from '../archive/hole-limit.js';
import { DEFAULT_LIMITS } from '../archive/limits.js';
import type { Entry, Member } from '../archive/member.js';
import { walkArchiveContent } from '../archive/unpack.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { HashedChunks } from '../bytes/hashed-chunks.js';
import { absent, isAbsent, type Fact } from '../model/absent.js';
import { findMember, type Checkpoint } from '../model/checkpoint.js';
import { sourceOf } from '../model/members.js';
import { findFilePath } from '../model/process-facts/file-paths.js';
import { readProcesses } from '../model/processes.js';
import type { Reads } from '../model/reads.js';
import { fileCapabilitiesOf } from '../model/security/capabilities.js';
import { readVmas, VmaStatus } from '../model/vmas.js';

export const reads: Reads = ['rootfs'];

/** A program of the root file system that the container changed or created. */
export interface ChangedProgram {
  readonly header: Member;
  readonly kind: 'ELF' | 'script';
  /** Absent where holes make it longer than anything that is read. */
  readonly sha256: Fact<string>;
  /** Processes whose program it is, and those that have mapped it. */
  readonly runBy: readonly number[];
  readonly mappedBy: readonly number[];
  /** Rights that it gives whoever runs it. */
  readonly setUser: boolean;
  readonly setGroup: boolean;
  /** Names, as those of processes; absent attributes give none. */
  readonly capabilities: readonly string[];
}

const SET_USER = 0o4000;
const SET_GROUP = 0o2000;

/**
 * The ELF files and scripts (`#!`) in rootfs-diff.tar, in its order. Each file is hashed as it passes by; what is
 * damaged ends the list, and is told as damage of the checkpoint.
 */
export async function changedPrograms(checkpoint: Checkpoint): Promise<ChangedProgram[]> {
  const { archive, damage } = checkpoint;
  const member = findRootDiff(checkpoint);
  if (member === undefined) return [];
  const users = usersOf(checkpoint);
  const found: ChangedProgram[] = [];
  try {
    const content = { kind: 'source', source: sourceOf(archive, member) } as const;
    for await (const entry of walkArchiveContent(content, DEFAULT_LIMITS)) {
      const program = await programOf(entry, users);
      if (program !== undefined) found.push(program);
    }
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    damage.add(error);
  }
  return found;
}

/** @throws CheckpointError `not-found` when the checkpoint tells nothing of its root file system */
export function requireRootDiff(checkpoint: Checkpoint): void {
  if (findRootDiff(checkpoint) !== undefined) return;
  const sentence = 'no changes of the root file system were saved (no rootfs-diff.tar)';
  throw new CheckpointError('not-found', sentence, { file: checkpoint.archive.file });
}

function findRootDiff(checkpoint: Checkpoint): Member | undefined {
  return findMember(checkpoint, 'rootfs-diff.tar');
}

interface Users {
  readonly runBy: ReadonlyMap<string, readonly number[]>;
  readonly mappedBy: ReadonlyMap<string, readonly number[]>;
}

async function programOf(entry: Entry, users: Users): Promise<ChangedProgram | undefined> {
  const { member: header, content } = entry;
  if (header.type !== 'file' || header.size < 2) return undefined;
  const hashed = new HashedChunks(contentChunks(content));
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of hashed.passing()) {
    head = Buffer.concat([head, chunk.subarray(0, 4)]);
    if (head.length >= 4) break;
  }
  const kind = kindOf(head);
  if (kind === undefined) return undefined;
  const tooLong = holeLimit(content, header.size, DEFAULT_LIMITS);
  const sha256 = tooLong === undefined ? (await hashed.finish()).sha256 : absent(tooLong.sentence);
  const path = `/${header.name}`;
  const { mode = 0, fileCapabilities } = header;
  return {
    header,
    kind,
    sha256,
    runBy: users.runBy.get(path) ?? [],
    mappedBy: users.mappedBy.get(path) ?? [],
    setUser: (mode & SET_USER) !== 0,
    setGroup: (mode & SET_GROUP) !== 0,
    capabilities: (fileCapabilities && fileCapabilitiesOf(fileCapabilities)) ?? [],
  };
}

function kindOf(head: Uint8Array): ChangedProgram['kind'] | undefined {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('\u007fELF')) return 'ELF';
  return text.startsWith('#!') ? 'script' : undefined;
}

/** Who runs and maps a file, by its path: mm_entry.exe_file_id, and vma_entry.shmid of mapped files. */
function usersOf(checkpoint: Checkpoint): Users {
  const runBy = new Map<string, number[]>();
  const mappedBy = new Map<string, number[]>();
  const add = (map: Map<string, number[]>, id: number | undefined, pid: number): void => {
    const file = id === undefined ? undefined : findFilePath(checkpoint, id);
    if (file === undefined || isAbsent(file) || file.deleted) return;
    const pids = map.get(file.path);
    if (pids === undefined) map.set(file.path, [pid]);
    else if (pids.at(-1) !== pid) pids.push(pid);
  };
  for (const { pid, ended } of readProcesses(checkpoint)) {
    const mm = ended ? undefined : checkpoint.images.first(`mm-${pid}.img`, 'mm_entry');
    if (mm === undefined || isAbsent(mm)) continue;
    add(runBy, mm.exe_file_id, pid);
    for (const { status = 0, shmid = 0n } of readVmas(checkpoint, pid)) {
      const isFile = (status & (VmaStatus.filePrivate | VmaStatus.fileShared)) !== 0;
      if (isFile) add(mappedBy, Number(shmid), pid);
    }
  }
  return { runBy, mappedBy };
}
