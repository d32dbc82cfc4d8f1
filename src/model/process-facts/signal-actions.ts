import type { CoreEntry, SaEntry } from '../../criu/messages.generated.js';
import { mapFact, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';
import { namesOfBits, type BitNames } from '../bit-names.js';
import { architectureOf, type Architecture } from './architecture.js';
import { signalName, signalSet, stopSignalNumber } from './signals.js';

/** What a process does on one signal. */
export interface SignalAction {
  readonly number: number;
  readonly signal: string;
  readonly action: 'default' | 'ignore' | 'handler';
  /** Address of the handler, for `handler`. */
  readonly handler?: bigint;
  /** `SA_RESTART` and so on. */
  readonly flags: readonly string[];
  /** Signals blocked while the handler runs. */
  readonly mask: readonly string[];
}

const FLAGS: BitNames = [
  [0x1n, 'SA_NOCLDSTOP'],
  [0x2n, 'SA_NOCLDWAIT'],
  [0x4n, 'SA_SIGINFO'],
  [0x400n, 'SA_UNSUPPORTED'],
  [0x800n, 'SA_EXPOSE_TAGBITS'],
  [0x04000000n, 'SA_RESTORER'],
  [0x08000000n, 'SA_ONSTACK'],
  [0x10000000n, 'SA_RESTART'],
  [0x40000000n, 'SA_NODEFER'],
  [0x80000000n, 'SA_RESETHAND'],
];

const MIPS_FLAGS: BitNames = [
  [0x1n, 'SA_NOCLDSTOP'],
  [0x8n, 'SA_SIGINFO'],
  [0x10000n, 'SA_NOCLDWAIT'],
  [0x08000000n, 'SA_ONSTACK'],
  [0x10000000n, 'SA_RESTART'],
  [0x40000000n, 'SA_NODEFER'],
  [0x80000000n, 'SA_RESETHAND'],
];

const SIGKILL = 9;

/**
 * Actions of all signals but SIGKILL and SIGSTOP: task_core_entry.sigactions, or sigacts-PID.img of old
 * sets. Tasks of one ids.sighand_id share them, and CRIU writes them for each.
 * @returns undefined when neither is there
 */
export function readSignalActions(
  { images }: Checkpoint,
  pid: number,
  core: Partial<CoreEntry>,
): Fact<SignalAction[] | undefined> {
  const entries: Fact<readonly SaEntry[]> =
    core.tc?.sigactions ?? images.list(`sigacts-${pid}.img`, 'sa_entry');
  return mapFact(entries, (actions) =>
    actions.length === 0 ? undefined : describe(actions, core),
  );
}

function describe(entries: readonly SaEntry[], core: Partial<CoreEntry>): SignalAction[] {
  const architecture = architectureOf(core);
  const skipped = [SIGKILL, stopSignalNumber(architecture)];
  let number = 0;
  return entries.map((entry) => {
    do number++;
    while (skipped.includes(number));
    return actionOf(entry, number, architecture);
  });
}

function actionOf(
  entry: Partial<SaEntry>,
  number: number,
  architecture: Architecture,
): SignalAction {
  const handler = entry.sigaction ?? 0n;
  return {
    number,
    signal: signalName(number, architecture),
    action: handler === 0n ? 'default' : handler === 1n ? 'ignore' : 'handler',
    ...(handler > 1n && { handler }),
    flags: namesOfBits(entry.flags ?? 0n, architecture === 'MIPS' ? MIPS_FLAGS : FLAGS),
    mask: signalSet(entry.mask ?? 0n, architecture, entry.mask_extended),
  };
}
