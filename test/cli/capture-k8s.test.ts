import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeCertificate } from '../support/capture/certificate.js';
import { KubeletServer, SUMMARY } from '../support/capture/kubelet-server.js';
import { type Proxy, startProxy } from '../support/proxy.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const own = makeCertificate(scratch, 'kubelet');
const admin = makeCertificate(scratch, 'admin');
const server = new KubeletServer(own, admin);
const ON_NODE =
  '/var/lib/kubelet/checkpoints/checkpoint-counters_default-counter-2026-11-26T13:00:00Z.tar';
let url: string;
let known: readonly string[];

beforeAll(async () => {
  url = await server.start();
  const trusted = ['--certificate-authority', own.certFile];
  known = ['--kubelet', url, ...trusted, '--cert', admin.certFile, '--key', admin.keyFile];
});
beforeEach(() => {
  server.behaviour = {};
  server.calls.length = 0;
});
afterAll(() => {
  server.stop();
});

const capture = (...args: readonly string[]) =>
  runHere('checkpointctl', ['capture', 'k8s', ...args]);
const COUNTER = 'default/counters/counter';

describe('capture k8s --kubelet', () => {
  test('prints the path on the node, after it has told what happens', async () => {
    const run = await capture(COUNTER, ...known);
    expect(run).toMatchObject({ status: 0, stdout: `${ON_NODE}\n` });
    expect(server.calls).toEqual([
      'GET /stats/summary',
      'POST /checkpoint/default/counters/counter',
    ]);
    expect(run.stderr).toContain('container default/counters/counter (127.0.0.1) is frozen');
    expect(run.stderr).toContain('goes on running');
    // What is resident, not the working set, in which cached files are counted.
    expect(run.stderr).toContain('8.0 MiB of memory, 3.0 KiB of changed files');
    expect(run.stderr).toContain('40.0 GiB are free');
    expect(run.stderr).toContain('every password and key');
    expect(run.stderr).toContain('lies on 127.0.0.1');
  });

  test('of an archive on this machine tells the SHA-256 at once, and goes on to show', async () => {
    const archive = join(scratch.path, 'checkpoint-counters_default-counter-1.tar');
    copyFileSync(join(CHECKPOINTS, 'article-crio.tar'), archive);
    server.behaviour = { archive };
    const sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex');
    const run = await capture(COUNTER, ...known);
    expect(run.status).toBe(0);
    expect(run.stdout.startsWith(`${archive}\n${sha256}  ${archive}\n+---`)).toBe(true);
    expect(run.stdout).toContain('quay.io/adrianreber/counter:blog');
    const json = await capture(COUNTER, ...known, '--format', 'json');
    expect(JSON.parse(json.stdout)).toEqual([
      { path: archive, where: '127.0.0.1', on_this_machine: true, sha256 },
    ]);
  });

  test('--dry-run freezes nothing', async () => {
    const run = await capture(COUNTER, ...known, '--dry-run', '--format', 'json');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({
      container: COUNTER,
      after: 'goes on',
      use: { memory: 8 * 1024 ** 2, files: 3072 },
      free: 40 * 1024 ** 3,
      lacks_room: false,
    });
    expect(server.calls).toEqual(['GET /stats/summary']);
  });

  test('without room it goes on only when told to', async () => {
    const node = { fs: { availableBytes: 16 * 1024 ** 2 } };
    server.behaviour = { stats: { ...SUMMARY, node } };
    const refused = await capture(COUNTER, ...known);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(
      'Error: there may be no room for the checkpoint: --yes agrees',
    );
    expect(server.calls).toEqual(['GET /stats/summary']);
    expect(await capture(COUNTER, ...known, '--yes')).toMatchObject({ status: 0 });
  });

  test('that sizes cannot be known is said, and stops nobody', async () => {
    server.behaviour = { stats: { node: {}, pods: [] } };
    const run = await capture(COUNTER, ...known);
    expect(run.status).toBe(0);
    expect(run.stderr).toContain(
      "how large cannot be known (the kubelet's statistics do not have the container)",
    );
  });

  test('--timeout goes to the kubelet', async () => {
    await capture(COUNTER, ...known, '--timeout', '300');
    expect(server.calls.at(-1)).toBe('POST /checkpoint/default/counters/counter?timeout=300');
  });

  test('a token of a file serves as well as a certificate', async () => {
    const tokenFile = scratch.file('token', 'sesame\n');
    const args = ['--kubelet', url, '--cacert', own.certFile, '--token-file', tokenFile];
    expect(await capture(COUNTER, ...args)).toMatchObject({ status: 0 });
  });

  test('--insecure-skip-tls-verify trusts any certificate, and nothing else does', async () => {
    const bare = ['--kubelet', url, '--token', 'sesame'];
    const run = await capture(COUNTER, ...bare);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(
      'its certificate is not trusted (self-signed certificate): --certificate-authority',
    );
    expect(server.calls).toEqual([]);
    expect(await capture(COUNTER, ...bare, '--insecure-skip-tls-verify')).toMatchObject({
      status: 0,
    });
  });
});

describe('a kubelet that takes no checkpoint', () => {
  test.each([
    [{ gate: false }, /takes no checkpoints: its feature gate ContainerCheckpoint is off/],
    [
      {
        answer: {
          status: 500,
          text: 'checkpointing of default/counters/counter failed (rpc error: code = Unknown desc = checkpoint/restore support not available)',
        },
      },
      /the container runtime of 127\.0\.0\.1 takes no checkpoints: CRI-O does with enable_criu_support/,
    ],
    [
      {
        answer: {
          status: 500,
          text: 'checkpointing of default/counters/counter failed (rpc error: code = Unimplemented desc = unknown method CheckpointContainer for service runtime.v1.RuntimeService)',
        },
      },
      /the container runtime .* takes no checkpoints/,
    ],
    [
      {
        answer: {
          status: 500,
          text: 'checkpointing of default/counters/counter failed (rpc error: code = DeadlineExceeded desc = context deadline exceeded)',
        },
      },
      /took too long: --timeout/,
    ],
    [
      {
        answer: {
          status: 500,
          text: 'checkpointing of default/counters/counter failed (rpc error: code = Unknown desc = criu failed: type NOTIFY errno 0)',
        },
      },
      /the checkpoint of default\/counters\/counter failed on 127\.0\.0\.1 .*criu failed: type NOTIFY/,
    ],
    [{ answer: { status: 405, text: 'Method Not Allowed' } }, /takes no checkpoints/],
    [{ answer: { status: 302, text: '' } }, /leads elsewhere/],
    [{ answer: { status: 200, text: '{"items":[]}' } }, /does not say where it lies/],
    [{ answer: { status: 200, text: '<html>' } }, /does not say where it lies/],
    [{ cuts: true }, /the connection was cut/],
  ])('%j is told in words', async (behaviour, words) => {
    server.behaviour = behaviour;
    const run = await capture(COUNTER, ...known);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr.split('\n').at(-2)).toMatch(words);
  });

  test.each([
    ['default/nosuch/counter', 'there is no pod default/nosuch on 127.0.0.1'],
    ['default/counters/nosuch', 'pod default/counters has no container nosuch'],
  ])('%s', async (name, words) => {
    expect((await capture(name, ...known)).stderr).toContain(words);
  });

  test('401 and 403 tell whose credentials are missing, and for what', async () => {
    const base = ['--kubelet', url, '--cacert', own.certFile];
    expect((await capture(COUNTER, ...base)).stderr).toMatch(
      /wants to know who asks: --client-certificate with --client-key, or --token-file .*401/,
    );
    const { stderr } = await capture(COUNTER, ...base, '--token', 'eve');
    expect(stderr).toMatch(/may not checkpoint .* verb create .*subresource\(s\)=\[checkpoint\]/);
  });

  test('what it says cannot command a terminal', async () => {
    server.behaviour = { archive: '/a\u001b[31m\u0007' };
    // Control characters are no JSON as they are.
    expect((await capture(COUNTER, ...known)).stderr).toContain('does not say where it lies');
    server.behaviour = { archive: String.raw`/a\u001b[31m` };
    const run = await capture(COUNTER, ...known);
    expect(run.stdout).not.toContain('\u001b');
    expect(run.stdout).toContain('/a');
  });

  test('nobody there', async () => {
    const closed = await capture(COUNTER, '--kubelet', 'https://127.0.0.1:1');
    expect(closed.stderr).toContain('https://127.0.0.1:1: connection refused');
  });
});

describe('capture k8s through the proxy of HTTPS_PROXY', () => {
  const HOST = 'worker-1.example:10250';
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await startProxy({ [HOST]: Number(new URL(url).port) });
    const user = { 'client-certificate': 'admin.crt', 'client-key': 'admin.key' };
    scratch.file('proxied', kubeconfig({ admin: user }, `https://${HOST}`));
  });
  beforeEach(() => {
    vi.stubEnv('https_proxy', '');
    vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  afterAll(() => proxy.close());

  test.each([
    ['the kubelet', () => ['--kubelet', `https://${HOST}`, ...known.slice(2)]],
    ['the API server', () => ['--kubeconfig', join(scratch.path, 'proxied')]],
  ])('%s', async (_, access) => {
    expect(await capture(COUNTER, ...access())).toMatchObject({
      status: 0,
      stdout: `${ON_NODE}\n`,
    });
    expect(new Set(await proxy.asked())).toEqual(new Set([`CONNECT ${HOST}`]));
    vi.stubEnv('HTTPS_PROXY', 'http://u:hidden@127.0.0.1:1');
    const { stderr } = await capture(COUNTER, ...access());
    expect(stderr).toMatch(/the proxy http:\/\/127\.0\.0\.1:1: connection refused\n$/);
  });
});

describe('capture k8s by a kubeconfig', () => {
  const access = ['--kubeconfig', join(scratch.path, 'config')];
  beforeAll(() => {
    const user = { 'client-certificate': 'admin.crt', 'client-key': 'admin.key' };
    scratch.file('config', kubeconfig({ admin: user, nobody: {}, program: { exec: EXEC } }));
  });

  test('asks the API server for the node, and its proxy for the rest', async () => {
    const run = await capture(COUNTER, ...access);
    expect(run).toMatchObject({ status: 0, stdout: `${ON_NODE}\n` });
    expect(run.stderr).toContain('container default/counters/counter (node worker-1) is frozen');
    expect(server.calls).toEqual([
      'GET /api/v1/namespaces/default/pods/counters',
      'GET /api/v1/nodes/worker-1/proxy/stats/summary',
      'POST /api/v1/nodes/worker-1/proxy/checkpoint/default/counters/counter',
    ]);
  });

  test('--node spares the question for it', async () => {
    await capture(COUNTER, ...access, '--node', 'worker-2', '--timeout', '9');
    expect(server.calls).toEqual([
      'GET /api/v1/nodes/worker-2/proxy/stats/summary',
      'POST /api/v1/nodes/worker-2/proxy/checkpoint/default/counters/counter?timeout=9',
    ]);
  });

  test('credentials may come from a program that the kubeconfig names', async () => {
    const run = await capture(COUNTER, ...access, '--context', 'program');
    expect(run).toMatchObject({ status: 0, stdout: `${ON_NODE}\n` });
  });

  test.each([
    [['--context', 'nobody'], 'the API server does not know who asks'],
    [
      ['--context', 'nosuch'],
      'the kubeconfig has no cluster for context "nosuch" (it has admin, nobody, program)',
    ],
    [
      ['--node', 'forbidden'],
      'may not reach node forbidden through the API server: that takes the verb create on nodes/proxy',
    ],
    [['--node', 'gone'], 'the cluster has no node gone'],
    [['--node', 'dead'], 'the API server does not get an answer from node dead'],
  ])('%j is told in words', async (args, words) => {
    const run = await capture(COUNTER, ...access, ...args);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain(words);
  });

  test.each([
    [
      { spec: { containers: [{ name: 'counter' }] }, status: {} },
      'pod default/counters is on no node yet',
    ],
    [
      { spec: { nodeName: 'n', containers: [{ name: 'web' }] } },
      'has no container counter, but web',
    ],
    [
      {
        spec: { nodeName: 'n', containers: [{ name: 'counter' }] },
        status: { containerStatuses: [{ name: 'counter', state: { waiting: {} } }] },
      },
      'is not running (waiting)',
    ],
  ])('a pod as %j cannot be captured', async (pod, words) => {
    server.behaviour = { pod };
    expect((await capture(COUNTER, ...access)).stderr).toContain(words);
    expect(server.calls).toHaveLength(1);
  });

  test('what the kubelet says through the proxy is told as its own', async () => {
    server.behaviour = { gate: false };
    const { stderr } = await capture(COUNTER, ...access);
    expect(stderr).toContain('the kubelet of node worker-1 takes no checkpoints');
    expect((await capture('default/nosuch/counter', ...access)).stderr).toContain(
      'there is no pod default/nosuch',
    );
  });

  test('a kubeconfig that is none', async () => {
    const nosuch = join(scratch.path, 'nosuch');
    const none = await capture(COUNTER, '--kubeconfig', nosuch);
    expect(none.stderr).toContain(
      `Error: the kubeconfig cannot be used: open ${nosuch}: no such file or directory`,
    );
    const bad = await capture(COUNTER, '--kubeconfig', scratch.file('bad', '{'));
    expect(bad.stderr).toMatch(/Error: the kubeconfig cannot be used: /);
    const empty = await capture(COUNTER, '--kubeconfig', scratch.file('empty', ''));
    expect(empty.stderr).toBe('Error: the kubeconfig cannot be used: it is none\n');
    expect(bad.stderr.trim().split('\n')).toHaveLength(1);
  });
});

test.each([
  [['x/y'], 'x/y is not NAMESPACE/POD/CONTAINER'],
  [['a/b/c', '--kubelet', 'http://h:10250'], 'http://h:10250 is not like https://HOST:10250'],
  [['a/b/c', '--kubelet', 'https://h', '--node', 'n'], '--node does not go with --kubelet'],
  [['a/b/c', '--token-file', 't'], '--token-file goes with --kubelet'],
  [
    ['a/b/c', '--timeout', '0'],
    'invalid argument "0" for "--timeout" flag: not a number of seconds',
  ],
  [['a/b/c', '--kubelet', 'https://h', '--cert', '/nosuch'], 'open /nosuch: no such file'],
])('%j is a wrong call', async (args, words) => {
  const run = await capture(...args);
  expect(run).toMatchObject({ status: 1, stdout: '' });
  expect(run.stderr).toContain(`Error: ${words}`);
});

/** A program that hands out the token, as kubectl's plugins do. */
const EXEC = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: process.execPath,
  args: [
    '-e',
    'console.log(JSON.stringify({apiVersion:"client.authentication.k8s.io/v1",kind:"ExecCredential",status:{token:"sesame"}}))',
  ],
  interactiveMode: 'Never',
};

/** A context for each user, the first being the current. JSON is YAML too. */
function kubeconfig(users: Readonly<Record<string, object>>, server = url): string {
  const cluster = { server, 'certificate-authority': 'kubelet.crt' };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster }],
    users: Object.entries(users).map(([name, user]) => ({ name, user })),
    contexts: Object.keys(users).map((name) => ({ name, context: { cluster: 'c', user: name } })),
    'current-context': Object.keys(users)[0],
  });
}
