import type { Message } from '../../src/criu/message.js';
import { enumDef } from '../../src/criu/schema.js';
import { writeMessage } from '../../src/criu/write-message.js';
import type { Members } from './scratch.js';
import { entry, imageBytes } from './wire.js';

/** The images of processes of which no more is known than their names. */
export function madeTree(
  processes: readonly { readonly pid: number; readonly ppid: number; readonly comm?: string }[],
): Members {
  const image = (kind: string, type: string, all: readonly object[]) =>
    imageBytes(
      kind,
      all.map((fields) => entry(writeMessage(type, fields as Message))),
    );
  const mtype = enumDef('core_entry.march').byName.get('X86_64') ?? 0;
  const tc = { task_state: 1, exit_code: 0, personality: 0, flags: 0, blk_sigset: 0n };
  return {
    'inventory.img': image('INVENTORY', 'inventory_entry', [{ img_version: 2 }]),
    'pstree.img': image(
      'PSTREE',
      'pstree_entry',
      processes.map(({ pid, ppid }) => ({ pid, ppid, pgid: pid, sid: 1, threads: [pid] })),
    ),
    ...Object.fromEntries(
      processes.map(({ pid, comm = `made-${pid}` }) => [
        `core-${pid}.img`,
        image('CORE', 'core_entry', [{ mtype, tc: { ...tc, comm } }]),
      ]),
    ),
  };
}

/** Each the child of the one before it. */
export function madeChain(length: number): { pid: number; ppid: number }[] {
  return Array.from({ length }, (_, index) => ({ pid: index + 1, ppid: index }));
}
