import { describe, expect, test } from 'vitest';
import { inspect } from '../../../src/analysis/inspection/inspect.js';
import type { InspectionOptions } from '../../../src/analysis/inspection/options.js';
import type { ProcessView } from '../../../src/render/inspection/process.js';
import { inspectionText } from '../../../src/render/inspection/tree.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { madeProcess } from '../../support/made-process.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';
import { ALL, EVERYTHING } from './everything.js';

async function textOf(name: string, options: InspectionOptions, view: Partial<ProcessView> = {}) {
  const inspection = inspect(await openCheckpoint(name), options);
  return [...inspectionText(inspection, { ...ALL, ...view })].join('');
}

describe('what a process has as its parent has it is told once', () => {
  test('limits, users and the like, and who tells them', async () => {
    const text = await textOf('app', { processes: true });
    expect(text.match(/Limits: STACK 8\.0 MiB \(at most unlimited\), CORE 0 B/g)).toHaveLength(1);
    // app.proc/11/status: Umask 0077; stat: nice 5.
    expect(text).toMatch(
      /\[11\] {2}.*\n(?:.*\n){0,4}.*── Umask: 0077\n.*── Scheduling: OTHER, nice 5;?/,
    );
    expect(text).toMatch(
      /── As process 7: working directory; as process 1: root, users, .*limits\n/,
    );
  });

  test('the environment, but for what was added', async () => {
    const text = await textOf('app', { processes: true });
    expect(text).toMatch(
      /Environment variables: as process 1, but\n.*SHELL_SECRET=TRUTH_ENV_4242\n.*PWD=\/\n.*SHLVL=1\n.*_=\/usr\/bin\/python3\n/,
    );
    expect(text).toContain('Environment variables: as process 7\n');
    const whole = await textOf('app', { processes: true }, { brief: false });
    expect(whole.match(/SHELL_SECRET=TRUTH_ENV_4242\n/g)).toHaveLength(2);
  });

  test('capabilities and filters; equal programs are one, with whom they filter', async () => {
    const text = await textOf('article-crio', { processes: true, security: 'summary' });
    expect(text.match(/Security: as process 1\n/g)).toHaveLength(2);
    expect(text).toMatch(/inheritable, ambient: none\n/);
    expect(text).toContain(
      'Seccomp filters: 3, 1 different\n        └── #0, #1, #2: 1158 instructions, ' +
        'SECCOMP_FILTER_FLAG_TSYNC (processes 1, 7, 8)\n',
    );
  });

  test('of threads, what they have otherwise', async () => {
    const text = await textOf('app', { processes: true });
    expect(text).toContain('[8]  worker-0: blocked SIGUSR1; else as the first\n');
    expect(text).toContain('Parent 1, group 1, session 1, 4 threads\n');
  });
});

test('a process that has ended has one line for all that it has no more', async () => {
  const text = await textOf('app', EVERYTHING);
  const lines = text.slice(text.indexOf('[12 (Dead)]')).split('\n').slice(0, 7);
  expect(lines[0]).toBe('[12 (Dead)]  python3 (exit code 7)');
  expect(lines.filter((line) => line.includes('unavailable: the process has ended'))).toEqual([
    expect.stringContaining(
      'Executable, signals, timers, working directory, root, umask, login uid, OOM',
    ),
    expect.stringContaining(
      'Environment variables, open files, open sockets, security, memory map',
    ),
  ]);
});

test('regions are summed up with what stands out, or all of them listed', async () => {
  const brief = await textOf('rich-plain', { processes: true, maps: true });
  expect(brief).toMatch(/Memory map: 14 regions, 1\.2 MiB; files: \/srv\/rich\/prog\/rich/);
  // A deleted file that is mapped (GONE_MAPPED_08) is one of them, shared memory is not.
  expect(brief).toMatch(/── 15040000-\w+ rw-s 00000000 \S+ \(deleted\)\n/);
  expect(brief).not.toMatch(/── 20000000-/);
  const whole = await textOf('rich-plain', { processes: true, maps: true }, { brief: false });
  expect(whole).toMatch(/── 20000000-20010000 rw-s 00000000 \/dev\/zero \(deleted\)\n/);
});

describe('a command line that was written over', () => {
  const ARGUMENTS = 0x10000;
  const nameLine = (bytes: string) => {
    const length = BigInt(bytes.length);
    const images = madeProcess({
      march: 'X86_64',
      registers: {},
      comm: 'worker',
      mm: {
        mm_arg_start: BigInt(ARGUMENTS),
        mm_arg_end: BigInt(ARGUMENTS) + length,
        mm_env_start: BigInt(ARGUMENTS) + length,
        mm_env_end: BigInt(ARGUMENTS) + length,
      },
      vmas: [
        {
          start: BigInt(ARGUMENTS),
          end: BigInt(ARGUMENTS + 4096),
          prot: 3,
          flags: 0x22,
          status: 1,
        },
      ],
      pagemap: [{ vaddr: BigInt(ARGUMENTS), nr_pages: 1n, flags: 4 }],
      pages: Buffer.concat([Buffer.from(bytes, 'latin1'), Buffer.alloc(4096)]).subarray(0, 4096),
    });
    const inspection = inspect(madeCheckpoint(images), { processes: true });
    const view = { ...ALL, details: false, threads: false };
    const text = [...inspectionText(inspection, view)].join('');
    return { name: /\[1\] {2}(.*)/.exec(text)?.[1], text };
  };

  test.each([
    ['run\0--all\0', 'run --all'],
    ['\0'.repeat(13), 'worker (argv wiped: nothing but NULs)'],
    [`ab${'\0'.repeat(11)}`, 'ab (argv overwritten: padded with NULs)'],
    ['', 'worker (no argv)'],
  ])('%j is told as %s', (bytes, line) => {
    expect(nameLine(bytes).name).toBe(line);
  });

  test('an empty environment is none', () => {
    expect(nameLine('run\0').text).toContain('Environment variables: none\n');
  });
});
