import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { CoreEntry, InventoryEntry } from '../criu/messages.generated.js';
import { absent, factOf, isAbsent, mapFact, type Fact } from '../model/absent.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { readContainer, type Engine } from '../model/container.js';
import { readCredsEntry } from '../model/process-facts/credentials.js';
import {
  compareCapabilities,
  defaultCapabilities,
  type CapabilityDifference,
} from '../model/security/capabilities.js';
import {
  readSeccompFilters,
  seccompStateOf,
  type SeccompFilter,
  type SeccompState,
} from '../model/security/seccomp.js';
import { readSpecSecurity, type SpecSecurity } from '../model/security/spec-security.js';
import { threadRightsOf, type ThreadRights } from '../model/security/thread-rights.js';
import { readUserNamespace, type UserNamespace } from '../model/namespaces/user-namespace.js';
import { judgeConfinement, type ConfinementLayer } from './confinement.js';
import { filterProgramsOf, type FilterProgram } from './filter-programs.js';
import { readProcesses, type Process, type Thread } from '../model/processes.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

/** What held a process back. */
export interface ProcessSecurity {
  readonly pid: number;
  readonly comm: Fact<string>;
  /** The main thread first; none of a process that has ended. */
  readonly threads: readonly ThreadSecurity[];
  readonly userNamespace: Fact<UserNamespace>;
  /** mm_entry.dumpable: 0 no core dumps and no ptrace by others, 1 usual, 2 dumps for root only. */
  readonly dumpable: Fact<number>;
  /** The bounding set of the main thread, compared with what its engine gives by default. */
  readonly comparedWithDefault: Fact<CapabilityDifference>;
  /** The same compared with what spec.dump grants. */
  readonly comparedWithSpec: Fact<CapabilityDifference>;
}

export interface ThreadSecurity {
  readonly tid: number;
  readonly rights: Fact<ThreadRights>;
  readonly seccomp: Fact<SeccompState>;
}

export interface SecurityResult {
  readonly engine: Engine;
  readonly processes: readonly ProcessSecurity[];
  /** The filters of seccomp.img, by their indexes. */
  readonly filters: Fact<readonly FilterProgram[]>;
  readonly spec: Fact<SpecSecurity>;
  /** What confined the container and what did not. */
  readonly confinement: readonly ConfinementLayer[];
  readonly warnings: readonly CheckpointError[];
}

export interface SecurityOptions {
  /** Disassemble the seccomp filters. */
  readonly disassemble?: boolean;
}

/**
 * What confined the processes of a checkpoint.
 * @throws CheckpointError when pstree.img is missing or damaged
 */
export function securityOf(checkpoint: Checkpoint, options: SecurityOptions = {}): SecurityResult {
  const { damage, images } = checkpoint;
  const all = readProcesses(checkpoint);
  const { engine } = readContainer(checkpoint);
  const spec = damage.attemptOptional(() => readSpecSecurity(checkpoint), 'there is no spec.dump');
  const filters = readSeccompFilters(checkpoint);
  const inventory = images.first('inventory.img', 'inventory_entry');
  const reader = new SecurityReader(checkpoint, { engine, spec, filters, inventory });
  const processes = all.map((process) => reader.read(process));
  return {
    engine,
    processes,
    filters: mapFact(filters, (each) => filterProgramsOf(each, all, options.disassemble === true)),
    spec,
    confinement: judgeConfinement(processes, spec),
    warnings: damage.list,
  };
}

const ENDED = { absent: 'the process has ended' } as const;

interface Surroundings {
  readonly engine: Engine;
  readonly spec: Fact<SpecSecurity>;
  readonly filters: Fact<SeccompFilter[]>;
  readonly inventory: Fact<Partial<InventoryEntry>>;
}

class SecurityReader {
  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly about: Surroundings,
  ) {}

  read(process: Process): ProcessSecurity {
    const { pid, comm, ended } = process;
    const threads = process.threads.map((thread) => this.thread(thread));
    const bounding = mapFact(
      threads[0]?.rights ?? ENDED,
      ({ capabilities }) => capabilities.bounding,
    );
    const compare = (others: Fact<readonly string[]>) =>
      mapFact(bounding, (names) => mapFact(others, (other) => compareCapabilities(names, other)));
    return {
      pid,
      comm,
      threads,
      userNamespace: ended
        ? ENDED
        : readUserNamespace(this.checkpoint, process, this.about.inventory),
      dumpable: ended
        ? ENDED
        : mapFact(this.checkpoint.images.first(`mm-${pid}.img`, 'mm_entry'), ({ dumpable }) =>
            factOf(dumpable, `mm-${pid}.img`),
          ),
      comparedWithDefault: compare(
        defaultCapabilities(this.about.engine) ?? { absent: 'the engine is not known' },
      ),
      comparedWithSpec: compare(
        mapFact(this.about.spec, ({ capabilities }) =>
          factOf(capabilities?.['bounding'], 'spec.dump'),
        ),
      ),
    };
  }

  private thread({ tid, core }: Thread): ThreadSecurity {
    const { filters } = this.about;
    const fromCore = <T>(read: (core: Partial<CoreEntry>) => Fact<T>): Fact<NonNullable<T>> =>
      mapFact(core, (entry) => read(entry) ?? absent(`core-${tid}.img does not tell it`));
    return {
      tid,
      rights: mapFact(
        fromCore((entry) => readCredsEntry(this.checkpoint, tid, entry)),
        (creds) => threadRightsOf(creds, this.inventory),
      ),
      seccomp: fromCore((entry) => seccompStateOf(entry, isAbsent(filters) ? [] : filters)),
    };
  }

  /** Nothing of it when it is damaged; that is among the warnings. */
  private get inventory(): Partial<InventoryEntry> {
    return isAbsent(this.about.inventory) ? {} : this.about.inventory;
  }
}
