import type { RecoverKind } from '../recover/recovered.js';
import { ARCHIVE } from './finding.js';
import { hex } from './region-pages.js';

/** The command that shows memory from an address on. */
export function readAt(pid: number, address: bigint, length = 256): readonly string[] {
  return ['read', ARCHIVE, hex(address), String(length), '-p', String(pid)];
}

/** A command about a process. */
export function aboutProcess(
  command: 'lsof' | 'maps' | 'ps' | 'registers' | 'ss',
  pid: number,
): readonly string[] {
  // ss has -p for something else.
  return [command, ARCHIVE, command === 'ss' ? '--pid' : '-p', String(pid)];
}

/** The command that writes what a process has of a kind to a directory of its own. */
export function takeOut(kind: RecoverKind, pid: number): readonly string[] {
  return ['recover', ARCHIVE, kind, '-p', String(pid), '-o', `${kind}-${pid}`];
}

/** The command that prints a file of the archive. */
export function printFile(member: string): readonly string[] {
  return ['cat', ARCHIVE, member];
}
