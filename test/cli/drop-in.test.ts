import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();

/** Files of a directory of images, but for those that match. */
function copyOf(name: string, source: string, without: RegExp): string {
  const names = readdirSync(source).filter((each) => each.endsWith('.img') && !without.test(each));
  return scratch.directory(
    name,
    Object.fromEntries(names.map((each) => [each, readFileSync(join(source, each))])),
  );
}

const SHELL_JOB = join(CHECKPOINTS, 'shell-job');

describe('words that scripts look for', () => {
  test('-v is --version, of each program', async () => {
    for (const program of ['checkpointctl', 'crit', 'coredump'] as const) {
      const short = await runHere(program, ['-v']);
      expect(short.stdout).toMatch(new RegExp(`^${program} \\d+\\.\\d+\\.\\d+\\n$`));
      expect((await runHere(program, ['--version'])).stdout).toBe(short.stdout);
    }
  });

  test('a tar with a damaged header', async () => {
    const bytes = readFileSync(join(CHECKPOINTS, 'article-crio.tar')).subarray(0, 4096);
    const path = scratch.file('damaged.tar', Buffer.from(bytes).fill(0xa5, 2, 12));
    const { stderr, status } = await runHere('checkpointctl', ['show', path]);
    expect(status).toBe(1);
    expect(stderr).toContain('archive/tar: invalid tar header');
  });

  test.each([
    [2, 0x77, 'unknown compression method 119'],
    [3, 0xff, 'unknown header flags'],
  ])('a gzip header that is damaged at byte %i is told there', async (at, value, reason) => {
    const bytes = readFileSync(join(CHECKPOINTS, 'counter-gzip.tar.gz')).subarray(0, 4096);
    const damaged = Buffer.from(bytes);
    damaged[at] = value;
    const { stderr } = await runHere('checkpointctl', ['show', scratch.file('x.gz', damaged)]);
    expect(stderr).toContain(`(${reason}) at offset 0x${at}`);
  });

  test('a context that is negative', async () => {
    const args = ['memparse', '-s', 'x', '-c', '-5', 'article-crio.tar'];
    const { stderr, status } = await runHere('checkpointctl', args);
    expect(stderr).toContain('context size cannot be negative');
    expect(status).toBe(1);
  });
});

describe('what the suite of checkpointctl looks for in errors', () => {
  const spec = '{"annotations":{"io.container.manager":"libpod"}}';
  const files = { 'checkpoint/': '', 'config.dump': '{}', 'spec.dump': spec };
  const SHORT = Buffer.from('no tar');
  const NOISE = Buffer.alloc(1024, 'not a tar at all ');

  test.each([
    ['a short text', SHORT, [], 'unexpected EOF'],
    ['bytes that are none', NOISE, [], 'archive/tar: invalid tar header'],
    ['an empty file', Buffer.alloc(0), [], 'checkpoint directory is missing in the archive file'],
  ])('%s', async (name, bytes, options, text) => {
    const file = scratch.file(`${name}.tar`, bytes);
    const { stderr, status } = await runHere('checkpointctl', ['show', file, ...options]);
    expect({ told: stderr.includes(text), stderr, status }).toMatchObject({
      told: true,
      status: 1,
    });
  });

  test.each([
    [{ 'spec.dump': undefined }, [], 'spec.dump: no such file or directory'],
    [{ 'config.dump': undefined }, [], 'config.dump: no such file or directory'],
    [{ 'config.dump': '' }, [], 'config.dump: unexpected end of JSON input'],
    [{ 'config.dump': 'bad' }, [], "config.dump: invalid character 'b'"],
    [{}, ['--stats'], 'failed to get dump statistics'],
    [{ 'stats-dump': Buffer.alloc(8, 1) }, ['--stats'], 'unknown magic'],
    [{}, ['--ps-tree'], 'failed to get process tree'],
    [{}, ['--format', 'xml'], 'invalid output format: xml'],
  ])('%j with %j', async (changes, options, text) => {
    const given = Object.entries({ ...files, ...changes } as Record<
      string,
      string | Buffer | undefined
    >);
    const members: Record<string, string | Uint8Array> = {};
    for (const [name, content] of given) if (content !== undefined) members[name] = content;
    const file = await scratch.tar('members.tar', members);
    const { stderr, status } = await runHere('checkpointctl', ['inspect', file, ...options]);
    expect({ told: stderr.includes(text), stderr, status }).toMatchObject({
      told: true,
      status: 1,
    });
  });

  test('an unknown flag is the whole of it', async () => {
    const run = await runHere('checkpointctl', ['show', '--wrong-parameter']);
    expect(run).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'Error: unknown flag: --wrong-parameter\n',
    });
  });

  test.each([
    ['show', 'requires at least 1 arg(s), only received 0'],
    ['build', 'accepts 2 arg(s), received 0'],
  ])('%s without arguments', async (command, text) => {
    expect((await runHere('checkpointctl', [command])).stderr).toContain(text);
  });
});

test('memparse -s answers without the regions of this process and of others', async () => {
  const path = copyOf('without-mm', SHELL_JOB, /^mm-/);
  const args = ['memparse', '-p', '8405', '-s', 'PATH='];
  const whole = await runHere('checkpointctl', [...args, SHELL_JOB]);
  const { stdout, stderr, status } = await runHere('checkpointctl', [...args, path]);
  expect(status).toBe(0);
  expect(stdout).toBe(whole.stdout);
  expect(stderr).toMatch(/^Warning: .*mm-8405\.img: no such file/m);
  expect(stderr).not.toContain('mm-8406.img');
});

test.each([
  ['--files', 'Open files'],
  ['--sockets', 'Open sockets'],
])('inspect %s without images of files says so', async (option, title) => {
  const path = copyOf('without-files', SHELL_JOB, /^(?:fdinfo|files)/);
  const { stdout } = await runHere('checkpointctl', ['inspect', option, path]);
  expect(stdout.match(new RegExp(`${title}: unavailable: fdinfo-`, 'g'))).toHaveLength(3);
});

describe('crit x', () => {
  const explore = (subject: string) => runHere('crit', ['x', 'rich-plain', subject]);

  test('sk tells the sockets of each process', async () => {
    const { stdout, status } = await explore('sk');
    expect(status).toBe(0);
    const found = JSON.parse(stdout) as { pid: number; sockets: Record<string, unknown>[] }[];
    const sockets = found.flatMap((each) => each.sockets);
    expect(new Set(sockets.map(({ family }) => family))).toEqual(
      new Set(['IPV4', 'IPV6', 'UNIX', 'NETLINK', 'PACKET']),
    );
    const listening = sockets.find(({ state, family }) => state === 'LISTEN' && family === 'IPV4');
    expect(listening).toMatchObject({ fd_type: 'INETSK', protocol: 'TCP', type: 'STREAM' });
    expect(listening?.['send_buf']).toMatch(/^\d+\.\d KB$/);
  });

  test('fd and mem are fds and mems', async () => {
    expect((await explore('fd')).stdout).toBe((await explore('fds')).stdout);
    expect((await explore('mem')).stdout).toBe((await explore('mems')).stdout);
  });
});

test("coredump with the options of CRIU's writes the same core as ours", async () => {
  const [theirs, ours] = [scratch.directory('theirs', {}), scratch.directory('ours', {})];
  const run = await runHere('coredump', ['-i', SHELL_JOB, '-p', '8406', '-o', theirs]);
  expect(run.status).toBe(0);
  await runHere('checkpointctl', ['coredump', SHELL_JOB, '-p', '8406', '-o', ours]);
  const [a, b] = [theirs, ours].map((each) => readFileSync(join(each, 'core.8406')));
  expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true);
  expect((await runHere('coredump', ['--help'])).stdout).toContain('coredump -i checkpoint -p 7');
});

test('a directory without a sign of a checkpoint is not gone through', async () => {
  const path = scratch.directory('deep', { 'a/b/c.txt': '', 'a/b/inventory.img': '' });
  writeFileSync(join(path, 'a/b/c.txt'), 'x');
  const { stderr, status } = await runHere('checkpointctl', ['show', path]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/no checkpoint in this directory/);
  // Who asks for the files themselves gets them all.
  const { stdout } = await runHere('checkpointctl', ['ls', path]);
  expect(stdout).toContain('a/b/c.txt');
});

describe('inspect asks only for the images that its answer needs', () => {
  const inspect = (path: string, ...options: string[]) =>
    runHere('checkpointctl', ['inspect', path, ...options]);

  test('a tree of names needs those of processes and no others', async () => {
    const path = copyOf('tree', SHELL_JOB, /^(?!pstree|core)/);
    expect(await inspect(path, '--ps-tree')).toMatchObject({ stderr: '', status: 0 });
    const { stderr, status } = await inspect(path, '--files');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^Error: failed to get file descriptors: open .*files\.img: no such file/,
    );
  });

  test('command lines need pages', async () => {
    const path = copyOf('commands', SHELL_JOB, /^(?!pstree|core|mm|pagemap|pages|fs)/);
    expect(await inspect(path, '--ps-tree-cmd')).toMatchObject({ stderr: '', status: 0 });
    const without = copyOf('no-pages', SHELL_JOB, /^(?!pstree|core|mm|pagemap|fs)/);
    const { stdout, stderr, status } = await inspect(without, '--ps-tree-cmd');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^Error: failed to process command line arguments: open .*pages-1\.img:/,
    );
    expect(stdout).toContain('[8406]  rich-regs (command line unavailable: ');
  });

  test('mounts that the engine asked for need no image', async () => {
    const path = await scratch.tar('mounts.tar', {
      'checkpoint/': '',
      'config.dump': '{}',
      'spec.dump': '{"mounts":[{"destination":"/proc","type":"proc","source":"proc"}]}',
    });
    const { stdout, stderr, status } = await inspect(path, '--mounts');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toContain('Destination: /proc');
  });

  test('an inventory that is missing is a warning', async () => {
    const path = copyOf('inventory', SHELL_JOB, /^inventory/);
    const { stderr, status } = await inspect(path, '--security');
    expect(status).toBe(0);
    expect(stderr).toMatch(/^Warning: .*inventory\.img: no such file or directory$/m);
  });
});
