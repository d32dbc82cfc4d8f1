import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { proxyFor } from '../../src/remote/http/proxy-choice.js';
import { type ArchiveServer, startArchiveServer } from '../support/archive-server.js';
import { makeCertificate, type MadeCertificate } from '../support/certificate.js';
import { type Proxy, startProxy } from '../support/proxy.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS, type Run } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const routes = {
  '/a.tar': [{ parts: [readFileSync(join(CHECKPOINTS, 'userns.tar'))], headers: { etag: '"1"' } }],
};
const USER = `Basic ${Buffer.from('me:s3cret p').toString('base64')}`;

let certificate: MadeCertificate;
let servers: readonly ArchiveServer[];
let open: Proxy;
let closed: Proxy;
beforeAll(async () => {
  certificate = makeCertificate(scratch, 'proxied');
  servers = await Promise.all([
    startArchiveServer(routes),
    startArchiveServer(routes, certificate),
  ]);
  const [http = 0, https = 0] = servers.map(({ host }) => Number(host.split(':')[1]));
  const hosts = { 'archives.example': http, 'archives.example:443': https };
  [open, closed] = await Promise.all([startProxy(hosts), startProxy(hosts, USER)]);
});
afterAll(() => Promise.all([...servers, open, closed].map((each) => each.close())));

const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];
beforeEach(() => {
  for (const name of VARIABLES.flatMap((each) => [each, each.toUpperCase()])) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const SECURE = 'https://archives.example/a.tar';
const PLAIN = 'http://archives.example/a.tar';

async function ps(url: string): Promise<Run> {
  const how = url.startsWith('https:')
    ? ['--cert-dir', join(certificate.certFile, '..')]
    : ['--tls-verify=false'];
  return await runHere('checkpointctl', ['ps', url, ...how]);
}

describe('archives through a proxy', () => {
  test.each([
    ['HTTPS_PROXY', SECURE, 'CONNECT archives.example:443'],
    ['https_proxy', SECURE, 'CONNECT archives.example:443'],
    ['ALL_PROXY', SECURE, 'CONNECT archives.example:443'],
    ['HTTP_PROXY', PLAIN, `GET ${PLAIN}`],
    ['http_proxy', PLAIN, `GET ${PLAIN}`],
  ])('by %s', async (variable, url, request) => {
    vi.stubEnv(variable, `http://${open.host}`);
    const run = await ps(url);
    expect([run.status, run.stderr]).toEqual([0, '']);
    const here = await runHere('checkpointctl', ['ps', 'userns.tar']);
    expect(run.stdout).toBe(here.stdout);
    expect(new Set(await open.asked())).toEqual(new Set([request]));
  });

  test.each([
    ['HTTPS_PROXY', SECURE],
    ['HTTP_PROXY', PLAIN],
  ])('that wants credentials, by %s', async (variable, url) => {
    vi.stubEnv(variable, closed.host);
    expect(await ps(url)).toMatchObject({
      status: 1,
      stderr: `Error: ${url}: the proxy http://${closed.host} wants credentials (407), as in http://USER:PASSWORD@HOST:PORT\n`,
    });
    vi.stubEnv(variable, `http://me:wr0ng@${closed.host}`);
    const refused = await ps(url);
    expect(refused.stderr).toContain('does not take these credentials (407)\n');
    expect(refused.stderr).not.toContain('wr0ng');
    vi.stubEnv(variable, `http://me:s3cret%20p@${closed.host}`);
    expect(await ps(url)).toMatchObject({ status: 0, stderr: '' });
  });

  test('that does not know the server, is not there, or is none', async () => {
    vi.stubEnv('HTTPS_PROXY', `http://${open.host}`);
    expect((await ps('https://other.example/a.tar')).stderr).toBe(
      `Error: https://other.example/a.tar: the proxy http://${open.host} does not connect to the server: it answers 502\n`,
    );
    vi.stubEnv('HTTPS_PROXY', 'http://u:hidden@127.0.0.1:1');
    expect((await ps(SECURE)).stderr).toBe(
      `Error: ${SECURE}: the proxy http://127.0.0.1:1: connection refused\n`,
    );
    vi.stubEnv('HTTPS_PROXY', 'socks5://u:hidden@127.0.0.1:1');
    expect((await ps(SECURE)).stderr).toBe(
      `Error: ${SECURE}: https_proxy names a proxy of socks5; only http and https are known\n`,
    );
    vi.stubEnv('HTTPS_PROXY', 'http://u:50%off@127.0.0.1:1');
    expect((await ps(SECURE)).stderr).toBe(
      `Error: ${SECURE}: the user or password in https_proxy has a % that is not written as %25\n`,
    );
  });
});

test.each([
  ['https://a.example/', '', true],
  ['https://a.example/', '*', false],
  ['https://a.example/', 'a.example', false],
  ['https://A.example./', 'a.EXAMPLE', false],
  ['https://b.a.example/', 'a.example', false],
  ['https://b.a.example/', '.a.example', false],
  ['https://b.a.example/', '*.a.example', false],
  ['https://ba.example/', 'a.example', true],
  ['https://a.example/', 'x.example, a.example', false],
  ['https://a.example/', 'x.example a.example', false],
  ['https://a.example/', 'a.example:443', false],
  ['https://a.example/', 'a.example:444', true],
  ['https://a.example:444/', 'a.example:444', false],
  ['https://10.1.2.3/', '10.1.2.3', false],
  ['https://10.1.2.3/', '2.3', true],
  ['https://[fd00::1]/', '[fd00::1]', false],
  ['https://[fd00::1]:5000/', '[fd00::1]:5000', false],
  ['https://localhost:5000/', '', false],
  ['https://127.0.0.1/', '', false],
  ['http://a.example/', '', false],
])('%s with NO_PROXY=%s goes through HTTPS_PROXY: %s', (url, NO_PROXY, is) => {
  const found = proxyFor(new URL(url), { HTTPS_PROXY: 'proxy:3128', NO_PROXY });
  expect(found?.href).toBe(is ? 'http://proxy:3128/' : undefined);
});

test('small letters come before capitals', () => {
  const both = { https_proxy: 'http://small', HTTPS_PROXY: 'http://large' };
  expect(proxyFor(new URL('https://a.example'), both)?.host).toBe('small');
});
