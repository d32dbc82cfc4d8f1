import { describe, expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';
import { runProgram } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const ARTICLE_TABLE = `\
+-----------+----------------------------------+--------------+---------+---------------------+--------+------------+------------+-------------------+
| CONTAINER |              IMAGE               |      ID      | RUNTIME |       CREATED       | ENGINE |     IP     | CHKPT SIZE | ROOT FS DIFF SIZE |
+-----------+----------------------------------+--------------+---------+---------------------+--------+------------+------------+-------------------+
| counter   | quay.io/adrianreber/counter:blog | 059a219a22e5 | runc    | 2023-03-02T06:06:49 | CRI-O  | 10.88.0.23 | 8.6 MiB    | 3.0 KiB           |
+-----------+----------------------------------+--------------+---------+---------------------+--------+------------+------------+-------------------+
`;

const ARTICLE_STATISTICS = `\
CRIU dump statistics
+---------------+-------------+--------------+---------------+---------------+---------------+
| FREEZING TIME | FROZEN TIME | MEMDUMP TIME | MEMWRITE TIME | PAGES SCANNED | PAGES WRITTEN |
+---------------+-------------+--------------+---------------+---------------+---------------+
| 100809 us     | 119627 us   | 11602 us     | 7379 us       |          7800 |          2198 |
+---------------+-------------+--------------+---------------+---------------+---------------+
`;

const scratch = new Scratch();

describe('checkpointctl show', () => {
  test('prints the tables of the article byte for byte', () => {
    const run = runProgram('checkpointctl', ['show', 'article-crio.tar', '--print-stats']);
    expect(run).toMatchObject({
      stdout: ARTICLE_TABLE + ARTICLE_STATISTICS,
      stderr: '',
      status: 0,
    });
  });

  test('prints the overview alone without --print-stats', () => {
    expect(runProgram('checkpointctl', ['show', 'article-crio.tar']).stdout).toBe(ARTICLE_TABLE);
  });

  test('reads compressed archives of Podman', () => {
    for (const file of ['counter-gzip.tar.gz', 'counter-zstd.tar.zst']) {
      const { stdout, status } = runProgram('checkpointctl', ['show', file]);
      expect(status).toBe(0);
      expect(stdout).toContain('| counters  | quay.io/example/counter:blog |');
      expect(stdout).toContain('| Podman |');
      expect(stdout).toContain('| 11.6 MiB   | 410.0 KiB         |');
      // network.status of a container without a network is `null`.
      expect(stdout).not.toContain(' IP ');
    }
  });

  test('gives one table for several archives, without lines between rows', () => {
    const { stdout, status } = runProgram('checkpointctl', [
      'show',
      'pod.tar',
      'article-crio.tar',
      '--print-stats',
    ]);
    expect(status).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[3]).toMatch(/^\| pod-main +\|/);
    expect(lines[4]).toMatch(/^\| counter +\|/);
    expect(lines[3]).toContain('2026-11-23T04:11:10Z');
    expect(lines[6]).toBe('CRIU dump statistics');
    expect(lines[8]).toMatch(/^\| CONTAINER \| FREEZING TIME \|/);
    expect(lines[10]).toMatch(/^\| pod-main +\|/);
    expect(lines[11]).toMatch(/^\| counter +\| 100809 us/);
  });

  test('tells of a bad archive on standard error and shows the good ones', () => {
    const files = ['nope.tar', 'article-crio.tar', '../README.md', 'rich-plain/pages-1.img'];
    const run = runProgram('checkpointctl', ['show', ...files]);
    expect(run).toMatchObject({ stdout: ARTICLE_TABLE, status: 1 });
    const lines = run.stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe('Error: stat nope.tar: no such file or directory');
    expect(lines[1]).toMatch(/^Error: \.\.\/README\.md: .*invalid tar header/);
    expect(lines[2]).toMatch(/^Error: rich-plain\/pages-1\.img: .*invalid tar header/);
  });

  test('prints all statistics as numbers in JSON', () => {
    const run = runProgram('checkpointctl', ['show', 'article-crio.tar', '--format', 'json']);
    expect(JSON.parse(run.stdout)).toEqual([
      {
        archive: 'article-crio.tar',
        container: 'counter',
        container_name: 'counter',
        image: 'quay.io/adrianreber/counter:blog',
        id: '059a219a22e56a3d0c4f7b1e8d92c6f50b3ea47718d2c9460f5be1a3c7d08e94',
        runtime: 'runc',
        created: '2023-03-02T06:06:49',
        checkpointed: '2023-03-02T06:08:01Z',
        checkpoint_time: '2023-03-02T06:08:01Z',
        checkpoint_time_from: 'archive',
        engine: 'CRI-O',
        ip: '10.88.0.23',
        checkpoint_size: {
          // `tar -tv`, added up.
          total_size: 9021019,
          memory_pages_size: 270336 + 8581120 + 118784,
          root_fs_diff_size: 3072,
        },
        statistics: {
          freezing_time: 100809,
          frozen_time: 119627,
          memdump_time: 11602,
          memwrite_time: 7379,
          pages_scanned: 7800,
          pages_skipped_parent: 0,
          pages_written: 2198,
          irmap_resolve: 0,
          pages_lazy: 0,
          page_pipes: 3,
          page_pipe_bufs: 3,
          freezing_time_us: 100809,
          frozen_time_us: 119627,
          memdump_time_us: 11602,
          memwrite_time_us: 7379,
          irmap_resolve_us: 0,
        },
      },
    ]);
  });

  test('a damaged network.status costs the addresses only', async () => {
    const archive = await scratch.tar('network.tar', {
      'checkpoint/': '',
      'config.dump': '{"name":"web"}',
      'spec.dump': '{"annotations":{"io.container.manager":"libpod"}}',
      'network.status': '{',
    });
    const { stdout, stderr, status } = runProgram('checkpointctl', ['show', archive]);
    expect(stdout).toMatch(/^\| web +\|/m);
    expect(stderr).toMatch(/^Error: .*network\.status: unexpected end of JSON input\n$/);
    expect(status).toBe(1);
  });
});

describe('checkpointctl show as rows', () => {
  const show = (...args: string[]) => runHere('checkpointctl', ['show', ...args]);

  test('has the columns that are asked for, in every form', async () => {
    const args = ['pod.tar', 'article-crio.tar', '--columns', 'archive,container,frozen_time_us'];
    expect((await show(...args)).stdout).toBe(
      'ARCHIVE           CONTAINER  FROZEN TIME US\n' +
        'pod.tar           pod-main            96026\n' +
        'article-crio.tar  counter            119627\n',
    );
    expect((await show(...args, '-o', 'csv', '--sort', '-frozen_time_us')).stdout).toBe(
      'archive,container,statistics.frozen_time_us\r\n' +
        'article-crio.tar,counter,119627\r\npod.tar,pod-main,96026\r\n',
    );
  });

  test('filters and orders what it shows as ever', async () => {
    const { stdout } = await show('pod.tar', 'article-crio.tar', '--filter', 'engine=CRI-O');
    expect(stdout).toBe(ARTICLE_TABLE);
    const json = (...args: string[]) => show('pod.tar', 'article-crio.tar', ...args);
    const all = JSON.parse((await json('--format', 'json')).stdout) as { image: string }[];
    const sorted = (await json('--format', 'jsonl', '--sort', 'total_size')).stdout;
    expect(
      sorted
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([all[1], all[0]]);
    expect((await json('--filter', 'runtime=x')).stderr).toBe('Note: no row passes --filter\n');
  });

  test('says of images alone that there is no metadata', async () => {
    const { stdout } = await show('rich-plain', '--columns', 'image,engine', '-o', 'json');
    expect(JSON.parse(stdout)).toEqual([
      {
        image: null,
        engine: 'unknown',
        absent: { image: 'there is no metadata that tells it' },
      },
    ]);
  });
});
