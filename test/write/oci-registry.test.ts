import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startArchiveServer } from '../support/archive-server.js';
import {
  type DockerRegistry,
  hasDockerRegistry,
  startDockerRegistry,
} from '../support/docker-registry.js';
import { runHere } from '../support/run-here.js';
import type { Run } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();

function build(image: string, ...args: string[]): Promise<Run> {
  return runHere('checkpointctl', ['build', 'userns.tar', image, '--tls-verify=false', ...args]);
}

let registry: DockerRegistry | undefined;
beforeAll(async () => {
  if (hasDockerRegistry) registry = await startDockerRegistry(scratch, 'registry');
});
afterAll(() => registry?.close());

it.skipIf(!hasDockerRegistry)(
  'sends an image to a registry, from which it is read and copied',
  async () => {
    const name = `${registry?.host ?? ''}/lab/counter:v1`;
    const sent = await build(`docker://${name}`);
    expect(sent).toMatchObject({ status: 0, stderr: '' });
    const told = execFileSync(
      'skopeo',
      ['inspect', '--tls-verify=false', '--format', '{{.Digest}}', `docker://${name}`],
      { encoding: 'utf8' },
    );
    expect(sent.stdout).toBe(told);
    // What is there already is not sent again, and makes the same image.
    expect((await build(name, '--push')).stdout).toBe(told);

    const question = ['--format', 'jsonl', '--columns', 'pid,comm'];
    const there = await runHere('checkpointctl', [
      'ps',
      `docker://${name}`,
      '--tls-verify=false',
      ...question,
    ]);
    const here = await runHere('checkpointctl', ['ps', 'userns.tar', ...question]);
    expect(there.stdout.replaceAll(`docker://${name}`, 'userns.tar')).toBe(here.stdout);
    const hashed = await runHere('checkpointctl', [
      'hash',
      `docker://${name}`,
      '--tls-verify=false',
    ]);
    expect(hashed).toMatchObject({ status: 0, stderr: '' });
  },
);

it('goes on where a connection was cut, and verifies what the registry says', async () => {
  const done = { status: 202, headers: { location: '/up/2' } };
  const server = await startArchiveServer({
    '/v2/lab/x/blobs/uploads/': [{ status: 202, headers: { location: '/up/1' } }],
    '/up/1': [
      { reset: true },
      { status: 204, headers: { range: '0-999', location: '/up/1' } },
      done,
    ],
    '/up/2': [{ status: 201 }],
    '/v2/lab/x/manifests/v1': [
      { status: 201 },
      { status: 201, headers: { 'docker-content-digest': `sha256:${'d'.repeat(64)}` } },
      { status: 403, body: '{"errors":[{"code":"DENIED","message":"no"}]}' },
    ],
  });
  try {
    const image = `docker://${server.host}/lab/x:v1`;
    const sent = await build(image);
    expect(sent).toMatchObject({ status: 0, stderr: '' });
    const asked = await server.asked();
    const [whole, rest] = asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
    expect(whole?.length).toBeGreaterThan(1000);
    expect(rest === whole?.slice(1000)).toBe(true);
    const digests = asked
      .filter(({ method, path }) => method === 'PUT' && path.startsWith('/up/'))
      .map(({ path }) => new URL(path, 'http://x').searchParams.get('digest') ?? '');
    const manifest = asked.find(({ path }) => path.endsWith('/manifests/v1'))?.body ?? '';
    for (const digest of digests) expect(manifest).toContain(digest);

    const lied = await build(image);
    expect(lied.stderr).toMatch(
      /the registry says that the manifest is sha256:dddd.*, where sha256:/,
    );
    expect(lied.status).toBe(1);
    const denied = await build(image);
    expect(denied.stderr).toMatch(/the server answers 403 \(DENIED: no\)/);
  } finally {
    await server.close();
  }
});

it('says where an image goes', async () => {
  const both = await build('docker://localhost:1/x', '-o', 'oci:x');
  expect(both.stderr).toMatch(/an image goes to a registry alone/);
  const option = await build('x', '-o', 'docker://localhost:1/x');
  expect(option.stderr).toMatch(/give it as IMAGE, without -o/);
});
