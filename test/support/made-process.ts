import type { Message } from '../../src/criu/message.js';
import type {
  CoreEntry,
  MmEntry,
  PagemapEntry,
  VmaEntry,
} from '../../src/criu/messages.generated.js';
import { enumDef } from '../../src/criu/schema.js';
import { writeMessage } from '../../src/criu/write-message.js';
import type { Members } from './scratch.js';
import { entry, imageBytes } from './wire.js';

export interface MadeProcess {
  readonly march: string;
  /** ti_ARCH, or thread_info of x86. */
  readonly registers: Partial<CoreEntry>;
  readonly bigEndian?: boolean;
  /** Command name; `made` unless told. */
  readonly comm?: string;
  readonly mm?: Partial<Omit<MmEntry, 'vmas'>>;
  readonly vmas?: readonly Partial<VmaEntry>[];
  readonly pagemap?: readonly Partial<PagemapEntry>[];
  readonly pages?: Uint8Array;
  /** Further threads with registers of their own. */
  readonly threads?: readonly { readonly tid: number; readonly registers: Partial<CoreEntry> }[];
}

/** The images of one process with PID 1, as CRIU would write them. */
export function madeProcess(process: MadeProcess): Members {
  const { march, registers, bigEndian = false, comm = 'made', threads = [] } = process;
  const mtype = enumDef('core_entry.march').byName.get(march) ?? 0;
  const image = (kind: string, entries: readonly (readonly [string, object])[]) =>
    imageBytes(
      kind,
      entries.map(([type, fields]) => entry(writeMessage(type, fields as Message))),
      { bigEndian },
    );
  const tc = { task_state: 1, exit_code: 0, personality: 0, flags: 0x400100, comm };
  const core = (more: object): Buffer => image('CORE', [['core_entry', { mtype, ...more }]]);
  return {
    'inventory.img': image('INVENTORY', [['inventory_entry', { img_version: 2 }]]),
    'pstree.img': image('PSTREE', [
      [
        'pstree_entry',
        { pid: 1, ppid: 0, pgid: 1, sid: 1, threads: [1, ...threads.map(({ tid }) => tid)] },
      ],
    ]),
    'core-1.img': core({ ...registers, tc: { ...tc, blk_sigset: 0x10n } }),
    ...Object.fromEntries(
      threads.map(({ tid, registers: own }) => [
        `core-${tid}.img`,
        core({ ...own, thread_core: { comm: `made-${tid}`, blk_sigset: 0x20n } }),
      ]),
    ),
    'mm-1.img': image('MM', [['mm_entry', { ...process.mm, vmas: process.vmas ?? [] }]]),
    'pagemap-1.img': image('PAGEMAP', [
      ['pagemap_head', { pages_id: 1 }],
      ...(process.pagemap ?? []).map((each) => ['pagemap_entry', each] as const),
    ]),
    'pages-1.img': process.pages ?? Buffer.alloc(0),
  };
}
