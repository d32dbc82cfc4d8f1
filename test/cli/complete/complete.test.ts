import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runHere } from '../../support/run-here.js';
import { CHECKPOINTS } from '../../support/run-program.js';
import { Scratch, tarBytes } from '../../support/scratch.js';

const ARTICLE = join(CHECKPOINTS, 'article-crio.tar');
const scratch = new Scratch();

/** What is offered for a line; bash takes words apart at colons and equals signs. */
async function offered(line: string, shell = 'bash'): Promise<string[]> {
  const piece = /[^\s:=]*$/.exec(line)?.[0] ?? '';
  const [program = '', ...rest] = line.split(' ');
  const words = ['--complete', shell, [program, ...rest].join(' '), piece];
  const { stdout, stderr, status } = await runHere(
    program === 'crit' ? 'crit' : 'checkpointctl',
    words,
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.split('\n').slice(0, -1);
}

async function archiveOf(file: string, names: readonly string[]): Promise<string> {
  return scratch.file(file, await tarBytes(Object.fromEntries(names.map((name) => [name, 'x']))));
}

test.each([
  [`inspect ${ARTICLE} -p `, ['1', '7', '8']],
  [`inspect ${ARTICLE} --pid=`, ['1', '7', '8']],
  [`maps -p 7, ${ARTICLE}`, []],
  [`maps ${ARTICLE} -p 1,`, ['1,1', '1,7', '1,8']],
  [`ps ${ARTICLE} --comm c`, ['counter.py']],
  [
    `cat ${ARTICLE} checkpoint/core`,
    ['core-1.img', 'core-7.img', 'core-8.img'].map((name) => `checkpoint/${name}`),
  ],
  // Before an archive is named, and of one that is not there, nothing is known.
  ['inspect -p ', []],
  ['inspect /nosuch.tar -p ', []],
  ['cat ', []],
  [`crit show ${ARTICLE}:checkpoint/fi`, ['checkpoint/files.img']],
  ['maps --kind he', ['heap']],
  ['grep x --in env,ar', ['env,args']],
  ['triage --rule drifted', ['drifted-executable']],
  ['recover dump.tar que', ['queues']],
  ['nosuch ', []],
])('%s: %j', async (line, expected) => {
  expect(await offered(`checkpointctl ${line}`)).toEqual(expected);
});

test('crit has images, too, and fish is told what a PID is', async () => {
  expect(await offered(`crit info ${ARTICLE}:checkpoint/pstr`)).toEqual(['checkpoint/pstree.img']);
  expect(await offered(`checkpointctl ps ${ARTICLE} -p `, 'fish')).toEqual([
    '1\tbash',
    '7\tcounter.py',
    '8\ttee',
  ]);
});

/** PowerShell sends words, each behind a sign, so that none is empty or looks like an option. */
async function toldPowerShell(...words: string[]): Promise<string[]> {
  const asked = ['--complete', 'powershell', ...words.map((word) => `=${word}`)];
  const { stdout, stderr, status } = await runHere('checkpointctl', asked);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.split('\n').slice(0, -1);
}

test('PowerShell is told by words what a value is', async () => {
  expect(await toldPowerShell('ps', ARTICLE, '-p', '')).toEqual([
    '1\tbash',
    '7\tcounter.py',
    '8\ttee',
  ]);
  expect(await toldPowerShell('inspect', ARTICLE, '--pid=')).toContain('--pid=7\tcounter.py');
  expect(await toldPowerShell('show', '')).toEqual([]);
});

test('PowerShell gets names that it would obey in single quotes', async () => {
  const archive = await archiveOf('quotes.tar', [
    'a b',
    '$(id)',
    "x'y",
    'p\u2019;q',
    'plain',
    '@x',
  ]);
  expect(await toldPowerShell('cat', archive, '')).toEqual([
    "'a b'\ta b",
    "'$(id)'\t$(id)",
    "'x''y'\tx'y",
    "'p\u2019\u2019;q'\tp\u2019;q",
    'plain\tplain',
    "'@x'\t@x",
  ]);
});

test('names that a shell or a terminal would obey come back as words', async () => {
  const names = [
    'a b',
    '$(touch owned)',
    "x'y",
    'p;q',
    'new\nline',
    '\x1b[31m',
    '`id`',
    '*',
    '~x',
    '-rf',
    'ü',
  ];
  const archive = await archiveOf('hostile.tar', names);
  const lines = await offered(`checkpointctl cat ${archive} `);
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\n' ${lines.join(' ')}`], {
    encoding: 'utf8',
  });
  expect(stdout.split('\n').slice(0, -1)).toEqual([
    ...['a b', '$(touch owned)', "x'y", 'p;q', 'new\\nline', '\\x1b[31m', '`id`', '*', '~x', 'ü'],
  ]);
});

test('of very many names it is offered what differs first', async () => {
  const names = Array.from(
    { length: 1001 },
    (_, at) => `top/${at % 2 === 0 ? 'even' : 'odd'}/${at}`,
  );
  const archive = await archiveOf('many.tar', names);
  expect(await offered(`checkpointctl cat ${archive} `)).toEqual(['top/even/', 'top/odd/']);
  expect(await offered(`checkpointctl cat ${archive} top/odd/99`)).toHaveLength(6);
});

test('of a pod its containers are offered, and the members of one', async () => {
  const names = ['alpha', 'beta'].flatMap((name) => [`${name}/config.dump`, `${name}/spec.dump`]);
  const archive = await archiveOf('pod.tar', names);
  expect(await offered(`checkpointctl show ${archive} --container `)).toEqual(['alpha', 'beta']);
  const line = `checkpointctl cat --container beta ${archive} `;
  expect(await offered(line)).toEqual(['config.dump', 'spec.dump']);
});
