import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CHECKPOINTS, runProgram } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

/** Made by `npm run build:binary`; it takes a runtime from the registry, so that not everybody has it. */
const BINARY =
  process.env['CHECKPOINTCTL_BINARY'] ??
  fileURLToPath(new URL(`../../dist/checkpointctl-linux-${process.arch}`, import.meta.url));

const ARCHIVE = join(CHECKPOINTS, 'article-crio.tar');

const scratch = new Scratch();

interface Options {
  readonly cwd?: string;
  readonly argv0?: string;
  readonly input?: Uint8Array;
}

/** With nothing of the machine: no PATH and no environment. */
function run(args: readonly string[], options: Options = {}) {
  const { stdout, stderr, status } = spawnSync(BINARY, args, { env: {}, input: '', ...options });
  return { stdout: stdout.toString(), stderr: stderr.toString(), status };
}

describe.skipIf(!existsSync(BINARY))('the one-file program', () => {
  const asNode = (program: 'checkpointctl' | 'crit', args: readonly string[]) => {
    const { stdout, stderr, status } = runProgram(program, args, { node: process.execPath });
    return { stdout, stderr, status };
  };

  test.each([
    ['show', '--print-stats', ARCHIVE],
    ['inspect', '--all', '--format', 'json', ARCHIVE],
    ['grep', '--threads', '2', 'RANDOM_[0-9]+_KEY', ARCHIVE],
    // Texts that the runtime finds, alone and beside what the kernel does.
    ['grep', '--threads', '1', '-e', 'GET /create', '-e', 'counter', ARCHIVE],
    ['grep', '--threads', '2', '-i', '-e', 'random_', '--hex', '7f 45 4c 46', ARCHIVE],
    ['yara', '--threads', '2', '-s', join(CHECKPOINTS, '../yara/hosts.yar'), ARCHIVE],
    ['show', join(CHECKPOINTS, 'counter-zstd.tar.zst')],
    ['grep', '--help'],
    ['show', 'nosuch.tar'],
    ['show', '--nosuch'],
  ])('prints what Node prints: %j', (...args) => {
    expect(run(args)).toEqual(asNode('checkpointctl', args));
  });

  test('is crit when it is called so, by whatever name leads to it', () => {
    const args = ['show', join(CHECKPOINTS, 'rich-plain/files.img')];
    const expected = asNode('crit', args);
    expect(run(args, { argv0: 'crit' })).toEqual(expected);
    const link = join(scratch.path, 'crit');
    symlinkSync(BINARY, link);
    const { stdout } = spawnSync(link, args, { env: {}, maxBuffer: 2 ** 26 });
    expect(stdout.toString() === expected.stdout).toBe(true);
    expect(run(['--version'], { argv0: 'coredump' }).stdout).toMatch(/^coredump \d/);
  });

  test('reads nothing of the directory that it is run in', () => {
    const marker =
      "require('fs').writeFileSync('owned', ''); console.log('owned'); process.exit(66);";
    const hostile = scratch.directory('hostile', {
      '.env':
        'NO_COLOR=\nFORCE_COLOR=1\nBUN_OPTIONS=--preload=./evil.js\nNODE_OPTIONS=--require=./evil.js\n',
      '.env.local': 'FORCE_COLOR=1\n',
      '.env.production': 'FORCE_COLOR=1\n',
      'bunfig.toml': 'preload = ["./evil.js"]\n[run]\nshell = "./evil.js"\n',
      'evil.js': marker,
      'package.json': '{ "type": "module", "main": "./evil.js", "imports": { "#a": "./evil.js" } }',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "*": ["./evil.js"] } } }',
      // What the program consists of has such names.
      ...Object.fromEntries(
        ['cli', 'show', 'archive', 'rest', 'search-web-worker'].map((name) => [
          `${name}.cjs`,
          marker,
        ]),
      ),
      ...Object.fromEntries(
        ['fs', 'node:fs', 'tty', 'yargs', 'yargs-parser', 'cli-table3'].map((name) => [
          `node_modules/${name}/index.js`,
          marker,
        ]),
      ),
    });
    for (const args of [
      ['show', ARCHIVE],
      ['grep', '--threads', '2', 'RANDOM_', ARCHIVE],
    ]) {
      expect(run(args, { cwd: hostile })).toEqual(asNode('checkpointctl', args));
    }
    expect(existsSync(join(hostile, 'owned'))).toBe(false);
  });

  test('has the licences of all that is inside, and nothing of where it was built', () => {
    const { stdout } = run(['--notices']);
    for (const part of ['Apache License', 'yargs', '@virustotal/yara-x', 'Bun 1.', 'GNU LESSER']) {
      expect(stdout).toContain(part);
    }
    // Where that is a folder of somebody else there, he would have a say in what is read.
    const root = fileURLToPath(new URL('../..', import.meta.url));
    expect(readFileSync(BINARY).includes(root)).toBe(false);
  });

  test('reads standard input from a pipe, a file and a FIFO, plain and compressed', async () => {
    const { stdout } = asNode('checkpointctl', ['ls', ARCHIVE]);
    const list = stdout.replaceAll(ARCHIVE, '-');
    expect(run(['ls', '-'], { input: readFileSync(ARCHIVE) })).toMatchObject({ stdout: list });
    const packed = readFileSync(join(CHECKPOINTS, 'counter-gzip.tar.gz'));
    expect(run(['show', '-'], { input: packed }).status).toBe(0);
    const fifo = join(scratch.path, 'fifo');
    spawnSync('mkfifo', [fifo]);
    const child = spawn(BINARY, ['show', fifo], { env: {} });
    const writer = spawn('cp', [ARCHIVE, fifo]);
    let shown = '';
    child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    const [status] = (await once(child, 'close')) as [number];
    writer.kill();
    expect(status).toBe(0);
    expect(shown).toContain('quay.io/adrianreber/counter:blog');
  });

  test.each([
    ['show X > /dev/full', 1, /^Error: cannot write to standard output: ENOSPC/],
    ['grep root X > /dev/full', 2, /^Error: cannot write to standard output: ENOSPC/],
    ['inspect --all --format json X | head -c 1 > /dev/null', 0, /^$/],
    ['show X >&-', 0, /^$/],
  ])('%s ends as it should', (line, status, stderr) => {
    const script = `set -o pipefail; "$0" ${line.replace('X', '"$1"')}`;
    const ended = spawnSync('bash', ['-c', script, BINARY, ARCHIVE], { encoding: 'utf8' });
    expect(ended.stderr).toMatch(stderr);
    expect(ended.status).toBe(status);
  });

  test('what it waits for does not keep a signal from ending it', async () => {
    const child = spawn(BINARY, ['show', '-'], { env: {} });
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    const begin = createReadStream(ARCHIVE, { end: 100_000 });
    begin.pipe(child.stdin, { end: false });
    await once(begin, 'close');
    child.kill('SIGINT');
    const [status, signal] = await ended;
    expect(signal ?? status).toBe(signal === null ? 130 : 'SIGINT');
  });
});
