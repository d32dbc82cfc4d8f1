import { expect, test } from 'vitest';
import { processesOf } from '../../src/analysis/processes.js';
import type { Message } from '../../src/criu/message.js';
import type { Messages } from '../../src/criu/messages.generated.js';
import { writeMessage } from '../../src/criu/write-message.js';
import { known } from '../support/known.js';
import { madeCheckpoint } from '../support/made-checkpoint.js';
import { entry, imageBytes } from '../support/wire.js';

function image(kind: string, type: keyof Messages, ...entries: object[]): Buffer {
  return imageBytes(
    kind,
    entries.map((each) => entry(writeMessage(type, each as Message))),
  );
}

const siginfo = (number: number, code: number, pid: number, uid: number) => {
  const bytes = Buffer.alloc(128);
  bytes.writeInt32LE(number, 0);
  bytes.writeInt32LE(code, 8);
  bytes.writeInt32LE(pid, 16);
  bytes.writeUInt32LE(uid, 20);
  return { siginfo: bytes };
};

test('what old CRIU wrote into images of its own', () => {
  const timer = (vsec: bigint) => ({ isec: 0n, iusec: 0n, vsec, vusec: 5n });
  const core = {
    mtype: 1,
    tc: { task_state: 1, exit_code: 0, personality: 0, flags: 0, blk_sigset: 2n, comm: 'old' },
  };
  const checkpoint = madeCheckpoint({
    'pstree.img': image('PSTREE', 'pstree_entry', { pid: 5, threads: [5, 6, 6, 0] }),
    'core-5.img': image('CORE', 'core_entry', core),
    'core-6.img': image('CORE', 'core_entry', { mtype: 1, thread_core: { blk_sigset: 1n } }),
    'creds-5.img': image('CREDS', 'creds_entry', { uid: 1, euid: 2, suid: 3, fsuid: 4 }),
    'rlimit-5.img': image('RLIMIT', 'rlimit_entry', { cur: 7n, max: 2n ** 64n - 1n }),
    'itimers-5.img': image('ITIMERS', 'itimer_entry', timer(0n), timer(1n), timer(2n)),
    'posix-timers-5.img': image('POSIX_TIMERS', 'posix_timer_entry', { it_id: 9, clock_id: 7 }),
    'sigacts-5.img': image('SIGACT', 'sa_entry', { sigaction: 1n }, { sigaction: 0x1234n }),
    'signal-s-5.img': image('SIGNAL', 'siginfo_entry', siginfo(15, 0, 77, 1000)),
    'signal-p-5.img': image('SIGNAL', 'siginfo_entry', siginfo(10, -6, 5, 0)),
  });
  const { processes, warnings } = processesOf(checkpoint);
  const [process] = processes;
  if (process === undefined) throw new Error('no process');
  const [main, other] = process.threads;
  expect(process.threads.map(({ tid }) => tid)).toEqual([5, 6]);
  expect(known(main?.credentials).uid).toEqual({
    ...{ real: 1, effective: 2, saved: 3, fileSystem: 4 },
  });
  expect(main?.blockedSignals).toEqual(['SIGINT']);
  expect(other?.blockedSignals).toEqual(['SIGHUP']);
  expect(known(process.limits)).toEqual([
    { resource: 'RLIMIT_CPU', soft: 7n, hard: 'unlimited', unit: 'seconds' },
  ]);
  const { interval, posix } = known(process.timers);
  expect(interval.map(({ leftUs }) => leftUs)).toEqual([5n, 1_000_005n, 2_000_005n]);
  expect(posix).toMatchObject([{ id: 9, clock: 'CLOCK_BOOTTIME' }]);
  expect(known(process.signalActions)).toMatchObject([
    { signal: 'SIGHUP', action: 'ignore' },
    { signal: 'SIGINT', action: 'handler', handler: 0x1234n },
  ]);
  expect(process.pendingSignals).toEqual([
    { number: 15, signal: 'SIGTERM', code: 'SI_USER', sender: { pid: 77, uid: 1000 } },
  ]);
  expect(main?.pendingSignals).toMatchObject([{ signal: 'SIGUSR1', code: 'SI_TKILL' }]);
  // It has no mm and fs images: those facts are lost, and a warning tells of each.
  expect(warnings.map(({ message }) => message)).toEqual([
    'open made.tar:mm-5.img: no such file or directory',
    'open made.tar:fs-5.img: no such file or directory',
  ]);
  expect(process.exe).toEqual({ absent: 'mm-5.img is not in the checkpoint' });
});

test('deleted programs and directories, and where CRIU kept them', () => {
  const regular = (id: number, name: string) => ({ type: 1, id, reg: { id, flags: 0, name } });
  const files = image(
    'FILES',
    'file_entry',
    ...[regular(1, '/bin/gone'), regular(2, '/w'), regular(3, '/w/link_remap.1')],
    regular(4, '/proc/99'),
  );
  const remap = (more: object[]) => image('REMAP_FPATH', 'remap_file_path_entry', ...more);
  const facts = (remaps: object[]) => {
    const checkpoint = madeCheckpoint({
      'pstree.img': image('PSTREE', 'pstree_entry', { pid: 5 }),
      'core-5.img': image('CORE', 'core_entry', { mtype: 1, tc: { task_state: 1 } }),
      'mm-5.img': image('MM', 'mm_entry', { exe_file_id: 1 }),
      'fs-5.img': image('FS', 'fs_entry', { cwd_id: 2, root_id: 4 }),
      'files.img': files,
      'remap-fpath.img': remap(remaps),
    });
    const [process] = processesOf(checkpoint).processes;
    return [process?.exe, process?.cwd, process?.root];
  };
  expect(
    facts([
      { orig_id: 1, remap_id: 26, remap_type: 1 },
      { orig_id: 2, remap_id: 3, remap_type: 0 },
      { orig_id: 4, remap_id: 99, remap_type: 2 },
    ]),
  ).toEqual([
    { path: '/bin/gone', deleted: true, kept: { kind: 'ghost', image: 'ghost-file-1a.img' } },
    { path: '/w', deleted: true, kept: { kind: 'link', path: '/w/link_remap.1' } },
    { path: '/proc/99', deleted: true, kept: { kind: 'process', pid: 99 } },
  ]);
  expect(
    facts([
      { orig_id: 1, remap_id: 0x8000001a },
      { orig_id: 2, remap_id: 55 },
    ]),
  ).toEqual([
    { path: '/bin/gone', deleted: true, kept: { kind: 'ghost', image: 'ghost-file-1a.img' } },
    { path: '/w', deleted: true },
    { path: '/proc/99', deleted: false },
  ]);
});

test('a program that was run from a memfd', () => {
  const checkpoint = madeCheckpoint({
    'pstree.img': image('PSTREE', 'pstree_entry', { pid: 5 }),
    'core-5.img': image('CORE', 'core_entry', { mtype: 1, tc: { task_state: 1 } }),
    'mm-5.img': image('MM', 'mm_entry', { exe_file_id: 9 }),
    'fs-5.img': image('FS', 'fs_entry', { cwd_id: 10, root_id: 11 }),
    'files.img': image(
      'FILES',
      'file_entry',
      ...[9, 10].map((id) => ({ type: 18, id, memfd: { id, flags: 0, inode_id: id } })),
    ),
    'memfd.img': image('MEMFD_INODE', 'memfd_inode_entry', { inode_id: 9n, name: 'fl' }),
  });
  const [process] = processesOf(checkpoint).processes;
  expect(process?.exe).toEqual({ path: '/memfd:fl', deleted: true });
  expect(process?.cwd).toEqual({ absent: 'it is a memfd whose inode is not in memfd.img' });
  expect(process?.root).toEqual({ absent: 'no file has the id 11 that it refers to' });
});
