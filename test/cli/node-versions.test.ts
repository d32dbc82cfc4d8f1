import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../support/run-program.js';

/** Installed by .ci/run: `npm ci --prefix .ci/runtimes`. */
const runtimes = fileURLToPath(new URL('../../.ci/runtimes/node_modules/', import.meta.url));
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Commands that differ in what they load, and in what they ask of Node: streams, zlib, native zstd, threads. */
const LINES = [
  ['checkpointctl', 'show', '--print-stats', 'article-crio.tar'],
  ['checkpointctl', 'ps', 'article-crio.tar'],
  ['checkpointctl', 'inspect', '--all', '--format', 'json', 'article-crio.tar'],
  ['checkpointctl', 'ls', 'counter-zstd.tar.zst'],
  ['checkpointctl', 'hash', 'counter-gzip.tar.gz'],
  ['checkpointctl', 'triage', '-v', 'article-crio.tar'],
  ['checkpointctl', 'grep', '-cw', 'RANDOM_1432_KEY', 'article-crio.tar'],
  ['crit', 'show', 'rich-plain/files.img'],
] as const;

function runLine([program, ...args]: (typeof LINES)[number], node = process.execPath) {
  return runProgram(program, args, { node });
}

// Node 20.19.0 is a build of the same major version as that which the project is built with: V8 once took
// its compiled code for its own and crashed.
describe('the built program prints the same with', () => {
  const known = new Map<string, string>();

  function expected(line: (typeof LINES)[number]): string {
    const stdout = known.get(line.join(' ')) ?? runLine(line).stdout;
    known.set(line.join(' '), stdout);
    return stdout;
  }

  test.for(['node-20', 'node-22', 'node-24', 'node-26'])('%s', (name, { skip }) => {
    const node = `${runtimes}${name}/bin/node`;
    if (!existsSync(node) && process.env['CI'] === undefined) skip();
    for (const line of LINES) {
      const { stdout, stderr, status } = runLine(line, node);
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
      expect(stdout).toBe(expected(line));
    }
  });
});

test('nothing is built that only one version of Node can load', () => {
  const files = readdirSync(dist, { recursive: true }).map(String);
  const text =
    /\.(?:cjs|cjs\.map|js|wasm|d\.ts|meta\.json)$|^types|^THIRD-PARTY-NOTICES\.txt$|^checkpointctl-|^packages\b|^man/;
  expect(files.filter((file) => !text.test(file))).toEqual([]);
});
