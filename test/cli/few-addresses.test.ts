import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CHECKPOINTS, runProgram } from '../support/run-program.js';

const PROGRAM = fileURLToPath(new URL('../../bin/checkpointctl', import.meta.url));

/** Runs it where no WebAssembly memory is to be had: each asks for 10 GB of addresses. */
function withFewAddresses(...args: string[]) {
  return withAddresses(4, ...args);
}

function withAddresses(gigabytes: number, ...args: string[]) {
  const script = `ulimit -v ${gigabytes * 1e6} && exec "$@"`;
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', script, 'bash', process.execPath, PROGRAM, ...args],
    { cwd: CHECKPOINTS, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return { status, stdout, stderr };
}

test('memory is read although addresses are limited', () => {
  const args = ['memparse', 'article-crio.tar', '-p', '7', '--kind', 'heap,stack'];
  const { stdout, stderr, status } = runProgram('checkpointctl', args);
  expect(status).toBe(0);
  expect(withFewAddresses(...args)).toEqual({ stdout, stderr, status });
});

/** From Node 24 on, V8 does without the addresses where they are not to be had. */
const RESERVES = Number(process.versions.node.split('.')[0]) < 24;

test.each([
  [['grep', 'RANDOM', 'article-crio.tar'], 2],
  [['ls', 'counter-zstd.tar.zst'], 1],
])('%j says in one line what it lacks, and what to do, or does without', (args, status) => {
  const { stdout, stderr } = runProgram('checkpointctl', args, { node: process.execPath });
  const lack = /^Error: not enough addresses: [^\n]*ulimit -v[^\n]*\n$/;
  expect(withFewAddresses(...args)).toEqual(
    RESERVES
      ? { status, stdout: '', stderr: expect.stringMatching(lack) as string }
      : { status: 0, stdout, stderr },
  );
});

test.runIf(RESERVES)(
  'YARA lacks them when it scans, with its own memory and one for each scan',
  () => {
    const args = ['yara', '../yara/hosts.yar', 'article-crio.tar'];
    const { status, stderr } = withAddresses(20, ...args);
    expect(stderr).toMatch(
      /^Error: article-crio\.tar: not enough addresses: [^\n]*ulimit -v[^\n]*\n$/,
    );
    expect(status).toBe(2);
  },
);
