import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openArchive } from '../../../src/archive/open.js';
import { findCheckpoints } from '../../../src/model/checkpoint.js';
import { runHere } from '../../support/run-here.js';
import { CHECKPOINTS } from '../../support/run-program.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();

interface Line {
  readonly kind: string;
  readonly file: string;
  readonly size: number;
  readonly what: string;
  readonly pids: number[];
  readonly mode?: string;
  readonly sha256: string;
  readonly missing: { start: number; end: number; why: string }[];
}

function manifestOf(directory: string): Line[] {
  const text = readFileSync(join(directory, 'manifest.jsonl'), 'utf8').trimEnd();
  return text.split('\n').map((line) => JSON.parse(line) as Line);
}

describe('everything of rich-podman', () => {
  const out = join(scratch.path, 'rich');
  let lines: Line[] = [];
  const bytesOf = (what: string | RegExp): Buffer => {
    const line = lines.find((each) =>
      typeof what === 'string' ? each.what === what : what.test(each.what),
    );
    return readFileSync(join(out, line?.file ?? 'no such file'));
  };

  beforeAll(async () => {
    const run = await runHere('checkpointctl', ['recover', 'rich-podman.tar', '-o', out]);
    expect([run.status, run.stderr]).toEqual([0, '']);
    lines = manifestOf(out);
  });

  test.each([
    ['deleted file /data/ghost.txt', 'GHOST_SECRET_77'],
    ['deleted file /data/gone.bin', 'GONE_MAPPED_08'],
    ['/memfd:rich memfd €', 'MEMFD_SECRET_88'],
    [/^System V segment 0,/, 'SYSV_SHM_SECRET_55'],
    ['shared anonymous memory 9721', 'SHARED_ANON_SECRET_66'],
    ['/scratch/in-tmpfs', 'TMPFS_SECRET_15'],
    ['pipe:[2677753]', 'PIPE_SECRET_33'],
    ['fifo /scratch/fifo', 'FIFO_SECRET_44'],
    [/^unix socket 2676290 .* packet 1$/, 'UNIX_QUEUE_SECRET_11'],
    ['tcp-stream 127.0.0.1:18080 receive queue', 'TCP_QUEUE_SECRET_22'],
    [/^terminal .*master of/, 'TTY_SECRET_12'],
    [/^message queue .* message 2$/, 'MSGQ_SECRET_99'],
    [/packets of TCP and UDP/, 'TCP_QUEUE_SECRET_22'],
    [/packets in UNIX sockets/, 'UNIX_QUEUE_SECRET_11'],
  ])('%s has %s', (what, secret) => {
    expect(bytesOf(what).includes(secret)).toBe(true);
  });

  test('files are private, not executable, and what the manifest says of them', () => {
    expect(lines.length).toBeGreaterThan(40);
    for (const { file, size, sha256 } of lines) {
      const path = join(out, file);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const bytes = readFileSync(path);
      expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([
        size,
        sha256,
      ]);
    }
    const found = readdirSync(out, { recursive: true, withFileTypes: true });
    expect(found.filter((each) => each.isFile())).toHaveLength(lines.length + 1);
  });

  test('holes stay holes, and owners and modes are told', () => {
    const sparse = lines.find(({ what }) => what === 'deleted file /data/sparse-ghost');
    const stats = statSync(join(out, sparse?.file ?? ''));
    expect(stats.size).toBe(900_000);
    expect(stats.blocks * 512).toBeLessThan(100_000);
    expect(lines.find(({ what }) => what === 'deleted file /data/ghost.txt')).toMatchObject({
      mode: '0600',
      uid: 0,
      mtime: '2026-11-23T04:10:58.501673Z',
    });
  });

  test('the capture has the addresses, ports and sequence numbers of the connections', async () => {
    const packets = packetsOf(bytesOf(/packets of TCP and UDP/));
    const secret = packets.find((packet) => packet.includes('TCP_QUEUE_SECRET_22'));
    if (secret === undefined) throw new Error('no such packet');
    expect([secret[0], secret[9]]).toEqual([0x45, 6]);
    expect([...secret.subarray(12, 20)]).toEqual([127, 0, 0, 1, 127, 0, 0, 1]);
    expect(secret.readUInt16BE(22)).toBe(18080);
    const archive = await openArchive(join(CHECKPOINTS, 'rich-podman.tar'));
    const [checkpoint] = findCheckpoints(archive);
    // The number is the one behind the queue (tcp_stream_entry.inq_seq).
    const behind = checkpoint?.images
      .names(/^tcp-stream-/)
      .map((name) => checkpoint.images.find(name, 'tcp_stream_entry'))
      .map((entry) => entry?.inq_seq ?? 0);
    archive.close();
    const end = (secret.readUInt32BE(24) + secret.length - 40) >>> 0;
    expect(behind).toContain(end);
  });
});

/** The packets of enhanced packet blocks. */
function packetsOf(capture: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  for (let at = 0; at < capture.length; at += capture.readUInt32LE(at + 4)) {
    if (capture.readUInt32LE(at) !== 6) continue;
    packets.push(capture.subarray(at + 28, at + 28 + capture.readUInt32LE(at + 20)));
  }
  return packets;
}

describe('what is asked for', () => {
  test('--list writes nothing', async () => {
    const run = await runHere('checkpointctl', [
      'recover',
      'rich-podman.tar',
      '--list',
      'ghosts',
      '--json',
    ]);
    expect(run.status).toBe(0);
    const rows = JSON.parse(run.stdout) as Line[];
    expect(rows.map(({ file }) => file)).toContain('ghosts/2-data_ghost.txt');
    expect(rows[0]?.sha256).toBeNull();
  });

  test('kinds and processes choose', async () => {
    const out = join(scratch.path, 'some');
    const args = ['recover', 'rich-podman.tar', '-o', out, '--kind', 'ghosts,memfds', '-p', '10'];
    expect((await runHere('checkpointctl', args)).status).toBe(0);
    expect(manifestOf(out).map(({ what }) => what)).toEqual(['deleted file /data/gone.bin']);

    const again = await runHere('checkpointctl', args);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('exists already; --force replaces it');
    expect(again.stderr).not.toContain('nothing to recover');
    expect((await runHere('checkpointctl', [...args, '--force'])).status).toBe(0);
  });

  test('without -o or --list it tells what is missing', async () => {
    const { status, stderr } = await runHere('checkpointctl', ['recover', 'rich-podman.tar']);
    expect(status).toBe(1);
    expect(stderr).toContain('-o DIR');
    const wrong = await runHere('checkpointctl', ['recover', 'rich-podman.tar', '--list', 'ghost']);
    expect(wrong.stderr).toContain('choose from ghosts, memfds');
    expect(existsSync(join(scratch.path, 'none'))).toBe(false);
  });
});
