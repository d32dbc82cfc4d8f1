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
}

/** What checkpointctl's `diff` tells of, not compared yet where its words decide what is the same. */
export interface UpstreamFacts {
  readonly before: UpstreamSide;
  readonly after: UpstreamSide;
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
  const compared = { command: psTreeCmd, environment: psTreeEnv };
  return {
    before: sideOf(before),
    after: sideOf(after),
    processes: toldProcesses(before, after, pairs, compared),
    ...((files || sockets) && { held: heldFiles(before, after, pairs) }),
  };
}

function sideOf({ checkpoint }: Side): UpstreamSide {
  return { container: readContainer(checkpoint), sizes: measureCheckpoint(checkpoint) };
}
