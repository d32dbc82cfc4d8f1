import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { header } from '../archive/tar-builder.js';
import { type ArchiveServer, startArchiveServer } from '../support/archive-server.js';
import { madeImage, madeIndex } from '../support/made-image.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS, type Run } from '../support/run-program.js';
import { temporaryDirectory } from '../temporary-directory.js';

const archive = readFileSync(join(CHECKPOINTS, 'userns.tar'));
const GZIP = 'application/vnd.oci.image.layer.v1.tar+gzip';
const CHECKPOINT = { 'org.criu.checkpoint.container.name': 'x' };

let server: ArchiveServer;
beforeAll(async () => {
  server = await startArchiveServer({});
});
afterAll(() => server.close());

function run(command: string, image: string, ...args: string[]): Promise<Run> {
  return runHere('checkpointctl', [
    ...[command, `docker://${server.host}/${image}`, '--tls-verify=false', ...args],
  ]);
}

async function processes(image: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await run(
    'ps',
    image,
    '--format',
    'jsonl',
    '--columns',
    'pid,comm',
    ...args,
  );
  return stdout.replace(/"archive":"[^"]*",/g, '') + stderr;
}

it('fetches less than 2 MB of an image of 2 GB for show', async () => {
  const size = 2 * 1024 ** 3;
  const pages = header({ name: 'checkpoint/pages-99.img', size });
  const digest = `sha256:${'a'.repeat(64)}`;
  const { routes } = madeImage('big', 'v1', { parts: [pages, size, archive], digest });
  await server.add(routes);

  const shown = await run('show', 'big:v1', '--format', 'json');
  const here = await runHere('checkpointctl', ['show', 'userns.tar', '--format', 'json']);
  const container = (text: string): unknown => (JSON.parse(text) as { id: unknown }[])[0]?.id;
  expect(shown.status).toBe(0);
  expect(container(shown.stdout)).toBe(container(here.stdout));
  const asked = (await server.asked()).filter(({ path }) => path.startsWith('/v2/big/blobs/'));
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.reduce((sum, { sent }) => sum + sent, 0)).toBeLessThan(2_000_000);
});

it('streams a compressed layer and verifies it, also where the registry knows no ranges', async () => {
  const packed = gzipSync(archive, { level: 1 });
  for (const [name, parts, reply, mediaType] of [
    ['plain', [archive], {}, undefined],
    ['packed', [packed], {}, GZIP],
    ['packed-whole', [packed], { ranges: false }, GZIP],
    ['whole', [archive], { ranges: false }, undefined],
  ] as const) {
    const layer = { parts, reply, ...(mediaType !== undefined && { mediaType }) };
    await server.add(madeImage(name, 'v1', layer).routes);
  }
  const plain = await processes('plain:v1');
  expect(plain).toContain('"pid":1,');
  for (const name of ['packed:v1', 'packed-whole:v1', 'whole:v1']) {
    expect(await processes(name)).toBe(plain);
  }
});

it('is built into a layout, the same image as of the archive itself', async () => {
  await server.add(madeImage('source', 'v1', { parts: [archive] }).routes);
  const at = join(temporaryDirectory(), 'layout');
  const built = await run('build', 'source:v1', 'counter', '-o', `oci:${at}`);
  expect([built.status, built.stderr]).toEqual([0, '']);
  const line = ['build', 'userns.tar', 'counter', '-o', `oci:${at}-here`];
  expect(built.stdout).toBe((await runHere('checkpointctl', line)).stdout);
  const shown = await runHere('checkpointctl', ['ps', `oci:${at}:counter`]);
  expect([shown.status, shown.stderr]).toEqual([0, '']);
});

it('tells of a layer that is not what its digest says, as far as all of it is read', async () => {
  const digest = `sha256:${'b'.repeat(64)}`;
  const packed = gzipSync(archive, { level: 1 });
  await server.add(madeImage('wrong', 'v1', { parts: [packed], digest, mediaType: GZIP }).routes);
  await server.add(madeImage('ranged', 'v1', { parts: [archive], digest }).routes);
  const message = `damaged blob: it does not match ${digest}`;
  expect((await run('ps', 'wrong:v1')).stderr).toContain(message);
  // Of a layer that can be read in parts hash alone reads all.
  expect((await run('ps', 'ranged:v1')).stderr).toBe('');
  const hashed = await run('hash', 'ranged:v1');
  expect(hashed.stderr).toContain(message);
  expect(hashed.status).toBe(1);
  expect((await run('verify', 'ranged:v1')).stderr).toContain('was read in parts');
});

it('tells of a manifest that is not what its digest says', async () => {
  const image = madeImage('lab', 'v1', { parts: [archive] });
  const other = `sha256:${'c'.repeat(64)}`;
  const [reply] = image.routes[`/v2/lab/manifests/v1`] ?? [];
  await server.add({
    [`/v2/lab/manifests/${other}`]: [reply ?? {}],
    '/v2/lab/manifests/told': [
      { ...reply, headers: { ...reply?.headers, 'docker-content-digest': other } },
    ],
  });
  for (const name of [`lab@${other}`, 'lab:told']) {
    const { status, stderr } = await run('ps', name);
    expect(stderr).toContain(`the manifest does not match ${other}: it has ${image.digest}`);
    expect(status).toBe(1);
  }
});

it('takes the image of an index that is a checkpoint, or asks which', async () => {
  const [amd64, arm64, other] = [
    madeImage('multi', 'amd64', { parts: [archive] }, CHECKPOINT),
    madeImage('multi', 'arm64', { parts: [archive] }, { ...CHECKPOINT, a: 'b' }),
    madeImage('multi', 'other', { parts: [archive] }),
  ];
  await server.add({ ...amd64.routes, ...arm64.routes, ...other.routes });
  await server.add(madeIndex('multi', 'one', { amd64: amd64.digest, arm64: other.digest }));
  await server.add(madeIndex('multi', 'two', { amd64: amd64.digest, arm64: arm64.digest }));
  const expected = await processes('multi:amd64');

  expect(await processes('multi:one')).toBe(expected);
  const { stderr } = await run('ps', 'multi:two');
  expect(stderr).toMatch(
    /of these images more than one is a checkpoint: .*choose one with --image/,
  );
  expect(stderr).toContain(arm64.digest);
  expect(await processes('multi:two', '--image', arm64.digest.slice(7, 19))).toBe(expected);
  expect(await processes(`multi@${arm64.digest}`)).toBe(expected);
});

it.each(['', 'HOST/Upper:v1', 'HOST/a:b:c', 'HOST/a@sha256:12', 'HOST/a b', 'HOST/../a', 'a@b@c'])(
  'takes docker://%s for no name of an image',
  async (name) => {
    const image = `docker://${name.replace('HOST', server.host)}`;
    const { status, stderr } = await runHere('checkpointctl', ['ps', image]);
    expect(stderr).toMatch(/is no name of an image \(docker:\/\/HOST\[:PORT\]\/NAME/);
    expect(status).toBe(1);
  },
);

it('a manifest that is cut is asked for again; one that never ends, or is always cut, is told', async () => {
  const { routes } = madeImage('cut', 'x', { parts: [archive] }, CHECKPOINT);
  const path = '/v2/cut/manifests/x';
  const [whole] = routes[path] ?? [];
  if (whole === undefined) throw new Error('no manifest');
  await server.add({ ...routes, [path]: [{ parts: [2000], cut: 1000 }, whole] });
  const again = await run('ps', 'cut:x');
  expect([again.status, again.stderr]).toEqual([0, '']);
  await server.add({
    '/v2/cut/manifests/always': [{ parts: [2000], cut: 1000 }],
    '/v2/cut/manifests/stops': [{ parts: [2000], stop: 1000 }],
    '/v2/cut/manifests/large': [{ parts: [5 * 1024 ** 2] }],
  });
  const told = async (tag: string) =>
    (await run('ps', `cut:${tag}`, '--server-timeout', '0.2')).stderr;
  const name = `Error: docker://${server.host}/cut`;
  expect(await told('always')).toBe(`${name}:always: the connection was cut\n`);
  expect(await told('stops')).toBe(`${name}:stops: the server said nothing for 0.2 s\n`);
  expect(await told('large')).toBe(`${name}:large: the server sends more than 4194304 bytes\n`);
});
