import type { Checkpoint } from '../model/checkpoint.js';
import { readProcesses } from '../model/processes.js';
import type { Socket } from '../model/sockets/socket.js';
import { reads as socketReads, socketsOf } from './sockets.js';

export const reads = socketReads;

export interface ProcessSockets {
  readonly pid: number;
  /** By descriptor. */
  readonly sockets: readonly { readonly fd: number; readonly socket: Socket }[];
}

/** The sockets that each process has open (fdinfo and files images). */
export function exploreSockets(checkpoint: Checkpoint): ProcessSockets[] {
  const held = new Map<number, { fd: number; socket: Socket }[]>();
  for (const socket of socketsOf(checkpoint).sockets) {
    for (const { pid, fd } of socket.holders) {
      const known = held.get(pid);
      if (known === undefined) held.set(pid, [{ fd, socket }]);
      else known.push({ fd, socket });
    }
  }
  return readProcesses(checkpoint).map(({ pid }) => ({
    pid,
    sockets: (held.get(pid) ?? []).sort((a, b) => a.fd - b.fd),
  }));
}
