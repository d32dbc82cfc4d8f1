import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { member, tar } from '../archive/tar-builder.js';
import { CHECKPOINTS, programWords } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const PROGRAM = programWords();

const scratch = new Scratch();

function shell(script: string, ...args: string[]) {
  const options = { cwd: CHECKPOINTS, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...args], options);
  return { status, stdout, stderr };
}

/** A disk of a megabyte, which is gone with the command; names of what is on it at the end are printed. */
const SMALL_DISK = `mount -t tmpfs -o size=1m small "$1" && cd "$1" && shift && { "$@"; code=$?; }
  find . -type f -printf '%P\\n' | sort; exit $code`;

function onSmallDisk(...args: string[]) {
  const directory = scratch.directory('disk', { './': '' });
  const enter = ['unshare', '--user', '--map-root-user', '--mount', 'bash', '-c', SMALL_DISK];
  return shell('"$@"', ...enter, 'bash', directory, ...PROGRAM, ...args);
}

const mayMount = onSmallDisk('--version').status === 0;

describe.skipIf(!mayMount)('on a full disk', () => {
  test('extract stops, removes what is not whole, and says what is there', () => {
    const archive = scratch.file(
      'big.tar',
      tar(
        member({ name: 'a' }, Buffer.alloc(500_000, 'a')),
        member({ name: 'b' }, Buffer.alloc(700_000, 'b')),
        member({ name: 'c' }, 'c'),
      ),
    );
    expect(onSmallDisk('extract', archive, '-C', 'out')).toEqual({
      status: 1,
      stdout: 'out/a\n',
      stderr:
        'Error: write b: no space left on device; it is removed, as it was not whole; ' +
        'out is partial: one member is written, and no other was tried\n',
    });
  });

  test('coredump begins no other file', () => {
    const archive = join(CHECKPOINTS, 'article-crio.tar');
    const { status, stdout, stderr } = onSmallDisk('coredump', archive, '-o', 'cores');
    expect(status).toBe(1);
    expect(stdout.split('\n').filter((line) => line.includes('core.')).length).toBeLessThan(3);
    const told = stderr.split('\n').filter((line) => line.startsWith('Error: '));
    expect(told).toEqual([
      expect.stringMatching(
        /^Error: write cores\/core\.\d+: no space left on device; it is removed, as it was not whole; no other file was begun$/,
      ),
    ]);
  });

  test('memparse -o leaves nothing', () => {
    const archive = join(CHECKPOINTS, 'article-crio.tar');
    expect(onSmallDisk('memparse', archive, '-p', '7', '-o', 'dump.txt')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'Error: write dump.txt: no space left on device; it is removed, as it was not whole\n',
    });
  });
});

describe('a file that is larger than may be', () => {
  test('leaves nothing, and does not keep others from being written', () => {
    const archive = scratch.file(
      'sizes.tar',
      tar(member({ name: 'large' }, Buffer.alloc(100_000, 'a')), member({ name: 'small' }, 'b')),
    );
    const directory = scratch.directory('limited', { './': '' });
    const limited = 'ulimit -f 20 && exec "$@"';
    expect(shell(limited, ...PROGRAM, 'extract', archive, '-C', directory)).toEqual({
      status: 1,
      stdout: '',
      stderr: `Error: ${archive}:large: write large: file too large; it is removed, as it was not whole\n`,
    });
    expect(readdirSync(directory)).toEqual(['small']);
  });
});
