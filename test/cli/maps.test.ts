import { describe, expect, test } from 'vitest';
import { VmaStatus } from '../../src/model/vmas.js';
import { readCheckpoint } from '../support/corpus.js';
import { procFile, TRUE_PIDS } from '../support/kernel-truth.js';
import { mm, ONE_PROCESS, PAGE, pagemap, pages, run as pageRun } from '../support/memory-images.js';
import { runHere } from '../support/run-here.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const run = (...args: string[]) => runHere('checkpointctl', ['maps', ...args]);

interface Json {
  readonly pid: number;
  readonly page_size: number;
  readonly regions: readonly {
    readonly start: number;
    readonly name: string;
    readonly kinds: readonly string[];
    readonly segment?: number;
    readonly thread_stack?: number;
    readonly pages: Readonly<Record<string, number>>;
    readonly origins: Readonly<Record<string, number>>;
    readonly reasons: Readonly<Record<string, number>>;
  }[];
}
const json = async (...args: string[]) =>
  JSON.parse((await run(...args, '--format', 'json')).stdout) as Json[];

const total = (processes: readonly Json[], origin: string) =>
  processes
    .flatMap(({ regions }) => regions)
    .reduce((sum, { origins }) => sum + (origins[origin] ?? 0), 0);

/** Columns of a line: address, permissions, offset, name. */
const rowsOf = (text: string, columnsBefore: number) =>
  text.split('\n').map((line) => {
    const [address, permissions, offset, ...rest] = line.split(/ +/);
    return [address, permissions, offset, rest.slice(columnsBefore).join(' ')];
  });

describe('checkpointctl maps', () => {
  test.each(TRUE_PIDS.filter((pid) => (procFile(pid, 'maps')?.length ?? 0) > 0))(
    'tells of process %i what the kernel told',
    async (pid) => {
      const kernel = procFile(pid, 'maps')?.toString().trimEnd() ?? '';
      // CRIU takes the two halves of vvar for one region.
      const truth = rowsOf(
        kernel.replace(/^(\S+)-\S+( .*\[vvar\])\n\S+-(\S+) .*\[vvar_vclock\]$/m, '$1-$3$2'),
        2,
      );
      const [title, , ...lines] = (await run('app.tar.gz', '-p', String(pid))).stdout
        .trimEnd()
        .split('\n');
      expect(title).toBe(`${pid} ${(procFile(pid, 'comm') ?? '').toString().trim()}`);
      // The kernel of today has no name for the stacks of threads.
      const told = rowsOf(lines.join('\n').replaceAll(/\[stack:\d+\]/g, ''), 4);
      expect(told).toEqual(truth);
    },
  );

  test('tells whose stacks regions without a name are', async () => {
    const stacks = (await json('app.tar.gz', '-p', '7'))
      .flatMap(({ regions }) => regions)
      .filter(({ thread_stack }) => thread_stack !== undefined);
    expect(stacks.map(({ thread_stack, name, kinds }) => [thread_stack, name, ...kinds])).toEqual([
      ...[
        [10, '', 'stack'],
        [9, '', 'stack'],
        [8, '', 'stack'],
      ],
    ]);
  });

  test.each(['article-crio', 'rich-plain', 'lazy', 'old-v3.3', 'old-v3.19', 'compat32', 'pidns'])(
    'counts the pages of %s as its pages images have them',
    async (name) => {
      const files = await readCheckpoint(name);
      const processes = await json(name === 'article-crio' ? `${name}.tar` : name);
      // Of each pagemap-PID.img the head has the number of the pages image.
      const ids = processes.map(({ pid }) => {
        const path = [...files.keys()].find((each) => each.endsWith(`/pagemap-${pid}.img`)) ?? '';
        return files.get(path)?.[13] ?? 0;
      });
      const sizes = ids.map((id) => {
        const path = [...files.keys()].find((each) => each.endsWith(`/pages-${id}.img`)) ?? '';
        return files.get(path)?.length ?? 0;
      });
      expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThan(0);
      expect(processes.map((process) => PAGE * total([process], 'pages'))).toEqual(sizes);
    },
  );

  test('filters by permissions, kind and range', async () => {
    const names = async (...args: string[]) =>
      (await json('article-crio.tar', '-p', '8', ...args)).flatMap(({ regions }) =>
        regions.map(({ name }) => name),
      );
    expect(await names('--kind', 'heap,stack')).toEqual(['[heap]', '[stack]']);
    expect(await names('--perm', '--xp')).toEqual(['[vsyscall]']);
    expect(await names('--perm', 'rx', '--range', '7ff000000000-ffffffffffffffff')).toEqual([]);
    expect(await names('--range', '55aa2f0a8000+1')).toEqual(['[heap]']);
    expect(await run('article-crio.tar', '-p', '8', '--perm', 'wx')).toMatchObject({
      stdout: '',
      stderr: 'Note: article-crio.tar: no region passes --perm\n',
      status: 0,
    });
  });

  test('pages of a parent: absent without it, and told on standard error', async () => {
    const without = await run('incr-final.tar', '-p', '1', '--kind', 'anon');
    expect(without.stderr).toMatch(
      /^Warning: \S+: \d+ pages are absent: in a parent image that is not here; give it with --parent\n$/,
    );
    expect(without.stdout).toMatch(/^30000000-30040000 +rw-p +00000000 +64 +10 +0 +54$/m);
    const joined = await run(
      'incr-final.tar',
      '-p',
      '1',
      '--kind',
      'anon',
      '--parent',
      'incr-pre.tar',
    );
    expect(joined.stderr).toBe('');
    expect(joined.stdout).toMatch(/^30000000-30040000 +rw-p +00000000 +64 +10 +54 +0$/m);
    const chain = await json(
      ...['incremental/3', '--parent', 'incremental/2', '--parent', 'incremental/1'],
    );
    expect(total(chain, 'parent')).toBeGreaterThan(0);
    expect(chain.flatMap(({ regions }) => regions.map(({ pages: { absent } }) => absent))).toEqual(
      chain.flatMap(({ regions }) => regions.map(() => 0)),
    );
  });

  test('pages of a pre-dump lie outside of regions', async () => {
    const { stdout, status } = await run('incr-pre.tar', '-p', '7');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^7 \?\n/);
    expect(stdout).toMatch(/^30000000-30040000 +\?{4} +00000000 +64 +64 +0 +0 {2}\?$/m);
  });

  test('pages left to a server are absent', async () => {
    const [first] = (await json('lazy')).flatMap(({ regions }) =>
      regions.filter(({ reasons }) => (reasons['lazy'] ?? 0) > 0),
    );
    expect(first?.pages['absent']).toBe(first?.reasons['lazy']);
  });

  test('shared memory tells its segment', async () => {
    const shared = (await json('rich-podman.tar', '--kind', 'shared')).flatMap(
      ({ regions }) => regions,
    );
    const ipc = shared.filter(({ name }) => name.startsWith('/SYSV'));
    expect(ipc.map(({ segment }) => segment)).toContain(0);
    const anonymous = shared.find(({ start }) => start === 0x20000000);
    expect(anonymous?.segment).toBeGreaterThan(0);
    expect(anonymous?.origins['segment']).toBe(3);
  });

  test('a region and a run of 2^52 pages are counted at once', async () => {
    const forged = scratch.directory('forged', {
      ...ONE_PROCESS,
      'mm-1.img': mm([{ start: 0n, end: 2n ** 64n - 4096n, status: VmaStatus.regular }]),
      'pagemap-1.img': pagemap([pageRun(0, 1, 4), { vaddr: 8192n, nr_pages: 2n ** 60n, flags: 4 }]),
      'pages-1.img': pages('ab'),
    });
    const { stdout, stderr, status } = await run(forged);
    expect(status).toBe(0);
    expect(stderr).toBe(
      `Warning: ${forged}: 4503599627370493 pages are absent: the pages image ends before it\n`,
    );
    expect(stdout).toContain(`${2n ** 52n - 1n}        2       0  ${2n ** 52n - 4n}`);
  });

  test.each([
    [['article-crio.tar', '-p', '99'], 'no process with PID 99 in the process tree'],
    [['app.tar.gz', '-p', '12'], 'process 12 has ended: it has no memory'],
    [['article-crio.tar', '--kind', 'nope'], 'invalid --kind: nope (choose from heap, stack'],
    [['article-crio.tar', '--parent', 'nope.tar'], 'nope.tar: no such file or directory'],
  ])('%j fails in one line', async (args, message) => {
    const { stdout, stderr, status } = await run(...args);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toMatch(/^Error: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });
});

describe('maps of several archives', () => {
  test('have the archive before each process, and are rows where rows are asked for', async () => {
    const blocks = (await run('pod.tar', 'article-crio.tar', '--kind', 'heap')).stdout;
    expect(blocks.split('\n').filter((line) => line.includes('.tar'))).toEqual([
      'pod.tar: 1 rich-init',
      'pod.tar: 7 rich-regs',
      'article-crio.tar: 1 bash',
      'article-crio.tar: 7 counter.py',
      'article-crio.tar: 8 tee',
    ]);
    const both = await json('pod.tar', 'article-crio.tar', '--kind', 'heap');
    expect(both.map(({ pid }) => pid)).toEqual([1, 7, 1, 7, 8]);
    const args = ['article-crio.tar', '--kind', 'heap', '--columns', 'pid,size,name'];
    expect((await run(...args, '--sort', 'size', '--format', 'csv')).stdout).toMatch(
      /^pid,size,name\r\n7,958464,\[heap\]\r\n1,135168,\[heap\]\r\n8,135168,\[heap\]\r\n$/,
    );
    const none = await run('article-crio.tar', '--filter', 'name=x');
    expect([none.stderr, none.status]).toEqual(['Note: no row passes --filter\n', 0]);
  });

  test('a bad one does not hide the others', async () => {
    const { stdout, stderr, status } = await run('x.tar', 'article-crio.tar', '-p', '8');
    expect([stderr, status]).toEqual(['Error: stat x.tar: no such file or directory\n', 1]);
    expect(stdout).toMatch(/^article-crio\.tar: 8 tee\n/);
  });
});
