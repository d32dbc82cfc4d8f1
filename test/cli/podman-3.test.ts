import { expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();

/** A container of Podman with ports of both ways in which it wrote them. */
const archive = await scratch.tar('podman.tar', {
  'checkpoint/': '',
  'config.dump': JSON.stringify({
    name: 'demo',
    newPortMappings: [
      { host_ip: '', container_port: 80, host_port: 8080, range: 10, protocol: 'tcp' },
      { host_ip: '::1', container_port: 53, host_port: 5353, range: 1, protocol: 'udp' },
    ],
    portMappings: [{ hostPort: 443, containerPort: 8443, protocol: 'tcp', hostIP: '127.0.0.1' }],
  }),
  'spec.dump': JSON.stringify({ annotations: { 'io.container.manager': 'libpod' } }),
  'bind.mounts': JSON.stringify([
    { source: '/a', destination: '/b', file_type: 'file', permissions: 420 },
  ]),
});

test('ranges of ports are told whole, and modes in octal', async () => {
  const tree = await runHere('checkpointctl', ['inspect', '--metadata', archive]);
  expect(tree.stdout).toContain('8080-8089 -> 80-89/tcp');
  expect(tree.stdout).toContain('[::1]:5353 -> 53/udp');
  expect(tree.stdout).toContain('127.0.0.1:443 -> 8443/tcp');
  expect(tree.stdout).toContain('permissions 0644');
  const { stdout } = await runHere('checkpointctl', [
    'inspect',
    '--metadata',
    '--format',
    'json',
    archive,
  ]);
  const [{ metadata } = { metadata: {} }] = JSON.parse(stdout) as { metadata: object }[];
  expect(metadata).toMatchObject({
    bind_mounts: [{ permissions: '0644' }],
    podman: { published_ports: [{ host_port: 8080, container_port: 80, range: 10 }, {}, {}] },
  });
});
