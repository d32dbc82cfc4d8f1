import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refuseReadableByAll } from '../../src/cli/reveal-guard.js';
import { runHere } from '../support/run-here.js';
import { Scratch } from '../support/scratch.js';

interface Row {
  readonly kind: string;
  readonly secret: string;
  readonly detail: string;
  readonly places: readonly { readonly pid?: number; readonly address?: number }[];
}

const secrets = (...args: string[]) => runHere('checkpointctl', ['secrets', ...args]);

test('the planted ones of a container, redacted, with process and address', async () => {
  const { stdout, status } = await secrets('rich-podman.tar', '--format', 'json', '--salt', 'a');
  expect(status).toBe(0);
  const rows = JSON.parse(stdout) as Row[];
  expect(rows.map(({ kind }) => kind).sort()).toEqual([
    ...['assigned-password', 'aws-access-key', 'environment-variable', 'json-web-token'],
    ...['payment-card', 'private-key', 'url-password', 'url-password'],
  ]);
  const url = rows.find(({ detail }) => detail === 'postgres://app@db.example.com:5432');
  expect(url).toMatchObject({ secret: '…', places: [{ pid: 14, comm: 'rich-longargs' }] });
  for (const text of ['s3cr3t-pw', 'hunter2', 'ARGV_SECRET_13', 'SflKxwRJ', 'MIIBOg']) {
    expect(stdout).not.toContain(text);
  }
});

test("all that was planted among an attacker's processes, each once and where it was planted", async () => {
  const { stdout } = await secrets(
    '../malware/malware-bare.tar.xz',
    '-p',
    '121',
    '--format',
    'json',
  );
  const rows = JSON.parse(stdout) as Row[];
  const planted: readonly (readonly [kind: string, ...addresses: number[]])[] = [
    ['aws-access-key', 0x520000000100],
    ['aws-secret-key', 0x520000000216],
    ['github-token', 0x520000000301],
    ['github-fine-grained-token', 0x520000000400],
    ['slack-token', 0x520000000500],
    ['json-web-token', 0x520000000600],
    ['url-password', 0x520000000712],
    ['http-bearer', 0x520000000816],
    // PEM and DER of one key.
    ['private-key', 0x520000001010, 0x520000002000],
    ['private-key', 0x520000001800],
    ['assigned-password', 0x520000003000],
    ['assigned-password', 0x520000003600],
    // Over the ends of a page, and of a region.
    ['github-token', 0x520000004ff3],
    ['aes-key', 0x520000006040],
    ['aes-key', 0x520000006400],
    ['aes-key', 0x520000007f9c],
    ['github-token', 0x521000001fec],
    ['assigned-password', 0x7fffd4204fa1],
    ['environment-variable', 0x7fffd4204fd2],
  ];
  const found = rows.map(({ kind, places }) => [kind, ...places.map(({ address }) => address)]);
  const byAddress = (a: readonly unknown[], b: readonly unknown[]) => Number(a[1]) - Number(b[1]);
  expect(found.sort(byAddress)).toEqual(planted);
});

test('fingerprints are equal for equal secrets under one salt, and for nobody else', async () => {
  const prints = async (...args: string[]) => {
    const { stdout } = await secrets('-p', '14', '--format', 'jsonl', ...args, 'rich-podman.tar');
    return stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { fingerprint: string }).fingerprint);
  };
  const once = await prints('--salt', 'a');
  expect(await prints('--salt', 'a')).toEqual(once);
  expect(await prints()).not.toEqual(once);
});

test('exit codes: 1 without any, 3 with --fail, 2 for what cannot be read', async () => {
  expect((await secrets('article-crio.tar')).status).toBe(1);
  expect((await secrets('--fail', '-p', '14', 'rich-podman.tar')).status).toBe(3);
  expect((await secrets('no-such.tar')).status).toBe(2);
});

test('--reveal writes into no file that everybody can read', () => {
  const scratch = new Scratch();
  const file = join(scratch.path, 'out');
  for (const [mode, isRefused] of [
    [0o600, false],
    [0o640, false],
    [0o604, true],
  ] as const) {
    const descriptor = openSync(`${file}${mode}`, 'w', mode);
    const refuse = () => {
      refuseReadableByAll(descriptor);
    };
    if (isRefused) expect(refuse).toThrow(/--reveal/);
    else expect(refuse).not.toThrow();
    closeSync(descriptor);
  }
  const reading = openSync('/dev/null', 'r');
  expect(() => {
    refuseReadableByAll(reading);
  }).not.toThrow();
  closeSync(reading);
});
