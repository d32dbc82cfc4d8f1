import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRuleFiles, splitWords } from '../../src/cli/yara/rule-files.js';
import { parseVariable } from '../../src/cli/yara/rule-variable.js';
import { splitIncludes } from '../../src/cli/yara/split-includes.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const PLANTED = join(CHECKPOINTS, '../yara/planted.yar');
const yara = (...args: string[]) => runHere('checkpointctl', ['yara', ...args]);

interface Match {
  readonly rule: string;
  readonly string: string;
  readonly pid?: number;
  readonly pids: readonly number[];
  readonly address?: number;
  readonly place?: string;
  readonly length: number;
  readonly text: string;
}

async function matches(...args: string[]): Promise<Match[]> {
  const { stdout } = await yara('-s', '--format', 'json', ...args);
  return JSON.parse(stdout) as Match[];
}

/** YARA 4 by itself. */
const hasYara = spawnSync('yara', ['--version']).status === 0 || process.env['CI'] !== undefined;

test.skipIf(!hasYara)(
  'what yara finds in the regions by themselves, at the same addresses',
  async () => {
    const directory = join(scratch.path, 'raw');
    // Strings in UTF-8 and UTF-16, and one mapping of a segment.
    const pids = ['-p', '7,15', '--range', '7fe375610000-7fe375876000', '--range', '20000000+1000'];
    await runHere('checkpointctl', [
      'memparse',
      '--raw',
      ...pids,
      'rich-podman.tar',
      '-o',
      directory,
    ]);
    const told = execFileSync('yara', ['-s', '-L', '-r', PLANTED, directory], { encoding: 'utf8' });
    const expected = new Set<string>();
    let file: readonly string[] = [];
    for (const line of told.trim().split('\n')) {
      // planted .../PID-START-END-PERM-NAME, then 0xOFFSET:LENGTH:$string: text
      const [, offset, length, string] = /^(0x[0-9a-f]+):(\d+):(\$\w+)/.exec(line) ?? [];
      if (offset === undefined) file = (line.split('/').at(-1) ?? '').split('-');
      else {
        const address = BigInt(`0x${file[1]}`) + BigInt(offset);
        expected.add(`${file[0]} ${string} ${address} ${length}`);
      }
    }
    const found = await matches(
      ...pids,
      '--in',
      'private,shared,memfds',
      PLANTED,
      'rich-podman.tar',
    );
    expect(expected.size).toBeGreaterThan(4);
    expect(
      new Set(found.map((each) => `${each.pid} ${each.string} ${each.address} ${each.length}`)),
    ).toEqual(expected);
  },
);

test('memory, and what is none; what is shared once', async () => {
  const found = await matches(PLANTED, 'rich-podman.tar', '--in', 'shared,queues,ghosts');
  const textsOf = (wanted: (each: Match) => boolean) =>
    found.filter(wanted).map(({ text }) => text);
  expect(textsOf(({ place }) => place !== undefined)).toEqual(
    expect.arrayContaining([
      'PIPE_SECRET_33',
      'FIFO_SECRET_44',
      'GHOST_SECRET_77',
      'TTY_SECRET_12',
    ]),
  );
  // A mapping of a shared segment is the segment.
  expect(found.filter(({ text }) => text.endsWith('SHM_SECRET_55'))).toHaveLength(1);
  expect(found.filter(({ text }) => text.endsWith('GHOST_SECRET_77'))).toHaveLength(1);
  expect(found.filter(({ text }) => text.endsWith('ANON_SECRET_66'))).toHaveLength(1);
});

test('rules by process, with tags and what they say of themselves', async () => {
  const hosts = '../yara/hosts.yar';
  const { stdout, status } = await yara(hosts, '-p', '1', 'article-crio.tar', '--format', 'json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([
    {
      ...{ rule: 'host', namespace: 'default', tags: ['env'], pid: 1, comm: 'bash', limited: [] },
      metadata: [{ name: 'author', value: 'checkpointctl' }],
      matches: [
        { string: '$host', region: '[heap]', length: 9, text: 'HOSTNAME=' },
        { string: '$host', region: '[heap]' },
      ],
    },
    { rule: 'host', pid: 1, region: '[stack]' },
  ]);
  expect((await yara('-t', 'other', hosts, 'article-crio.tar')).status).toBe(1);
  expect((await yara('-t', 'env', hosts, 'article-crio.tar', '--in', 'args')).status).toBe(0);
});

test('the module of ELF files sees a program in memory as the file that it was', async () => {
  const rules = scratch.file(
    'elf.yar',
    'import "elf" rule image { condition: elf.type == elf.ET_DYN }',
  );
  const { stdout } = await yara(
    rules,
    '-p',
    '132',
    '../malware/malware-bare.tar.xz',
    '--format',
    'json',
  );
  const places = (JSON.parse(stdout) as Match[]).map(({ place = '' }) => place);
  expect(places).toEqual(
    expect.arrayContaining([expect.stringMatching(/^program .*-(?:copy|loaded)/)]),
  );
});

describe('what is wrong', () => {
  test('rules, with file and line', async () => {
    const rules = scratch.file('wrong.yar', 'rule a {\n condition: b }\nrule c { condition: d }');
    const { stderr, status, stdout } = await yara(rules, 'article-crio.tar');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      [
        `Error: ${rules}:2:13: unknown identifier \`b\`: this identifier has not been declared\n`,
        `Error: ${rules}:3:21: unknown identifier \`d\`: this identifier has not been declared\n`,
      ].join(''),
    );
  });

  test.each([
    [['none.yar', 'article-crio.tar'], 'open none.yar: no such file or directory'],
    [['../yara/hosts.yar'], 'no ARCHIVE to scan: yara RULES... ARCHIVE...'],
    [['-d', '1=2', '../yara/hosts.yar', 'x.tar'], 'invalid --define: 1=2 is not NAME=VALUE'],
    [
      ['--timeout', '0', '../yara/hosts.yar', 'x.tar'],
      'invalid argument "0" for "--timeout" flag: not a number',
    ],
    [['../yara/hosts.yar', 'none.tar'], 'stat none.tar: no such file or directory'],
  ])('%j', async (args, why) => {
    const { stderr, status } = await yara(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(`Error: ${why}`);
  });

  test('compiled rules', () => {
    const file = scratch.file('compiled.yarc', 'YARA-X\0\0');
    expect(() => readRuleFiles(splitWords([file, 'x.tar']).rules)).toThrow(/give them as text/);
  });
});

describe('which words are rules', () => {
  test('the first, and others that look like it', () => {
    const directory = scratch.directory('rules', { 'b/two.yara': '', 'one.yar': '', 'x.txt': '' });
    const plain = scratch.directory('images', { 'inventory.img': '' });
    const named = scratch.file('rules.txt', '');
    const { rules, archives } = splitWords([named, 'ns:a.yar', directory, plain, 'b.yar']);
    expect(rules).toEqual([
      { namespace: 'default', path: named },
      { namespace: 'ns', path: 'a.yar' },
      { namespace: 'default', path: directory },
    ]);
    expect(archives).toEqual([plain, 'b.yar']);
    expect(
      readRuleFiles([{ namespace: 'default', path: directory }]).map(({ name }) => name),
    ).toEqual([join(directory, 'b/two.yara'), join(directory, 'one.yar')]);
  });

  test('what is included comes before, once, and lines keep their numbers', () => {
    const directory = scratch.directory('including', {
      'a.yar': 'include "sub/b.yar"\nrule a { condition: b }',
      'sub/b.yar': 'include "../a.yar"\n// include "c.yar"\nrule b { condition: true }',
    });
    const files = readRuleFiles([{ namespace: 'n', path: join(directory, 'a.yar') }]);
    expect(files.map(({ name }) => name)).toEqual([
      join(directory, 'sub/b.yar'),
      join(directory, 'a.yar'),
    ]);
    expect(files[1]?.text).toBe(
      `${' '.repeat('include "sub/b.yar"'.length)}\nrule a { condition: b }`,
    );
  });

  test('what only looks like an include is none', () => {
    const text = '/*\ninclude "a"\n*/ rule r { strings: $a = "\\"\\ninclude" condition: $a }';
    expect(splitIncludes(text)).toEqual({ text, included: [] });
  });
});

test.each([
  ['n=5', 5],
  ['n=-5', -5],
  ['n=1.5', 1.5],
  ['n=true', true],
  ['n=false', false],
  ['n=a=b', 'a=b'],
  ['n=', ''],
  ['n=9007199254740993', '9007199254740993'],
])('%s', (word, value) => {
  expect(parseVariable(word)).toEqual({ name: 'n', value });
});
