// Measures what the product promises, as ratios within one run. Run by `npm run bench`.
// Peers that are not installed are left out.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { makeCheckpoint, MIB } from './make-checkpoint.mjs';
import { makeMemory, makeRecoverable, NEEDLE } from './make-memory.mjs';
import { makeProcesses } from './make-processes.mjs';
import { compare, env, isInstalled, measure, median, ratio } from './measure.mjs';
import { againstPeers } from './peers.mjs';
import { startup } from './startup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'bin/checkpointctl');
const crit = join(root, 'bin/crit');
const images = join(root, 'testdata/checkpoints/rich-plain');
const hook = join(root, 'bench/report-usage.cjs');

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
  const recoverable = {
    archive: join(folder, 'recoverable.tar'),
    files: join(folder, 'originals'),
  };
  await makeRecoverable(recoverable.archive, recoverable.files, 1200 * MIB);
  const many = join(folder, 'many.tar');
  makeProcesses(many, 20_000);

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
    peakMemory('coredump: peak memory', dumpCores(memory)),
    peakMemory('triage: peak memory', ['node', program, 'triage', memory]),
    peakMemory('secrets: peak memory', ['node', program, 'secrets', memory], 400),
    peakMemory(
      'yara: peak memory',
      ['node', program, 'yara', join(root, 'bench/rules.yar'), memory],
      500,
    ),
    peakMemory(
      'recover: peak memory',
      ['node', program, 'recover', recoverable.archive, '--force', '-o', join(folder, 'taken')],
      150,
    ),
    ...['ps', 'maps'].map((name) =>
      peakMemory(`${name}, 20,000 processes: peak memory`, ['node', program, name, many], 400),
    ),
    ...againstPeers({ folder, program, crit, archive: memory, pages, small, recoverable }),
  ];
  const table = new Table({
    head: ['what', 'median', 'against', 'median', 'ratio', 'CPU', 'aim'],
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
  if (!isInstalled('rg')) return [['rg is not installed'], most];
  const rows = lines.map(([name, options, aim]) =>
    compare(`grep, ${name}`, grep(...options), 'rg', ['rg', '-aob', ...options, pages], aim),
  );
  return [...rows, most];
}

/** A hexdump to nowhere: a disk would be measured with it, and may be slower. */
function dumps(file, size) {
  const dump = ['node', program, 'memparse', '-p', '1', '-o', '/dev/null', file];
  const times = Array.from({ length: 5 }, () => measure(dump).wall);
  const rate = size / 1e6 / (median(times) / 1e3);
  return [
    ['memparse -p: rate', `${rate.toFixed(0)} MB/s`, 'aim', '600 MB/s'],
    peakMemory('memparse -p: peak memory', dump),
  ];
}

function dumpCores(archive) {
  return ['node', program, 'coredump', '--force', '-o', join(folder, 'own-cores'), archive];
}

function againstCrit() {
  if (!isInstalled('crit')) return [['crit is not installed']];
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

function compareMemory(name, command, otherName, other, aim) {
  const [a, b] = [command, other].map((each) => usage(each).maxRssKib / 1024);
  return [
    name,
    `${a.toFixed(1)} MiB`,
    otherName,
    `${b.toFixed(1)} MiB`,
    ratio(a, b),
    '',
    `<= ${aim}`,
  ];
}

function peakMemory(name, command, limit = 300) {
  const most = usage(command).maxRssKib / 1024;
  return [name, `${most.toFixed(0)} MiB`, 'limit', `${limit} MiB`];
}

function bytesRead(name, command) {
  const read = usage(command).bytesRead;
  const own = usage(['node', program, '--version']).bytesRead;
  return [name, `${((read - own) / 1024).toFixed(0)} KiB`, 'limit', '2048 KiB'];
}

/** What a Node process used in all, as it tells itself when it ends. */
function usage([file, ...args]) {
  const { output } = spawnSync(file, ['--require', hook, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  return JSON.parse(output[3].toString());
}
