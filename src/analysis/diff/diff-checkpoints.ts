import { onDemand } from '../../bytes/on-demand.js';
import { isAbsent } from '../../model/absent.js';
import { BULK_KINDS, type Reads } from '../../model/reads.js';
import {
  type Change,
  joinChanges,
  NOTHING,
  type Section,
  SECTIONS,
  type SectionChanges,
} from './change.js';
import { cgroupChanges } from './cgroups.js';
import { containerChanges } from './container.js';
import { descriptorChanges } from './descriptors.js';
import { fileChanges } from './files.js';
import { findingChanges } from './findings.js';
import { memoryChanges, type MemoryDetail } from './memory.js';
import { mountChanges } from './mounts.js';
import { networkChanges } from './network.js';
import { pairMemories } from './pair-memory.js';
import { pairProcesses, type PairedProcesses } from './pair-processes.js';
import { processChanges } from './processes.js';
import { regionChanges } from './regions.js';
import { secretChanges } from './secrets.js';
import type { Side } from './side.js';
import { pairSockets, socketChanges } from './sockets.js';
import { threadChanges } from './threads.js';

const READS: Reads = ['pages', 'rootfs', 'tmpfs', 'shm', 'volumes'];

/** Secrets are looked for everywhere. */
export function readsOf({ secrets = false }: DiffOptions): Reads {
  return secrets ? BULK_KINDS : READS;
}

/** What is different in a checkpoint from the one before it. */
export interface CheckpointDiff {
  readonly before: Side;
  readonly after: Side;
  /** Without any where one of the two has no process tree. */
  readonly pairs: PairedProcesses;
  readonly changes: readonly Change[];
  /** What could not be compared, as sentences. */
  readonly unknown: readonly string[];
}

/** What is compared besides facts, which costs more. */
export interface DiffOptions {
  /** How closely the bytes of memory are looked at; not at all without it. */
  readonly memory?: MemoryDetail | undefined;
  /** Whether texts are compared line by line. */
  readonly content?: boolean;
  /** Whether secrets are looked for that are new. */
  readonly secrets?: boolean;
  /** Whether the rules of triage look for what is new. */
  readonly triage?: boolean;
  /** That search, besides this one. */
  readonly threads?: number;
}

/**
 * Compares two checkpoints section by section. Two of one container with nothing in between give no change, in
 * whatever form they are stored.
 */
export async function diffCheckpoints(
  before: Side,
  after: Side,
  { memory, content = false, secrets = false, triage = false, threads = 0 }: DiffOptions = {},
): Promise<CheckpointDiff> {
  const paired = pairProcesses(before, after);
  const pairs = isAbsent(paired) ? NO_PROCESSES : paired;
  const hasTrees = before.hasTree && after.hasTree;
  const ifTrees = (tell: () => SectionChanges) => () => (hasTrees ? tell() : NOTHING);
  const sockets = onDemand(() => pairSockets(before, after));
  const memories = () => pairMemories(before, after, pairs);
  const sections: Readonly<Record<Section, () => SectionChanges | Promise<SectionChanges>>> = {
    container: () => joinChanges([containerChanges(before, after), cgroupChanges(before, after)]),
    mounts: ifTrees(() => mountChanges(before, after)),
    network: ifTrees(() => networkChanges(before, after)),
    processes: () => processChanges(before, after, pairs),
    threads: () => (isAbsent(paired) ? NOTHING : threadChanges(before, after, pairs)),
    regions: () => regionChanges(memories()),
    memory: () => (memory === undefined ? NOTHING : memoryChanges(after, memories(), memory)),
    descriptors: ifTrees(() => descriptorChanges(before, after, pairs, sockets())),
    sockets: ifTrees(() => socketChanges(sockets())),
    files: () => fileChanges(before, after, content),
    secrets: () => (secrets ? secretChanges(before, after, threads) : NOTHING),
    findings: () => (triage ? findingChanges(before, after, threads) : NOTHING),
  };
  const told: SectionChanges[] = [];
  for (const section of SECTIONS) told.push(await sections[section]());
  const { changes, unknown } = joinChanges(told);
  const what = hasTrees ? 'processes' : 'processes and what is theirs';
  const blind = isAbsent(paired) ? [`${what} cannot be compared: ${paired.absent}`] : [];
  return { before, after, pairs, changes, unknown: [...blind, ...unknown] };
}

const NO_PROCESSES: PairedProcesses = { both: [], gone: [], added: [] };
