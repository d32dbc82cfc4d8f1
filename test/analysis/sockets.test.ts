import { beforeAll, describe, expect, test } from 'vitest';
import { describeSocket } from '../../src/model/describe/describe-socket.js';
import { socketTable } from '../../src/analysis/socket-table.js';
import { socketsOf } from '../../src/analysis/sockets.js';
import { isAbsent } from '../../src/model/absent.js';
import { readProcesses } from '../../src/model/processes.js';
import type { Socket } from '../../src/model/sockets/socket.js';
import { readExpected } from '../support/corpus.js';
import { known } from '../support/known.js';
import { openCheckpoint } from '../support/open-checkpoint.js';

const RICH = ['rich-podman.tar', 'rich-plain', 'old-v3.19', 'old-v3.3'];

let expected: ReadonlyMap<string, string>;
beforeAll(async () => {
  expected = await readExpected();
});

/** Entries of an image as CRIU's crit shows them; empty when there is no such image. */
function entriesOf(name: string, image: string): Record<string, unknown>[] {
  const directory = name.endsWith('.tar') ? `${name.slice(0, -4)}/checkpoint` : name;
  const text = expected.get(`${directory}/${image}.show.json`);
  return text === undefined
    ? []
    : (JSON.parse(text) as { entries: Record<string, unknown>[] }).entries;
}

/** Sockets of one kind as crit shows them: in files.img, or in an image of their own. */
function shown(name: string, field: string, image: string): Record<string, unknown>[] {
  const merged = entriesOf(name, 'files.img').map((entry) => entry[field]);
  return [...merged, ...entriesOf(name, image)].filter((entry) => entry !== undefined) as Record<
    string,
    unknown
  >[];
}

describe.each(RICH)('%s', (name) => {
  test('every IP socket has the addresses, ports and state that crit shows', async () => {
    const { sockets, warnings } = socketsOf(await openCheckpoint(name));
    expect(warnings).toEqual([]);
    const words: Readonly<Record<string, string>> = {
      FIN_WAIT1: 'FIN_WAIT_1',
      FIN_WAIT2: 'FIN_WAIT_2',
      SYN_RECV: 'SYN_RECEIVED',
    };
    const told = sockets
      .filter((socket) => socket.type === 'INETSK')
      .map((socket) => ({
        id: socket.id,
        ino: socket.inode,
        type: socket.socketType,
        state: socket.state,
        src: known(socket.local),
        dst: known(socket.remote),
      }));
    const entries = shown(name, 'isk', 'inetsk.img');
    expect(told.length).toBe(entries.length);
    expect(told.length).toBeGreaterThan(20);
    told.forEach((socket, index) => {
      const entry = entries[index] ?? {};
      const state = String(entry['state']);
      expect(socket).toMatchObject({
        id: entry['id'],
        ino: entry['ino'],
        type: entry['type'],
        state: words[state] ?? state,
        src: { port: entry['src_port'] },
        dst: { port: entry['dst_port'] },
      });
      const [address] = entry['src_addr'] as string[];
      // crit writes IPv4-mapped addresses as IPv6 does, or as IPv4 does, by its version of Python.
      if (address?.includes('ffff') === false) expect(socket.src.address).toBe(address);
    });
  });

  test('bytes wait where the stream and queue images say', async () => {
    const { sockets } = socketsOf(await openCheckpoint(name));
    for (const socket of sockets) {
      if (socket.type === 'INETSK' && !isAbsent(socket.stream)) {
        const [stream] = entriesOf(name, socket.stream.image);
        expect(socket.receiveQueueBytes).toBe(stream?.['inq_len']);
        expect(socket.sendQueueBytes).toBe(stream?.['outq_len']);
        expect(socket.stream.maximumSegmentBytes).toBe(stream?.['mss_clamp']);
      }
      if (socket.type === 'UNIXSK') {
        const queued = entriesOf(name, 'sk-queues.img').filter(
          (each) => each['id_for'] === socket.id,
        );
        const bytes = queued.reduce((sum, each) => sum + Number(each['length']), 0);
        expect(socket.receiveQueueBytes).toBe(bytes);
      }
    }
  });

  test('only a socket that listens has an accept queue', async () => {
    const { sockets } = socketsOf(await openCheckpoint(name));
    const inAnyState = sockets.filter(({ type }) => type === 'INETSK' || type === 'UNIXSK');
    expect(inAnyState.length).toBeGreaterThan(0);
    for (const socket of inAnyState) {
      const listens = 'state' in socket && socket.state === 'LISTEN';
      expect('backlog' in socket && typeof socket.backlog === 'number').toBe(listens);
    }
  });

  test('every socket is held by a process, and told in words', async () => {
    const { sockets } = socketsOf(await openCheckpoint(name));
    for (const socket of sockets) {
      expect(socket.holders.length).toBeGreaterThan(0);
      expect(socket.uid).toBe(0);
      expect(describeSocket(socket)).not.toMatch(/unknown|\?|object/);
    }
  });
});

async function richTable(): Promise<{ sockets: readonly Socket[]; lines: string[] }> {
  const checkpoint = await openCheckpoint('rich-podman.tar');
  const processes = readProcesses(checkpoint);
  const { sockets } = socketsOf(checkpoint);
  const lines = socketTable(sockets, processes).map(({ netid, state, local, peer, ...rest }) => {
    const queue = (bytes: unknown) => (typeof bytes === 'number' ? bytes : '-');
    const holders = rest.processes.map(({ pid, fd, comm }) => `${known(comm)},${pid},${fd}`);
    const queues = `${queue(rest.receiveQueueBytes)} ${queue(rest.sendQueueBytes)}`;
    return `${netid} ${known(state)} ${queues} ${local} ${peer} ${holders.join(' ')}`;
  });
  return { sockets, lines };
}

test('a table as of ss -tanp', async () => {
  const { lines } = await richTable();
  for (const line of [
    'tcp LISTEN 0 10 127.0.0.1:18080 0.0.0.0:* rich-socks,8,21',
    'tcp ESTAB 48 0 127.0.0.1:18080 127.0.0.1:18081 rich-socks,8,23',
    'tcp FIN-WAIT-2 0 0 127.0.0.1:18085 127.0.0.1:18084 rich-socks,8,28',
    'tcp CLOSE-WAIT 10 0 127.0.0.1:18084 127.0.0.1:18085 rich-socks,8,29',
    'tcp LISTEN 0 5 [::1]:18090 [::]:* rich-socks,8,32',
    'tcp ESTAB 9 0 [::ffff:127.0.0.1]:18092 [::ffff:127.0.0.1]:18093 rich-socks,8,37',
    'udp ESTAB - 0 [::1]:15356 [::1]:15355 rich-socks,8,41',
    'udplite UNCONN - 0 127.0.0.1:15358 0.0.0.0:* rich-socks,8,43',
    'raw UNCONN - 0 0.0.0.0:1 0.0.0.0:* rich-socks,8,44',
    'u_str ESTAB 58 17 * 2676290 * 2676289 rich-socks,8,4',
    'u_seq ESTAB 21 0 * 2676292 * 2676291 rich-socks,8,6',
    'u_str LISTEN 0 7 /scratch/named.sock 2676298 * 0 rich-socks,8,11',
    'u_str LISTEN 0 128 @rich-abstract\x01\udcff 2676305 * 0 rich-socks,8,19',
    'nl UNCONN - - ROUTE:8 * rich-socks,8,45',
    'p_raw UNCONN - - ARP:lo * rich-socks,8,47',
    'p_dgr UNCONN - - 0x88b5:* * rich-socks,8,48',
  ]) {
    expect(lines).toContain(line);
  }
});

test('options, bound device, buffers and groups', async () => {
  const { sockets } = await richTable();
  const byFd = (fd: number) =>
    sockets.find(({ holders }) => holders.some((each) => each.fd === fd));
  const options = (fd: number) =>
    Object.fromEntries((byFd(fd)?.options ?? []).map(({ name, value }) => [name, value]));
  expect(options(42)).toEqual({
    SO_BROADCAST: true,
    SO_BINDTODEVICE: 'lo',
    SO_MARK: 119,
    SO_PRIORITY: 6,
    SO_SNDTIMEO: 252000n,
    SO_RCVTIMEO: 3_500_000n,
    SO_ATTACH_FILTER: '4 instructions',
    SO_RCVBUF: 262144,
    IP_FREEBIND: true,
    IP_PKTINFO: true,
    IP_TOS: 16,
  });
  expect(options(22)).toEqual({
    SO_REUSEADDR: true,
    SO_KEEPALIVE: true,
    TCP_NODELAY: true,
    TCP_KEEPCNT: 4,
    TCP_KEEPIDLE: 75,
    TCP_KEEPINTVL: 9,
  });
  expect(options(19)).toEqual({ SO_PASSCRED: true });
  expect(byFd(32)).toMatchObject({ v6Only: true, family: 'INET6' });
  expect(byFd(35)).toMatchObject({ v6Only: false, family: 'INET6' });
  expect(byFd(45)).toMatchObject({ protocol: 'ROUTE', groups: [1, 5], portId: 8 });
  expect(byFd(46)).toMatchObject({ protocol: 'KOBJECT_UEVENT', groups: [] });
  expect(byFd(47)).toMatchObject({
    protocol: 'ARP',
    interfaceName: 'lo',
    memberships: [{ kind: 'promiscuous', interfaceIndex: 1 }],
  });
  expect(options(48)).toEqual({
    PACKET_VERSION: 'TPACKET_V2',
    PACKET_RX_RING: '8 frames of 2048 B',
  });
  expect(byFd(18)).toMatchObject({ name: 'relative.sock', directory: '/scratch' });
  expect(byFd(8)).toMatchObject({ shutdown: 'write', peer: { holders: [{ pid: 8, fd: 7 }] } });
});
