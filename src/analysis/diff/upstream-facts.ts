import { isAbsent } from '../../model/absent.js';
import { readContainer, type ContainerInfo } from '../../model/container.js';
import { measureCheckpoint, type CheckpointSizes } from '../../model/sizes.js';
import type { CheckpointDiff } from './diff-checkpoints.js';
import type { Side } from './side.js';
import { heldFiles, toldProcesses, type HeldFiles, type ToldProcess } from './told-processes.js';

/** What checkpointctl's `diff` can be asked for besides processes and sizes. */
export interface UpstreamOptions {
  readonly files: boolean;
  readonly sockets: boolean;
  readonly psTreeCmd: boolean;
  readonly psTreeEnv: boolean;
  readonly showUnchanged: boolean;
  readonly secrets: boolean;
  readonly triage: boolean;
}

/** What checkpointctl's `diff` tells of, not compared yet where its words decide what is the same. */
export interface UpstreamFacts {
  readonly before: UpstreamSide;
  readonly after: UpstreamSide;
  /** Whether both sides tell their processes. */
  readonly isComparable: boolean;
  readonly processes: readonly ToldProcess[];
  /** Where files or sockets are asked for. */
  readonly held?: ReturnType<typeof heldFiles>;
}

export interface UpstreamSide {
  readonly container: ContainerInfo;
  readonly sizes: CheckpointSizes;
}

export type { HeldFiles };

export function upstreamFacts(
  { before, after, pairs }: CheckpointDiff,
  { files, sockets, psTreeCmd, psTreeEnv }: UpstreamOptions,
): UpstreamFacts {
  // Without a tree nothing is known to be new.
  const isComparable = !isAbsent(before.processes) && !isAbsent(after.processes);
  const compared = { command: psTreeCmd, environment: psTreeEnv };
  return {
    before: sideOf(before),
    after: sideOf(after),
    isComparable,
    processes: isComparable ? toldProcesses(before, after, pairs, compared) : [],
    ...((files || sockets) && {
      held: isComparable ? heldFiles(before, after, pairs) : NOTHING_HELD,
    }),
  };
}

const NOTHING_HELD: NonNullable<UpstreamFacts['held']> = { before: [], after: [] };

function sideOf({ checkpoint }: Side): UpstreamSide {
  return { container: readContainer(checkpoint), sizes: measureCheckpoint(checkpoint) };
}
