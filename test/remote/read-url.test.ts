import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ArchiveServer, startArchiveServer } from '../support/archive-server.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';

const archive = readFileSync(join(CHECKPOINTS, 'userns.tar'));
const INSECURE = '--tls-verify=false';

let server: ArchiveServer;
beforeAll(async () => {
  server = await startArchiveServer({
    '/plain.tar': [{ parts: [archive], headers: { etag: '"1"' } }],
    '/packed.tar.gz': [{ parts: [gzipSync(archive)] }],
    '/no-ranges.tar': [{ parts: [archive], ranges: false }],
    '/no-ranges.tar.gz': [{ parts: [gzipSync(archive)], ranges: false }],
    '/cut.tar': [0, 1, 2, 3].map((n) => ({ parts: [archive], ...(n < 3 && { cut: 1000 }) })),
  });
});
afterAll(() => server.close());

it.each(['plain.tar', 'packed.tar.gz', 'no-ranges.tar', 'no-ranges.tar.gz', 'cut.tar'])(
  'answers of %s on a server what it answers of the file',
  async (name) => {
    const url = `http://${server.host}/${name}`;
    for (const [command, ...args] of [
      ['ps', '--format', 'json'],
      ['strings', '-n', '40'],
    ] as const) {
      const there = await runHere('checkpointctl', [command, url, ...args, INSECURE]);
      const here = await runHere('checkpointctl', [command, 'userns.tar', ...args]);
      expect(there.stderr).toBe(here.stderr);
      expect(there.stdout.replaceAll(url, 'userns.tar')).toBe(here.stdout);
      expect(there.status).toBe(0);
    }
  },
);

it('a % in the user of a URL that encodes nothing, and a host that cannot be, are told in words', async () => {
  const url = await runHere('checkpointctl', ['show', 'https://me:50%@localhost:1/x.tar']);
  const why = 'the user or password in the URL has a % that is not written as %25';
  expect([url.status, url.stderr]).toEqual([1, `Error: https://localhost:1/x.tar: ${why}\n`]);
  for (const host of ['localhost:70000', '1.2.3.999']) {
    const image = await runHere('checkpointctl', ['show', `docker://${host}/x`]);
    expect([image.status, image.stderr]).toEqual([
      1,
      `Error: docker://${host}/x is no name of an image (docker://HOST[:PORT]/NAME[:TAG|@sha256:DIGEST])\n`,
    ]);
  }
});
