import type { Io } from '../../src/cli/io.js';
import type { Program } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { critProgram } from '../../src/cli/crit/commands.js';
import { runProgram } from '../../src/cli/program.js';
import { NO_PROGRESS } from '../../src/cli/progress.js';
import { Reports } from '../../src/cli/reports.js';

const PROGRAMS = {
  checkpointctl: { name: 'checkpointctl', summary: '', commands: COMMANDS },
  crit: critProgram('crit'),
} satisfies Record<string, Program>;

export interface InProcessRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
  readonly bytes: Buffer;
}

/** Runs a program within the test, which takes milliseconds. Names of files are relative to the root. */
export async function runInProcess(
  program: keyof typeof PROGRAMS,
  args: readonly string[],
  { isTerminal = false } = {},
): Promise<InProcessRun> {
  const written: Buffer[] = [];
  const lines: string[] = [];
  const io: Io = {
    out: {
      isTerminal,
      color: false,
      write(data) {
        written.push(Buffer.from(data));
        return Promise.resolve();
      },
    },
    err: new Reports((line) => lines.push(line) > 0),
    progress: () => NO_PROGRESS,
  };
  const status = await runProgram(PROGRAMS[program], args, io);
  const bytes = Buffer.concat(written);
  const stderr = lines.map((line) => `${line}\n`).join('');
  return { stdout: bytes.toString(), stderr, status, bytes };
}
