import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import { isatty } from 'node:tty';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Io } from '../io.js';
import type { Plugin } from './find-plugins.js';
import { answerTables } from './table-channel.js';

/** The descriptor on which a plugin asks for tables; the environment tells it. */
const CHANNEL = 3;

const SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const;

/** What a terminal sends to all programs in it. */
const OF_TERMINAL: readonly string[] = ['SIGINT', 'SIGQUIT'];

/**
 * Runs a plugin with the words behind its name, untouched, and with our input and outputs.
 * @returns its exit code; whoever was ended by a signal ends us by the same
 * @throws CheckpointError `not-readable` when it cannot be started
 */
export async function runPlugin(
  { name, path }: Plugin,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  // Before there is anything to end: a signal may come at once.
  const { stopPassing, passTo } = passSignals();
  const child = spawn(path, argv, {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, CHECKPOINTCTL_JSON: String(CHANNEL) },
  });
  passTo(child);
  const channel = child.stdio[CHANNEL] as Duplex;
  const answering = answerTables(channel, io);
  try {
    const { code, signal } = await ended(child, name);
    if (signal === null) return code ?? 1;
    stopPassing();
    process.kill(process.pid, signal);
    return 128 + constants.signals[signal];
  } finally {
    stopPassing();
    channel.destroy();
    await answering;
  }
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function ended(child: ChildProcess, name: string): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      const reason = `plugin ${name} cannot be run: ${error.message}`;
      reject(new CheckpointError('not-readable', reason));
    });
    child.on('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
}

/** Signals are for the plugin, which has those of a terminal from there. */
function passSignals(): {
  readonly passTo: (child: ChildProcess) => void;
  readonly stopPassing: () => void;
} {
  const fromTerminal = [0, 1, 2].some((fd) => isatty(fd));
  let target: ChildProcess | undefined;
  const pass = (signal: NodeJS.Signals): void => {
    if (!fromTerminal || !OF_TERMINAL.includes(signal)) target?.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  return {
    // A signal is heard when the call that it interrupts is done: by then there is a child.
    passTo(child) {
      target = child;
    },
    stopPassing() {
      for (const signal of SIGNALS) process.off(signal, pass);
    },
  };
}
