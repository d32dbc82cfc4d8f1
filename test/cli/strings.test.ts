import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeText } from '../../src/bytes/text.js';
import { mm, ONE_PROCESS, PAGE, pagemap, run as pageRun, vma } from '../support/memory-images.js';
import { runHere } from '../support/run-here.js';
import { runProgram } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const run = (...args: string[]) => runHere('checkpointctl', ['strings', ...args]);

const hasStrings = spawnSync('strings', ['--version']).status === 0;

describe('checkpointctl strings', () => {
  describe.runIf(hasStrings)('beside GNU strings', () => {
    const folder = join(scratch.path, 'regions');
    runProgram('checkpointctl', ['memparse', 'article-crio.tar', '-p', '8', '--raw', '-o', folder]);

    test.each(['s', 'S', 'b', 'l', 'B', 'L'])('-e %s', async (encoding) => {
      let count = 0;
      for (const name of readdirSync(folder)) {
        const [, start = '', end = ''] = name.split('-');
        const gnu = spawnSync('strings', ['-a', '-t', 'd', '-n', '5', '-e', encoding, name], {
          cwd: folder,
          env: { LC_ALL: 'C', PATH: process.env['PATH'] },
        });
        const wanted = gnu.stdout
          .toString('latin1')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => /^ *(\d+) (.*)$/s.exec(line))
          .map(
            (match) => `${BigInt(`0x${start}`) + BigInt(match?.[1] ?? '0')} ${match?.[2] ?? ''}`,
          );
        const { stdout } = await run(
          ...['article-crio.tar', '-p', '8', '-t', 'd', '-n', '5', '-e', encoding],
          ...['--range', `${start}-${end}`, '--format', 'json'],
        );
        const found = stdout
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => {
            const address = /"address":(\d+)/.exec(line)?.[1] ?? '';
            const { text } = JSON.parse(line) as { text: string };
            return `${address} ${Buffer.from(encodeText(text)).toString('latin1')}`;
          });
        expect(found, name).toEqual(wanted);
        count += found.length;
      }
      if (encoding === 's') expect(count).toBeGreaterThan(100);
    });
  });

  test('tells process, address and region', async () => {
    const { stdout, status } = await run('rich-podman.tar', '-p', '10', '--range', '1000a000+8');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^rich-podman\.tar: 10 rich-mem 0x1000a000 \[anon\]\+0xa000: GAP_TAIL\n/,
    );
    const octal = await run(
      ...['rich-podman.tar', '--comm', 'rich-mem', '-t', 'o', '--range', '1000a000+8'],
    );
    expect(octal.stdout).toMatch(
      /^rich-podman\.tar: 10 rich-mem 2000120000 \[anon\]\+0xa000: GAP_TAIL\n$/,
    );
  });

  test('goes on over the end of a page and of a region, not over pages that are not here', async () => {
    const { stdout } = await run('rich-podman.tar', '-p', '10', '--range', '10000000-12000000');
    expect(stdout).toMatch(/BBACROSS_PAGE_BOUNDARY_02\n/);
    expect(stdout).toMatch(/ACROSS_VMA_04\n/);
    expect(stdout).toMatch(/HGAP_HEAD\n/);
    expect(stdout).not.toContain('GAP_HEADGAP_TAIL');
  });

  test.each([
    ['l', '0x10005040', 'WIDE_SECRET_77'],
    ['b', '0x10006040', 'WIDE_BE_78'],
  ])('-e %s finds wide characters at %s', async (encoding, address, text) => {
    const { stdout } = await run(
      ...['rich-podman.tar', '-p', '10', '-e', encoding, '--range', '10000000-10020000'],
    );
    expect(stdout).toContain(` ${address} [anon]+0x${address.slice(-4)}: ${text}`);
  });

  test('of a parent, and a warning without it', async () => {
    const args = ['incr-final.tar', '-p', '1', '--range', '30000000-30040000', '-n', '20'];
    const without = await run(...args);
    expect(without.stdout).not.toContain('OLD_SECRET_IN_PARENT');
    expect(without.stderr).toMatch(/^Warning: \S+: \d+ pages are absent: in a parent image/);
    const joined = await run(...args, '--parent', 'incr-pre.tar');
    expect(joined.stdout).toContain('FFOLD_SECRET_IN_PARENT\n');
    expect(joined.stderr).toBe('');
  });

  test('control characters and bytes that are no text are escaped', async () => {
    const text = Buffer.alloc(PAGE);
    text.write('tab\there \x9b\xc2\x9b\xff end', 'latin1');
    const made = scratch.directory('odd', {
      ...ONE_PROCESS,
      'mm-1.img': mm([vma(16, 1)]),
      'pagemap-1.img': pagemap([pageRun(16, 1, 4)]),
      'pages-1.img': text,
    });
    expect((await run(made, '-e', 'S')).stdout).toBe(
      `${made}: 1 made 0x10000 [anon]+0x0: tab\there \\x9b\\u009b\\xff end\n`,
    );
    expect((await run(made)).stdout).toBe(
      `${made}: 1 made 0x10000 [anon]+0x0: tab\there \n${made}: 1 made 0x1000d [anon]+0xd:  end\n`,
    );
  });

  test('JSON has one object a line', async () => {
    const { stdout } = await run(
      'rich-podman.tar',
      '-p',
      '10',
      '--range',
      '1000a000+8',
      '--format',
      'json',
    );
    expect(JSON.parse(stdout)).toEqual({
      type: 'string',
      archive: 'rich-podman.tar',
      pid: 10,
      comm: 'rich-mem',
      address: 0x1000a000,
      address_hex: '0x1000a000',
      region: {
        name: '',
        start: 0x10000000,
        start_hex: '0x10000000',
        end: 0x10020000,
        end_hex: '0x10020000',
        permissions: 'rw-p',
        file_offset: 0,
        file_offset_hex: '0x0',
      },
      region_offset: 0xa000,
      region_offset_hex: '0xa000',
      text: 'GAP_TAIL',
      encoding: 's',
    });
  });

  test.each([
    [['-n', '0'], 'invalid argument "0" for "-n, --bytes" flag: not a number from 1 to 1048576'],
    [['-n', 'x'], 'invalid argument "x" for "-n, --bytes" flag: not a number from 1 to 1048576'],
    [['-e', 'q'], 'invalid --encoding: q (choose from s, S, b, l, B, L)'],
    [['-t', 'h'], 'invalid --radix: h (choose from d, o, x)'],
  ])('%j fails in one line', async (args, message) => {
    const { stdout, stderr, status } = await run('article-crio.tar', ...args);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toMatch(/^Error: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });
});
