// Builds the one-file program: `npm run build:binary [-- --target linux-arm64]`. What runs it is Bun, of which the
// registry has a package for each platform; it is fetched as a package and nothing of it is run but the compiler.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { programOptions, SHARED, workerCodes } from './program-options.mjs';
import { RUNTIMES, VERSION } from './binary-runtimes.mjs';
import { binaryNotices } from './notices.mjs';
import { PART_FILES } from './optional-parts.mjs';
import { packPrograms } from './pack-programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const cache = join(root, 'node_modules/.cache/bun');

const host = `${process.platform}-${process.arch}`;
const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    // Another executable of Bun than the registry's, such as one that was linked with another WebKit.
    runtime: { type: 'string' },
  },
});

if (RUNTIMES[host] === undefined) fail(`binaries are built on ${Object.keys(RUNTIMES).join(', ')}`);
const targets = values.target ?? [host];
for (const target of targets) {
  if (RUNTIMES[target] === undefined) {
    fail(`no target ${target}; there are ${Object.keys(RUNTIMES).join(', ')}`);
  }
}
if (!existsSync(join(dist, 'search-worker.cjs'))) fail('`npm run build` comes first');

// The files that the programs consist of: in one, Bun would make something of all of it at each start.
const units = join(cache, 'program');
rmSync(units, { recursive: true, force: true });
mkdirSync(units, { recursive: true });
const options = programOptions(workerCodes(dist));
await packPrograms({
  program: 'src/cli/binary.ts',
  options: {
    ...options,
    // Where Bun has what is inside the program. The folder here is in it nowhere, and is not looked into there.
    define: {
      ...options.define,
      __dirname: '"/$bunfs/root"',
      'import.meta.url': '"/$bunfs/root/checkpointctl"',
      SEARCH_WEB_WORKER: '"/$bunfs/root/search-web-worker.cjs"',
    },
  },
  directory: units,
});
// It is compiled with all else; what is text would be at each start of a thread.
await build({
  ...SHARED,
  entryPoints: { 'search-web-worker': 'src/search/scan/search-web-worker.ts' },
  outdir: units,
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  minify: true,
});
const unitFiles = readdirSync(units).filter((name) => name.endsWith('.cjs') && name !== 'cli.cjs');
const program = join(units, 'checkpointctl.cjs');
writeFileSync(program, "require('./cli.cjs').start();\n");
// Whoever has this file alone has its licences, too: --notices prints them.
const notices = join(cache, 'THIRD-PARTY-NOTICES.txt');
writeFileSync(notices, binaryNotices());
const compiler = runtimeOf(host);
for (const target of targets) compile(target);

/**
 * Nothing of the directory that the program is run in is read: neither .env nor bunfig.toml, whose `preload`
 * would be run.
 */
function compile(target) {
  const file = join(dist, `checkpointctl-${target}`);
  execFileSync(
    compiler,
    [
      ...['build', '--compile', '--bytecode', '--minify'],
      // Most commands end before what is compiled for their loops is paid back; those of large archives run long
      // enough for it all the same.
      '--compile-jit-policy=20',
      ...['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'],
      ...['--no-compile-autoload-tsconfig', '--no-compile-autoload-package-json'],
      ...[
        `--target=bun-${target}`,
        `--compile-executable-path=${values.runtime ?? runtimeOf(target)}`,
      ],
      ...[
        program,
        ...unitFiles.map((name) => join(units, name)),
        ...PART_FILES,
        notices,
        '--loader=.txt:file',
        '--entry-naming=[name].[ext]',
        '--asset-naming=[name].[ext]',
      ],
      ...['--outfile', file],
    ],
    // What this folder tells Bun is none of the program's business either.
    { cwd: cache, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  console.log(file);
}

/** The executable of a platform, as the registry has it. */
function runtimeOf(target) {
  const { name, integrity } = RUNTIMES[target];
  const executable = join(cache, `${target}-${VERSION}`, 'package/bin/bun');
  if (existsSync(executable)) return executable;
  const folder = join(cache, `${target}-${VERSION}.part`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  let packed;
  try {
    packed = execFileSync('npm', ['pack', '--silent', `${name}@${VERSION}`], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  } catch {
    fail(`${name}@${VERSION} cannot be had from the registry`);
  }
  const bytes = readFileSync(join(folder, packed));
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== integrity) fail(`${name}@${VERSION} is not what it was: ${found}`);
  execFileSync('tar', ['xzf', packed], { cwd: folder });
  rmSync(join(folder, packed));
  renameSync(folder, join(cache, `${target}-${VERSION}`));
  return executable;
}

function fail(why) {
  console.error(`Error: ${why}`);
  process.exit(1);
}
