import { coreBytes } from '../analysis/core-dump/core-bytes.js';
import type { CorePlan } from '../analysis/core-dump/core-plan.js';
import { writeCore } from '../analysis/core-dump/write-core.js';
import type { Fact } from '../model/absent.js';
import type { AbsenceReason } from '../model/memory/backing.js';
import { writeNewFile } from '../write/write-new-file.js';

/** An ELF core file of a process, of which no page is read before it is asked for. */
export class CoreDump {
  readonly pid: number;
  /** Bytes of the file, its holes among them. */
  readonly size: number;
  readonly threads: readonly { readonly tid: number; readonly name: Fact<string> }[];
  /** Bytes of memory that the process had and that the checkpoint has not, by reason. */
  readonly lost: ReadonlyMap<AbsenceReason, bigint>;

  /** Made by `OpenedCheckpoint.coreDump`. */
  constructor(private readonly plan: CorePlan) {
    this.pid = plan.pid;
    this.size = plan.layout.fileSize;
    this.threads = plan.threads;
    this.lost = plan.memory.lost;
  }

  /**
   * Writes it to a new file, for its owner only, whole or not at all; zeros that nobody wrote are holes.
   * @param replace takes the place of a file that is there
   * @throws CheckpointError when there is one already, or the system refuses
   */
  async write(path: string, { replace = false } = {}): Promise<void> {
    await writeNewFile(path, { replace }, (file) => writeCore(file, this.plan, () => undefined));
  }

  /** All bytes from the first to the last, holes as zeros: `Readable.from(core.bytes())` is a stream of them. */
  bytes(): Generator<Uint8Array, void, undefined> {
    return coreBytes(this.plan);
  }
}
