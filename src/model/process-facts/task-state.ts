import type { CoreEntry } from '../../criu/messages.generated.js';
import { TaskState } from '../processes.js';
import { architectureOf } from './architecture.js';
import { signalName } from './signals.js';

/** What a process was doing (task_core_entry.task_state and its neighbours). */
export interface ProcessState {
  /** `dead` is also what CRIU writes for a zombie. */
  readonly state: 'alive' | 'dead' | 'stopped' | 'zombie' | 'unknown';
  /** How a dead process or zombie ended (exit_code, a wait status). */
  readonly ended?: Ending;
  /** Signal that stopped it (stop_signo); old images do not tell it. */
  readonly stoppedBy?: string;
}

export type Ending =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string; readonly coreDumped: boolean };

export function stateOf(core: Partial<CoreEntry>): ProcessState {
  const { task_state, exit_code, stop_signo } = core.tc ?? {};
  switch (task_state) {
    case TaskState.alive:
      return { state: 'alive' };
    case TaskState.stopped:
      return {
        state: 'stopped',
        ...(stop_signo !== undefined && {
          stoppedBy: signalName(stop_signo, architectureOf(core)),
        }),
      };
    case TaskState.dead:
    case TaskState.zombie:
      return {
        state: task_state === TaskState.dead ? 'dead' : 'zombie',
        ...(exit_code !== undefined && { ended: endingOf(exit_code, core) }),
      };
    default:
      return { state: 'unknown' };
  }
}

/** A wait status: signal in the low 7 bits, bit 7 core dumped, then the exit value. */
function endingOf(status: number, core: Partial<CoreEntry>): Ending {
  const signal = status & 0x7f;
  if (signal === 0) return { kind: 'exited', code: (status >>> 8) & 0xff };
  const name = signalName(signal, architectureOf(core));
  return { kind: 'killed', signal: name, coreDumped: (status & 0x80) !== 0 };
}
