import { describe, expect, test } from 'vitest';
import { metadataOf, reads, type Metadata } from '../../src/analysis/metadata.js';
import { isRead } from '../../src/model/reads.js';
import { checkpointOf, realCheckpoint } from '../support/checkpoint-of.js';
import { Scratch, type Members } from '../support/scratch.js';

const scratch = new Scratch();
let count = 0;

async function metadata(members: Members): Promise<Metadata> {
  const path = await scratch.tar(`${count++}.tar`, { 'checkpoint/': '', ...members });
  return metadataOf(await checkpointOf(path));
}

const spec = (annotations: unknown) => ({
  'config.dump': '{}',
  'spec.dump': JSON.stringify({ annotations }),
});

describe('annotations', () => {
  test('are sorted, and those that hold JSON are trees too', async () => {
    const { annotations, warnings } = await metadata(
      spec({
        b: '{"x":[1,{"y":null}]}',
        a: 'text',
        c: '[{"container_path":"/etc/hosts"}]',
        d: '7',
      }),
    );
    expect(annotations).toEqual([
      { name: 'a', value: 'text' },
      { name: 'b', value: '{"x":[1,{"y":null}]}', json: { x: [1, { y: null }] } },
      {
        name: 'c',
        value: '[{"container_path":"/etc/hosts"}]',
        json: [{ container_path: '/etc/hosts' }],
      },
      { name: 'd', value: '7' },
    ]);
    expect(warnings).toEqual([]);
  });

  test('keep all digits of integers', async () => {
    const digits = '9'.repeat(60);
    const { annotations } = await metadata(spec({ serial: `[${digits},1]` }));
    expect(annotations).toEqual([
      { name: 'serial', value: `[${digits},1]`, json: [BigInt(digits), 1] },
    ]);
  });

  test.each(['{"cut":', `[${'9'.repeat(1001)}]`, '[1,2', '{}}', '['.repeat(100) + ']'.repeat(100)])(
    'what is no JSON, or too deep, stays text: %s',
    async (value) => {
      const key = 'io.kubernetes.cri-o.Labels';
      const { annotations } = await metadata(spec({ [key]: value }));
      expect(annotations).toEqual([{ name: key, value }]);
    },
  );

  test('that are no texts are told as JSON, whatever their names', async () => {
    const { annotations } = await metadata({
      'config.dump': '{}',
      'spec.dump': `{"annotations":{"__proto__":5,"n":null,"o":{"x":1},"deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    });
    expect(annotations).toMatchObject([
      { name: '__proto__', value: '5' },
      { name: 'deep', value: 'JSON that is nested too deep' },
      { name: 'n', value: 'null' },
      { name: 'o', value: '{"x":1}', json: { x: 1 } },
    ]);
  });
});

test('CRI-O: pod, image with digest, log path, bind mounts, how the dump ended', async () => {
  const found = metadataOf(await realCheckpoint('article-crio.tar'));
  expect(found.warnings).toEqual([]);
  const uid = '5d2f7d3c-6c3e-4f57-9a51-0b0f6d1b7e21';
  expect(found.kubernetes).toMatchObject({
    container_name: 'counter',
    pod_name: 'counters',
    pod_namespace: 'default',
    pod_uid: uid,
    image_name: 'quay.io/adrianreber/counter:blog',
    log_path: `/var/log/pods/default_counters_${uid}/counter/0.log`,
  });
  expect(found.kubernetes.image_ref).toMatch(/^quay\.io\/adrianreber\/counter@sha256:0c8a8f0f/);
  const volumes = found.annotations.find(({ name }) => name === 'io.kubernetes.cri-o.Volumes');
  expect(volumes?.json).toMatchObject([{ container_path: '/etc/hosts', readonly: false }]);
  expect(found.bind_mounts).toEqual([
    {
      source: `/var/lib/kubelet/pods/${uid}/etc-hosts`,
      destination: '/etc/hosts',
      file_type: 'file',
      permissions: 0o644,
    },
  ]);
  expect(found.dump_log).toEqual({
    member: 'dump.log',
    criu_version: '4.2 (gitid 0)',
    running_on: 'counters-node Linux 6.1.13-200.fc37.x86_64 #1 SMP PREEMPT_DYNAMIC x86_64',
    succeeded: true,
    errors: [],
    error_count: 0,
  });
  expect(found.container_log?.member).toBe('io.kubernetes.cri-o.LogPath');
});

test('Podman: labels, commands, volumes, log and deleted files', async () => {
  const found = metadataOf(await realCheckpoint('rich-podman.tar'));
  expect(found.warnings).toEqual([]);
  expect(found.hostname).toBe('rich');
  expect(found.podman).toMatchObject({
    image_id: '680c3a096081907f55e322b982db385da2158f98a06f76e591bf3850da53cf30',
    command: ['/opt/rich/rich', 'init'],
    labels: [
      { name: 'app', value: 'rich' },
      { name: 'io.buildah.version', value: '1.28.2' },
      { name: 'note', value: 'a label with spaces, ünïcode' },
    ],
    log_driver: 'k8s-file',
    privileged: false,
    stop_signal: 15,
    user_volumes: ['/data', '/opt/rich', '/scratch', '/vol'],
    named_volumes: [
      {
        name: 'richvol',
        destination: '/vol',
        options: ['rw', 'rprivate', 'nosuid', 'nodev', 'rbind'],
      },
    ],
  });
  expect(found.podman?.create_command.slice(0, 3)).toEqual(['podman', '--runtime', 'runc']);
  expect(found.deleted_files).toBe(2);
  expect(found.container_log).toEqual({ member: 'ctr.log', size_bytes: 956 });
  expect(found.networks).toEqual([]);
});

test('Podman: every subnet of every interface', async () => {
  const status = {
    podman: {
      interfaces: {
        eth0: {
          mac_address: '5a:11:00:00:00:01',
          subnets: [
            { ipnet: '10.88.0.9/16', gateway: '10.88.0.1' },
            { ipnet: 'fd00::9/64', gateway: 'fd00::1' },
          ],
        },
      },
    },
  };
  const { networks } = await metadata({
    ...spec({ 'io.container.manager': 'libpod' }),
    'network.status': JSON.stringify(status),
  });
  expect(networks).toEqual([
    {
      network: 'podman',
      name: 'eth0',
      mac: '5a:11:00:00:00:01',
      subnets: status.podman.interfaces.eth0.subnets,
      ips: ['10.88.0.9', 'fd00::9'],
    },
  ]);
});

test('containerd: exact times of its status, and the status of the CRI', async () => {
  const status = '{"Version":"v1","Pid":4711,"CreatedAt":1700000000123456789,"FinishedAt":0}';
  const cri = {
    metadata: { name: 'web' },
    labels: { 'io.kubernetes.pod.name': 'pod-1', 'io.kubernetes.pod.namespace': 'shop' },
    log_path: '/var/log/pods/x/0.log',
    image_ref: 'sha256:abc',
  };
  const found = await metadata({
    ...spec({ 'io.kubernetes.cri.sandbox-id': 'sandbox-1' }),
    status,
    'status.dump': JSON.stringify(cri).replace(/}$/, ',"created_at":1700000000123456789}'),
  });
  expect(found.containerd_status).toEqual({ created_at_ns: 1700000000123456789n, pid: 4711 });
  expect(found.cri_status).toEqual({ ...cri, created_at: 1700000000123456789n });
  expect(found.kubernetes).toEqual({
    container_name: 'web',
    pod_name: 'pod-1',
    pod_namespace: 'shop',
    sandbox_id: 'sandbox-1',
    image_ref: 'sha256:abc',
    log_path: '/var/log/pods/x/0.log',
  });
});

test('a dump that failed: its errors without their times', async () => {
  const log = [
    '(00.000000) Version: 3.17 (gitid v3.17)',
    '(00.000021) Warn  (criu/kerndat.c:1103): $XDG_RUNTIME_DIR not set',
    '(00.012345) Error (criu/sk-inet.c:191): inet: Connected TCP socket, consider using --x',
    '(00.012400)     12: Error (criu/pie/parasite.c:55): no memory',
    '(00.013000) Error (criu/cr-dump.c:1768): Dumping FAILED.',
    '',
  ].join('\n');
  const { dump_log: found } = await metadata({ ...spec({}), 'checkpoint/dump.log': log });
  expect(found).toEqual({
    member: 'checkpoint/dump.log',
    criu_version: '3.17 (gitid v3.17)',
    succeeded: false,
    errors: [
      'Error (criu/sk-inet.c:191): inet: Connected TCP socket, consider using --x',
      '12: Error (criu/pie/parasite.c:55): no memory',
      'Error (criu/cr-dump.c:1768): Dumping FAILED.',
    ],
    error_count: 3,
  });
});

test('files that are damaged, or of odd types, lose their own facts only', async () => {
  const found = await metadata({
    'config.dump': '{"labels":[],"namedVolumes":{},"command":"x"}',
    'spec.dump': '{"annotations":{"io.container.manager":"libpod"},"hostname":5}',
    'network.status': 'broken',
    'bind.mounts': '{"a":1}',
    'deleted.files': 'broken',
    status: 'broken',
    'status.dump': '[',
  });
  expect(found.podman).toMatchObject({ labels: [], named_volumes: [], command: [] });
  expect(found.warnings.map(({ code }) => code)).toEqual(Array(4).fill('invalid-json'));
  expect(found).not.toHaveProperty('deleted_files');
  expect(found.bind_mounts).toEqual([]);
});

test('a bare directory of images has no metadata and no warnings', async () => {
  expect(metadataOf(await realCheckpoint('rich-plain'))).toEqual({
    // It was dumped by CRIU 4.2 with its defaults.
    image_set: {
      img_version: 2,
      network_lock: 'iptables',
      criu_run_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    },
    annotations: [],
    networks: [],
    kubernetes: {},
    bind_mounts: [],
    warnings: [],
  });
});

test('of a compressed archive these members have to be kept', () => {
  const members = ['pod/status', 'dump.log', 'x/checkpoint/dump.log', 'bind.mounts'];
  expect(members.every((name) => isRead(name, reads))).toBe(true);
  expect(['ctr.log', 'checkpoint/pages-1.img'].some((name) => isRead(name, reads))).toBe(false);
});
