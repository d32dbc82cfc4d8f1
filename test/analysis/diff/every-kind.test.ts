import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { Checkpoint } from '../../../src/model/checkpoint.js';
import { alterImage, alterMember } from '../../support/altered-checkpoint.js';
import { diffOf, rowsOf } from '../../support/diff-of.js';
import { editImage, put, type EditedEntry } from '../../support/edit-image.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';

type Edit = (checkpoint: Checkpoint) => Checkpoint;

/** Section, kind, PID, what, before, after. */
type Row = readonly [
  ...[string, '+' | '-' | '~', number | undefined, string],
  ...(readonly (string | undefined)[]),
];

/** Sets a field of the first entry of an image. */
const set =
  (image: string, path: string, value: unknown): Edit =>
  (checkpoint) =>
    editImage(checkpoint, image, ([entry]) => {
      put(entry, path, value);
    });

const core = (pid: number, path: string, value: unknown) => set(`core-${pid}.img`, path, value);

const tree =
  (pid: number, path: string, value: unknown): Edit =>
  (checkpoint) =>
    editImage(checkpoint, 'pstree.img', (entries) => {
      put(
        entries.find((each) => Number(each['pid']) === pid),
        path,
        value,
      );
    });

/** Other bytes of the same length in the memory of a process. */
const memory =
  (pid: number, was: string, is: string): Edit =>
  (checkpoint) => {
    const [head] = checkpoint.images.messages(`pagemap-${pid}.img`, 'pagemap_head');
    return alterImage(checkpoint, `pages-${head?.pages_id ?? 0}.img`, (bytes) => {
      const place = bytes.indexOf(was);
      if (place < 0) throw new Error(`no ${was} in the memory of ${pid}`);
      bytes.write(is, place);
      return bytes;
    });
  };

/** A program of one instruction, as base64: SECCOMP_RET_ALLOW. */
const ALLOW = 'BgAAAAAA/38=';
const ALLOW_TEXT = `1 instructions, SHA-256 ${createHash('sha256').update(Buffer.from(ALLOW, 'base64')).digest('hex')}`;

/** An open file by its path, or a socket by its port. */
const regular = (name: string) => (entry: EditedEntry) =>
  (entry['reg'] as EditedEntry | undefined)?.['name'] === name;
const SOCKET = 'tcp 127.0.0.1:18080 -> 127.0.0.1:18081';
const connected = ({ isk }: EditedEntry) =>
  isk !== undefined && Number((isk as EditedEntry)['dst_port']) === 18081;

const file =
  (find: (entry: EditedEntry) => boolean, path: string, value: unknown): Edit =>
  (checkpoint) =>
    editImage(checkpoint, 'files.img', (entries) => {
      put(entries.find(find), path, value);
    });

const region =
  (start: number, path: string, value: unknown): Edit =>
  (checkpoint) =>
    editImage(checkpoint, 'mm-7690.img', ([entry]) => {
      const vmas = entry?.['vmas'] as EditedEntry[];
      put(
        vmas.find((each) => Number(each['start']) === start),
        path,
        value,
      );
    });

/** What was edited, and the one row that tells it. */
type Case = readonly [string, Edit, Row];

/** Of rich-plain. */
const CASES: readonly Case[] = [
  [
    'words of a command line',
    memory(7710, '100000\0', '200000\0'),
    ['processes', '~', 7710, 'argv', 'sleep 100000', 'sleep 200000'],
  ],
  ['a parent', tree(7710, 'ppid', 7663), ['processes', '~', 7710, 'parent', '7697', '7663']],
  [
    'a process group',
    tree(7690, 'pgid', 7690),
    ['processes', '~', 7690, 'process group', '7663', '7690'],
  ],
  ['a session', tree(7690, 'sid', 7690), ['processes', '~', 7690, 'session', '7663', '7690']],
  ['a umask', set('fs-7690.img', 'umask', 0o77), ['processes', '~', 7690, 'umask', '0022', '0077']],
  ['a login uid', core(7690, 'tc.loginuid', 1000), ['processes', '~', 7690, 'login uid']],
  [
    'a subreaper',
    core(7690, 'tc.child_subreaper', true),
    ['processes', '~', 7690, 'child subreaper', 'no', 'yes'],
  ],
  [
    'a personality',
    core(7690, 'tc.personality', 0x40000),
    ['processes', '~', 7690, 'personality', 'PER_LINUX', 'PER_LINUX, ADDR_NO_RANDOMIZE'],
  ],
  [
    'whether it may be dumped',
    set('mm-7690.img', 'dumpable', 0),
    ['processes', '~', 7690, 'dumpable', '1', '0'],
  ],
  [
    'what a signal does',
    core(7690, 'tc.sigactions.0.sigaction', 1),
    [
      'processes',
      '~',
      7690,
      'signal SIGHUP',
      'action default, flags (), mask ()',
      'action ignore, flags (), mask ()',
    ],
  ],
  ['a timer', core(7690, 'tc.timers.real.isec', 5), ['processes', '+', 7690, 'timer ITIMER_REAL']],
  [
    'groups',
    core(7690, 'thread_core.creds.groups', [27, 998]),
    ['threads', '~', 7690, 'groups', '', '27 998'],
  ],
  ['a group', core(7690, 'thread_core.creds.egid', 5), ['threads', '~', 7690, 'gid']],
  [
    'capabilities',
    core(7690, 'thread_core.creds.cap_inh', [1, 0]),
    ['threads', '~', 7690, 'capabilities inheritable', '', 'CAP_CHOWN'],
  ],
  [
    'secure bits',
    core(7690, 'thread_core.creds.secbits', 1),
    ['threads', '~', 7690, 'secure bits', '', 'SECBIT_NOROOT'],
  ],
  [
    'a security label',
    core(7690, 'thread_core.creds.lsm_profile', 'web'),
    ['threads', '~', 7690, 'security label'],
  ],
  [
    'blocked signals',
    core(7690, 'tc.blk_sigset', 4),
    ['threads', '~', 7690, 'blocked signals', '', 'SIGQUIT'],
  ],
  ['a nice value', core(7690, 'thread_core.sched_nice', 5), ['threads', '~', 7690, 'scheduling']],
  [
    'a parent death signal',
    core(7690, 'thread_core.pdeath_sig', 9),
    ['threads', '~', 7690, 'parent death signal'],
  ],
  [
    'the program of a filter',
    set('seccomp.img', 'seccomp_filters.0.filter', ALLOW),
    ['threads', '~', 7694, 'seccomp filter 1'],
  ],
  [
    'one filter less',
    core(7704, 'thread_core.seccomp_filter', 1),
    ['threads', '-', 7704, 'seccomp filter 2'],
  ],
  [
    'a thread that is gone',
    tree(7686, 'threads', [7686, 7699, 7701, 7702, 7703]),
    ['threads', '-', 7686, 'thread 7705'],
  ],
  [
    'a place in a file that one descriptor leads to',
    file(regular('/srv/rich/plain-d/append.log'), 'reg.pos', 77),
    ['descriptors', '~', 7689, 'descriptor 31'],
  ],
  [
    'a place in a file that many share',
    file(regular('/srv/rich/plain.log'), 'reg.pos', 400),
    ['descriptors', '~', 7663, 'descriptor 1 and 37 that share it'],
  ],
  [
    'whether a descriptor is closed on execve',
    (checkpoint) =>
      editImage(checkpoint, 'fdinfo-9.img', (entries) => {
        put(entries[3], 'flags', 1);
      }),
    ['descriptors', '~', 7688, 'descriptor 3'],
  ],
  [
    'a buffer of a socket',
    file(connected, 'isk.opts.so_sndbuf', 65536),
    ['sockets', '~', 7688, `${SOCKET} send buffer`, '3939840', '65536'],
  ],
  [
    'an option of a socket',
    file(connected, 'isk.opts.so_keepalive', true),
    ['sockets', '+', 7688, `${SOCKET} option SO_KEEPALIVE`],
  ],
  [
    'the part of a file that is mapped',
    region(0x15010000, 'pgoff', 0),
    [
      ...(['regions', '~', 7690, '15010000-15012000 backing'] as const),
      'r--p /srv/rich/plain-d/mapped.bin at offset 0x1000',
      'r--p /srv/rich/plain-d/mapped.bin at offset 0x0',
    ],
  ],
  [
    'memory that cannot be written any more',
    region(0x13000000, 'prot', 1),
    ['regions', '~', 7690, '13000000-13002000 permissions of (anonymous)', 'rw-p', 'r--p'],
  ],
  [
    'the name of a host',
    set('utsns-11.img', 'nodename', 'elsewhere'),
    ['container', '~', undefined, 'UTS namespace nodename', 'rich-plain-host', 'elsewhere'],
  ],
];

/** What is about the same filters as others. */
const OTHER_FILTERS: readonly Case[] = [
  [
    'the program of the first of two',
    set('seccomp.img', 'seccomp_filters.1.filter', ALLOW),
    ['threads', '~', 7704, 'seccomp filter 1'],
  ],
  [
    'no filter any more',
    core(7694, 'thread_core.seccomp_mode', 0),
    ['threads', '-', 7694, 'seccomp filter 1'],
  ],
];

const MORE_FILTERS: readonly Case[] = [
  [
    'a filter on top',
    (checkpoint) =>
      core(
        7704,
        'thread_core.seccomp_filter',
        3,
      )(
        editImage(checkpoint, 'seccomp.img', ([entry]) => {
          (entry?.['seccomp_filters'] as EditedEntry[]).push({ filter: ALLOW, prev: 2, flags: 0 });
        }),
      ),
    ['threads', '+', 7704, 'seccomp filter 3', undefined, ALLOW_TEXT],
  ],
];

/** Makes all the changes; the differences are their rows and no others, either way round. */
async function expectRows(checkpoint: Checkpoint, cases: readonly Case[]): Promise<void> {
  const edited = cases.reduce((each, [, edit]) => edit(each), checkpoint);
  const { changes, unknown } = await diffOf(checkpoint, edited);
  const rows = sorted(rowsOf(changes));
  const wanted = sorted(cases.map(([, , row]) => row));
  expect(rows.map((row, index) => row.slice(0, wanted[index]?.length))).toEqual(wanted);
  expect(unknown).toEqual([]);
  const back = sorted(rowsOf((await diffOf(edited, checkpoint)).changes).map(turned));
  expect(back.map(withoutWhat)).toEqual(rows.map(withoutWhat));
}

function sorted<T extends readonly unknown[]>(rows: readonly T[]): T[] {
  const keyOf = ([section, , pid, what]: T) => JSON.stringify([section, pid, what]);
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

type Told = ReturnType<typeof rowsOf>[number];

const TURNED: Readonly<Record<string, string>> = { '+': '-', '-': '+', '~': '~' };

function turned([section, kind, pid, what, before, after]: Told): Told {
  return [section, TURNED[String(kind)], pid, what, after, before];
}

function withoutWhat([section, kind, pid, , before, after]: Told): unknown[] {
  return [section, kind, pid, before, after];
}

describe('each kind of change gives one row, and the other way round the same one', () => {
  it.each([{ cases: CASES }, { cases: OTHER_FILTERS }, { cases: MORE_FILTERS }])(
    'of a bare dump, list %#',
    async ({ cases }) => {
      await expectRows(await openCheckpoint('rich-plain'), cases);
    },
  );
});

/** A member of an archive as JSON. */
const json =
  (name: string, path: string, value: unknown): Edit =>
  (checkpoint) =>
    alterMember(checkpoint, name, (bytes) => {
      const object = JSON.parse(bytes.toString()) as unknown;
      put(object, path, value);
      return Buffer.from(JSON.stringify(object));
    });

const cgroups =
  (edit: (entry: EditedEntry | undefined) => void): Edit =>
  (checkpoint) =>
    editImage(checkpoint, 'cgroup.img', ([entry]) => {
      edit(entry);
    });

const mounts =
  (edit: (entries: EditedEntry[]) => void): Edit =>
  (checkpoint) =>
    editImage(checkpoint, checkpoint.images.names(/^mountpoints-/)[0] ?? '', edit);

const CGROUP =
  '/libpod_parent/libpod-5e9d6a1928b60aae141b69dd85ede2957cb0638d1814ec02f7fe2724db3a1ff9';

/** Of rich-podman. */
const OF_ENGINE: readonly Case[] = [
  [
    'an annotation',
    json('spec.dump', 'annotations.added', 'by us'),
    ['container', '+', undefined, 'spec.dump annotations.added', undefined, 'by us'],
  ],
  [
    'a setting of the engine',
    json('config.dump', 'name', 'other'),
    ['container', '~', undefined, 'config.dump name'],
  ],
  [
    'a limit of a control group',
    cgroups((entry) => {
      put(entry, 'controllers.0.dirs.0.properties.0.value', '7');
    }),
    ['container', '~', undefined, `control group pids:${CGROUP} pids.max`],
  ],
  [
    'a control group that is gone',
    cgroups((entry) => {
      put(entry, 'controllers.1.dirs', []);
    }),
    ['container', '-', undefined, `control group blkio:${CGROUP}`],
  ],
  [
    'a mount that is gone',
    mounts((entries) => {
      entries.splice(
        entries.findIndex(({ mountpoint }) => mountpoint === '/dev/mqueue'),
        1,
      );
    }),
    ['mounts', '-', undefined, 'mount /dev/mqueue'],
  ],
];

describe('of what an engine wrote', () => {
  let podman: Checkpoint;
  beforeAll(async () => {
    podman = await openCheckpoint('rich-podman');
  });

  it('each kind of change gives one row', async () => {
    await expectRows(podman, OF_ENGINE);
  });

  it('a control group that a process was moved to', async () => {
    const [pid = 0] = podman.images.names(/^core-/).map((name) => Number(/\d+/.exec(name)?.[0]));
    const moved = core(
      pid,
      'thread_core.cg_set',
      99,
    )(
      cgroups((entry) => {
        const ctls = [{ name: 'memory', path: '/elsewhere' }];
        (entry?.['sets'] as EditedEntry[]).push({ id: 99, ctls });
      })(podman),
    );
    const { changes } = await diffOf(podman, moved);
    expect(rowsOf(changes)).toMatchObject([
      [
        'processes',
        '~',
        pid,
        'control group',
        expect.stringMatching(/^\/libpod_parent/),
        '/elsewhere',
      ],
    ]);
  });

  it('a file of the root with another mode, owner, content; one that is new', async () => {
    const root = async (...files: readonly Headers[]) => {
      const tar = pack();
      for (const { content = 'x', ...header } of files)
        tar.entry({ mtime: new Date(0), ...header }, content);
      tar.finalize();
      const bytes = await buffer(tar);
      return alterMember(podman, 'rootfs-diff.tar', () => bytes);
    };
    const before = await root({ name: 'etc/a', mode: 0o644 });
    const told = async (...files: readonly Headers[]) =>
      rowsOf((await diffOf(before, await root(...files))).changes);
    expect(await told({ name: 'etc/a', mode: 0o4755 })).toEqual([
      ['files', '~', undefined, '/etc/a', 'mode 0644', 'mode 4755'],
    ]);
    expect(await told({ name: 'etc/a', mode: 0o644, uid: 7 })).toMatchObject([
      ['files', '~', undefined, '/etc/a', 'owner 0:0', 'owner 7:0'],
    ]);
    expect(await told({ name: 'etc/a', mode: 0o644, content: 'y' })).toMatchObject([
      [
        'files',
        '~',
        undefined,
        '/etc/a',
        expect.stringMatching(/^SHA-256/),
        expect.stringMatching(/^SHA-256/),
      ],
    ]);
    expect(await told({ name: 'etc/a', mode: 0o644 }, { name: 'b' })).toEqual([
      ['files', '+', undefined, '/b', undefined, 'file, mode 0644, owner 0:0, 1 byte'],
    ]);
    expect(await told({ name: 'etc/a', mode: 0o644 })).toEqual([]);
  });
});

interface Headers {
  readonly name: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly content?: string;
}

describe('what is new', () => {
  const TOKEN = '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';

  it('a secret, once and not as it is, and only with --secrets', async () => {
    const small = await openCheckpoint('shell-job');
    const leaked = memory(8406, '\0'.repeat(128), `\0${TOKEN}\0${TOKEN}\0`)(small);
    const { changes } = await diffOf(small, leaked, { secrets: true });
    const rows = rowsOf(changes);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.slice(0, 3)).toEqual(['secrets', '+', 8406]);
    expect(JSON.stringify(rows)).not.toContain(TOKEN);
    expect(rows[0]?.[3]).toContain('ghp_…17');
    expect(rows[0]?.[5]).toMatch(/^valid, .*in 0x[0-9a-f]+.*, and 1 more$/);
    expect((await diffOf(leaked, small, { secrets: true })).changes).toEqual([]);
  });

  it('a finding, beside the change that it is about, and only with --triage', async () => {
    const rich = await openCheckpoint('rich-plain');
    const edited = region(0x13000000, 'prot', 7)(rich);
    const { changes } = await diffOf(rich, edited, { triage: true });
    const [first, ...findings] = rowsOf(changes);
    expect(first?.slice(0, 4)).toEqual([
      'regions',
      '~',
      7690,
      '13000000-13002000 permissions of (anonymous)',
    ]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.slice(0, 3)).toEqual(['findings', '+', 7690]);
  });
});

describe('JSON of the engine', () => {
  const of = (spec: string) =>
    madeCheckpoint(
      { 'checkpoint/pstree.img': '', 'config.dump': '{}', 'spec.dump': spec },
      'checkpoint/',
    );
  const changes = async (before: string, after: string) =>
    rowsOf((await diffOf(of(before), of(after))).changes);

  it('integers beyond 2^53 differ in each digit', async () => {
    const [was, is] = ['9223372036854771711', '9223372036854771712'];
    expect(await changes(`{"limit":${was}}`, `{"limit":${is}}`)).toEqual([
      ['container', '~', undefined, 'spec.dump limit', was, is],
    ]);
  });

  it('nesting without end is named', async () => {
    const deep = `{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`;
    const rows = await changes('{}', deep);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.[5]).toBe('JSON that is nested too deep');
  });
});
