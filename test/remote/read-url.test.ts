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
