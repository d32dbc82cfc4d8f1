import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { indexTar } from '../../../src/archive/tar/index-tar.js';
import { memorySource } from '../../../src/bytes/byte-source.js';
import { parseManifest } from '../../../src/analysis/verify/manifest.js';
import { runHere } from '../../support/run-here.js';
import { CHECKPOINTS } from '../../support/run-program.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();
const hash = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('lines as sha256sum, shasum and BSD write them', () => {
  const text = `${hash}  a b\n${hash} *bin\r\n\\${hash}  x\\\\y\\nz\n# no\n\nSHA256 (c) = ${hash.toUpperCase()}\n`;
  expect(parseManifest(text, 'm')).toEqual(
    ['a b', 'bin', 'x\\y\nz', 'c'].map((name) => ({ name, sha256: hash })),
  );
  expect(() => parseManifest('d41d8cd98f00b204e9800998ecf8427e  md5\n', 'm')).toThrow('line 1');
});

describe('verify ARCHIVE MANIFEST', () => {
  const verify = (...args: string[]) => runHere('checkpointctl', ['verify', ...args]);

  test('what hash noted is right, until a byte is another', async () => {
    const bytes = readFileSync(join(CHECKPOINTS, 'pod.tar'));
    const file = scratch.file('pod.tar', bytes);
    const noted = await runHere('checkpointctl', ['hash', '--deep', file]);
    const manifest = scratch.file('pod.sha256', noted.stdout);
    const right = await verify(file, manifest, '--filter', 'check=manifest', '--json');
    expect(right.status).toBe(0);
    expect(JSON.parse(right.stdout)).toMatchObject([{ check: 'manifest', outcome: 'ok' }]);

    const other = Buffer.from(bytes);
    const at = other.indexOf('config.dump') + 512;
    other[at + 40] = (other[at + 40] ?? 0) ^ 1;
    scratch.file('pod.tar', other);
    const wrong = await verify(file, manifest, '--filter', 'check=manifest', '--json');
    expect(wrong.status).toBe(1);
    expect(JSON.parse(wrong.stdout)).toMatchObject([
      { outcome: 'failed', subject: file },
      { outcome: 'failed', subject: 'config.dump' },
    ]);
  });

  test('a member too many and one too few', async () => {
    const manifest = scratch.file('few.sha256', `${hash}  config.dump\n${hash}  gone\n`);
    const { stdout, status } = await verify(
      'pod.tar',
      manifest,
      '--json',
      '--filter',
      'check=manifest',
    );
    expect(status).toBe(1);
    const rows = JSON.parse(stdout) as { subject: string; detail: string }[];
    const details = new Map(rows.map(({ subject, detail }) => [subject, detail]));
    expect(details.get('gone')).toBe('is in the manifest and not in the archive');
    expect(details.get('spec.dump')).toBe('is in the archive and not in the manifest');
  });
});

describe('exit codes', () => {
  test('1 for a failure, told with what it means', async () => {
    const bytes = readFileSync(join(CHECKPOINTS, 'pod.tar'));
    const cut = scratch.file('cut.tar', bytes.subarray(0, 4096));
    const { status } = await runHere('checkpointctl', ['verify', cut]);
    expect(status).not.toBe(0);
    // Cut behind the content of the last member, where the next header or the end would be.
    const members = indexTar(memorySource(bytes, {}));
    const last = members.at(-1)?.content.source.size ?? 0;
    const head = bytes.lastIndexOf('rootfs-diff.tar') + 512;
    const unended = scratch.file(
      'unended.tar',
      bytes.subarray(0, head + Math.ceil(last / 512) * 512),
    );
    const run = await runHere('checkpointctl', ['verify', unended]);
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/^FAILED +archive-end .*no end mark/m);
    expect(run.stdout).toContain('cut off between two members');
  });

  test('2 for what could not be looked at', async () => {
    expect((await runHere('checkpointctl', ['verify', 'no-such.tar'])).status).toBe(2);
    const run = await runHere('checkpointctl', ['verify', 'pod.tar', 'no-such-manifest']);
    expect(run.status).toBe(2);
    expect(run.stderr).toBe('Error: open no-such-manifest: no such file or directory\n');
  });
});
