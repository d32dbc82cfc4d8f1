import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open.js';
import { findCheckpoints } from '../../src/model/checkpoint.js';
import { readContainer, type ContainerInfo, type MetadataFile } from '../../src/model/container.js';
import { Scratch, type Members } from '../support/scratch.js';

const scratch = new Scratch();
let count = 0;

async function read(members: Members): Promise<ContainerInfo> {
  const archive = await openArchive(await scratch.tar(`${count++}.tar`, members));
  const [checkpoint] = findCheckpoints(archive);
  if (checkpoint === undefined) throw new Error('no checkpoint');
  try {
    return readContainer(checkpoint);
  } finally {
    archive.close();
  }
}

const config = {
  id: 'cc671e3ab57b6165ffecacf0e1f2b493011206d32d5586ddfb59644d3fc12572',
  name: 'name-of-config',
  rootfsImageName: 'quay.io/example/counter:blog',
  runtime: 'crun',
  createdTime: '2026-11-23T03:31:42.123456789+01:00',
};

const archive = (annotations: object | undefined, more: Members = {}): Members => ({
  'checkpoint/': '',
  'config.dump': JSON.stringify(config),
  'spec.dump': JSON.stringify({ annotations }),
  ...more,
});

describe('Podman', () => {
  const podman = { 'io.container.manager': 'libpod' };

  test('takes the name and the time, in its own zone, from config.dump', async () => {
    expect(await read(archive(podman))).toEqual({
      engine: 'Podman',
      name: 'name-of-config',
      image: config.rootfsImageName,
      id: config.id,
      runtime: 'crun',
      created: '2026-11-23T03:31:42+01:00',
      ips: [],
      networks: [],
      unread: {},
    });
  });

  test('tells every address of network.status, networks and interfaces by name', async () => {
    const status = {
      podman: { interfaces: { eth1: { subnets: [{ ipnet: '10.88.0.9/16' }], mac_address: 'x' } } },
      net2: {
        interfaces: {
          eth0: {
            subnets: [{ ipnet: '10.89.1.2/24', gateway: '10.89.1.1' }, { ipnet: 'fd00::9/64' }],
          },
        },
      },
    };
    const { ips } = await read(archive(podman, { 'network.status': JSON.stringify(status) }));
    expect(ips).toEqual(['10.89.1.2', 'fd00::9', '10.88.0.9']);
  });

  test('tells of the results of CNI, which Podman 3 wrote, what the container has', async () => {
    const status = [
      {
        cniVersion: '0.4.0',
        interfaces: [
          { name: 'cni-podman0', mac: 'aa:bb:cc:00:00:01' },
          { name: 'veth1a2b3c4d', mac: 'aa:bb:cc:00:00:02' },
          { name: 'eth0', mac: 'aa:bb:cc:00:00:03', sandbox: '/run/netns/cni-0001' },
        ],
        ips: [
          { version: '4', interface: 2, address: '10.88.0.9/16', gateway: '10.88.0.1' },
          { version: '4', interface: 0, address: '10.88.0.1/16' },
          { version: '6', address: 'fd00::9/64' },
        ],
      },
    ];
    const { ips, networks } = await read(
      archive(podman, { 'network.status': JSON.stringify(status) }),
    );
    expect(ips).toEqual(['10.88.0.9', 'fd00::9']);
    expect(networks).toEqual([
      {
        name: 'eth0',
        mac: 'aa:bb:cc:00:00:03',
        subnets: [{ ipnet: '10.88.0.9/16', gateway: '10.88.0.1' }, { ipnet: 'fd00::9/64' }],
        ips: ['10.88.0.9', 'fd00::9'],
      },
    ]);
  });

  test.each(['null', '{}', '{"a":5}', '{"a":{"interfaces":{"b":null}}}', '[1]', '{"a":null}'])(
    'finds no address in the network.status %s',
    async (text) => {
      expect((await read(archive(podman, { 'network.status': text }))).ips).toEqual([]);
    },
  );
});

describe('CRI-O', () => {
  const annotations = {
    'io.container.manager': 'cri-o',
    'io.kubernetes.cri-o.Metadata': '{"name":"counter","attempt":1}',
    'io.kubernetes.cri-o.Created': '2023-03-02T06:06:49.305521632Z',
    'io.kubernetes.cri-o.IP.0': '10.88.0.23',
    'io.kubernetes.cri-o.IP.1': 'fd00::17',
  };

  test('takes name, time and addresses from its annotations, as they are', async () => {
    expect(await read(archive(annotations))).toMatchObject({
      engine: 'CRI-O',
      name: 'counter',
      created: '2023-03-02T06:06:49.305521632Z',
      ips: ['10.88.0.23', 'fd00::17'],
    });
  });

  test('tells of metadata that is not JSON', async () => {
    const broken = { ...annotations, 'io.kubernetes.cri-o.Metadata': 'name=counter' };
    const { engine, unread } = await read(archive(broken));
    expect(engine).toBe('CRI-O');
    expect(unread['spec.dump']?.message).toMatch(
      /spec\.dump: .*failed to read io\.kubernetes\.cri-o\.Metadata/,
    );
  });
});

describe('containerd', () => {
  test('takes the name from its annotation', async () => {
    const annotations = { 'io.kubernetes.cri.container-name': 'web' };
    expect(await read(archive(annotations))).toMatchObject({ engine: 'containerd', name: 'web' });
  });

  test('is every engine that tells no name of its own', async () => {
    expect(await read(archive(undefined))).toMatchObject({ engine: 'containerd' });
  });
});

test('a time that was never set is not told', async () => {
  const unset = { ...config, createdTime: '0001-01-01T00:00:00Z' };
  const members = { ...archive({}), 'config.dump': JSON.stringify(unset) };
  expect(await read(members)).not.toHaveProperty('created');
});

test('metadata of odd types is as if it were not there', async () => {
  const odd = { id: 5, name: null, rootfsImageName: {}, runtime: [], createdTime: false };
  const members = {
    ...archive({ 'io.container.manager': 'libpod' }),
    'config.dump': JSON.stringify(odd),
  };
  expect(await read(members)).toEqual({ engine: 'Podman', ips: [], networks: [], unread: {} });
});

test.each<[MetadataFile, string, RegExp]>([
  ['config.dump', '', /failed to unmarshal .*:config\.dump: unexpected end of JSON input/],
  [
    'config.dump',
    '{bad}',
    /failed to unmarshal .*:config\.dump: invalid character 'b' at offset 0x1/,
  ],
  [
    'config.dump',
    'text',
    /failed to unmarshal .*:config\.dump: invalid character 't' at offset 0x0/,
  ],
  ['spec.dump', '{"a":', /failed to unmarshal .*:spec\.dump: unexpected end of JSON input/],
])('%s with %j is told in words that scripts know', async (name, text, message) => {
  const { unread } = await read({ ...archive({}), [name]: text });
  expect(Object.keys(unread)).toEqual([name]);
  expect(unread[name]?.message).toMatch(message);
});

test.each<MetadataFile>(['config.dump', 'spec.dump'])('a missing %s is, too', async (name) => {
  const members = Object.entries(archive({})).filter(([key]) => key !== name);
  const { unread } = await read(Object.fromEntries(members));
  expect(unread[name]?.message).toMatch(new RegExp(`${name}: no such file or directory$`));
});

test('what spec.dump alone tells is unknown without it, and the rest is told', async () => {
  const members = Object.entries(archive({})).filter(([key]) => key !== 'spec.dump');
  const { engine, runtime } = await read(Object.fromEntries(members));
  expect([engine, runtime]).toEqual(['unknown', 'crun']);
});
