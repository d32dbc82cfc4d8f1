import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/archive/limits.js';
import type { Change } from '../../../src/analysis/diff/change.js';
import { diffCheckpoints, type DiffOptions } from '../../../src/analysis/diff/diff-checkpoints.js';
import { sideOf } from '../../../src/analysis/diff/side.js';
import type { Checkpoint } from '../../../src/model/checkpoint.js';
import { alterImage } from '../../support/altered-checkpoint.js';
import { editImage, put, type EditedEntry } from '../../support/edit-image.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';

let rich: Checkpoint;
let podman: Checkpoint;

beforeAll(async () => {
  rich = await openCheckpoint('rich-plain');
  podman = await openCheckpoint('rich-podman');
});

async function diff(before: Checkpoint, after: Checkpoint, options: DiffOptions = {}) {
  const sides = [before, after].map((each) => sideOf(each, {}, DEFAULT_LIMITS));
  const [a, b] = sides;
  if (a === undefined || b === undefined) throw new Error('two sides');
  return await diffCheckpoints(a, b, options);
}

/** Without the name of the process. */
function rows(changes: readonly Change[]) {
  return changes.map(({ section, kind, pid, what, before, after }) => [
    ...[section, kind, pid, what, before, after],
  ]);
}

type Row = readonly [string, string, number | undefined, string, string?, (string | undefined)?];

const core = (pid: number, path: string, value: unknown) => (checkpoint: Checkpoint) =>
  editImage(checkpoint, `core-${pid}.img`, ([entry]) => {
    put(entry, path, value);
  });

const files =
  (find: (entry: EditedEntry) => boolean, path: string, value: unknown) =>
  (checkpoint: Checkpoint) =>
    editImage(checkpoint, 'files.img', (entries) => {
      put(entries.find(find), path, value);
    });

/** The region of rich-mem that is filled with known bytes. */
const KNOWN = 0x10000000;

const vmas = (pid: number, edit: (vmas: EditedEntry[]) => void) => (checkpoint: Checkpoint) =>
  editImage(checkpoint, `mm-${pid}.img`, ([entry]) => {
    edit(entry?.['vmas'] as EditedEntry[]);
  });

const at = (list: EditedEntry[], start: number) => {
  const found = list.find((each) => Number(each['start']) === start);
  if (found === undefined) throw new Error('no such region');
  return found;
};

/** What was edited, and the one row that tells it. */
const CASES: readonly (readonly [string, (checkpoint: Checkpoint) => Checkpoint, Row])[] = [
  ['a name', core(7690, 'tc.comm', 'other'), ['processes', '~', 7690, 'comm', 'rich-mem', 'other']],
  [
    'a state',
    core(7690, 'tc.task_state', 3),
    ['processes', '~', 7690, 'state', 'state alive', 'state stopped'],
  ],
  [
    'a limit',
    core(7690, 'tc.rlimits.rlimits.7.cur', 77),
    [
      'processes',
      '~',
      7690,
      'limits RLIMIT_NOFILE',
      'soft 20000, hard 20000',
      'soft 77, hard 20000',
    ],
  ],
  [
    'an OOM score',
    core(7690, 'tc.oom_score_adj', 500),
    ['processes', '~', 7690, 'OOM score adjustment', '0', '500'],
  ],
  [
    'a user of a thread',
    core(7690, 'thread_core.creds.uid', 33),
    [
      'threads',
      '~',
      7690,
      'uid',
      'real 0, effective 0, saved 0, file system 0',
      'real 33, effective 0, saved 0, file system 0',
    ],
  ],
  [
    'the right to gain rights',
    core(7690, 'thread_core.creds.no_new_privs', 1),
    ['threads', '~', 7690, 'no new privileges', 'no', 'yes'],
  ],
  [
    'a region that can be run now',
    vmas(7690, (list) => {
      put(at(list, KNOWN), 'prot', 7);
    }),
    ['regions', '~', 7690, '10000000-10020000 permissions of (anonymous)', 'rw-p', 'rwxp'],
  ],
  [
    'a region that is gone',
    vmas(7690, (list) => {
      list.splice(list.indexOf(at(list, KNOWN)), 1);
    }),
    ['regions', '-', 7690, 'region (anonymous)', '10000000-10020000 rw-p', undefined],
  ],
  [
    'a region that grew',
    vmas(7690, (list) => {
      put(at(list, KNOWN), 'end', KNOWN + 0x24000);
    }),
    [
      'regions',
      '~',
      7690,
      'region (anonymous)',
      '10000000-10020000 rw-p',
      '10000000-10024000 rw-p',
    ],
  ],
  [
    'a socket that changed its state',
    files(
      ({ isk }) => isk !== undefined && Number((isk as EditedEntry)['dst_port']) === 18081,
      'isk.state',
      8,
    ),
    [
      'sockets',
      '~',
      7688,
      'tcp 127.0.0.1:18080 -> 127.0.0.1:18081 state',
      'ESTABLISHED',
      'CLOSE_WAIT',
    ],
  ],
  [
    'a network device',
    (checkpoint) =>
      editImage(checkpoint, 'netdev-9.img', ([entry]) => {
        put(entry, 'mtu', 1234);
      }),
    ['network', '~', undefined, 'device lo'],
  ],
];

describe('each change alone gives one row', () => {
  it.each(CASES)('%s', async (_, edit, row) => {
    const { changes, unknown } = await diff(rich, edit(rich));
    const found = rows(changes);
    expect(found, JSON.stringify(found)).toHaveLength(1);
    expect(found[0]?.slice(0, row.length)).toEqual(row);
    expect(unknown).toEqual([]);
  });

  it('is told the other way round with the signs turned', async () => {
    const without = vmas(7690, (list) => {
      list.splice(list.indexOf(at(list, KNOWN)), 1);
    })(rich);
    const { changes } = await diff(without, rich);
    expect(rows(changes)).toEqual([
      ['regions', '+', 7690, 'region (anonymous)', undefined, '10000000-10020000 rw-p'],
    ]);
  });

  it('a part of a region with other permissions is one, and the cuts of the kernel are none', async () => {
    const cut = vmas(7690, (list) => {
      const whole = at(list, KNOWN);
      const index = list.indexOf(whole);
      const part = (from: number, to: number, prot: number) => ({
        ...whole,
        start: KNOWN + from,
        end: KNOWN + to,
        prot,
      });
      list.splice(index, 1, part(0, 0x4000, 3), part(0x4000, 0x6000, 5), part(0x6000, 0x20000, 3));
    });
    const { changes } = await diff(rich, cut(rich));
    expect(rows(changes)).toEqual([
      ['regions', '~', 7690, '10004000-10006000 permissions of (anonymous)', 'rw-p', 'r-xp'],
    ]);
    const same = vmas(7690, (list) => {
      const whole = at(list, KNOWN);
      const middle = KNOWN + 0x8000;
      list.splice(list.indexOf(whole), 1, { ...whole, end: middle }, { ...whole, start: middle });
    });
    expect((await diff(rich, same(rich))).changes).toEqual([]);
  });

  it('a descriptor that was opened, and one that was closed', async () => {
    const opened = editImage(rich, 'fdinfo-9.img', (entries) => {
      entries.push({ ...entries[0], fd: 99 });
    });
    const { changes } = await diff(rich, opened);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ section: 'descriptors', kind: '+', what: 'descriptor 99' });
    const [closed] = (await diff(opened, rich)).changes;
    expect(closed).toMatchObject({ section: 'descriptors', kind: '-', what: 'descriptor 99' });
  });

  it('a mount option', async () => {
    const name = podman.images.names(/^mountpoints-\d+\.img$/)[0] ?? '';
    const other = editImage(podman, name, (entries) => {
      const proc = entries.find(({ mountpoint }) => mountpoint === '/proc');
      put(proc, 'flags', 1);
    });
    const { changes } = await diff(podman, other);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ section: 'mounts', kind: '~', what: 'mount /proc' });
  });
});

describe('processes', () => {
  it('one that is gone is one row, whatever it had', async () => {
    const without = editImage(rich, 'pstree.img', (entries) => {
      entries.splice(
        entries.findIndex(({ pid }) => Number(pid) === 7710),
        1,
      );
    });
    const { changes } = await diff(rich, without);
    expect(rows(changes)).toEqual([['processes', '-', 7710, 'process', 'sleep 100000', undefined]]);
  });

  it('a PID that another program has now is one that is gone and one that is new', async () => {
    const edited = editImage(rich, 'mm-7710.img', ([entry]) => {
      for (const field of ['mm_start_stack', 'mm_start_code']) put(entry, field, 0x1000);
      // The program of rich-init, and arguments that are not there.
      put(entry, 'exe_file_id', 1);
      put(entry, 'mm_arg_end', Number(entry?.['mm_arg_start']) + 3);
    });
    const { changes } = await diff(rich, edited);
    expect(rows(changes).map((row) => row.slice(0, 4))).toEqual([
      ['processes', '-', 7710, 'process'],
      ['processes', '+', 7710, 'process'],
    ]);
  });

  it('after execve of the same program it is the same, by its parent', async () => {
    const edited = editImage(rich, 'mm-7710.img', ([entry]) => {
      put(entry, 'mm_start_code', 0x1000);
    });
    expect((await diff(rich, edited)).changes).toEqual([]);
  });

  it('without a process tree nothing counts as gone', async () => {
    const blind = alterImage(rich, 'pstree.img', (bytes) => bytes.subarray(0, 4));
    const { changes, unknown } = await diff(rich, blind);
    expect(changes.filter(({ section }) => section === 'processes')).toEqual([]);
    expect(unknown[0]).toContain('processes cannot be compared');
  });
});

describe('memory', () => {
  /** One byte in the page of rich-mem that is filled with 0x45. */
  const touch = (checkpoint: Checkpoint) => {
    const name = pagesOf(checkpoint, 7690);
    return alterImage(checkpoint, name, (bytes) => {
      const page = bytes.indexOf(Buffer.alloc(64, 0x45));
      bytes.write('changed', page + 16);
      return bytes;
    });
  };

  it('is compared only when it is asked for', async () => {
    expect((await diff(rich, touch(rich))).changes).toEqual([]);
  });

  it('tells how many pages, which, and their bytes', async () => {
    const told = async (memory: 'pages' | 'ranges' | 'bytes') =>
      rows((await diff(rich, touch(rich), { memory })).changes);
    const [[, , , region, , pages] = []] = await told('pages');
    expect(region).toBe('10000000-10020000 (anonymous)');
    expect(pages).toBe('1 page changed');
    const ranges = await told('ranges');
    expect(ranges).toHaveLength(1);
    expect(ranges[0]?.[3]).toMatch(/^1000[0-9a-f]000-100[0-9a-f]{2}000 in \(anonymous\)$/);
    const bytes = await told('bytes');
    expect(bytes).toHaveLength(1);
    expect(bytes[0]?.slice(4)).toEqual([
      '45 45 45 45 45 45 45 |EEEEEEE|',
      '63 68 61 6e 67 65 64 |changed|',
    ]);
  });

  it('of an environment is told of its variable alone', async () => {
    const changed = alterImage(rich, pagesOf(rich, 7695), (bytes) => {
      const place = bytes.indexOf('ENV_SECRET_14');
      bytes.write('ENV_SECRET_15', place);
      return bytes;
    });
    const { changes } = await diff(rich, changed);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ section: 'processes', kind: '~', pid: 7695 });
    expect(changes[0]?.what).toMatch(/^environment /);
    expect(changes[0]?.before).toContain('ENV_SECRET_14');
    expect(changes[0]?.after).toContain('ENV_SECRET_15');
  });
});

function pagesOf({ images }: Checkpoint, pid: number): string {
  const [head] = images.messages(`pagemap-${pid}.img`, 'pagemap_head');
  return `pages-${head?.pages_id ?? 0}.img`;
}
