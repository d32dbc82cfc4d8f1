import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const CHECKPOINTS = fileURLToPath(new URL('../../testdata/checkpoints/', import.meta.url));

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
  const result = spawnSync(options.node ?? process.execPath, [`${ROOT}bin/${program}`, ...args], {
    cwd: options.cwd ?? CHECKPOINTS,
    env: { PATH: process.env['PATH'], ...options.env },
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
