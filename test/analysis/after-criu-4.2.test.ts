import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOf } from '../../src/analysis/files.js';
import { metadataOf } from '../../src/analysis/metadata.js';
import { namespacesOf } from '../../src/analysis/namespaces.js';
import { overviewOf } from '../../src/analysis/overview.js';
import { socketsOf } from '../../src/analysis/sockets.js';
import { threadFactsOf } from '../../src/analysis/threads.js';
import { isAbsent } from '../../src/model/absent.js';
import type { Checkpoint } from '../../src/model/checkpoint.js';
import { describeDescriptor } from '../../src/model/describe/describe-descriptor.js';
import { describeSocket } from '../../src/model/describe/describe-socket.js';
import { readProcesses } from '../../src/model/processes.js';
import { overviewJson } from '../../src/render/overview-json.js';
import { renderStatistics } from '../../src/render/overview.js';
import { alterImage } from '../support/altered-checkpoint.js';
import { decode, encode, PLAIN } from '../support/codec.js';
import { realCheckpoint } from '../support/checkpoint-of.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();

interface Image {
  readonly entries: Record<string, unknown>[];
}

/** The checkpoint as a newer CRIU would have written it: entries of one image have more fields. */
function withFields(checkpoint: Checkpoint, name: string, change: (image: Image) => void) {
  return alterImage(checkpoint, name, (bytes) => {
    const image = JSON.parse(decode(bytes, PLAIN)) as Image;
    change(image);
    return encode(JSON.stringify(image));
  });
}

const plain = await realCheckpoint('rich-podman.tar');

test('the timer slack of a thread', () => {
  const [process] = readProcesses(plain);
  const tid = process?.pid ?? 0;
  // As a text: registers pass what a number of JavaScript holds.
  const newer = alterImage(plain, `core-${tid}.img`, (bytes) =>
    encode(decode(bytes).replace(/"thread_core":\s*\{/, '$& "timerslack_ns": 50000,')),
  );
  const slackOf = (checkpoint: Checkpoint) => {
    const thread = readProcesses(checkpoint)[0]?.threads[0];
    if (thread === undefined) throw new Error('no thread');
    const { scheduling } = threadFactsOf(checkpoint, thread);
    return isAbsent(scheduling) ? scheduling : scheduling.timerSlackNs;
  };
  expect(slackOf(newer)).toBe(50_000n);
  expect(slackOf(plain)).toBeUndefined();
});

test('who owns a pipe', () => {
  const newer = withFields(plain, 'files.img', ({ entries }) => {
    for (const { pipe } of entries) {
      if (pipe !== undefined) Object.assign(pipe as object, { uid: 1000, gid: 100 });
    }
  });
  const pipesOf = (checkpoint: Checkpoint) =>
    filesOf(checkpoint)
      .processes.flatMap(({ descriptors }) => (isAbsent(descriptors) ? [] : descriptors))
      .filter(({ file }) => file.type === 'PIPE')
      .map(describeDescriptor);
  expect(pipesOf(newer).length).toBeGreaterThan(0);
  for (const line of pipesOf(newer)) expect(line).toContain('(of uid 1000, gid 100)');
  for (const line of pipesOf(plain)) expect(line).not.toContain('(of uid');
});

test('who sent the messages that wait in a socket, each sender once', () => {
  const newer = withFields(plain, 'sk-queues.img', ({ entries }) => {
    for (const entry of entries) entry['ucred'] = { uid: 7, gid: 8, pid: 9 };
  });
  const waiting = socketsOf(newer).sockets.filter(
    (socket) => socket.type === 'UNIXSK' && Number(socket.receiveQueueBytes) > 0,
  );
  expect(waiting.length).toBeGreaterThan(0);
  for (const socket of waiting) {
    expect(describeSocket(socket)).toContain('(sent by PID 9 of uid 7, gid 8)');
  }
  expect(socketsOf(plain).sockets.map(describeSocket).join()).not.toContain('sent by');
});

test('interpreters of binfmt_misc in a user namespace', async () => {
  const rule = {
    ...{ name: 'qemu', enabled: true, interpreter: '/tmp/x', flags: 'OC' },
    ...{ magic: '7f454c46', mask: 'ffffffff', offset: 0 },
  };
  const own = await realCheckpoint('userns.tar');
  const name = own.images.names(/^userns-\d+\.img$/)[0] ?? '';
  const newer = withFields(own, name, ({ entries }) => {
    Object.assign(entries[0] ?? {}, { binfmt_misc: [rule] });
  });
  const users = namespacesOf(newer).namespaces.filter(({ kind }) => kind === 'user');
  expect(users.map(({ user }) => user?.binfmt_misc)).toEqual([[rule]]);
});

test.each([
  [{ compress: 0 }, 'none'],
  [{ compress: 1 }, 'LZ4, each page'],
  [{ compress: 2 }, 'LZ4, regions of 262144 bytes'],
  [{ compress: 2, compress_region_size: 65536 }, 'LZ4, regions of 65536 bytes'],
  [{ compress: 7 }, 'unknown (7)'],
  [{}, undefined],
])('how pages are compressed: %j', (fields, told) => {
  const newer = withFields(plain, 'inventory.img', ({ entries }) => {
    Object.assign(entries[0] ?? {}, fields, { dump_criu_run_id: 'run-1', network_lock_method: 1 });
  });
  expect(metadataOf(newer).image_set).toMatchObject({
    criu_run_id: 'run-1',
    network_lock: 'nftables',
  });
  expect(metadataOf(newer).image_set?.page_compression).toBe(told);
  expect(overviewJson(overviewOf(newer, true))).toMatchObject(
    told === undefined ? {} : { page_compression: told },
  );
  const table = renderStatistics([overviewOf(newer, true)], false);
  expect(table.includes('COMPRESSION')).toBe(told !== undefined && told !== 'none');
});

test('cipher.img is named as what it is, and nothing of it is read as an image', async () => {
  const path = scratch.directory('encrypted', {
    'cipher.img': Buffer.from('19435654beef00003400000012', 'hex'),
    'inventory.img': readFileSync(join(CHECKPOINTS, 'shell-job/inventory.img')),
  });
  const { stderr, status } = await runHere('crit', ['show', join(path, 'cipher.img')]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/Unknown magic 0xefbe.*cipher\.img holds the keys of encrypted pages/);
});
