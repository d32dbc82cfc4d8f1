// Measures what the product promises, as ratios within one run. Run by `npm run bench`.
// Peers that are not installed are left out.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { makeCheckpoint, MIB } from './make-checkpoint.mjs';
import { makeMemory, NEEDLE } from './make-memory.mjs';
import { startup } from './startup.mjs';

const ROUNDS = 15;

/** Of what copies gigabytes. */
const COPY_ROUNDS = 5;
const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'bin/checkpointctl');
const crit = join(root, 'bin/crit');
const images = join(root, 'testdata/checkpoints/rich-plain');
const hook = join(root, 'bench/report-usage.cjs');

// Node 20 reads this file at every start, which is no part of what is measured.
const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };

if (process.argv.includes('--startup')) process.exit(startup(root, env) ? 0 : 1);

const folder = mkdtempSync(join(tmpdir(), 'checkpointctl-bench-'));
try {
  const small = join(folder, 'small.tar');
  const large = join(folder, 'large.tar');
  makeCheckpoint(small, 10 * MIB);
  makeCheckpoint(large, 2048 * MIB);
  const memory = join(folder, 'memory.tar');
  const pages = join(folder, 'pages-1.img');
  await makeMemory(memory, pages, 1700 * MIB);

  const node = ['node', '-e', '0'];
  const show = ['node', program, 'show', '--print-stats', small];
  const rows = [
    compare('show, 10 MiB', show, 'node -e 0', node, 2.5),
    compare('show, 2 GiB', ['node', program, 'show', large], 'show, 10 MiB', show, 1.2),
    compare(
      'inspect --all, 2 GiB',
      ['node', program, 'inspect', '--all', large],
      'inspect --all, 10 MiB',
      ['node', program, 'inspect', '--all', small],
      1.5,
    ),
    compareMemory('show, 10 MiB: peak memory', show, 'node -e 0', node, 1.6),
    bytesRead('show, 2 GiB: bytes read', ['node', program, 'show', large]),
    ...againstCrit(),
    ...searches(memory, pages),
    ...dumps(memory, 1700 * MIB),
    ...coreDumps(memory),
  ];
  const table = new Table({
    head: ['what', 'median', 'against', 'median', 'ratio', 'aim'],
    style: { head: [], border: [] },
  });
  table.push(...rows);
  console.log(table.toString());
} finally {
  rmSync(folder, { recursive: true });
}

/** What people look for in memory, from one text to many patterns. */
function searches(archive, pages) {
  const secrets = join(root, 'bench/secrets.txt');
  const lines = [
    ['a literal', ['-F', NEEDLE], 1.5],
    ['a simple expression', ['UNIQUE_[A-Z]+_[0-9]+'], 2],
    ['an expression without a beginning', ['[A-Z]+_NEEDLE_[0-9]+'], 2],
    ['20 secret-like patterns', ['-f', secrets], 1],
  ];
  const grep = (...options) => ['node', program, 'grep', ...options, archive];
  const most = peakMemory('grep: peak memory', grep('-F', NEEDLE));
  if (spawnSync('rg', ['--version']).error !== undefined) {
    return [['rg is not installed', '', '', '', '', ''], most];
  }
  const rows = lines.map(([name, options, aim]) =>
    compare(`grep, ${name}`, grep(...options), 'rg', ['rg', '-aob', ...options, pages], aim),
  );
  return [...rows, most];
}

/** A hexdump to nowhere: a disk would be measured with it, and may be slower. */
function dumps(file, size) {
  const dump = ['node', program, 'memparse', '-p', '1', '-o', '/dev/null', file];
  const times = Array.from({ length: 5 }, () => time(dump));
  const rate = size / 1e6 / (median(times) / 1e3);
  return [
    ['memparse -p: rate', `${rate.toFixed(0)} MB/s`, 'limit', '300 MB/s', '', ''],
    peakMemory('memparse -p: peak memory', dump),
  ];
}

/** A core file has to be written, as has a copy: both take the disk's time. */
function coreDumps(archive) {
  const [cores, copy] = [join(folder, 'cores'), join(folder, 'copy.tar')];
  const dump = ['node', program, 'coredump', '--force', '-o', cores, archive];
  const rows = [
    compare('coredump, 1.7 GB', dump, 'cp of the archive', ['cp', archive, copy], 2, {
      rounds: COPY_ROUNDS,
      before() {
        for (const made of [cores, copy]) rmSync(made, { recursive: true, force: true });
        // What was written before must not be waited for in what is measured now.
        spawnSync('sync');
      },
    }),
    peakMemory('coredump, 1.7 GB: peak memory', dump),
  ];
  for (const made of [cores, copy]) rmSync(made, { recursive: true, force: true });
  return rows;
}

function againstCrit() {
  if (spawnSync('crit', ['--help']).error !== undefined)
    return [['crit is not installed', '', '', '', '', '']];
  const pairs = [
    ['show', join(images, 'files.img')],
    ['decode', '-i', join(images, 'files.img')],
    ['x', images, 'ps'],
  ];
  return pairs.map((line) =>
    compare(
      `crit ${line[0]}`,
      ['node', crit, ...line],
      `Debian's crit ${line[0]}`,
      ['crit', ...line],
      1,
    ),
  );
}

/** Runs both in turn, so that a noisy moment meets both. */
function compare(name, command, otherName, other, aim, { rounds = ROUNDS, before } = {}) {
  const times = [];
  const otherTimes = [];
  for (let round = 0; round < rounds; round++) {
    before?.();
    times.push(time(command));
    before?.();
    otherTimes.push(time(other));
  }
  const [a, b] = [median(times), median(otherTimes)];
  return [
    name,
    `${a.toFixed(1)} ms`,
    otherName,
    `${b.toFixed(1)} ms`,
    (a / b).toFixed(2),
    `<= ${aim}`,
  ];
}

function compareMemory(name, command, otherName, other, aim) {
  const [a, b] = [command, other].map((each) => usage(each).maxRssKib / 1024);
  return [
    name,
    `${a.toFixed(1)} MiB`,
    otherName,
    `${b.toFixed(1)} MiB`,
    (a / b).toFixed(2),
    `<= ${aim}`,
  ];
}

function peakMemory(name, command) {
  return [name, `${(usage(command).maxRssKib / 1024).toFixed(0)} MiB`, 'limit', '300 MiB', '', ''];
}

function bytesRead(name, command) {
  const read = usage(command).bytesRead;
  const own = usage(['node', program, '--version']).bytesRead;
  return [name, `${((read - own) / 1024).toFixed(0)} KiB`, 'limit', '2048 KiB', '', ''];
}

function time([file, ...args]) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`);
  return elapsed;
}

/** What a Node process used in all, as it tells itself when it ends. */
function usage([file, ...args]) {
  const { output } = spawnSync(file, ['--require', hook, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  return JSON.parse(output[3].toString());
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
