import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../../src/model/checkpoint.js';
import { alterImage } from '../../support/altered-checkpoint.js';
import { encode } from '../../support/codec.js';
import { madeCheckpoint, type MadeMembers } from '../../support/made-checkpoint.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';
import { ghost, queue, queued, sized, tcp } from '../../support/payload-messages.js';
import { readPlaces } from '../../support/places.js';
import { delimited, entry, imageBytes, number } from '../../support/wire.js';

const fown = { uid: 0, euid: 0, signum: 0, pid_type: 0, pid: 0 };
const core = {
  mtype: 'X86_64',
  tc: { task_state: 1, exit_code: 0, personality: 0, flags: 0, blk_sigset: 0, comm: 'x' },
};
const image = (magic: string, entries: unknown[]) => encode(JSON.stringify({ magic, entries }));

/** One process, PID 1, with these images and descriptors. */
function made(images: MadeMembers, descriptors: unknown[] = []): Checkpoint {
  return madeCheckpoint({
    'inventory.img': image('INVENTORY', [{ img_version: 1 }]),
    'pstree.img': image('PSTREE', [{ pid: 1, ppid: 0, pgid: 1, sid: 1, threads: [1] }]),
    'core-1.img': image('CORE', [core]),
    'fdinfo-1.img': image('FDINFO', descriptors),
    ...images,
  });
}

/** Names with the texts of their pieces. */
async function tell(checkpoint: Checkpoint) {
  const { places, warnings } = await readPlaces(checkpoint);
  const told = places.map(({ name, runs }) => [name, ...runs.map(({ bytes }) => bytes.toString())]);
  return { told, warnings, places };
}

const pipeData = (id: number, bytes: string, size = bytes.length) =>
  entry(Buffer.concat([number(1, id), number(2, size)]), Buffer.from(bytes));

describe('queues', () => {
  test('of a fifo, a pipe, a socket and a terminal that no image knows', async () => {
    const checkpoint = made({
      'fifo-data.img': imageBytes('FIFO_DATA', [pipeData(77, 'in a fifo')]),
      'pipes-data.img': imageBytes('PIPES_DATA', [pipeData(88, 'in a pipe')]),
      'sk-queues.img': imageBytes('SK_QUEUES', [pipeData(99, 'a packet')]),
      'tty-data.img': imageBytes('TTY_DATA', [
        entry(Buffer.concat([number(1, 66), delimited(2, 'typed')])),
      ]),
      'tcp-stream-1f.img': imageBytes('TCP_STREAM', [entry(tcp(2, 3), Buffer.from('INOUT'))]),
      'bpfmap-data.img': imageBytes('BPFMAP_DATA', [
        entry(
          Buffer.concat([number(1, 5), number(2, 2), number(3, 3), number(4, 1)]),
          Buffer.from('kkvvv'),
        ),
      ]),
    });
    const { told, warnings } = await tell(checkpoint);
    expect(warnings).toEqual([]);
    expect(told).toEqual([
      ['pipe:[88]', 'in a pipe'],
      ['fifo with id 77', 'in a fifo'],
      ['socket with id 99 packet 1', 'a packet'],
      ['tcp-stream 31 receive queue', 'IN'],
      ['tcp-stream 31 send queue', 'OUT'],
      ['terminal with id 66', 'typed'],
      ['bpf map with id 5 keys', 'kk'],
      ['bpf map with id 5 values', 'vvv'],
    ]);
  });

  test('that say more than is there lose themselves alone, and what is before them counts', async () => {
    const checkpoint = made({
      'pipes-data.img': imageBytes('PIPES_DATA', [
        pipeData(1, 'whole'),
        pipeData(2, 'cut', 4_000_000_000),
      ]),
      'tcp-stream-a.img': imageBytes('TCP_STREAM', [entry(tcp(2 ** 31, 3), Buffer.from('IN'))]),
      'tcp-stream-b.img': imageBytes('TCP_STREAM', [entry(tcp(2, 0), Buffer.from('OK'))]),
      'ipcns-msg-1.img': imageBytes('IPCNS_MSG', [
        entry(queue(2_000_000_000), Buffer.concat([sized(queued(1, 4)), Buffer.from('once----')])),
      ]),
      'sk-queues.img': Buffer.from('no image at all'),
      'tty-data.img': Buffer.alloc(0),
    });
    const { told, warnings } = await tell(checkpoint);
    expect(told).toEqual([
      ['pipe:[1]', 'whole'],
      ['tcp-stream 11 receive queue', 'OK'],
    ]);
    expect(warnings.map((text) => /made\.tar:([^:]+)/.exec(text)?.[1]).sort()).toEqual([
      'ipcns-msg-1.img',
      'pipes-data.img',
      'sk-queues.img',
      'tcp-stream-a.img',
    ]);
  });

  test('names stay as they are, control characters too', async () => {
    const name = '/tmp/\u001b[2J\n\udcff';
    const checkpoint = made(
      {
        'fifo-data.img': imageBytes('FIFO_DATA', [pipeData(7, 'x')]),
        'fifo.img': image('FIFO', [{ id: 3, pipe_id: 7, regf_id: 4 }]),
        'reg-files.img': imageBytes('REG_FILES', [
          entry(
            Buffer.concat([
              number(1, 4),
              number(2, 0),
              delimited(6, Buffer.from('/tmp/\u001b[2J\n\xff', 'latin1')),
            ]),
          ),
        ]),
      },
      [{ id: 3, flags: 0, type: 'FIFO', fd: 9 }],
    );
    const { places } = await tell(checkpoint);
    expect(places).toMatchObject([{ name: `fifo ${name}`, holders: [{ pid: 1, fd: 9 }] }]);
  });

  test('packets do not join, and thousands of them come one by one', async () => {
    const packets = Array.from({ length: 20_000 }, (_, index) => pipeData(index % 3, 'ab'));
    const { places, warnings } = await readPlaces(
      made({ 'sk-queues.img': imageBytes('SK_QUEUES', packets) }),
    );
    expect(warnings).toEqual([]);
    expect(places).toHaveLength(20_000);
    expect(places.every(({ runs }) => runs.length === 1 && runs[0]?.bytes.length === 2)).toBe(true);
    expect(places.at(-1)?.name).toBe('socket with id 1 packet 6667');
  });

  test('of two connections with one own end are told with the peer', async () => {
    const opts = {
      ...{ so_sndbuf: 1, so_rcvbuf: 1, so_snd_tmo_sec: 0, so_snd_tmo_usec: 0 },
      ...{ so_rcv_tmo_sec: 0, so_rcv_tmo_usec: 0 },
    };
    const socket = (id: number, ino: number, state: string, port: number, peer: number) => ({
      ...{ id, ino, family: 'INET', type: 'STREAM', proto: 'TCP', state, flags: '0x2', backlog: 0 },
      ...{ src_port: port, dst_port: peer, src_addr: ['10.88.0.23'], dst_addr: ['10.88.0.1'] },
      ...{ fown, opts },
    });
    const checkpoint = made({
      'inetsk.img': image('INETSK', [
        socket(1, 0xa, 'ESTABLISHED', 8088, 51544),
        socket(2, 0xb, 'ESTABLISHED', 8088, 51545),
        socket(3, 0xc, 'ESTABLISHED', 9000, 51546),
        socket(4, 0xd, 'LISTEN', 8088, 0),
      ]),
      ...Object.fromEntries(
        ['a', 'b', 'c', 'd'].map((inode) => [
          `tcp-stream-${inode}.img`,
          imageBytes('TCP_STREAM', [entry(tcp(1, 0), Buffer.from(inode))]),
        ]),
      ),
    });
    expect((await tell(checkpoint)).told).toEqual([
      ['tcp-stream 10.88.0.23:8088 -> 10.88.0.1:51544 receive queue', 'a'],
      ['tcp-stream 10.88.0.23:8088 -> 10.88.0.1:51545 receive queue', 'b'],
      ['tcp-stream 10.88.0.23:9000 receive queue', 'c'],
      ['tcp-stream 13 receive queue', 'd'],
    ]);
  });

  test('without a process tree have no holders, and a warning says so', async () => {
    const { told, warnings } = await tell(
      madeCheckpoint({ 'pipes-data.img': imageBytes('PIPES_DATA', [pipeData(1, 'x')]) }),
    );
    expect(told).toEqual([['pipe:[1]', 'x']]);
    expect(warnings).toEqual([expect.stringMatching(/pstree\.img: no such file/)]);
  });
});

describe('ghost files', () => {
  const chunk = (offset: number | bigint, text: string, length = text.length) =>
    entry(Buffer.concat([number(1, length), number(2, offset)]), Buffer.from(text));
  const chunked = (...chunks: ReturnType<typeof chunk>[]) =>
    imageBytes('GHOST_FILE', [entry(ghost(number(9, 1), number(10, 1 << 20))), ...chunks]);

  test('in chunks: neighbours join, holes part them, offsets are those of the image', async () => {
    const bytes = image('GHOST_FILE', [
      { uid: 0, gid: 0, mode: 0o100644, dev: '0:1', ino: 1, chunks: true, size: 9000 },
      { len: 4, off: 0, extra: Buffer.from('abcd').toString('base64') },
      { len: 2, off: 4, extra: Buffer.from('ef').toString('base64') },
      { len: 3, off: 8192, extra: Buffer.from('xyz').toString('base64') },
    ]);
    const { places, warnings } = await readPlaces(made({ 'ghost-file-1f.img': bytes }));
    expect(warnings).toEqual([]);
    expect(places).toMatchObject([
      {
        kind: 'ghosts',
        name: 'ghost file ghost-file-1f.img',
        member: 'ghost-file-1f.img',
        holders: [],
        runs: [
          { at: 0, offset: bytes.indexOf('abcd') },
          { at: 8192, offset: bytes.indexOf('xyz') },
        ],
      },
    ]);
    expect(places[0]?.runs.map((run) => run.bytes.toString())).toEqual(['abcdef', 'xyz']);
  });

  test('whose chunks step back or overlap lose none of them', async () => {
    const { told, warnings } = await tell(
      made({ 'ghost-file-1.img': chunked(chunk(10, 'tail'), chunk(0, 'head'), chunk(2, 'over')) }),
    );
    expect(warnings).toEqual([]);
    expect(told).toEqual(['tail', 'head', 'over'].map((text) => [told[0]?.[0], text]));
  });

  test('that are damaged keep what is before it', async () => {
    const { told, warnings } = await tell(
      made({
        'ghost-file-1.img': chunked(chunk(0, 'here'), chunk(9, 'cut', 1000)),
        'ghost-file-2.img': chunked(chunk(0, 'near'), chunk(2n ** 63n, 'far')),
        'ghost-file-3.img': chunked(),
        'ghost-file-4.img': Buffer.alloc(0),
        'ghost-file-5.img': imageBytes('GHOST_FILE', [entry(ghost(), Buffer.from('rest'))]),
      }),
    );
    expect(told.map(([, ...texts]) => texts)).toEqual([['here'], ['near'], ['rest']]);
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toMatch(/ghost-file-2\.img: a chunk at 9223372036854775808 of the file/);
  });

  test('with several paths, one of them from before CRIU told the type of a remap', async () => {
    const file = (id: number, name: string) => ({ id, flags: '', pos: 0, fown, name });
    const checkpoint = made(
      {
        'ghost-file-7.img': imageBytes('GHOST_FILE', [entry(ghost(), Buffer.from('rest'))]),
        'reg-files.img': image('REG_FILES', [file(1, '/a'), file(2, '/b'), file(3, '/b')]),
        'remap-fpath.img': image('REMAP_FPATH', [
          { orig_id: 1, remap_id: 0x80000007 },
          { orig_id: 2, remap_id: 7, remap_type: 'GHOST' },
          { orig_id: 3, remap_id: 7, remap_type: 'GHOST' },
        ]),
      },
      [{ id: 2, flags: 0, type: 'REG', fd: 4 }],
    );
    const { places } = await readPlaces(checkpoint);
    expect(places).toMatchObject([
      { name: 'ghost file /a, /b (deleted)', holders: [{ pid: 1, fd: 4 }] },
    ]);
  });
});

describe('members that were not kept of a compressed archive', () => {
  test('give a warning each, and cost no other place', async () => {
    const checkpoint = made({
      'pipes-data.img': imageBytes('PIPES_DATA', [pipeData(1, 'x')]),
      'sk-queues.img': { lost: 20 },
      'files.img': { lost: 30 },
      'ghost-file-1.img': { lost: 40 },
      'tmpfs-dev-1.tar.gz.img': { lost: 50 },
      'rootfs-diff.tar': { lost: 60 },
      'config.dump': { lost: 70 },
      'a.log': { link: 'b.log' },
    });
    const { told, warnings } = await tell(checkpoint);
    expect(told).toEqual([['pipe:[1]', 'x']]);
    expect(warnings.map((text) => /^made\.tar:(\S+): was not kept/.exec(text)?.[1]).sort()).toEqual(
      [
        'config.dump',
        'files.img',
        'ghost-file-1.img',
        'rootfs-diff.tar',
        'sk-queues.img',
        'tmpfs-dev-1.tar.gz.img',
      ],
    );
  });
});

describe('a real checkpoint, damaged', () => {
  let checkpoint: Checkpoint;
  let whole: number;
  let images: string[];
  beforeAll(async () => {
    checkpoint = await openCheckpoint('rich-podman');
    whole = (await readPlaces(checkpoint)).places.length;
    images = checkpoint.archive.members
      .filter(({ name, type }) => type === 'file' && name.startsWith(checkpoint.imagePrefix))
      .map(({ name }) => name.slice(checkpoint.imagePrefix.length))
      .filter((name) => name.endsWith('.img') && !/^(pages|pagemap)-/.test(name));
  });

  test('an image that is cut off costs its own places at most', async () => {
    for (const name of images) {
      const damaged = alterImage(checkpoint, name, (bytes) => bytes.subarray(0, -3));
      const { places } = await readPlaces(damaged);
      const own = /-data|^sk-queues|^tcp-stream|^ipcns-msg|^ghost-file|^tmpfs/.test(name);
      if (own) expect(places.length, name).toBeLessThanOrEqual(whole);
      else expect(places.length, name).toBe(whole);
    }
  });

  test('whatever byte is another', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        async (which, where, byte) => {
          const name = images[which % images.length] ?? '';
          const damaged = alterImage(checkpoint, name, (bytes) => {
            if (bytes.length > 0) bytes[where % bytes.length] = byte;
            return bytes;
          });
          const { places } = await readPlaces(damaged);
          expect(places.length).toBeGreaterThan(whole / 3);
        },
      ),
      { numRuns: 100 },
    );
  });
});
