/// <reference lib="esnext.disposable" preserve="true" />
import { filesOf, type FilesResult } from '../analysis/files.js';
import { processMapsOf, type MapsRegion } from '../analysis/memory/process-maps.js';
import { overviewOf, type Overview } from '../analysis/overview.js';
import { processesOf } from '../analysis/processes.js';
import type { ProcessFacts } from '../analysis/process-facts.js';
import {
  threadRegistersOf,
  type RegistersFilter,
  type ThreadRegistersRow,
} from '../analysis/registers.js';
import type { Found } from '../analysis/search/found.js';
import { socketsOf } from '../analysis/sockets.js';
import { planCore } from '../analysis/core-dump/core-plan.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { isAbsent, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import type { MemoryBytes } from '../model/memory/address-space.js';
import type { MemoryOptions } from '../model/memory/memory.js';
import { findProcess, viewMemory, type MemoryView } from '../model/memory/memory-view.js';
import type { RegionFilter } from '../model/memory/region-filter.js';
import type { Socket } from '../model/sockets/socket.js';
import { loadCheckpointTable } from '../tables/all-tables.js';
import { originOf } from '../tables/origin.js';
import { CoreDump } from './core-dump.js';
import { searchIn, type Pattern, type SearchOptions } from './search.js';
import type { TableRows } from './table-rows.js';
import { plainRow } from './plain-row.js';
import { scanWith, type YaraOptions, type YaraReport, type YaraRules } from './yara.js';

/** Names of the tables of a checkpoint. */
export type TableName = keyof TableRows;

/** Bytes that are read at once, at most. */
const MOST_AT_ONCE = 1024 ** 3;

/**
 * The checkpoint of one container, open for questions. Answers are plain data. What the checkpoint does not
 * tell is an `Absent` with the reason (`isAbsent`), and what could not be read is in `damage`.
 */
export class OpenedCheckpoint implements Disposable, AsyncDisposable {
  /** The model below, for what has no verb here. */
  readonly model: Checkpoint;
  private readonly view: MemoryView;

  /** Made by `openCheckpoint`. */
  constructor(
    checkpoint: Checkpoint,
    private readonly memoryOptions: MemoryOptions,
    private readonly closeAll: () => void,
  ) {
    this.model = checkpoint;
    this.view = viewMemory(checkpoint, memoryOptions);
  }

  /** What the questions so far found damaged or missing; of such an image what stands before it counts. */
  get damage(): readonly CheckpointError[] {
    return this.model.damage.list;
  }

  /** Container, image, engine, sizes, and CRIU's statistics of the dump. */
  overview(): Overview {
    return overviewOf(this.model, true);
  }

  /**
   * Every process in the order of the images: identity, command line, environment, threads, signals.
   * @throws CheckpointError when pstree.img is missing or damaged
   */
  processes(): readonly ProcessFacts[] {
    return processesOf(this.model, this.memoryOptions).processes;
  }

  /**
   * What every process has open, with working directory, root and executable, and files that wait in
   * sockets.
   * @throws CheckpointError when pstree.img is missing or damaged
   */
  descriptors(): Pick<FilesResult, 'processes' | 'inFlight'> {
    const { processes, inFlight } = filesOf(this.model);
    return { processes, inFlight };
  }

  /** IP, unix, netlink and packet sockets, with the processes that hold them. */
  sockets(): readonly Socket[] {
    return socketsOf(this.model).sockets;
  }

  /**
   * Registers by thread, the main thread of a process first.
   * @throws CheckpointError `not-found` when none of the processes or threads is there
   */
  registers(filter: RegistersFilter = {}): readonly ThreadRegistersRow[] {
    return threadRegistersOf(this.model, filter).threads;
  }

  /**
   * Regions of a process as in /proc/PID/maps, and what became of their pages.
   * @throws CheckpointError `not-found` for a process that is not there or has ended
   */
  regions(pid: number, filter: RegionFilter = {}): Fact<readonly MapsRegion[]> {
    return processMapsOf(this.view, findProcess(this.view, pid), filter).regions;
  }

  /**
   * Bytes of a process from an address on. Those that the checkpoint does not have are zeros, and `absent`
   * tells where and why.
   * @throws CheckpointError `not-found` for a process that is not there or has ended
   */
  readMemory(pid: number, address: bigint, length: number): MemoryBytes {
    const { file } = this.model.archive;
    const { space } = findProcess(this.view, pid);
    if (isAbsent(space)) throw new CheckpointError('not-readable', space.absent, { file });
    if (!Number.isInteger(length) || length < 0 || length > MOST_AT_ONCE) {
      throw new CheckpointError('usage', `no length from 0 to ${MOST_AT_ONCE}: ${length}`, {});
    }
    if (address < 0n || address + BigInt(length) > 1n << 64n) {
      throw new CheckpointError('usage', `no addresses of 64 bits: from ${address} on`, {});
    }
    return space.read(address, length);
  }

  /**
   * Searches memory and everything else that has bytes, as `checkpointctl grep` does.
   * @throws CheckpointError `usage` for a pattern that is wrong or too costly
   */
  search(
    patterns: Pattern | readonly Pattern[],
    options: SearchOptions = {},
  ): AsyncGenerator<Found, void, undefined> {
    return searchIn(this.view, patterns, options);
  }

  /**
   * Scans memory and everything else that has bytes with YARA rules, as `checkpointctl yara` does.
   * @param rules text of rules, or files of them
   * @throws CheckpointError `usage` for rules that are wrong, with file and line
   */
  async yara(rules: string | readonly YaraRules[], options: YaraOptions = {}): Promise<YaraReport> {
    return await scanWith(this.view, rules, options);
  }

  /**
   * An ELF core file of a process, to be written or read as a stream.
   * @throws CheckpointError when the process is not there, or has no registers
   */
  coreDump(pid: number): CoreDump {
    return new CoreDump(planCore(this.view, findProcess(this.view, pid)));
  }

  /**
   * The rows of a table, as `checkpointctl table` prints them; docs/tables.md tells what columns mean.
   * @throws CheckpointError when nothing can be told
   */
  async table<N extends TableName>(name: N): Promise<readonly TableRows[N][]> {
    const table = await loadCheckpointTable(name);
    const origin = originOf(this.model);
    const rows: object[] = [];
    for (const row of await table.rows(this.model)) {
      rows.push(plainRow(table.columns, row, origin));
    }
    // table-rows.ts is made from the same columns.
    return rows as TableRows[N][];
  }

  /** Closes the archive and what was opened with it. */
  close(): void {
    this.closeAll();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}
