import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PLACE_KINDS } from '../../../src/model/contents/content-places.js';
import { BULK_KINDS, isRead } from '../../../src/model/reads.js';
import { openArchive } from '../../../src/archive/open.js';
import { readExpected, tableRows } from '../../support/corpus.js';
import { onlyCheckpoint, openCheckpoint } from '../../support/open-checkpoint.js';
import { findText, readPlaces, type ReadPlace } from '../../support/places.js';
import { CHECKPOINTS } from '../../support/run-program.js';

const KIND_OF = new Map([
  ['fifo-data.img', 'queues'],
  ['pipes-data.img', 'queues'],
  ['sk-queues.img', 'queues'],
  ['tty-data.img', 'queues'],
  ['tcp-stream', 'queues'],
  ['ipcns-msg', 'queues'],
  ['ghost-file', 'ghosts'],
  ['config.dump', 'metadata'],
  ['spec.dump', 'metadata'],
  ['ctr.log', 'logs'],
]);

const opened = new Map<string, Promise<Awaited<ReturnType<typeof readPlaces>>>>();

/** The places of a checkpoint of testdata/, read once. */
function placesOf(name: string): Promise<Awaited<ReturnType<typeof readPlaces>>> {
  const known =
    opened.get(name) ??
    openCheckpoint(name).then(async (checkpoint) => {
      const read = await readPlaces(checkpoint);
      checkpoint.archive.close();
      return read;
    });
  opened.set(name, known);
  return known;
}

describe('planted secrets', () => {
  let rows: { archive: string; member: string; offset: number; text: string }[];
  beforeAll(async () => {
    rows = tableRows((await readExpected()).get('secrets.tsv'))
      .filter(([, place = '']) => place.startsWith('file '))
      .map(([name = '', place = '', offset, text = '']) => {
        const [archive = '', ...directory] = name.split('/');
        return {
          archive,
          member: [...directory, place.slice('file '.length)].join('/'),
          offset: Number(offset),
          text,
        };
      });
  });

  test('are found where they lie, and nowhere else', async () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const archive of new Set(rows.map((row) => row.archive))) {
      const { places, warnings } = await placesOf(archive);
      expect(warnings, archive).toEqual([]);
      // The table does not look into the archives of an archive.
      const members = places.filter(({ member }) => !member.includes(':'));
      const ofArchive = rows.filter((row) => row.archive === archive);
      for (const text of new Set(ofArchive.map((row) => row.text))) {
        const found = findText(members, text).map(({ place, offset }) => ({
          member: place.member,
          offset,
          kind: place.kind,
        }));
        const expected = ofArchive
          .filter((row) => row.text === text)
          .map(({ member, offset }) => ({ member, offset, kind: kindOf(member) }));
        const order = (list: typeof found) =>
          list.map((each) => JSON.stringify(each)).sort((a, b) => (a < b ? -1 : 1));
        expect(order(found), `${archive} ${text}`).toEqual(order(expected as typeof found));
      }
    }
  });

  test.each([
    ['rich-podman', 'TMPFS_SECRET_15', 'tmpfs', 'tmpfs /scratch:in-tmpfs', []],
    ['rich-podman', 'GONE_MAPPED_08', 'ghosts', 'ghost file /data/gone.bin (deleted)', ['10']],
    ['rich-podman', 'GHOST_SECRET_77', 'ghosts', 'ghost file /data/ghost.txt (deleted)', ['9/25']],
    ['rich-podman', 'PIPE_SECRET_33', 'queues', 'pipe:[2677753]', ['9/3', '9/4']],
    ['rich-podman', 'FIFO_SECRET_44', 'queues', 'fifo /scratch/fifo', ['9/8', '9/9']],
    [
      'rich-podman',
      'TCP_QUEUE_SECRET_22',
      'queues',
      'tcp-stream 127.0.0.1:18080 receive queue',
      ['8/23'],
    ],
    ['counter-gzip', 'RANDOM_1432_KEY', 'rootfs', 'rootfs-diff.tar:home/counter/logfile', []],
    ['rich-podman', 'last words', 'queues', 'tcp-stream 127.0.0.1:18084 receive queue', ['8/29']],
    [
      'rich-podman',
      'hello named',
      'queues',
      'unix socket /scratch/named.sock (peer 2676299) packet 1',
      ['8/14'],
    ],
    ['rich-podman', 'packet two', 'queues', 'unix socket 2676292 (peer 2676291) packet 2', ['8/6']],
    ['rich-podman', 'MSGQ_SECRET_99', 'queues', 'message queue 0x3e55a6e/0 message 2', []],
    [
      'rich-podman',
      'TTY_SECRET_12',
      'queues',
      'terminal /dev/pts/ptmx (master of pts/2)',
      ['9/45'],
    ],
    ['rich-podman', 'alphabravo', 'bpfmaps', 'bpf map rich_hash keys', ['9/49']],
    ['rich-podman', 'vol\n', 'volumes', 'volumes/richvol.tar:in-volume', []],
    ['rich-podman', 'shm\n', 'shm', 'devshm-checkpoint.tar:in-shm', []],
    ['article-crio', 'test-file\n', 'rootfs', 'rootfs-diff.tar:home/counter/test-file', []],
    ['article-crio', '(00.000000) Version', 'logs', 'dump.log', []],
    [
      'app',
      'TRUTH_QUEUE_3141',
      'queues',
      'tcp-stream 127.0.0.1:7001 receive queue',
      ['7/6', '11/6'],
    ],
    [
      'app',
      'TRUTH_UNIX_2718',
      'queues',
      'unix socket 2686782 (peer 2686781) packet 1',
      ['7/8', '11/8'],
    ],
    ['app', 'TRUTH_GHOST_1618', 'ghosts', 'ghost file /srv/gone.txt (deleted)', ['7/11', '11/11']],
  ] as const)('%s: %s', async (archive, text, kind, name, holders) => {
    const { places } = await placesOf(archive);
    const found = findText(places, text).map(({ place }) => ({
      kind: place.kind,
      name: place.name,
      holders: place.holders.map(({ pid, fd }) => (fd === undefined ? `${pid}` : `${pid}/${fd}`)),
    }));
    expect(found).toContainEqual({ kind, name, holders });
    expect(found.filter((each) => each.kind === kind)).toHaveLength(1);
  });
});

function kindOf(member: string): string {
  const baseName = member.slice(member.lastIndexOf('/') + 1);
  const stem = baseName.replace(/-[0-9a-f]+\.img$/, '');
  return KIND_OF.get(baseName) ?? KIND_OF.get(stem) ?? `no kind for ${member}`;
}

test('TCP queues are named and filled as the kernel told them', async () => {
  const { places } = await placesOf('app');
  const truth = readFileSync(join(CHECKPOINTS, '../app.proc/net/tcp'), 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns.length > 9);
  const streams = places.filter(({ name }) => name.startsWith('tcp-stream '));
  expect(streams).toHaveLength(1);
  for (const { name, member, runs } of streams) {
    const inode = Number.parseInt(/tcp-stream-(\w+)\.img$/.exec(member)?.[1] ?? '', 16);
    const [, local = '', , , queues = ''] = truth.find((row) => row[9] === String(inode)) ?? [];
    const [, address = '', port = ''] = /^(\w{8}):(\w{4})$/.exec(local) ?? [];
    const bytes = Buffer.from(address, 'hex').reverse();
    const text = `${[...bytes].join('.')}:${Number.parseInt(port, 16)}`;
    expect(name).toBe(`tcp-stream ${text} receive queue`);
    const [, received = ''] = queues.split(':');
    expect(runs.map((run) => run.bytes.length)).toEqual([Number.parseInt(received, 16)]);
  }
});

describe('what is declared to be read', () => {
  const tell = (places: readonly ReadPlace[]) =>
    places.map(({ kind, name, holders, runs }) => ({
      kind,
      name,
      holders,
      sizes: runs.map(({ bytes }) => bytes.length),
    }));

  test.each(['app.tar.gz', 'counter-gzip.tar.gz', 'counter-zstd.tar.zst'])(
    'names all that is read of %s',
    async (file) => {
      const all = (await placesOf(file.replace(/\.tar.*/, ''))).places;
      for (const kind of PLACE_KINDS) {
        const reads = BULK_KINDS.filter((each) => each === kind);
        const keep = (name: string) => isRead(name, reads);
        const archive = await openArchive(join(CHECKPOINTS, file), { keep });
        const { places, warnings } = await readPlaces(onlyCheckpoint(archive), [kind]);
        archive.close();
        expect(warnings, kind).toEqual([]);
        expect(tell(places), kind).toEqual(tell(all.filter((place) => place.kind === kind)));
      }
    },
  );

  test('leaves out what is large and not declared', () => {
    expect(isRead('checkpoint/pages-1.img', [])).toBe(false);
    expect(isRead('checkpoint/pages-1.img', ['pages'])).toBe(true);
    expect(isRead('checkpoint/amdgpu-pages-1.img', BULK_KINDS)).toBe(false);
    expect(isRead('checkpoint/ghost-file-1.img', [])).toBe(true);
    expect(isRead('pod/app/volumes/a.tar', ['volumes'])).toBe(true);
    expect(isRead('pod/app/volumes/a.tar', ['rootfs'])).toBe(false);
    expect(['stats-dump', 'x/config.dump', 'dump.log'].every((name) => isRead(name, []))).toBe(
      true,
    );
    expect(isRead('ctr.log', [])).toBe(false);
  });
});
