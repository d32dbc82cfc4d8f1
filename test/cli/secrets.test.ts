import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refuseReadableByAll } from '../../src/cli/reveal-guard.js';
import { runHere } from '../support/run-here.js';
import { Scratch } from '../support/scratch.js';

const secrets = (...args: string[]) => runHere('checkpointctl', ['secrets', ...args]);

test('the planted ones of a container, redacted, with process and address', async () => {
  const { stdout, status } = await secrets('rich-podman.tar', '--format', 'json', '--salt', 'a');
  expect(status).toBe(0);
  const rows = JSON.parse(stdout) as {
    kind: string;
    secret: string;
    detail: string;
    places: object[];
  }[];
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
