import type { Program } from './command.js';
import { COMMANDS } from './commands.js';
import { COREDUMP } from './coredump-program.js';
import { critProgram } from './crit/commands.js';
import { standardIo } from './io.js';
import { runProgram } from './program.js';

/** The programs of this package, by name. */
export const PROGRAMS = {
  checkpointctl: {
    name: 'checkpointctl',
    summary: 'Reads container checkpoints made by CRIU, straight from their archive.',
    commands: COMMANDS,
    others: async () => (await import('./plugins/plugins.js')).PLUGINS,
  },
  crit: critProgram('crit'),
  coredump: COREDUMP,
} satisfies Record<string, Program>;

/**
 * Runs a program as this process: prints what it has to and ends with the exit code. All is written by then, and
 * to leave costs less than to wait until nothing is left to be done.
 */
export async function main(name: keyof typeof PROGRAMS): Promise<void> {
  const io = standardIo();
  process.on('uncaughtException', (error) => {
    io.err.error(error);
    process.exit(1);
  });
  process.exit(await runProgram(PROGRAMS[name], process.argv.slice(2), io));
}
