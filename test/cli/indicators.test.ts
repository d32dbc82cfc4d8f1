import { parse } from 'node:path';
import { expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';

const indicators = (...args: string[]) => runHere('checkpointctl', ['indicators', ...args]);

test("an attacker's address, with --defang, as MISP takes it", async () => {
  const archive = '../malware/malware-bare.tar.xz';
  const { stdout, status } = await indicators(archive, '-p', '154', '--format', 'misp');
  expect(status).toBe(0);
  const [titles, ...rows] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  expect(titles).toEqual(['category', 'type', 'value', 'comment', 'to_ids']);
  const comment = expect.stringContaining(`${parse(archive).base}: 154 bash 0x5633be`) as string;
  expect(rows).toContainEqual(['Network activity', 'ip-dst', '203.0.113.66', comment, '1']);
  expect(rows).toContainEqual([
    'Network activity',
    'url',
    'https://203.0.113.66/stage2',
    comment,
    '1',
  ]);
  const safe = await indicators(
    archive,
    '-p',
    '154',
    '--defang',
    '--columns',
    'value',
    '--no-headers',
  );
  expect(safe.stdout).toContain('hxxps[://]203[.]0[.]113[.]66/stage2\n');
  expect(safe.stdout).not.toContain('203.0.113.66');
});

test('private addresses are told when they are asked for', async () => {
  const values = async (...args: string[]) =>
    (
      await indicators(
        'app.tar.gz',
        '-p',
        '7',
        '--in',
        'args',
        '--columns',
        'value',
        '--no-headers',
        ...args,
      )
    ).stdout;
  expect(await values()).not.toContain('127.0.0.1');
  expect(await values('--private')).toContain('127.0.0.1');
});
