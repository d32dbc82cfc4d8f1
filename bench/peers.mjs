// What people would use otherwise, on 1.7 GB of memory: bench/README.md has the table with what limits each.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NEEDLE } from './make-memory.mjs';
import { compare, isInstalled } from './measure.mjs';

/** YARA rules; one of them has NEEDLE. */
const RULES = fileURLToPath(new URL('rules.yar', import.meta.url));

/** Twenty patterns like those of secrets. */
const PATTERNS = fileURLToPath(new URL('secrets.txt', import.meta.url));

/** Of what takes seconds. */
const ROUNDS = 5;

/**
 * @param folder where to write
 * @param archive a checkpoint of makeMemory, and `pages` its pages; `small` one of a few MiB;
 *   `recoverable` one of makeRecoverable, and the files that come out of it
 * @returns rows of the table
 */
export function againstPeers({ folder, program, crit, archive, pages, small, recoverable }) {
  const at = (name) => join(folder, name);
  const own = (...line) => ['node', program, ...line];
  const fresh = (...names) => ({
    rounds: ROUNDS,
    before() {
      for (const name of names) rmSync(at(name), { recursive: true, force: true });
      // What was written before must not be waited for in what is measured now.
      spawnSync('sync');
    },
  });
  const rounds = { rounds: ROUNDS };
  const rows = [
    ...goProgram(),
    [
      'grep -F',
      own('grep', '-F', NEEDLE, archive),
      ['grep', '-caF', NEEDLE, pages],
      undefined,
      rounds,
    ],
    [
      'strings',
      own('strings', '-n', '8', archive),
      ['strings', '-an', '8', pages],
      undefined,
      rounds,
    ],
    [
      'yara -j2',
      own('yara', '-j2', '-s', RULES, archive),
      ['yara', '-p', '1', '-s', RULES, pages],
      1,
      rounds,
    ],
    ['hash', own('hash', archive), ['sha256sum', archive], 1.1, rounds],
    ['triage', own('triage', archive), own('grep', '-F', NEEDLE, archive), 1.5, rounds],
    ['secrets', own('secrets', archive), own('grep', '-f', PATTERNS, archive), 2, rounds],
    [
      'extract',
      own('extract', archive, '-C', at('own')),
      ['sh', '-c', 'mkdir "$2" && tar -xf "$1" -C "$2"', 'sh', archive, at('tar')],
      1,
      fresh('own', 'tar'),
    ],
    [
      'coredump',
      own('coredump', '-o', at('cores'), archive),
      ['cp', '--sparse=always', archive, at('copy')],
      1,
      fresh('cores', 'copy'),
    ],
    ...recoveries(),
    ...pairs(),
    ...compressed(),
  ];
  return rows
    .filter(([, , [peer]]) => isInstalled(peer))
    .map(([name, line, peer, aim, how]) => {
      const row = compare(name, line, nameOf(peer), peer, aim, how);
      how.before?.();
      return row;
    });

  /** The program in Go of this name, if that is the one in PATH: it tells its version in other words. */
  function goProgram() {
    const { stdout } = spawnSync('checkpointctl', ['--version'], { encoding: 'utf8' });
    if (stdout?.startsWith('checkpointctl version ') !== true) return [];
    return [['show, 10 MiB', own('show', small), ['checkpointctl', 'show', small], 1, {}]];
  }

  /** What comes out is copied, and copied and hashed, which is the work of `recover`; and the same with a search for programs. */
  function recoveries() {
    const recover = (...kinds) =>
      own('recover', recoverable.archive, '-o', at('recovered'), ...kinds);
    const copy = ['cp', '-r', '--sparse=always', recoverable.files, at('copies')];
    const hashed = (...hash) => {
      const script = `cp -r --sparse=always "$1" "$2" && ${hash.join(' ')} "$2"/*`;
      return ['sh', '-c', script, 'sh', recoverable.files, at('copies')];
    };
    const files = ['ghosts', 'memfds', 'shm'];
    const how = fresh('recovered', 'copies');
    return [
      ['recover, files', recover(...files), copy, undefined, how],
      ...(isInstalled('openssl')
        ? [['recover, files', recover(...files), hashed('openssl', 'dgst', '-sha256'), 1.2, how]]
        : []),
      ['recover, files', recover(...files), hashed('sha256sum'), 1, how],
      ['recover', recover(), hashed('sha256sum'), 1, how],
    ];
  }

  /** Directories, as a checkpoint lies on a node. */
  function pairs() {
    const [a, b] = ['a', 'b'].map((name) => at(name));
    mkdirSync(a);
    spawnSync('tar', ['-xf', archive, '-C', a, '--strip-components=1']);
    cpSync(a, b, { recursive: true });
    const both = [a, b].map((each) => join(each, 'pages-1.img'));
    return [['diff --memory', own('diff', '--memory', a, b), ['cmp', ...both], 1.5, rounds]];
  }

  function compressed() {
    if (!isInstalled('lz4')) return [];
    const packed = at('packed');
    cpSync(at('a'), packed, { recursive: true });
    const made = spawnSync('node', [crit, 'compress', '--in-place', packed]);
    if (made.status !== 0) throw new Error(made.stderr.toString());
    copyFileSync(pages, at('raw'));
    spawnSync('lz4', ['-qf', '--rm', at('raw'), at('pages.lz4')]);
    const pipe = ['sh', '-c', 'lz4 -dc "$1" | grep -caF "$2"', 'sh', at('pages.lz4'), NEEDLE];
    const grep = own('grep', '-F', '-j2', NEEDLE, packed);
    return [['grep -F, compressed pages', grep, pipe, 1.25, rounds]];
  }
}

function nameOf([file, ...args]) {
  if (file === 'node') return `our ${args[1]}`;
  if (file !== 'sh') return file;
  return ['tar', 'openssl', 'sha256sum', 'lz4'].find((each) => args[1].includes(each)) ?? file;
}
