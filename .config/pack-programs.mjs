// Which parts of the programs lie in which file of dist/: a command loads what it needs.
import { build } from 'esbuild';
import { packChunks } from './pack-chunks.mjs';

const command = (name) => `src/cli/commands/${name}.ts`;
const crit = (name) => `src/cli/crit/${name}.ts`;
const archive = (name) => `src/archive/${name}.ts`;
const bytes = (name) => `src/bytes/${name}.ts`;

/** The commands that are there in no time, or their users would take another program. */
const SHORT = [command('show'), crit('show')];

/**
 * The files, and sources that begin what is in them: with each goes what it imports, unless it is in a file before.
 * What something else imports of another file is loaded when it is used.
 */
const FILES = {
  cli: ['main', 'parse-arguments', 'engine']
    .map((name) => `src/cli/${name}.ts`)
    .concat(bytes('byte-source')),
  // Of a command line without options there is nothing to parse.
  options: ['src/cli/parse-words.ts'],
  codec: ['src/criu/image.ts'],
  archive: ['src/cli/opened-archives.ts', 'src/cli/each-checkpoint.ts'],
  show: [command('show')],
  crit: ['decode', 'info', 'show'].map(crit),
  // A plain tar has no need of it, nor what lies in one.
  streams: [
    ...['directory', 'look-at-directory', 'link-targets', 'spool'].map(archive),
    ...['image-stream/index-stream', 'image-stream/stream-entries'].map(archive),
    ...['tar/walk-tar', 'tar/pax', 'tar/pax-sparse', 'tar/gnu-sparse'].map(archive),
    ...['decompress', 'gunzip', 'chunk-reader', 'open-files'].map(bytes),
    ...['expand-sparse', 'sparse-source'].map(bytes),
    'src/model/podman-network.ts',
    'src/model/statistics.ts',
  ],
  // What a search and a look at the processes both need.
  view: [
    ...['areas', 'memory-view', 'page-counts', 'region-filter'].map(
      (name) => `src/model/memory/${name}.ts`,
    ),
    ...['memory-options', 'missing-pages', 'process-options', 'region-options', 'unmatched'].map(
      (name) => `src/cli/${name}.ts`,
    ),
    ...['region-json', 'region-label'].map((name) => `src/render/${name}.ts`),
    ...['architecture', 'signals'].map((name) => `src/model/process-facts/${name}.ts`),
    ...[
      'describe/describe-socket',
      'descriptors/bpf-map',
      'descriptors/terminal',
      'sockets/sockets',
    ].map((name) => `src/model/${name}.ts`),
  ],
  grep: [command('grep')],
  // The forms of a table that have to be asked for.
  tables: [
    'src/tables/overview.ts',
    'src/tables/sort-rows.ts',
    'src/render/json.ts',
    'src/render/overview-json.ts',
    ...['aligned-table', 'json-rows', 'row-object'].map((name) => `src/render/visitors/${name}.ts`),
  ],
  // What went wrong, and what is written to files.
  seldom: [
    ...['did-you-mean', 'usage-error'].map((name) => `src/cli/${name}.ts`),
    // The glue of the disassembler asks it, but is not all that does.
    ...['file-error', 'lack-of-memory', 'optional-part'].map(bytes),
    'src/model/json-fault.ts',
    'src/write/output-file.ts',
  ],
  // What of processes maps, a core file and inspect tell; with `maps` goes little else.
  model: [
    command('maps'),
    ...['registers/thread-registers', 'memory/intact-extents'].map(
      (name) => `src/model/${name}.ts`,
    ),
    ...['credentials', 'pending-signals', 'auxiliary-vector'].map(
      (name) => `src/model/process-facts/${name}.ts`,
    ),
    bytes('reused-memory'),
  ],
  inspect: [command('inspect')],
  rows: ['ps', 'lsof', 'ss', 'table'].map(command),
  // Large libraries that nobody else needs: what compresses, what disassembles, what reads kubectl's settings.
  build: [command('build'), 'src/bytes/compress-zstd.ts'],
  x86: ['node_modules/iced-x86/iced_x86.js'],
  kubernetes: ['src/capture/kubelet/kubeconfig.ts'],
  memory: ['strings', 'read', 'xinfo'].map(command),
  coredump: [command('coredump')],
  triage: [command('triage')],
  remote: [
    'src/archive/remote-input.ts',
    'src/archive/image/registry-image.ts',
    'src/remote/open-url.ts',
  ],
};

/**
 * @param program the source that begins them; `cli.cjs` exports what it does
 * @returns what esbuild tells of the programs
 */
export async function packPrograms({ program, options, directory }) {
  const files = { ...FILES, cli: [program, ...FILES.cli.filter((source) => source !== program)] };
  // What is an entry is a chunk of its own.
  const built = await build({
    ...options,
    outdir: directory,
    format: 'esm',
    splitting: true,
    sourcemap: 'inline',
    sourcesContent: false,
    write: false,
    entryPoints: Object.fromEntries(
      Object.values(files)
        .flat()
        .map((source, index) => [`source-${index}`, source]),
    ),
  });
  const { target, platform, minify, charset } = options;
  await packChunks(built, {
    files,
    common: SHORT,
    options: { target, platform, minify, charset, sourcemap: 'external', sourcesContent: false },
    directory,
  });
  return built;
}
