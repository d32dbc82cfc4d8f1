import type { CoreEntry, SiginfoEntry } from '../../criu/messages.generated.js';
import { mapFact, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { architectureOf, type Architecture } from './architecture.js';
import { signalName } from './signals.js';

/** A signal that was sent and not yet delivered (siginfo_entry: the kernel's siginfo_t). */
export interface PendingSignal {
  readonly number: number;
  readonly signal: string;
  /** What sent it: `SI_USER` (kill), `SI_QUEUE` (sigqueue), `SI_TIMER`, ..., or the number. */
  readonly code: string;
  /** Process that sent it, where the code tells of one. */
  readonly sender?: { readonly pid: number; readonly uid: number };
}

const CODES: Readonly<Record<string, string>> = {
  0: 'SI_USER',
  128: 'SI_KERNEL',
  '-1': 'SI_QUEUE',
  '-2': 'SI_TIMER',
  '-3': 'SI_MESGQ',
  '-4': 'SI_ASYNCIO',
  '-5': 'SI_SIGIO',
  '-6': 'SI_TKILL',
};

/** Codes whose siginfo_t has pid and uid of the sender behind the code. */
const WITH_SENDER = ['SI_USER', 'SI_QUEUE', 'SI_TKILL', 'SI_MESGQ'];

/**
 * Signals that wait for the process as a whole: task_core_entry.signals_s, or signal-s-PID.img.
 */
export function readSharedSignals(
  { images }: Checkpoint,
  pid: number,
  core: Partial<CoreEntry>,
): Fact<PendingSignal[]> {
  const queue: Fact<readonly SiginfoEntry[]> =
    core.tc?.signals_s?.signals ?? images.list(`signal-s-${pid}.img`, 'siginfo_entry');
  return mapFact(queue, (entries) => describe(entries, core));
}

/**
 * Signals that wait for one thread: thread_core_entry.signals_p, or signal-p-TID.img.
 */
export function readThreadSignals(
  { images }: Checkpoint,
  tid: number,
  core: Partial<CoreEntry>,
): Fact<PendingSignal[]> {
  const queue: Fact<readonly SiginfoEntry[]> =
    core.thread_core?.signals_p?.signals ?? images.list(`signal-p-${tid}.img`, 'siginfo_entry');
  return mapFact(queue, (entries) => describe(entries, core));
}

function describe(
  queue: readonly Partial<SiginfoEntry>[],
  core: Partial<CoreEntry>,
): PendingSignal[] {
  const architecture = architectureOf(core);
  return queue.map(({ siginfo }) => pendingOf(siginfo ?? new Uint8Array(), architecture));
}

/** Number, errno and code, 4 bytes each; MIPS has code and errno the other way round. */
function pendingOf(bytes: Uint8Array, architecture: Architecture): PendingSignal {
  const word = wordsOf(bytes);
  const number = word(0);
  const code = word(architecture === 'MIPS' ? 4 : 8);
  const name = CODES[code] ?? String(code);
  // What follows is aligned to 8 bytes on 64 bit machines.
  const at = architecture === 'ARM' ? 12 : 16;
  return {
    number,
    signal: signalName(number, architecture),
    code: name,
    ...(WITH_SENDER.includes(name) && { sender: { pid: word(at), uid: word(at + 4) >>> 0 } }),
  };
}

/** Words in the machine's byte order, which the small signal number gives away; 0 past the end. */
function wordsOf(bytes: Uint8Array): (at: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = bytes.length < 4 || view.getUint32(0, true) <= 128;
  return (at) => (at + 4 <= bytes.length ? view.getInt32(at, littleEndian) : 0);
}
