import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { namespacesOf, type Namespace } from '../../src/analysis/namespaces.js';
import type { NamespaceKind } from '../../src/model/namespaces/namespace-ids.js';
import { fieldsOf } from '../../src/model/json-member.js';
import { checkpointOf, realCheckpoint } from '../support/checkpoint-of.js';
import { runHere } from '../support/run-here.js';
import { Scratch } from '../support/scratch.js';
import { delimited, entry, imageBytes, number } from '../support/wire.js';

const scratch = new Scratch();
const PROC = fileURLToPath(new URL('../../testdata/app.proc/', import.meta.url));

async function namespaces(name: string): Promise<readonly Namespace[]> {
  const result = namespacesOf(await realCheckpoint(name));
  expect(result.warnings).toEqual([]);
  return result.namespaces;
}

function only(list: readonly Namespace[], kind: NamespaceKind): Namespace | undefined {
  const found = list.filter((each) => each.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
}

test('app: processes share a namespace where the kernel says the same of them', async () => {
  const found = await namespaces('app.tar.gz');
  const links = readdirSync(PROC)
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      const text = readFileSync(`${PROC}${pid}/links.json`, 'utf8');
      return { pid: Number(pid), ns: fieldsOf(fieldsOf(JSON.parse(text))['ns']) };
    });
  for (const { kind, pids } of found) {
    const living = links.filter(({ pid }) => pids.includes(pid));
    // The zombie (12) has no ids image: to which namespaces it belonged is not in the checkpoint.
    expect(living.map(({ pid }) => pid).sort((a, b) => a - b)).toEqual([1, 7, 11]);
    expect(new Set(living.map(({ ns }) => ns[kind])).size).toBe(1);
  }
  expect(found.map(({ kind }) => kind)).toEqual([
    'mnt',
    'pid',
    'net',
    'ipc',
    'uts',
    'user',
    'cgroup',
    'time',
  ]);
  // The kernel numbers the host's first namespaces from 4026531834 on, others get higher numbers.
  const first = links[0]?.ns ?? {};
  const ofHost = (kind: string) => /402653183\d/.test(String(first[kind]));
  for (const { kind, host } of found) expect([kind, host]).toEqual([kind, ofHost(kind)]);
});

test("of a namespace of its own that was not dumped there is a reason, of the host's there need not be", async () => {
  // Podman makes the network, and passes it in when it restores.
  const rich = await namespaces('rich-podman.tar');
  expect(only(rich, 'net')).toMatchObject({
    host: false,
    lack: { absent: 'netdev-10.img is not in the checkpoint' },
  });
  expect(rich.filter(({ lack }) => lack !== undefined)).toHaveLength(1);
  // utsns-12.img of the article is of another number.
  const article = await namespaces('article-crio.tar');
  expect(article.find(({ kind, id }) => kind === 'uts' && id === 11)?.lack).toEqual({
    absent: 'utsns-11.img is not in the checkpoint',
  });
  expect(only(article, 'net')).toEqual({ kind: 'net', id: 2, host: true, pids: [1, 7, 8] });
});

test('what is not known of networks is told beside their rows', async () => {
  const cli = (...args: string[]) => runHere('checkpointctl', args);
  const told = "nothing is known of network namespace 2: it is the host's\n";
  for (const table of ['devices', 'addresses', 'routes']) {
    const { stderr, status } = await cli('table', table, 'article-crio.tar', 'rich-podman.tar');
    expect(status).toBe(0);
    expect(stderr).toBe(
      `Note: article-crio.tar: ${told}` +
        'Note: rich-podman.tar: nothing is known of network namespace 10: netdev-10.img is not in the checkpoint\n',
    );
  }
  const tree = await cli('inspect', 'rich-podman.tar', '--namespaces');
  expect(tree.stdout).toContain(
    'devices, addresses, routes, rules, firewall: unavailable: netdev-10.img is not in the checkpoint',
  );
  const json = await cli('inspect', 'rich-podman.tar', '--namespaces', '--json');
  const [container] = JSON.parse(json.stdout) as { namespaces: object[] }[];
  expect(container?.namespaces).toContainEqual(
    expect.objectContaining({
      kind: 'net',
      net: null,
      absent: { net: 'netdev-10.img is not in the checkpoint' },
    }),
  );
});

test('rich-plain: host name, clocks and limits', async () => {
  const found = await namespaces('rich-plain');
  expect(only(found, 'uts')).toMatchObject({
    id: 11,
    host: false,
    uts: { nodename: 'rich-plain-host', domainname: '(none)' },
  });
  expect(only(found, 'time')).toMatchObject({
    host: true,
    time: { monotonic_ns: 6972_123587777n, boottime_ns: 6972_123587858n },
  });
  const settings = only(found, 'ipc')?.ipc?.settings ?? [];
  expect(settings).toContainEqual({ name: 'kernel.sem', value: '32000 1024000000 500 32000' });
  expect(settings).toContainEqual({ name: 'kernel.shmmax', value: 18446744073692774399n });
  expect(settings).toContainEqual({ name: 'fs.mqueue.msgsize_max', value: 8192 });
});

test('rich-plain: System V objects with sizes, owners and values', async () => {
  const ipc = only(await namespaces('rich-plain'), 'ipc')?.ipc;
  const root = { uid: 0, gid: 0, creator_uid: 0, creator_gid: 0 };
  expect(ipc?.shared_memory[0]).toEqual({
    id: 0,
    key: 5352222,
    mode: 0o640,
    ...root,
    size_bytes: 12388n,
    in_pagemaps: true,
  });
  expect(ipc?.shared_memory).toHaveLength(3);
  expect(ipc?.semaphores).toEqual([
    { id: 0, key: 24122, mode: 0o660, ...root, values: [0, 1111, 2222, 3333, 4444] },
    { id: 1, key: 24123, mode: 0o600, ...root, values: [0] },
  ]);
  expect(ipc?.message_queues).toEqual([
    {
      id: 0,
      key: 65362542,
      mode: 0o622,
      ...root,
      limit_bytes: 16384,
      messages: [
        { type: 1n, size_bytes: 13 },
        { type: 1000000007n, size_bytes: 14 },
        { type: 2000000014n, size_bytes: 51 },
        { type: 3000000021n, size_bytes: 8 },
        { type: 4000000028n, size_bytes: 0 },
      ],
    },
    { id: 1, key: 65362543, mode: 0o600, ...root, limit_bytes: 16384, messages: [] },
  ]);
});

describe('rich-plain: the network', () => {
  test('devices, with their links and addresses', async () => {
    const net = only(await namespaces('rich-plain'), 'net')?.net;
    const told = net?.devices.map((device) => [
      device.name,
      device.kind,
      device.address,
      device.master,
      device.link?.ifindex,
      device.addresses.length,
    ]);
    expect(told).toEqual([
      ['lo', 'loopback', undefined, undefined, undefined, 3],
      ['rich-br', 'bridge', '76:ec:97:3d:a3:b7', undefined, undefined, 2],
      ['rich-v1', 'veth', '76:ec:97:3d:a3:b7', 2, 4, 1],
      ['rich-v0', 'veth', 'ca:07:e8:b8:a7:a7', undefined, 3, 2],
      ['rich-mv', 'macvlan', '02:00:00:00:77:01', undefined, 4, 1],
      ['richtun0', 'tun', undefined, undefined, undefined, 0],
    ]);
    expect(net?.devices[0]?.flags).toEqual(['UP', 'LOOPBACK', 'RUNNING', 'LOWER_UP']);
    expect(net?.devices[4]?.macvlan_mode).toBe('bridge');
    expect(net?.devices[5]?.tun).toEqual({ mode: 'tun', flags: ['TUN', 'NO_PI'] });
    expect(net?.other_addresses).toEqual([]);
    expect(net?.routes.map(({ destination, device }) => [destination, device])).toContainEqual([
      '198.51.100.0/24',
      'rich-v0',
    ]);
    expect(net?.rules).toHaveLength(4);
  });

  test('settings: the loopback has its own, and all else is as in any new namespace', async () => {
    const net = only(await namespaces('rich-plain'), 'net')?.net;
    expect(net?.settings).toEqual([{ name: 'net.unix.max_dgram_qlen', value: 10 }]);
    expect(net?.devices[0]?.settings).toEqual([
      { name: 'net.ipv4.conf.lo.disable_policy', value: 1 },
      { name: 'net.ipv4.conf.lo.disable_xfrm', value: 1 },
      { name: 'net.ipv6.conf.lo.accept_dad', value: -1 },
      { name: 'net.ipv6.conf.lo.use_tempaddr', value: -1 },
    ]);
    expect(net?.devices[1]?.settings).toEqual([]);
  });

  test('firewall rules, line by line', async () => {
    const firewall = only(await namespaces('rich-plain'), 'net')?.net?.firewall;
    expect(firewall?.iptables).toEqual([]);
    expect(firewall?.nftables[0]).toBe('table ip filter {');
    expect(firewall?.nftables).toContain('\t\ttcp dport 1234 counter packets 0 bytes 0 drop');
    const old = only(await namespaces('old-v3.3'), 'net')?.net?.firewall;
    expect(old?.iptables[1]).toBe('*filter');
    expect(old?.iptables).toContain('-A CRIU -m mark --mark 0xc114 -j ACCEPT');
  });
});

test('userns: both maps', async () => {
  expect(only(await namespaces('userns.tar'), 'user')).toMatchObject({
    host: false,
    user: {
      uid_map: [{ inside: 0, outside: 200000, count: 65536 }],
      gid_map: [{ inside: 0, outside: 300000, count: 65536 }],
    },
  });
});

test('pidns: the name under which the namespace is passed in', async () => {
  expect(only(await namespaces('pidns'), 'pid')).toMatchObject({
    id: 9,
    host: false,
    pids: [1, 2],
    pid_external_key: 'extRootPidNS',
  });
});

describe('hostile', () => {
  const inventory = imageBytes('INVENTORY', [entry(number(4, 1))]);
  const ids = (...fields: Buffer[]) => imageBytes('IDS', [entry(Buffer.concat(fields))]);
  const pstree = imageBytes(
    'PSTREE',
    [1, 2, 2].map((pid) => entry(number(1, pid))),
  );

  test('a damaged image loses its own facts only', async () => {
    const checkpoint = await checkpointOf(
      scratch.directory('damaged', {
        'inventory.img': inventory,
        'pstree.img': pstree,
        'ids-1.img': ids(number(8, 5), number(7, 6), number(6, 7)),
        'ids-2.img': 'damaged',
        'utsns-5.img': imageBytes('UTSNS', [entry(delimited(1, 'still-here'))]),
        'ipcns-var-6.img': imageBytes('IPC_VAR', [entry(number(2, 8192))]),
        'ipcns-sem-6.img': imageBytes('IPCNS_SEM', [entry(number(2, 9))]),
        'ipcns-msg-6.img': 'damaged',
        'netdev-7.img': imageBytes('NETDEV', [entry(delimited(5, 'eth0'))]),
        'netns-7.img': 'damaged',
        'route-7.img': 'damaged',
        'timens-0.img': 'damaged',
      }),
    );
    const result = namespacesOf(checkpoint);
    expect(result.warnings.map(({ place }) => place.member).sort()).toEqual([
      'ids-2.img',
      'ipcns-msg-6.img',
      'ipcns-sem-6.img',
      'netns-7.img',
      'route-7.img',
    ]);
    expect(result.namespaces).toMatchObject([
      { kind: 'net', id: 7, pids: [1], net: { devices: [{ name: 'eth0' }], routes: [] } },
      { kind: 'ipc', id: 6, ipc: { settings: [{ name: 'kernel.msgmax', value: 8192 }] } },
      { kind: 'uts', id: 5, uts: { nodename: 'still-here' } },
    ]);
  });

  test('without a pstree there are still the namespaces of the images', async () => {
    const path = scratch.directory('alone', {
      'inventory.img': inventory,
      'utsns-5.img': imageBytes('UTSNS', [entry(delimited(1, 'host'))]),
    });
    const result = namespacesOf(await checkpointOf(path));
    expect(result.namespaces).toEqual([
      { kind: 'uts', id: 5, pids: [], uts: { nodename: 'host' } },
    ]);
    expect(result.warnings).toHaveLength(1);
  });

  test('images that are named by process belong to the first one', async () => {
    const path = scratch.directory('by-pid', {
      'inventory.img': imageBytes('INVENTORY', [entry(number(1, 1))]),
      'pstree.img': imageBytes('PSTREE', [entry(number(1, 41))]),
      'ids-41.img': ids(number(8, 5)),
      'utsns-41.img': imageBytes('UTSNS', [entry(delimited(1, 'old-host'))]),
    });
    const { namespaces: found } = namespacesOf(await checkpointOf(path));
    expect(found).toEqual([{ kind: 'uts', id: 5, pids: [41], uts: { nodename: 'old-host' } }]);
  });
});
