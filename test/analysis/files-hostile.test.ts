import fc from 'fast-check';
import { CheckpointError } from '../../src/bytes/checkpoint-error.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeDescriptor } from '../../src/model/describe/describe-descriptor.js';
import { describeFile } from '../../src/model/describe/describe-file.js';
import { describeSocket } from '../../src/model/describe/describe-socket.js';
import { filesOf } from '../../src/analysis/files.js';
import { socketTable } from '../../src/analysis/socket-table.js';
import { socketsOf } from '../../src/analysis/sockets.js';
import { openArchive } from '../../src/archive/open.js';
import { isAbsent } from '../../src/model/absent.js';
import type { Checkpoint } from '../../src/model/checkpoint.js';
import { readProcesses } from '../../src/model/processes.js';
import { alterImage } from '../support/altered-checkpoint.js';
import { encode } from '../support/codec.js';
import { known } from '../support/known.js';
import { onlyCheckpoint, openCheckpoint } from '../support/open-checkpoint.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
let count = 0;

/** Everything that can be told; what it throws is a bug. */
function tellAll(checkpoint: Checkpoint): string[] {
  const files = filesOf(checkpoint);
  const lines: string[] = [];
  for (const { descriptors, cwd, root, exe } of files.processes) {
    if (!isAbsent(descriptors)) lines.push(...descriptors.map(describeDescriptor));
    for (const place of [cwd, root, exe]) if (!isAbsent(place)) lines.push(describeFile(place));
  }
  lines.push(...files.inFlight.map(({ file }) => describeFile(file)));
  const { sockets } = socketsOf(checkpoint);
  lines.push(...sockets.map(describeSocket));
  lines.push(
    ...socketTable(sockets, readProcesses(checkpoint)).map(({ local, peer }) => `${local} ${peer}`),
  );
  return lines;
}

describe('one damaged image loses its own facts alone', () => {
  let checkpoint: Checkpoint;
  let whole: number;
  let images: string[];
  beforeAll(async () => {
    checkpoint = await openCheckpoint('rich-podman.tar');
    whole = tellAll(checkpoint).length;
    images = checkpoint.archive.members
      .filter(({ name, type }) => type === 'file' && name.startsWith(checkpoint.imagePrefix))
      .map(({ name }) => name.slice(checkpoint.imagePrefix.length))
      .filter((name) => name.endsWith('.img') && !/^(pages|core|pagemap|tmpfs)-/.test(name));
  });

  test('whichever is cut off', () => {
    for (const image of images) {
      const damaged = alterImage(checkpoint, image, (bytes) => bytes.subarray(0, bytes.length - 3));
      const told = tellAll(damaged);
      if (!/^(files|pstree|(fdinfo|fs|mm|ids)-\d+)\.img$/.test(image)) {
        expect(told.length, image).toBe(whole);
      }
      for (const warning of filesOf(damaged).warnings) {
        expect(warning.place.member).toBe(checkpoint.imagePrefix + image);
      }
    }
  });

  test('remap-fpath.img: files are told, and that nothing is known of their deletion', () => {
    const damaged = alterImage(checkpoint, 'remap-fpath.img', (bytes) => bytes.subarray(0, 14));
    const { processes: told, warnings } = filesOf(damaged);
    expect(warnings).toHaveLength(1);
    const descriptors = known(told.find(({ pid }) => pid === 9)?.descriptors);
    expect(descriptors.find(({ fd }) => fd === 25)?.file).toMatchObject({
      path: '/data/ghost.txt',
      deleted: { absent: expect.stringMatching(/^remap-fpath\.img: .* at offset 0x/) as unknown },
    });
  });

  test('files.img: what stood before the damage counts, the rest says why', () => {
    const damaged = alterImage(checkpoint, 'files.img', (bytes) =>
      bytes.subarray(0, bytes.length >> 1),
    );
    const told = tellAll(damaged);
    expect(told.filter((line) => line.includes('unavailable')).length).toBeGreaterThan(0);
    expect(told).toContain(
      'unix stream [2676290] ESTABLISHED -> [2676289] of 8/3 (58 B unread, 17 B unsent)',
    );
  });

  test('ids-7.img: its descriptors are not taken from the table of another', () => {
    const damaged = alterImage(checkpoint, 'ids-7.img', (bytes) => bytes.subarray(0, 9));
    const { processes: told } = filesOf(damaged);
    expect(told.find(({ pid }) => pid === 7)?.descriptors).toMatchObject({
      absent: expect.stringMatching(/^ids-7\.img: .* at offset 0x/) as unknown,
    });
  });

  test('whatever byte is another', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }), (which, where, byte) => {
        const image = images[which % images.length] ?? '';
        const damaged = alterImage(checkpoint, image, (bytes) => {
          if (bytes.length > 0) bytes[where % bytes.length] = byte;
          return bytes;
        });
        try {
          tellAll(damaged);
        } catch (error) {
          // Without any process there is nothing to tell.
          if (image !== 'pstree.img' || !(error instanceof CheckpointError)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** A bare directory of images, each given as crit's JSON entries. */
async function forge(images: Readonly<Record<string, { magic: string; entries: unknown[] }>>) {
  const members: Record<string, Uint8Array> = {};
  for (const [name, image] of Object.entries(images)) members[name] = encode(JSON.stringify(image));
  const archive = await openArchive(scratch.directory(`forged-${count++}`, members));
  return onlyCheckpoint(archive);
}

const core = {
  mtype: 'X86_64',
  tc: { task_state: 1, exit_code: 0, personality: 0, flags: 0, blk_sigset: 0, comm: 'x' },
};
const fown = { uid: 0, euid: 0, signum: 0, pid_type: 0, pid: 0 };
const task = (pid: number, ppid: number) => ({ pid, ppid, pgid: 1, sid: 1, threads: [pid] });
const ids = { vm_id: 1, files_id: 5, fs_id: 1, sighand_id: 1 };

describe('forged images', () => {
  test('two processes with one table of descriptors', async () => {
    const checkpoint = await forge({
      'inventory.img': { magic: 'INVENTORY', entries: [{ img_version: 2, fdinfo_per_id: true }] },
      'pstree.img': { magic: 'PSTREE', entries: [task(1, 0), task(2, 1)] },
      'core-1.img': { magic: 'CORE', entries: [core] },
      'core-2.img': { magic: 'CORE', entries: [core] },
      'ids-1.img': { magic: 'IDS', entries: [ids] },
      'ids-2.img': { magic: 'IDS', entries: [ids] },
      'fdinfo-5.img': { magic: 'FDINFO', entries: [{ id: 3, flags: 1, type: 'EVENTFD', fd: 4 }] },
      'eventfd.img': { magic: 'EVENTFD_FILE', entries: [{ id: 3, flags: 2, fown, counter: 9 }] },
    });
    const { processes } = filesOf(checkpoint);
    expect(processes.map(({ tablePids }) => tablePids)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const [first, second] = processes;
    expect(first?.descriptors).toBe(second?.descriptors);
    expect(known(first?.descriptors)).toMatchObject([
      { fd: 4, closeOnExec: true, file: { type: 'EVENTFD', counter: 9n } },
    ]);
  });

  test('epoll files that watch each other, a closed descriptor and one that means another file', async () => {
    const checkpoint = await forge({
      'inventory.img': { magic: 'INVENTORY', entries: [{ img_version: 1 }] },
      'pstree.img': { magic: 'PSTREE', entries: [task(1, 0)] },
      'core-1.img': { magic: 'CORE', entries: [core] },
      'fdinfo-1.img': {
        magic: 'FDINFO',
        entries: [
          { id: 1, flags: 0, type: 'EVENTPOLL', fd: 3 },
          { id: 2, flags: 0, type: 'EVENTPOLL', fd: 4 },
          { id: 7, flags: 0, type: 'PIPE', fd: 5 },
          { id: 8, flags: 0, type: 'PIPE', fd: 9 },
        ],
      },
      'pipes.img': {
        magic: 'PIPES',
        entries: [
          { id: 7, pipe_id: 70, flags: '0x0', fown },
          { id: 8, pipe_id: 80, flags: '0x1', fown },
        ],
      },
      'eventpoll.img': {
        magic: 'EVENTPOLL_FILE',
        entries: [
          { id: 1, flags: 2, fown },
          { id: 2, flags: 2, fown },
        ],
      },
      // The image of its own that targets had before CRIU 1.3.
      'eventpoll-tfd.img': {
        magic: 'EVENTPOLL_TFD',
        entries: [
          { id: 1, tfd: 4, events: 1, data: 0 },
          { id: 2, tfd: 3, events: 1, data: 0 },
          { id: 2, tfd: 66, events: 1, data: 0 },
          { id: 2, tfd: 5, events: 1, data: 0, dev: 1, inode: 80, pos: 0 },
        ],
      },
    });
    const [process] = filesOf(checkpoint).processes;
    const files = known(process?.descriptors).map(({ file }) => file);
    const polls = files.filter((file) => file.type === 'EVENTPOLL');
    expect(polls.map(({ targets }) => targets.map(({ file }) => file))).toEqual([
      [{ type: 'EVENTPOLL', id: 2 }],
      [
        { type: 'EVENTPOLL', id: 1 },
        { absent: 'descriptor 66 was closed' },
        { type: 'PIPE', id: 8 },
      ],
    ]);
    expect(process?.exe).toEqual({ absent: 'mm-1.img is not in the checkpoint' });
  });

  test('ids that lead nowhere, types that CRIU does not have, a remap of a remap', async () => {
    const checkpoint = await forge({
      'inventory.img': { magic: 'INVENTORY', entries: [{ img_version: 1 }] },
      'pstree.img': { magic: 'PSTREE', entries: [task(1, 0)] },
      'core-1.img': { magic: 'CORE', entries: [core] },
      'fs-1.img': { magic: 'FS', entries: [{ cwd_id: 404, root_id: 1 }] },
      'fdinfo-1.img': {
        magic: 'FDINFO',
        entries: [
          { id: 404, flags: 0, type: 'PIPE', fd: 0 },
          { id: 1, flags: 0, type: 'CTL_TTY', fd: 1 },
          { id: 1, flags: 0, type: 'REG', fd: 2 },
          { id: 2, flags: 0, type: 'REG', fd: 3 },
          { id: 3, flags: 0, type: 'UNIXSK', fd: 4 },
        ],
      },
      'reg-files.img': {
        magic: 'REG_FILES',
        entries: [
          { id: 1, flags: '', pos: 0, fown, name: '/a' },
          { id: 2, flags: '', pos: 0, fown, name: '/b' },
        ],
      },
      'remap-fpath.img': {
        magic: 'REMAP_FPATH',
        entries: [
          { orig_id: 1, remap_id: 1, remap_type: 'LINKED' },
          { orig_id: 2, remap_id: 0x80000007 },
        ],
      },
      'unixsk.img': {
        magic: 'UNIXSK',
        entries: [
          {
            id: 3,
            ino: 30,
            type: 'STREAM',
            state: 'ESTABLISHED',
            flags: '0x2',
            uflags: '0x1',
            backlog: 0,
            peer: 31,
            fown,
            opts: {
              so_sndbuf: 1,
              so_rcvbuf: 1,
              so_snd_tmo_sec: 0,
              so_snd_tmo_usec: 0,
              so_rcv_tmo_sec: 0,
              so_rcv_tmo_usec: 0,
            },
            name: '',
          },
        ],
      },
    });
    const [process] = filesOf(checkpoint).processes;
    expect(known(process?.descriptors).map(describeDescriptor)).toEqual([
      'pipe 404: unavailable: the images have no PIPE with the id 404',
      'file 1: unavailable: type 65534 is not known',
      '/a O_RDONLY pos 0 (deleted, kept as /a)',
      '/b O_RDONLY pos 0 (deleted, ghost-file-7.img is not in the checkpoint)',
      'unix stream [30] ESTABLISHED -> [31] (not in the checkpoint)',
    ]);
    expect(process?.cwd).toMatchObject({ type: 'UNKNOWN', id: 404 });
  });

  test('watches in images of their own', async () => {
    const handle = { bytes: 8, type: 1, handle: [5] };
    const checkpoint = await forge({
      'inventory.img': { magic: 'INVENTORY', entries: [{ img_version: 1 }] },
      'pstree.img': { magic: 'PSTREE', entries: [task(1, 0)] },
      'core-1.img': { magic: 'CORE', entries: [core] },
      'fdinfo-1.img': {
        magic: 'FDINFO',
        entries: [
          { id: 1, flags: 0, type: 'INOTIFY', fd: 3 },
          { id: 2, flags: 0, type: 'FANOTIFY', fd: 4 },
        ],
      },
      'inotify.img': { magic: 'INOTIFY_FILE', entries: [{ id: 1, flags: '0x0', fown }] },
      'inotify-wd.img': {
        magic: 'INOTIFY_WD',
        entries: [
          {
            id: 1,
            i_ino: 77,
            mask: '0x102',
            ignored_mask: '0x0',
            s_dev: '8:1',
            wd: 1,
            f_handle: handle,
          },
        ],
      },
      'fanotify.img': {
        magic: 'FANOTIFY_FILE',
        entries: [{ id: 2, flags: '0x0', fown, faflags: '0x2', evflags: '0x0' }],
      },
      'fanotify-mark.img': {
        magic: 'FANOTIFY_MARK',
        entries: [
          {
            id: 2,
            type: 'MOUNT',
            mflags: '0x0',
            mask: '0x20',
            ignored_mask: '0x0',
            s_dev: '8:1',
            me: { mnt_id: 9, path: '/mnt' },
          },
        ],
      },
    });
    const [process] = filesOf(checkpoint).processes;
    expect(known(process?.descriptors).map(describeDescriptor)).toEqual([
      'inotify of inode 77 of device 8:1 IN_MODIFY|IN_CREATE',
      'fanotify of mount /mnt FAN_OPEN',
    ]);
  });
});
