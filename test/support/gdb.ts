import { spawnSync } from 'node:child_process';
import { test } from 'vitest';

/** What reads files that are written here, independently of this project. */
export type Reader = 'gdb' | 'gdb-multiarch' | 'readelf' | 'eu-readelf' | 'tshark';

/**
 * A test that needs these programs. On the project's own runs they must be there; elsewhere a machine
 * without them skips the test and says which one it wants.
 */
export function testWith(
  readers: readonly Reader[],
  name: string,
  run: () => Promise<void> | void,
) {
  const missing = readers.filter((reader) => spawnSync(reader, ['--version']).error !== undefined);
  if (missing.length > 0 && process.env['CI'] === undefined) {
    test.skip(`${name} (needs ${missing.join(' and ')})`, run);
  } else {
    test(name, run);
  }
}

export interface GdbSession {
  readonly stdout: string;
  readonly stderr: string;
  /** Damage and errors, but for mapped files that this machine does not have. */
  readonly complaints: string[];
}

/**
 * What gdb says of a core file. It reads no settings and asks no servers.
 * @param sysroot where it finds mapped files; by default nowhere, so that those of this machine are not
 * taken for the container's
 */
export function gdb(
  core: string,
  commands: readonly string[],
  {
    reader = 'gdb',
    sysroot = '/nowhere',
    program,
  }: {
    readonly reader?: 'gdb' | 'gdb-multiarch';
    readonly sysroot?: string;
    /** The program that the core is of. */
    readonly program?: string;
  } = {},
): GdbSession {
  const args = ['-nx', '-batch', '-iex', `set sysroot ${sysroot}`];
  if (program !== undefined) args.push(program);
  const result = spawnSync(
    reader,
    [...args, '-ex', `core-file ${core}`, ...commands.flatMap((command) => ['-ex', command])],
    {
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', HOME: '/nowhere' },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (result.error !== undefined) throw result.error;
  const [stdout, stderr] = [result.stdout.toString('latin1'), result.stderr.toString('latin1')];
  const complaints = `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => /warning|error|malformed|unexpected|internal|BFD/i.test(line))
    .filter((line) => !line.includes("Can't open file"))
    .filter((line) => !line.includes('<error: Cannot access memory'));
  return { stdout, stderr, complaints };
}

/** What to ask of a core file. */
export interface GdbQuestion {
  readonly core: string;
  readonly commands: readonly string[];
}

/**
 * What gdb says of several core files, one after the other in one session: a start of gdb costs more than its
 * answers.
 * @returns the output of each, and what it complains of in all of them
 */
export function gdbOfEach(questions: readonly GdbQuestion[]): {
  readonly outputs: readonly string[];
  readonly complaints: readonly string[];
} {
  const [first, ...others] = questions;
  if (first === undefined) return { outputs: [], complaints: [] };
  const mark = 'the-next-core-file';
  const rest = others.flatMap(({ core, commands }) => [
    `echo \\n${mark}\\n`,
    // Nothing of the one before is left.
    'core-file',
    `core-file ${core}`,
    ...commands,
  ]);
  const { stdout, complaints } = gdb(first.core, [...first.commands, ...rest]);
  return { outputs: stdout.split(`\n${mark}\n`), complaints };
}

/** `info registers`: name, hexadecimal value and what it means, for each line. */
export function registerLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^[a-z]\w* {2,}0x/.test(line))
    .map((line) => line.replace(/ <.*$/, ''));
}

/** Output of readelf or eu-readelf. */
export function readelf(reader: 'readelf' | 'eu-readelf', args: readonly string[]): string {
  const result = spawnSync(reader, args, {
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (result.error !== undefined) throw result.error;
  const complaints = result.stderr.toString();
  if (complaints !== '') throw new Error(`${reader}: ${complaints}`);
  return result.stdout.toString();
}
