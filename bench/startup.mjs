// Where the start of a program goes: `npm run bench -- --startup`. Ratios to `node -e 0`, the sources that run, and
// what is in the programs by package. Fails when a figure has grown by a fifth since bench/budget.json.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Table from 'cli-table3';

const ROUNDS = 31;

/** Of profiles, which are of a thousandth of a second each. */
const PROFILES = 8;

/** Growth that is told as a failure. */
const ALLOWED = 1.2;

/** @param root folder of the project; @param env without what slows Node itself down */
export function startup(root, env) {
  const run = (args) => spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  const images = join(root, 'testdata/checkpoints');
  const program = join(root, 'bin/checkpointctl');
  const show = [program, 'show', join(images, 'article-crio.tar')];
  const lines = {
    version: [program, '--version'],
    show,
    'crit show': [join(root, 'bin/crit'), 'show', join(images, 'rich-plain/pstree.img')],
  };
  const figures = { ...ratios(lines, run), ...sizes(root) };
  modules(root, show, run);
  packages(root);
  return compareWithBudget(root, figures);
}

/** All in turn, so that a noisy moment meets each. */
function ratios(lines, run) {
  const all = { node: ['-e', '0'], ...lines };
  const times = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(all)) {
      const begin = process.hrtime.bigint();
      const { status, stderr } = run(args);
      if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
      times[name].push(Number(process.hrtime.bigint() - begin) / 1e6);
    }
  }
  const base = median(times.node);
  const table = tableOf(['start of', 'median', 'of node -e 0']);
  const found = {};
  for (const name of Object.keys(all)) {
    const ratio = median(times[name]) / base;
    table.push([name, `${median(times[name]).toFixed(1)} ms`, ratio.toFixed(2)]);
    if (name !== 'node') found[`start of ${name}`] = Number(ratio.toFixed(2));
  }
  console.log(table.toString());
  return found;
}

function sizes(root) {
  const files = readdirSync(join(root, 'dist')).filter((name) => /\.c?js$/.test(name));
  return Object.fromEntries(
    files.map((name) => [`bytes of ${name}`, statSync(join(root, 'dist', name)).size]),
  );
}

/** Milliseconds by source, and by part of Node. */
function modules(root, args, run) {
  const folder = mkdtempSync(join(tmpdir(), 'checkpointctl-bench-'));
  try {
    for (let each = 0; each < PROFILES; each++) {
      run(['--cpu-prof', '--cpu-prof-interval', '100', '--cpu-prof-dir', folder, ...args]);
    }
    const nameOf = namesOf(root);
    const spent = new Map();
    for (const file of readdirSync(folder)) {
      const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
      samples.forEach((id, index) => {
        const name = names.get(id);
        spent.set(name, (spent.get(name) ?? 0) + timeDeltas[index] / 1000 / PROFILES);
      });
    }
    const table = tableOf(['show, by module', 'milliseconds']);
    for (const [name, time] of largest(spent, 25)) table.push([name, time.toFixed(1)]);
    console.log(table.toString());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The source of a function of dist/, or the part of Node. */
function namesOf(root) {
  const maps = new Map();
  const mapOf = (file) => {
    if (!maps.has(file)) {
      const text = readFileSync(join(root, 'dist', `${file}.map`), 'utf8');
      maps.set(file, new SourceMap(JSON.parse(text)));
    }
    return maps.get(file);
  };
  return ({ functionName, url, lineNumber, columnNumber }) => {
    if (!url.includes('/dist/')) return url === '' ? functionName : url.replace(/^.*\//, '');
    const file = basename(url);
    const { originalSource } = mapOf(file).findEntry(lineNumber, columnNumber);
    return originalSource?.replace(/^(\.\.\/)+/, '') ?? file;
  };
}

function packages(root) {
  const bytes = new Map();
  for (const { inputs } of Object.values(programs(root).outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? folderOf(file);
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  const table = tableOf(['in the programs, by package', 'bytes']);
  for (const [name, count] of largest(bytes, 30)) table.push([name, count]);
  console.log(table.toString());
}

function folderOf(file) {
  return file.split('/').slice(0, 2).join('/');
}

/** What esbuild tells of the programs. */
function programs(root) {
  return JSON.parse(readFileSync(join(root, 'dist/programs.meta.json'), 'utf8'));
}

function compareWithBudget(root, figures) {
  const budget = JSON.parse(readFileSync(join(root, 'bench/budget.json'), 'utf8'));
  const table = tableOf(['figure', 'now', 'budget']);
  let kept = true;
  for (const [name, figure] of Object.entries(figures)) {
    const allowed = budget[name];
    const isOver = allowed === undefined || figure > allowed * ALLOWED;
    table.push([isOver ? `${name} (too much)` : name, figure, allowed ?? 'not told']);
    kept &&= !isOver;
  }
  console.log(table.toString());
  return kept;
}

function largest(map, count) {
  return [...map].sort(([, a], [, b]) => b - a).slice(0, count);
}

function tableOf(head) {
  return new Table({ head, style: { head: [], border: [] } });
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
