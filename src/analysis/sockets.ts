import type { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { fileContextOf } from '../model/descriptors/file-context.js';
import type { Socket } from '../model/sockets/socket.js';
import { readSockets } from '../model/sockets/sockets.js';
import type { Reads } from '../model/reads.js';

export const reads: Reads = [];

export interface SocketsResult {
  /** IP, unix, netlink and packet sockets, each in the order of the images. */
  readonly sockets: readonly Socket[];
  /** Images that are damaged. What they would have told is absent, with the same reason. */
  readonly warnings: readonly CheckpointError[];
}

/** Every socket of the checkpoint, with the processes that hold it. */
export function socketsOf(checkpoint: Checkpoint): SocketsResult {
  return {
    sockets: readSockets(fileContextOf(checkpoint)),
    warnings: checkpoint.damage.list,
  };
}
