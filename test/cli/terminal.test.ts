import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { CHECKPOINTS, programWords } from '../support/run-program.js';

/** util-linux's, which gives a program a terminal. */
const hasScript = spawnSync('sh', ['-c', 'script --version'])
  .stdout.toString()
  .includes('util-linux');

/** What a built program shows on a terminal of 80 columns, where its standard error is one, too. */
function onTerminal(args: readonly string[]): { shown: string; status: number | null } {
  const line = [...programWords(), ...args].map((word) => `'${word}'`).join(' ');
  const run = spawnSync('script', ['-qec', `stty cols 80; exec ${line}`, '/dev/null'], {
    cwd: CHECKPOINTS,
    env: { PATH: process.env['PATH'], TERM: 'xterm', NO_COLOR: '1' },
    input: '',
  });
  return { shown: run.stdout.toString().replaceAll('\r', ''), status: run.status };
}

describe.skipIf(!hasScript && process.env['CI'] === undefined)('on a terminal', () => {
  // Whoever reads an archive may show how far that is.
  test.each([
    [['ps', 'counter-gzip.tar.gz'], /PID +PPID .*\n +1 /],
    [['hash', 'article-crio.tar'], /[0-9a-f]{64} {2}article-crio\.tar\n/],
    [['recover', '--list', 'rich-podman.tar'], /KIND +FILE /],
  ])('%j answers', (args, expected) => {
    const { shown, status } = onTerminal(args);
    expect(shown).toMatch(expected);
    expect(shown).not.toMatch(/error/i);
    expect(status).toBe(0);
  });
});
