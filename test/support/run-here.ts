import { COMMANDS } from '../../src/cli/commands.js';
import type { Program } from '../../src/cli/command.js';
import { COREDUMP } from '../../src/cli/coredump-program.js';
import { critProgram } from '../../src/cli/crit/commands.js';
import { PLUGINS } from '../../src/cli/plugins/plugins.js';
import { runProgram as runWords } from '../../src/cli/program.js';
import { NO_PROGRESS } from '../../src/cli/progress.js';
import { Reports } from '../../src/cli/reports.js';
import { BINARY, CHECKPOINTS, type Run, runProgram } from './run-program.js';

const PROGRAMS: Readonly<Record<'checkpointctl' | 'crit' | 'coredump', Program>> = {
  checkpointctl: {
    ...{ name: 'checkpointctl', summary: '', commands: COMMANDS },
    others: () => Promise.resolve(PLUGINS),
  },
  crit: critProgram('crit'),
  coredump: COREDUMP,
};

/** The directory is that of the whole process: what is run there at once takes its turn. */
let last: Promise<unknown> = Promise.resolve();

/**
 * What a program prints and ends with, run in the process of the tests: for the many calls that are
 * about an answer. Standard input, signals, pipes and terminals need `runProgram`, which takes a tenth
 * of a second and more each time.
 */
export function runHere(
  program: keyof typeof PROGRAMS,
  args: readonly string[],
  { cwd = CHECKPOINTS }: { readonly cwd?: string } = {},
): Promise<Run> {
  const run = last.then(() => runIn(cwd, program, args));
  last = run.catch(() => undefined);
  return run;
}

async function runIn(
  cwd: string,
  program: keyof typeof PROGRAMS,
  args: readonly string[],
): Promise<Run> {
  const chunks: Uint8Array[] = [];
  const lines: string[] = [];
  const out = {
    isTerminal: false,
    color: false,
    write(data: string | Uint8Array) {
      // The bytes may be overwritten once they are written.
      chunks.push(typeof data === 'string' ? Buffer.from(data) : Buffer.from(data));
      return Promise.resolve();
    },
  };
  const err = new Reports((line) => lines.push(`${line}\n`) > 0);
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const io = { out, err, progress: () => NO_PROGRESS };
    const status = await runWords(PROGRAMS[program], args, io);
    const bytes = Buffer.concat(chunks);
    return { stdout: bytes.toString(), stderr: lines.join(''), status, bytes };
  } finally {
    process.chdir(before);
  }
}

/**
 * The same, or a process of the one-file program where that is what the tests are to run: for what tells of commands
 * as a whole.
 */
export async function runWhole(
  program: 'checkpointctl' | 'crit',
  args: readonly string[],
): Promise<Run> {
  return BINARY === undefined ? await runHere(program, args) : runProgram(program, args);
}
