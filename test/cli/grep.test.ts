import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS, runProgram } from '../support/run-program.js';
import { Scratch, tarBytes } from '../support/scratch.js';

const scratch = new Scratch();

/** Images of a real checkpoint, as members of an archive. */
const imagesOf = (...names: string[]): [string, Buffer][] =>
  names.map((name) => [`checkpoint/${name}`, readFileSync(join(CHECKPOINTS, 'rich-plain', name))]);

const grep = (...args: string[]) => runHere('checkpointctl', ['grep', ...args]);

describe('what a hit tells', () => {
  test("the article's secret: process, address, region, and the log", async () => {
    const { stdout, stderr, status } = await grep('-o', 'RANDOM_1432_KEY', 'article-crio.tar');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(
      'article-crio.tar: 7 counter.py 0x1c57606c [heap]+0xce06c: RANDOM_1432_KEY',
    );
    expect(lines.at(-1)).toBe(
      'article-crio.tar: io.kubernetes.cri-o.LogPath+0xd8: RANDOM_1432_KEY',
    );
  });

  test('the place of a queue, with the rest of the line', async () => {
    const { stdout } = await grep('TCP_QUEUE_SECRET_22', 'rich-podman.tar');
    expect(stdout).toMatch(
      /^rich-podman\.tar: tcp-stream 127\.0\.0\.1:18080 receive queue\+0x10: .*TCP_QUEUE_SECRET_22/,
    );
  });

  test('as JSON with where the bytes were read', async () => {
    const { stdout } = await grep('--json', '-F', 'ACROSS_PAGE_BOUNDARY_02', 'rich-plain');
    const hit = JSON.parse(stdout) as Record<string, unknown>;
    expect(hit).toMatchObject({
      type: 'match',
      archive: 'rich-plain',
      pid: 7690,
      comm: 'rich-mem',
      address: 0x10002ff6,
      address_hex: '0x10002ff6',
      region: { name: '', permissions: 'rw-p', start: 0x10000000, start_hex: '0x10000000' },
      region_offset: 0x2ff6,
      text: 'ACROSS_PAGE_BOUNDARY_02',
      encoding: 'utf-8',
    });
    const [source] = hit['sources'] as { member: string; offset: number; length: number }[];
    const image = readFileSync(join(CHECKPOINTS, 'rich-plain', source?.member ?? ''));
    const { offset = 0, length = 0 } = source ?? {};
    expect(image.toString('latin1', offset, offset + length)).toBe('ACROSS_PAGE_BOUNDARY_02');
  });

  test('unprintable bytes are escaped, however they are asked for', async () => {
    const { stdout } = await grep('-o', '-m', '1', '\\x00PLAIN_SECRET_01|@PLAIN', 'rich-plain');
    expect(stdout).toMatch(/: @PLAIN\n$/);
    const around = (await grep('-C', '6', '-F', 'GAP_TAIL', 'rich-plain')).stdout;
    expect(around).toMatch(/: GAP_TAILJ+\n$/);
    const control = (
      await grep('-o', '-p', '15', '-m', '1', '[\\x00-\\x08]RANDOM', 'rich-podman.tar')
    ).stdout;
    expect(control).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('a pre-dump has no names and regions', async () => {
    const { stdout } = await grep('-o', 'OLD_SECRET_IN_PARENT', 'incr-pre.tar');
    expect(stdout).toBe(
      'incr-pre.tar: 1 ? 0x3000507b ?: OLD_SECRET_IN_PARENT\n' +
        'incr-pre.tar: 7 ? 0x3000507b ?: OLD_SECRET_IN_PARENT\n',
    );
  });

  test('containers of a pod are told apart', async () => {
    const { stdout } = await grep('-m', '1', '-o', 'PATH=', 'pod.tar');
    expect(stdout).toMatch(/^pod\.tar/);
  });
});

describe('options of grep', () => {
  test('exit codes: found, nothing found, error', async () => {
    expect((await grep('-q', 'GHOST_SECRET_77', 'rich-plain')).status).toBe(0);
    expect((await grep('-q', 'NOT_IN_ANY_OF_THEM', 'rich-plain')).status).toBe(1);
    const missing = await grep('x', 'no-such.tar');
    expect(missing.status).toBe(2);
    expect(missing.stderr).toBe('Error: stat no-such.tar: no such file or directory\n');
    const quiet = await grep('-s', 'x', 'no-such.tar');
    expect([quiet.status, quiet.stderr]).toEqual([2, '']);
    const wrong = await grep('(', 'rich-plain');
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toBe('Error: invalid pattern "(": a ( without a ) (at character 2)\n');
    expect((await grep('--nonsense', 'x', 'y')).status).toBe(2);
    expect((await grep('x')).stderr).toBe('Error: no ARCHIVE to search\n');
  });

  test('-c, -l, -m, -i, -w', async () => {
    expect((await grep('-c', 'GHOST_SECRET_77', 'rich-plain')).stdout).toBe('1\n');
    expect((await grep('-c', 'GHOST_SECRET_77', 'rich-plain', 'shell-job')).stdout).toBe(
      'rich-plain:1\nshell-job:0\n',
    );
    expect((await grep('-l', 'GHOST_SECRET_77', 'rich-plain', 'shell-job')).stdout).toBe(
      'rich-plain\n',
    );
    expect((await grep('-c', '-m', '3', 'e', 'rich-plain')).stdout).toBe('3\n');
    expect((await grep('-c', 'ghost_secret_77', 'rich-plain')).stdout).toBe('0\n');
    expect((await grep('-ci', 'ghost_secret_77', 'rich-plain')).stdout).toBe('1\n');
    expect((await grep('-cw', 'GHOST_SECRET', 'rich-plain')).stdout).toBe('0\n');
    expect((await grep('-cw', 'GHOST_SECRET_77', 'rich-plain')).stdout).toBe('1\n');
  });

  test('-e and -f, several times and with grouped letters', async () => {
    const file = scratch.file('patterns', 'GHOST_SECRET_77\nFIFO_SECRET_44\n');
    expect((await grep('-cf', file, '-e', 'TTY_SECRET_12', 'rich-plain')).stdout).toBe('3\n');
    expect((await grep('-c', '-e', '-77', 'rich-plain')).status).toBeLessThan(2);
    expect((await grep('-Fce', 'SECRET_[0-9]', 'rich-plain')).stdout).toBe('0\n');
  });

  test('--hex, and --encoding', async () => {
    const bytes = Buffer.from('PLAIN_SECRET').toString('hex');
    expect((await grep('-o', '--hex', `${bytes} 5f 3? ??`, 'rich-plain')).stdout).toContain(
      '0x10000064 [anon]+0x64: PLAIN_SECRET_01\n',
    );
    const wide = (await grep('-o', '--encoding', 'utf-16be', 'WIDE_BE_\\d+', 'rich-plain')).stdout;
    expect(wide).toContain('0x10006040 [anon]+0x6040: WIDE_BE_78\n');
    expect((await grep('-c', 'WIDE_BE_78', 'rich-plain')).stdout).toBe('0\n');
  });

  test('filters of processes and regions', async () => {
    const heap = (await grep('-o', '--kind', 'heap', '_SECRET_\\d+', 'rich-plain')).stdout;
    expect(heap).toMatch(/\[heap\]/);
    expect(heap).not.toMatch(/\[stack\]|pipe:|ghost/);
    expect(
      (await grep('-c', '-p', '7690', '--range', '10000064+15', 'SECRET_', 'rich-plain')).stdout,
    ).toBe('1\n');
    expect((await grep('-c', '--comm', 'rich-mem', 'HEAP_SECRET_09', 'rich-plain')).stdout).toBe(
      '1\n',
    );
    expect((await grep('-c', '--comm', 'bash', 'HEAP_SECRET_09', 'rich-plain')).stdout).toBe('0\n');
    // Across a region that is writable into one that is not: neither alone has it.
    expect((await grep('-c', 'ACROSS_VMA_04', 'rich-plain')).stdout).toBe('1\n');
    expect((await grep('-c', '--perm', 'rw-', 'ACROSS_VMA_04', 'rich-plain')).stdout).toBe('0\n');
    expect((await grep('--kind', 'cellar', 'x', 'rich-plain')).stderr).toContain(
      'invalid --kind: cellar',
    );
  });

  test('--in and --not-in', async () => {
    expect((await grep('-c', '--in', 'args', 'ENV_SECRET_14', 'rich-podman.tar')).stdout).not.toBe(
      '0\n',
    );
    expect(
      (await grep('-c', '--in', 'queues,ghosts', 'PLAIN_SECRET_01', 'rich-plain')).stdout,
    ).toBe('0\n');
    expect((await grep('-c', '--not-in', 'queues', 'PIPE_SECRET_33', 'rich-plain')).stdout).toBe(
      '0\n',
    );
  });

  test('a list of patterns may begin with a byte order mark', async () => {
    const list = '\ufeffGHOST_SECRET_77\r\nFIFO_SECRET_44\r\n';
    for (const encoding of ['utf8', 'utf16le'] as const) {
      const file = scratch.file(`bom-${encoding}`, Buffer.from(list, encoding));
      expect((await grep('-F', '-c', '-f', file, 'rich-plain')).stdout).toBe('2\n');
    }
  });

  test('--max-columns: lines that are cut have an ellipsis, -o shows all of a match', async () => {
    const log = `${'before '.repeat(100)}NEEDLE${' behind'.repeat(100)}`;
    const archive = await scratch.tar('lines.tar', {
      'config.dump': '{}',
      'spec.dump': '{}',
      'ctr.log': `first\n${log}\nNEEDLE\n`,
      ...Object.fromEntries(imagesOf('inventory.img', 'pstree.img')),
    });
    const lines = async (...args: string[]) =>
      (await grep('-h', '--in', 'logs', ...args, archive)).stdout
        .split('\n')
        .map((line) => line.replace(/^ctr\.log\+0x[0-9a-f]+: /, ''));
    const [cut = '', short] = await lines('NEEDLE');
    expect(cut).toMatch(/^….*before NEEDLE behind.*…$/);
    expect(cut).toHaveLength(160);
    expect(short).toBe('NEEDLE');
    expect(await lines('--max-columns', '20', 'NEEDLE.*')).toEqual([
      '…NEEDLE behind behi…',
      'NEEDLE',
      '',
    ]);
    expect(await lines('--max-columns', '0', 'NEEDLE')).toEqual([log, 'NEEDLE', '']);
    expect(await lines('-o', 'NEEDLE.*')).toEqual([log.slice(700), 'NEEDLE', '']);
  });

  test('what is not memory is searched without the images of memory', async () => {
    const archive = await scratch.tar('no-memory.tar', {
      'config.dump': '{}',
      'spec.dump': '{}',
      'rootfs-diff.tar': await tarBytes({ 'tmp/x': 'a FILE_SECRET b' }),
      // Neither the core image nor the mm image of any process.
      ...Object.fromEntries(imagesOf('inventory.img', 'pstree.img')),
    });
    const { stdout, stderr, status } = await grep('--in', 'rootfs,logs', 'FILE_SECRET', archive);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toContain('rootfs-diff.tar:tmp/x+0x2: a FILE_SECRET b\n');
    expect((await grep('-q', '--in', 'rootfs', 'NONE', archive)).status).toBe(1);
    expect((await grep('FILE_SECRET', archive)).status).toBe(2);
  });

  test('--color', async () => {
    const { stdout } = await grep('--color', 'always', '-o', 'GHOST_SECRET_77', 'rich-plain');
    expect(stdout).toContain('\u001b[1m\u001b[31mGHOST_SECRET_77');
  });
});

describe('archives', () => {
  test('compressed, piped, and with parents', async () => {
    const expected = (await grep('-o', 'RANDOM_1432_KEY', 'counter-gzip.tar.gz')).stdout;
    expect(expected).toContain('7 counter.py 0x7f66e125dda0');
    const input = readFileSync(join(CHECKPOINTS, 'counter-gzip.tar.gz'));
    const piped = runProgram('checkpointctl', ['grep', '-o', 'RANDOM_1432_KEY', '-'], { input });
    expect(piped.stdout.replaceAll('\n-:', '\ncounter-gzip.tar.gz:')).toBe(
      expected.replace('counter-gzip.tar.gz:', '-:'),
    );
    const alone = await grep('-c', 'OLD_SECRET_IN_PARENT', 'incr-final.tar');
    expect(alone.stdout).toBe('0\n');
    expect(alone.stderr).toBe(
      'Warning: incr-final.tar: 124 pages are absent: in a parent image that is not here; give it with --parent\n',
    );
    const chain = ['--parent', 'incremental/2', '--parent', 'incremental/1', 'incremental/3'];
    expect((await grep('-o', 'ACROSS_LEVELS_SECRET', ...chain)).stdout).toBe(
      'incremental/3: 8802 incr 0x30009ff7 [anon]+0x9ff7: ACROSS_LEVELS_SECRET\n' +
        'incremental/3: 8804 incr-kid 0x30009ff7 [anon]+0x9ff7: ACROSS_LEVELS_SECRET\n',
    );
    expect(
      (await grep('-o', 'OLD_SECRET_IN_PARENT', '--parent', 'incr-pre.tar', 'incr-final.tar'))
        .stdout,
    ).toBe(
      'incr-final.tar: 1 incr 0x3000507b [anon]+0x507b: OLD_SECRET_IN_PARENT\n' +
        'incr-final.tar: 7 incr-kid 0x3000507b [anon]+0x507b: OLD_SECRET_IN_PARENT\n',
    );
  });

  test('one that is damaged is searched up to the damage and does not hide the others', async () => {
    const whole = readFileSync(join(CHECKPOINTS, 'article-crio.tar'));
    const end = whole.indexOf('checkpoint/pages-2.img') + 3_000_000;
    const cut = scratch.file('cut.tar', whole.subarray(0, end));
    const { stdout, stderr, status } = await grep(
      '-o',
      'GHOST_SECRET_77|RANDOM_1432_KEY',
      cut,
      'rich-plain',
    );
    expect(stdout).toContain('/ghost.txt (deleted)+0x0: GHOST_SECRET_77');
    expect(stdout).toMatch(/cut\.tar: .*RANDOM_1432_KEY\n/);
    expect(stderr).toMatch(
      /^Error: .*cut\.tar:checkpoint\/pages-\d\.img: unexpected EOF at offset 0x/m,
    );
    expect(status).toBe(2);
  });

  test('what could not be looked at is not called empty', async () => {
    const missing = await grep('-c', 'x', 'shell-job', '/no/such');
    expect(missing.stdout).toMatch(/^shell-job:\d+\n$/);
    expect(missing.status).toBe(2);
    const pid = await grep('-c', '-p', '99', 'x', 'shell-job');
    expect(pid.stderr).toBe('Error: shell-job: no process with PID 99 in the process tree\n');
    expect(pid.status).toBe(2);
    expect((await grep('-c', 'OLD_SECRET', 'lazy')).stderr).toMatch(
      /^Warning: lazy: \d+ pages are absent: left to a lazy-pages server\n$/,
    );
    const regions = (await grep('-c', '--kind', 'anon', 'SECRET', 'incr-pre.tar')).stderr;
    expect(regions).toContain('the regions of 1, 7 are not known');
    const order = ['--parent', 'incremental/1', '--parent', 'incremental/2', 'incremental/3'];
    expect((await grep('x', ...order)).stderr).toContain('--parent takes the nearest first');
    expect((await grep('x', '--in', 'logs', '--perm', 'rw', 'shell-job')).status).toBe(2);
    expect((await grep('', 'shell-job')).stderr).toContain('an empty pattern');
    expect((await grep('-m', '0', 'SECRET', 'rich-plain')).stdout).toBe('');
  });

  test('a sysroot has what a dump leaves in files, if it is the same file', async () => {
    const size = 24576;
    const text = 'ONLY_IN_THE_FILE_31';
    const file = scratch.file('root/real/mapped.bin', text.padEnd(size, '.'));
    const root = file.replace(/\/real.*$/, '');
    // As in a root file system whose directories are links: those lead within the root.
    symlinkSync('/real', join(root, 'data'));
    const found = async () =>
      await grep('-o', '--sysroot', root, 'ONLY_IN_THE_FILE_\\d+', 'rich-podman.tar');
    expect((await found()).stdout).toBe(
      'rich-podman.tar: 10 rich-mem 0x15000000 /data/mapped.bin+0x0: ONLY_IN_THE_FILE_31\n',
    );
    scratch.file('root/real/mapped.bin', text.padEnd(size - 1, '.'));
    expect((await found()).status).toBe(1);
    expect((await grep('--sysroot', '/no/such', 'x', 'rich-podman.tar')).status).toBe(2);
  });
});
