import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const CHECKPOINTS = fileURLToPath(new URL('../../testdata/checkpoints/', import.meta.url));

/** The one-file program, when that is what the tests are to run: `CHECKPOINTCTL_BINARY`. */
export const BINARY = process.env['CHECKPOINTCTL_BINARY'];

interface ProgramCommand {
  readonly file: string;
  readonly first: readonly string[];
  /** What it is called as, which tells the one-file program whether it is crit. */
  readonly argv0?: string;
}

/** How a process of a program is started. */
export function programCommand(program: 'checkpointctl' | 'crit', node?: string): ProgramCommand {
  return BINARY === undefined || node !== undefined
    ? { file: node ?? process.execPath, first: [`${ROOT}bin/${program}`] }
    : { file: BINARY, first: [], argv0: program };
}

/** The words that a shell starts checkpointctl by. */
export function programWords(): string[] {
  const { file, first } = programCommand('checkpointctl');
  return [file, ...first];
}

export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  readonly bytes: Buffer;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** By default the one that runs the tests. */
  readonly node?: string;
}

/** Runs a built program as a process of its own, as a user would. */
export function runProgram(
  program: 'checkpointctl' | 'crit',
  args: readonly string[],
  options: RunOptions = {},
): Run {
  const { file, first, argv0 } = programCommand(program, options.node);
  const result = spawnSync(file, [...first, ...args], {
    cwd: options.cwd ?? CHECKPOINTS,
    // The one-file program needs nothing of the machine.
    env: { PATH: argv0 === undefined ? process.env['PATH'] : '', ...options.env },
    ...(argv0 !== undefined && { argv0 }),
    input: options.input ?? '',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error !== undefined) throw result.error;
  return {
    stdout: result.stdout.toString(),
    stderr: result.stderr.toString(),
    status: result.status,
    bytes: result.stdout,
  };
}
