import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  gdb,
  gdbOfEach,
  readelf,
  registerLines,
  testWith,
  type GdbQuestion,
} from '../../support/gdb.js';
import { procFile, TRUE_PIDS } from '../../support/kernel-truth.js';
import { runHere } from '../../support/run-here.js';
import { Scratch } from '../../support/scratch.js';
import { readExpected, tableRows } from '../../support/corpus.js';

const scratch = new Scratch();
const made = new Map<string, string>();

/** The directory with the cores of a checkpoint of testdata/. */
async function coresOf(...args: readonly string[]): Promise<string> {
  const key = args.join(' ');
  let directory = made.get(key);
  if (directory === undefined) {
    directory = join(scratch.path, `cores-${made.size}`);
    const run = await runHere('checkpointctl', ['coredump', ...args, '-o', directory]);
    expect(run, run.stderr).toMatchObject({ status: 0 });
    made.set(key, directory);
  }
  return directory;
}

/** PID of a command of rich-plain. */
async function pidOf(archive: string, comm: string): Promise<number> {
  const list = await runHere('checkpointctl', ['coredump', archive, '--list', '--format', 'json']);
  const cores = JSON.parse(list.stdout) as { pid: number; comm: string }[];
  const pid = cores.find((core) => core.comm === comm)?.pid;
  if (pid === undefined) throw new Error(`${archive} has no ${comm}`);
  return pid;
}

const EVERYTHING = ['info threads', 'info auxv', 'info proc mappings', 'bt', 'info registers'];

const ARCHIVES: readonly (readonly string[])[] = [
  ['app.tar.gz'],
  ['article-crio.tar'],
  ['checkpoint-oci.tar'],
  ['compat32'],
  ['counter-gzip.tar.gz'],
  ['counter-zstd.tar.zst'],
  ['incr-final.tar', '--parent', 'incr-pre.tar'],
  ['incremental/3', '--parent', 'incremental/2', '--parent', 'incremental/1'],
  ['lazy'],
  ['old-v3.19'],
  ['old-v3.3'],
  ['pidns'],
  ['pod.tar'],
  ['rich-plain'],
  ['rich-podman.tar'],
  ['shell-job'],
  ['userns.tar'],
  ['weird-bytes'],
  ['weird-utf8'],
];

/** The cores of a checkpoint, and what gdb says of each. */
interface Answers {
  readonly pids: readonly number[];
  readonly cores: readonly string[];
  readonly outputs: readonly string[];
}

let asked: Promise<{ answers: Map<string, Answers>; complaints: readonly string[] }> | undefined;

/** gdb is asked of all checkpoints in one session: its start costs more than an answer. */
async function askEverything(): Promise<{
  answers: Map<string, Answers>;
  complaints: readonly string[];
}> {
  const found: { name: string; pids: number[]; cores: string[] }[] = [];
  for (const args of ARCHIVES) {
    const directory = await coresOf(...args);
    const pids = readdirSync(directory).map((file) => Number(file.slice('core.'.length)));
    const cores = pids.map((pid) => join(directory, `core.${pid}`));
    found.push({ name: args[0] ?? '', pids, cores });
  }
  const all = found.flatMap(({ cores }) => cores);
  const { outputs, complaints } = gdbOfEach(all.map((core) => ({ core, commands: EVERYTHING })));
  expect(outputs).toHaveLength(all.length);
  const answers = new Map<string, Answers>();
  let begin = 0;
  for (const { name, pids, cores } of found) {
    answers.set(name, { pids, cores, outputs: outputs.slice(begin, begin + cores.length) });
    begin += cores.length;
  }
  return { answers, complaints };
}

describe('every process of every checkpoint', () => {
  for (const args of ARCHIVES) {
    testWith(['gdb', 'readelf', 'eu-readelf'], `gdb opens ${args[0]} clean`, async () => {
      const archive = args[0] ?? '';
      const { answers, complaints } = await (asked ??= askEverything());
      const { pids = [], cores = [], outputs = [] } = answers.get(archive) ?? {};
      expect(cores.length).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
      const list = await runHere('checkpointctl', ['registers', archive, '--format', 'json']);
      const threads = JSON.parse(list.stdout) as { pid: number; tid: number }[];
      const text = await runHere('checkpointctl', ['registers', archive]);
      const ours = text.stdout.split(/^(?=Thread \d+ )/m);
      for (const [index, pid] of pids.entries()) {
        const output = outputs[index] ?? '';
        const tids = threads.filter((each) => each.pid === pid).map(({ tid }) => tid);
        const shown = [...output.matchAll(/^[* ] \d+ .*LWP (\d+)/gm)];
        expect(shown.map(([, tid]) => Number(tid)).sort(), cores[index]).toEqual(tids.sort());
        // The only thread of a checkpoint has no title.
        const own = ours.find((each) => each.startsWith(`Thread ${pid} `)) ?? ours.join('');
        expect(registerLines(output), cores[index]).toEqual(registerLines(own));
        expect(own).not.toBe('');
      }
      readelf('readelf', ['-lnW', ...cores]);
      readelf('eu-readelf', ['-ln', ...cores]);
    });
  }

  test('are all among them', () => {
    const here = readdirSync(join(import.meta.dirname, '../../../testdata/checkpoints'));
    const named = ARCHIVES.flat().map((name) => name.split('/')[0]);
    expect(here.filter((name) => !named.includes(name))).toEqual([]);
  });
});

testWith(['gdb'], 'the registers that rich-regs put in', async () => {
  const pid = await pidOf('rich-plain', 'rich-regs');
  const { stdout } = gdb(join(await coresOf('rich-plain'), `core.${pid}`), [
    'info registers rbx r12 r13 r14 r15',
    'print $xmm7.v2_double',
    'print $st0',
    'print $ymm7.v4_double',
  ]);
  expect(registerLines(stdout).map((line) => line.split(/ +/).slice(0, 2))).toEqual([
    ['rbx', '0x1111111111111111'],
    ['r12', '0x2222222222222222'],
    ['r13', '0x3333333333333333'],
    ['r14', '0x4444444444444444'],
    ['r15', '0x5555555555555555'],
  ]);
  expect(stdout).toContain('{3.1415899999999999, -2.5}\n');
  expect(stdout).toContain('= 3.14159265358979323851\n');
  expect(stdout).toContain('{3.1415899999999999, -2.5, 0, 0}\n');
});

testWith(['gdb'], 'all six threads of rich-threads', async () => {
  const pid = await pidOf('rich-plain', 'rich-threads');
  const { stdout } = gdb(join(await coresOf('rich-plain'), `core.${pid}`), ['info threads']);
  expect(stdout.match(/^[* ] \d+ +(?:Thread|LWP)/gm)).toHaveLength(6);
});

testWith(['gdb', 'readelf'], 'a 32-bit process has a 32-bit core', async () => {
  const core = join(await coresOf('compat32'), 'core.9679');
  const header = readelf('readelf', ['-h', core]);
  expect(header).toMatch(/Class: +ELF32/);
  expect(header).toMatch(/Machine: +Intel 80386/);
  const { stdout } = gdb(core, ['info registers eip', 'info auxv', 'print $st7', 'info threads']);
  expect(stdout).toContain('0xf7f6f5e7');
  expect(stdout).toMatch(/AT_PAGESZ .* 4096\n/);
  expect(stdout).toMatch(/AT_PLATFORM .* "i686"\n/);
  expect(stdout).toContain('= 3.14159265358979323851\n');
  expect(stdout).toMatch(/LWP 9681/);
});

describe('what the kernel said of the processes of app', () => {
  const living = TRUE_PIDS.filter((pid) => (procFile(pid, 'maps')?.length ?? 0) > 0);

  /** gdb's answer of each of them. */
  const askEach = async (command: string): Promise<[number, string][]> => {
    const directory = await coresOf('app.tar.gz');
    const { outputs } = gdbOfEach(
      living.map((pid) => ({ core: join(directory, `core.${pid}`), commands: [command] })),
    );
    return living.map((pid, index) => [pid, outputs[index] ?? '']);
  };

  testWith(['gdb'], 'mapped files', async () => {
    expect(living).toEqual([1, 7, 11]);
    for (const [pid, stdout] of await askEach('info proc mappings')) {
      const shown = [...stdout.matchAll(/^ +(0x\w+) +(0x\w+) +0x\w+ +(0x\w+) +(\/.*)$/gm)];
      const lines = (procFile(pid, 'maps') ?? '').toString().split('\n');
      const wanted = lines.flatMap((line) => {
        const [, start, end, offset, path] =
          /^(\w+)-(\w+) \S+ (\w+) \S+ \d+ +(\/.*)$/.exec(line) ?? [];
        return path === undefined ? [] : [[hex(start), hex(end), hex(offset), path]];
      });
      expect(shown.map(([, ...row]) => [hex(row[0]), hex(row[1]), hex(row[2]), row[3]])).toEqual(
        wanted,
      );
      expect(wanted.length).toBeGreaterThan(10);
    }
  });

  testWith(['gdb'], 'auxiliary vector', async () => {
    for (const [pid, stdout] of await askEach('info auxv')) {
      const shown = [...stdout.matchAll(/^(\d+) +(?:AT_\w+|\?\?\?) .*? (0x\w+|\d+)(?: ".*")?$/gm)];
      const bytes = procFile(pid, 'auxv') ?? Buffer.alloc(0);
      const wanted: bigint[][] = [];
      for (let at = 0; at < bytes.length; at += 16) {
        wanted.push([bytes.readBigUInt64LE(at), bytes.readBigUInt64LE(at + 8)]);
      }
      expect(shown.map(([, type = '', value = '']) => [BigInt(type), BigInt(value)])).toEqual(
        wanted,
      );
    }
  });

  testWith(['eu-readelf'], 'command line, ids and signals', async () => {
    const notes = readelf('eu-readelf', ['-n', join(await coresOf('app.tar.gz'), 'core.7')]);
    expect(notes).toContain(
      'fname: python3, psargs: python3 /srv/app.py --config two words --flag',
    );
    expect(notes).toContain('uid: 0, gid: 0, pid: 7, ppid: 1, pgrp: 1, sid: 1');
  });
});

testWith(['eu-readelf'], 'ids, nice value, state and signals of rich-plain', async () => {
  const notesOf = async (comm: string) => {
    const core = join(await coresOf('rich-plain'), `core.${await pidOf('rich-plain', comm)}`);
    return readelf('eu-readelf', ['-n', core]);
  };
  expect(await notesOf('rich-nobody')).toContain('uid: 1000, gid: 1001, ');
  expect(await notesOf('rich-stopped')).toContain('sname: T,');
  const threads = await notesOf('rich-threads');
  expect(threads).toContain('sname: R, zomb: 0, nice: 3,');
  // One signal waits for the main thread, another for a further one.
  expect(threads.match(/sigpend: <\d+>/g)).toEqual(['sigpend: <64>', 'sigpend: <36>']);
  expect(threads.match(/sighold: <[\d,]+>/g)?.slice(0, 2)).toEqual([
    'sighold: <10,12,41,64>',
    'sighold: <10,12,35,41,64>',
  ]);
});

testWith(['gdb'], 'every planted secret is read at its address', async () => {
  const rows = tableRows((await readExpected()).get('secrets.tsv'));
  const questions: (GdbQuestion & { readonly answer: string })[] = [];
  for (const name of ['rich-plain', 'app', 'incremental/3']) {
    const args = ARCHIVES.find(([file = '']) => file.replace('.tar.gz', '') === name) ?? [];
    const wanted = rows.filter((row) => row[0]?.replace('/checkpoint', '') === name);
    for (const [, where = '', address = '', text = ''] of wanted) {
      const pid = /^pid (\d+)/.exec(where)?.[1];
      if (pid === undefined || !/^[\x20-\x7e]+$/.test(text) || text.includes(' (utf')) continue;
      questions.push({
        core: join(await coresOf(...args), `core.${pid}`),
        commands: [`output/s (char[${text.length}])*(char*)${address}`],
        answer: JSON.stringify(text),
      });
    }
  }
  const { outputs } = gdbOfEach(questions);
  expect(questions.length).toBeGreaterThan(15);
  for (const [index, { core, commands, answer }] of questions.entries()) {
    expect(outputs[index], `${core} ${commands[0] ?? ''}`).toContain(answer);
  }
});

testWith(['gdb'], 'rich-mem: what is not in the dump reads as zeros, or not at all', async () => {
  const pid = await pidOf('rich-plain', 'rich-mem');
  const core = join(await coresOf('rich-plain'), `core.${pid}`);
  const { stdout, stderr } = gdb(core, [
    'x/4xb 0x10009000',
    'x/4xb 0x10010000',
    'x/s 0x11003000',
    'x/s 0x200000000000',
    'x/4xb 0x200000100000',
  ]);
  expect(stdout).toMatch(/^0x10009000:\t0x00\t0x00\t0x00\t0x00$/m);
  expect(stdout).toMatch(/^0x10010000:\t0x50\t0x50\t0x50\t0x50$/m);
  expect(stdout).toMatch(/^0x11003000:\t'v' <repeats/m);
  expect(stdout).toMatch(/^0x200000000000:\t"sparse start"$/m);
  expect(stdout).toMatch(/^0x200000100000:\t0x00\t0x00\t0x00\t0x00$/m);
  expect(stderr).not.toContain('Cannot access');
  const { size, blocks } = statSync(core);
  expect(size).toBeGreaterThan(2 ** 40);
  expect(blocks * 512).toBeLessThan(2 * 1024 * 1024);
});

testWith(['gdb'], 'pages that were left to a server cannot be read', async () => {
  const directory = await coresOf('lazy');
  const [file = ''] = readdirSync(directory);
  const core = join(directory, file);
  const { stdout } = gdb(core, ['x/s 0x7ffc74ee9ff1']);
  expect(stdout).toContain('Cannot access memory at address 0x7ffc74ee9ff1');
});

function hex(text = ''): bigint {
  return BigInt(text.startsWith('0x') ? text : `0x${text}`);
}
