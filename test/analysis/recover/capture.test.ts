import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { captures } from '../../../src/analysis/recover/kinds/pcap.js';
import { DEFAULT_LIMITS } from '../../../src/archive/limits.js';
import type { Message } from '../../../src/criu/message.js';
import { writeMessage } from '../../../src/criu/write-message.js';
import { viewMemory } from '../../../src/model/memory/memory-view.js';
import { testWith } from '../../support/gdb.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { madeTree } from '../../support/made-tree.js';
import { runHere } from '../../support/run-here.js';
import { Scratch } from '../../support/scratch.js';
import { entry, imageBytes } from '../../support/wire.js';

const scratch = new Scratch();

/** What tshark says; it reads no settings of whoever runs the test. */
function tshark(capture: string, ...args: readonly string[]): string {
  const { stdout, error } = spawnSync('tshark', ['-r', capture, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: '/nowhere', LC_ALL: 'C.UTF-8' },
    maxBuffer: 64 * 1024 ** 2,
  });
  if (error !== undefined) throw error;
  return stdout;
}

/** Both directions of each stream. Lines of the second node begin with a tab. */
function followed(capture: string, streams: number): Buffer[] {
  const wanted = Array.from({ length: streams }, (_, stream) => ['-z', `follow,tcp,raw,${stream}`]);
  const sections = tshark(capture, '-q', ...wanted.flat())
    .split('Follow: tcp,raw')
    .slice(1);
  return sections.flatMap((section) => {
    const lines = section.split('\n').filter((line) => /^\t?(?:[0-9a-f]{2})+$/.test(line));
    return [false, true].map((isSecond) =>
      Buffer.from(
        lines
          .filter((line) => line.startsWith('\t') === isSecond)
          .map((line) => line.trim())
          .join(''),
        'hex',
      ),
    );
  });
}

describe('a capture of queues', () => {
  testWith(['tshark'], 'has the streams that tshark follows, no byte more or less', async () => {
    const out = join(scratch.path, 'rich');
    await runHere('checkpointctl', ['recover', 'rich-podman.tar', '-o', out, 'pcap', 'queues']);
    const capture = join(out, 'pcap/network.pcapng');
    const queue = (port: number, name: string): Buffer => {
      const file = readdirSync(join(out, 'queues')).find((each) =>
        new RegExp(`^tcp-stream_.*_${port}_${name}_queue`).test(each),
      );
      return file === undefined ? Buffer.alloc(0) : readFileSync(join(out, 'queues', file));
    };
    // What an end has not read, and behind it what the other has still to send.
    const connections = [
      [18080, 18081],
      [18082, 18083],
      [18084, 18085],
      [18090, 18091],
      [18092, 18093],
    ] as const;
    const expected = connections.flatMap(([one, other]) => [
      Buffer.concat([queue(one, 'receive'), queue(other, 'send')]),
      Buffer.concat([queue(other, 'receive'), queue(one, 'send')]),
    ]);
    // One more than there are: that has nothing in it.
    const found = followed(capture, connections.length + 1);
    const texts = (all: readonly Buffer[]): string[] =>
      all.flatMap((bytes) => (bytes.length === 0 ? [] : bytes.toString('hex'))).sort();
    expect(texts(found)).toEqual(texts(expected));
    expect(texts(found).length).toBeGreaterThan(5);
  });
});

/** Datagrams that wait in a connected socket, and in one that takes them from anybody. */
function withDatagrams(): ReturnType<typeof viewMemory> {
  const words = (...bytes: readonly number[]): number[] => [Buffer.from(bytes).readUInt32LE(0)];
  const socket = (id: number, remote: readonly number[], port: number): Message => ({
    type: 4,
    id,
    isk: {
      ...{ id, ino: 100 + id, family: 2, type: 2, proto: 17, state: 7 },
      ...{ src_port: 5300 + id, dst_port: port, flags: 2, backlog: 0 },
      ...{ src_addr: words(10, 88, 0, 5), dst_addr: words(...remote) },
      ...{ fown: { uid: 0, euid: 0, signum: 0, pid_type: 0, pid: 0 }, opts: {} },
      ip_opts: {},
    },
  });
  const files = [socket(1, [192, 0, 2, 7], 5555), socket(2, [0, 0, 0, 0], 0)];
  const packet = (id: number, bytes: Buffer) =>
    entry(writeMessage('sk_packet_entry', { id_for: id, length: bytes.length }), bytes);
  const checkpoint = madeCheckpoint({
    ...madeTree([{ pid: 1, ppid: 0 }]),
    'files.img': imageBytes(
      'FILES',
      files.map((each) => entry(writeMessage('file_entry', each))),
    ),
    'sk-queues.img': imageBytes('SK_QUEUES', [
      packet(1, Buffer.from('first')),
      packet(1, Buffer.alloc(1400, 'x')),
      packet(2, Buffer.from('from anybody')),
    ]),
  });
  return viewMemory(checkpoint);
}

testWith(['tshark'], 'datagrams have their own packets, with right checksums', async () => {
  const context = { view: withDatagrams(), limits: DEFAULT_LIMITS, wants: () => true };
  const [capture] = [...captures(context)];
  const parts: Buffer[] = [];
  for await (const { bytes } of capture?.parts() ?? []) parts.push(Buffer.from(bytes));
  const path = scratch.file('udp.pcapng', Buffer.concat(parts));
  const fields = ['ip.src', 'udp.srcport', 'ip.dst', 'udp.dstport', 'udp.checksum.status'];
  const lines = tshark(
    path,
    ...['-o', 'udp.check_checksum:TRUE', '-T', 'fields'],
    ...[...fields, 'data.data'].flatMap((field) => ['-e', field]),
  );
  // Status 1 is good (Wireshark: proto checksum status). Who sent to a socket of anybody is not recorded.
  expect(lines.trimEnd().split('\n')).toEqual([
    `192.0.2.7\t5555\t10.88.0.5\t5301\t1\t${Buffer.from('first').toString('hex')}`,
    `192.0.2.7\t5555\t10.88.0.5\t5301\t1\t${'78'.repeat(1400)}`,
    `0.0.0.0\t0\t10.88.0.5\t5302\t1\t${Buffer.from('from anybody').toString('hex')}`,
  ]);
});
