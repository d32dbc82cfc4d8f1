import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArchiveServer, type Reply, startArchiveServer } from '../support/archive-server.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS, type Run } from '../support/run-program.js';

const archive = readFileSync(join(CHECKPOINTS, 'userns.tar'));
const parts = [archive];

let server: ArchiveServer;
let elsewhere: ArchiveServer;
beforeAll(async () => {
  [server, elsewhere] = await Promise.all([startArchiveServer({}), startArchiveServer({})]);
});
afterAll(() => Promise.all([server.close(), elsewhere.close()]));

let count = 0;

/** Reads an archive, of which each request is answered by the next reply, and all others by the last. */
async function read(replies: readonly Reply[], ...args: string[]): Promise<Run & { url: string }> {
  count += 1;
  const path = `/${count}.tar`;
  await server.add({ [path]: replies });
  const url = `http://${server.host}${path}`;
  const all = ['hash', url, '--tls-verify=false', ...args];
  return { ...(await runHere('checkpointctl', all)), url };
}

describe('a server that', () => {
  it.each<[string, readonly Reply[], RegExp]>([
    ['is not there', [{ reset: true }], /the connection was cut/],
    ['has nothing', [{ status: 404 }], /the server answers 404 \(Not Found\)/],
    ['says no', [{ status: 403 }], /the server answers 403 \(Forbidden\)/],
    [
      'cuts a stream',
      [{ parts, ranges: false, cut: 70_000 }],
      /the connection was cut at offset 0x11170/,
    ],
    ['cuts always', [{ parts }, { parts, cut: 0 }], /the connection was cut at offset 0x[0-9a-f]+/],
    [
      'sends less than it says',
      [
        {
          parts,
          ranges: false,
          headers: { 'content-length': String(archive.length + 9) },
          cut: archive.length,
        },
      ],
      new RegExp(`the connection was cut at offset 0x${archive.length.toString(16)}`),
    ],
    [
      'sends another part',
      [{ parts }, { parts, shift: 1 }],
      /another part than it was asked for at offset 0x[0-9a-f]+/,
    ],
    [
      'says another size',
      [{ parts }, { parts, total: 9_999_999_999 }],
      /9999999999 bytes, where it had said \d+ at offset 0x[0-9a-f]+/,
    ],
    ['says too large a size', [{ parts, total: archive.length + 512 }], /.* at offset 0x/],
    [
      'knows no ranges any more',
      [{ parts }, { parts, ranges: false }],
      /does not give parts of it any more at offset 0x[0-9a-f]+/,
    ],
    [
      'has another archive meanwhile',
      [
        { parts, headers: { etag: '"1"' } },
        { parts, headers: { etag: '"2"' } },
      ],
      /it changed on the server while it was read at offset 0x[0-9a-f]+/,
    ],
    [
      'has a newer archive meanwhile',
      [
        { parts, headers: { 'last-modified': 'Tue, 03 Nov 2026 10:00:00 GMT' } },
        { parts, headers: { 'last-modified': 'Tue, 03 Nov 2026 11:00:00 GMT' } },
      ],
      /it changed on the server while it was read at offset 0x[0-9a-f]+/,
    ],
    [
      'redirects for ever',
      [{ status: 302, headers: { location: '/loop' } }],
      /is redirected more than 10 times/,
    ],
    [
      'redirects to a file',
      [{ status: 302, headers: { location: 'file:///etc/passwd' } }],
      /is redirected to what is no URL of the web/,
    ],
  ])('%s', async (_, replies, message) => {
    await server.add({ '/loop': [{ status: 302, headers: { location: '/loop' } }] });
    const { status, stderr, url } = await read(replies);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(new RegExp(`^Error: ${url}: [^\\u001b]*\n$`));
    expect(status).toBe(1);
  });

  it.each<[string, Reply]>([
    ['headers', { stall: 'headers' }],
    ['a stream', { parts, ranges: false, stop: 1000 }],
    ['a range', { parts, stop: 1000 }],
  ])('says nothing, instead of %s', async (_, reply) => {
    const { status, stderr } = await read([reply], '--server-timeout', '0.2');
    expect(stderr).toMatch(/: the server said nothing for 0\.2 s(?: at offset 0x3e8)?\n$/);
    expect(status).toBe(1);
  });

  it.each<[string, readonly Reply[]]>([
    [
      'cuts sometimes',
      [{ parts, cut: 1000 }, { parts, cut: 0 }, { parts, cut: 50_000 }, { parts }],
    ],
    [
      'is overloaded',
      [{ status: 503 }, { status: 429, headers: { 'retry-after': '0' } }, { parts }],
    ],
    ['gives less than it is asked for', [{ parts, most: 100_000 }]],
    [
      'does not say how much there is',
      [
        { parts, headers: { 'content-range': 'bytes 0-65535/*' } },
        { parts, ranges: false },
      ],
    ],
    [
      'does not say how long its stream is',
      [{ parts, ranges: false, headers: { 'content-length': null } }],
    ],
  ])('%s is read all the same', async (_, replies) => {
    const { status, stderr, stdout, url } = await read(replies);
    const here = await runHere('checkpointctl', ['hash', 'userns.tar']);
    expect(stderr).toBe('');
    expect(stdout.replaceAll(url, 'userns.tar')).toBe(here.stdout);
    expect(status).toBe(0);
  });
});

it('tells another server nothing of the credentials', async () => {
  await elsewhere.add({ '/object': [{ parts }] });
  const requires = `Basic ${Buffer.from('ann:pw').toString('base64')}`;
  const location = `http://${elsewhere.host}/object?signature=abc`;
  const { status } = await read(
    [{ requires, challenge: 'Basic realm="x"', status: 307, headers: { location } }],
    ...['--creds', 'ann:pw'],
  );
  expect(status).toBe(0);
  const asked = await elsewhere.asked();
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
});

it('writes what a registry says without control characters', async () => {
  const errors = [{ code: 'DENIED', message: '\u001b[31mno\nmore' }];
  await server.add({
    '/v2/lab/counter/manifests/blog': [{ status: 403, body: JSON.stringify({ errors }) }],
  });
  const image = `docker://${server.host}/lab/counter:blog`;
  const { stderr } = await runHere('checkpointctl', ['show', image, '--tls-verify=false']);
  expect(stderr).toBe(`Error: ${image}: the server answers 403 (DENIED: \\x1b[31mno\\nmore)\n`);
});

it('shows nothing of a presigned URL', async () => {
  await server.add({ '/signed.tar': [{ parts }], '/expired.tar': [{ status: 403 }] });
  const signed = `http://${server.host}/signed.tar?X-Amz-Signature=s3cret`;
  const expired = `http://ann:pa55@${server.host}/expired.tar?X-Amz-Signature=s3cret`;
  for (const [command, ...urls] of [
    ['show', signed, expired],
    ['ls', signed, expired],
    ['grep', 'ann', signed, expired],
    ['hash', signed],
  ] as const) {
    const run = await runHere('checkpointctl', [command, ...urls, '--tls-verify=false']);
    expect(run.stdout + run.stderr).not.toMatch(/s3cret|pa55/);
    expect(run.stdout + run.stderr).toContain(`${server.host}/`);
  }
  const run = await runHere('checkpointctl', ['show', expired, '--tls-verify=false']);
  expect(run.stderr).toBe(
    `Error: http://${server.host}/expired.tar?...: the server answers 403 (Forbidden): the URL may have expired\n`,
  );
});
