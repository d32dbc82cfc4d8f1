import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { FdinfoEntry } from '../../criu/messages.generated.js';
import { absent, type Absent } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import type { Process } from '../processes.js';

/** A descriptor through which a process holds a file. */
export interface Holder {
  readonly pid: number;
  readonly fd: number;
}

/** The descriptors of a process, or of several that share one table (CLONE_FILES). */
export interface DescriptorTable {
  readonly pids: readonly number[];
  readonly entries: readonly FdinfoEntry[];
  readonly byFd: ReadonlyMap<number, FdinfoEntry>;
}

/** Holders are told up to here; only a forged checkpoint has more. */
const MAX_HOLDERS = 1_000_000;

/** The descriptor tables of all processes: fdinfo-ID.img, by task_kobj_ids_entry.files_id. */
export class DescriptorTables {
  private readonly tables = new Map<string, DescriptorTable & { pids: number[] }>();
  private readonly imageOf = new Map<number, string>();
  /** Why a process has no table. */
  private readonly reasons = new Map<number, string>();
  private holdersByFile: Map<number, Holder[]> | undefined;

  constructor(
    private readonly checkpoint: Checkpoint,
    processes: readonly Process[],
  ) {
    for (const process of processes) {
      if (process.ended) this.reasons.set(process.pid, 'the process has ended');
      else this.add(process);
    }
  }

  /** The table of a process; absent for one that has ended or whose image is missing. */
  ofProcess(pid: number): DescriptorTable | Absent {
    const image = this.imageOf.get(pid);
    const table = image === undefined ? undefined : this.tables.get(image);
    if (image === undefined || table === undefined) {
      return absent(this.reasons.get(pid) ?? this.whyUnknown());
    }
    if (table.entries.length > 0) return table;
    const { images } = this.checkpoint;
    const reason = images.has(image) ? images.damageOf(image) : images.whyNot(image);
    return reason === undefined ? table : absent(reason);
  }

  private whyUnknown(): string {
    const { images } = this.checkpoint;
    return images.has('pstree.img')
      ? 'the process is not in pstree.img'
      : images.whyNot('pstree.img');
  }

  /** Every descriptor of every process that leads to this open file. */
  holders(type: number, id: number): readonly Holder[] {
    this.holdersByFile ??= this.indexHolders();
    return this.holdersByFile.get(fileKey(type, id)) ?? [];
  }

  private add(process: Process): void {
    const { pid } = process;
    const name = this.tableName(process);
    if (name === undefined) {
      this.reasons.set(pid, this.checkpoint.images.whyNot(`ids-${pid}.img`));
      return;
    }
    const image = `fdinfo-${name}.img`;
    this.imageOf.set(pid, image);
    const known = this.tables.get(image);
    if (known !== undefined) {
      known.pids.push(pid);
      return;
    }
    const entries = this.checkpoint.images.messages(image, 'fdinfo_entry');
    const byFd = new Map([...entries].reverse().map((entry) => [entry.fd ?? 0, entry]));
    this.tables.set(image, { pids: [pid], entries, byFd });
  }

  /**
   * The number in the name of the table's image: files_id, or the pid in dumps of CRIU before 1.3. A
   * pid must not stand in for a files_id that is lost: it may be that of another table.
   */
  private tableName(process: Process): number | undefined {
    const { pid } = process;
    const { images } = this.checkpoint;
    const filesId = process.ids?.files_id;
    const inventory = images.find('inventory.img', 'inventory_entry');
    if (inventory !== undefined) return inventory.fdinfo_per_id === true ? filesId : pid;
    const named = images.has(`fdinfo-${filesId ?? pid}.img`);
    return named ? (filesId ?? pid) : pid;
  }

  private indexHolders(): Map<number, Holder[]> {
    const index = new Map<number, Holder[]>();
    let count = 0;
    for (const { pids, entries } of this.tables.values()) {
      for (const pid of pids) {
        count += entries.length;
        if (count > MAX_HOLDERS) {
          const sentence = `more than ${MAX_HOLDERS} descriptors: not all holders of a file are told`;
          const { archive, damage } = this.checkpoint;
          damage.add(new CheckpointError('limit', sentence, { file: archive.file }));
          return index;
        }
        for (const { type, id, fd } of entries)
          push(index, fileKey(type, id), { pid, fd: fd ?? 0 });
      }
    }
    return index;
  }
}

/** Ids are distinct per kind in images of every age. */
function fileKey(type = 0, id = 0): number {
  return type * 2 ** 32 + id;
}

function push(index: Map<number, Holder[]>, key: number, holder: Holder): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [holder]);
  else list.push(holder);
}
