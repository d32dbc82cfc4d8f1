import type { CoreEntry, RlimitEntry } from '../../criu/messages.generated.js';
import { mapFact, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { architectureOf, type Architecture } from './architecture.js';

/** A limit that is not set (RLIM_INFINITY). */
export type LimitValue = bigint | 'unlimited';

export interface ResourceLimit {
  /** `RLIMIT_NOFILE`, or the number of one that has no name here. */
  readonly resource: string;
  readonly soft: LimitValue;
  readonly hard: LimitValue;
  readonly unit: 'seconds' | 'bytes' | 'microseconds' | 'count';
}

const INFINITY = 2n ** 64n - 1n;

// Resources by number (asm-generic/resource.h); MIPS has another order from 5 to 9.
const NAMES =
  'CPU FSIZE DATA STACK CORE RSS NPROC NOFILE MEMLOCK AS LOCKS SIGPENDING MSGQUEUE NICE RTPRIO RTTIME';
const MIPS_NAMES =
  'CPU FSIZE DATA STACK CORE NOFILE AS RSS NPROC MEMLOCK LOCKS SIGPENDING MSGQUEUE NICE RTPRIO RTTIME';

const IN_BYTES = ['FSIZE', 'DATA', 'STACK', 'CORE', 'RSS', 'MEMLOCK', 'AS', 'MSGQUEUE'];

/**
 * Resource limits: task_core_entry.rlimits, or rlimit-PID.img of old sets.
 * @returns undefined when neither is there
 */
export function readResourceLimits(
  { images }: Checkpoint,
  pid: number,
  core: Partial<CoreEntry>,
): Fact<ResourceLimit[] | undefined> {
  const entries: Fact<readonly RlimitEntry[]> =
    core.tc?.rlimits?.rlimits ?? images.list(`rlimit-${pid}.img`, 'rlimit_entry');
  return mapFact(entries, (limits) => (limits.length === 0 ? undefined : describe(limits, core)));
}

function describe(limits: readonly RlimitEntry[], core: Partial<CoreEntry>): ResourceLimit[] {
  const names = namesOf(architectureOf(core));
  return limits.map(({ cur, max }, index) => {
    const name = names[index];
    return {
      resource: name === undefined ? String(index) : `RLIMIT_${name}`,
      soft: limitOf(cur),
      hard: limitOf(max),
      unit: unitOf(name),
    };
  });
}

function namesOf(architecture: Architecture): string[] {
  return (architecture === 'MIPS' ? MIPS_NAMES : NAMES).split(' ');
}

function limitOf(value = 0n): LimitValue {
  return value === INFINITY ? 'unlimited' : value;
}

function unitOf(name: string | undefined): ResourceLimit['unit'] {
  if (name === 'CPU') return 'seconds';
  if (name === 'RTTIME') return 'microseconds';
  return name !== undefined && IN_BYTES.includes(name) ? 'bytes' : 'count';
}
