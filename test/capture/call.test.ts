import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, readAnswer } from '../../src/capture/http/answer.js';
import { call } from '../../src/capture/http/call.js';

let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/hangs') return;
    if (request.url === '/stalls') response.write('a');
    if (request.url === '/long') response.end('x'.repeat(5000));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const service = () => ({ name: 'the engine', base });

test.each(['/hangs', '/stalls'])(
  '%s is given up, and the other side may be at work',
  async (path) => {
    const question = { method: 'POST', path, patience: 20 } as const;
    await expect(ask(service(), question)).rejects.toThrow(
      'the engine has not answered for 1 s; it may still be at work',
    );
  },
);

test('an answer that does not end is not collected', async () => {
  const message = await call(service(), { method: 'GET', path: '/long', patience: 10_000 });
  await expect(readAnswer(service(), message, 1000)).rejects.toThrow('the answer does not end');
});
