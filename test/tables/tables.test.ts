import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../src/model/checkpoint.js';
import { tableSchema } from '../../src/render/visitors/json-schema.js';
import { JsonRows } from '../../src/render/visitors/json-rows.js';
import {
  CHECKPOINT_TABLES,
  loadCheckpointTable,
  loadTables,
  TABLE_NAMES,
  type CheckpointTableName,
} from '../../src/tables/all-tables.js';
import { titleOf, type Column } from '../../src/tables/table.js';
import {
  procFile,
  procLinks,
  procStatus,
  procStrings,
  TRUE_PIDS,
} from '../support/kernel-truth.js';
import { openCheckpoint } from '../support/open-checkpoint.js';

type Row = Readonly<Record<string, unknown>>;

const NAMES = Object.keys(CHECKPOINT_TABLES) as CheckpointTableName[];

async function rowsOf(name: CheckpointTableName, checkpoint: Checkpoint): Promise<Row[]> {
  const table = await loadCheckpointTable(name);
  const visitor = new JsonRows(table);
  const origin = { archive: checkpoint.archive.file, container: 'c' };
  const parts = Array.from(await table.rows(checkpoint), (row) => visitor.row({ row, origin }));
  return JSON.parse([visitor.begin(), ...parts, visitor.end()].join('')) as Row[];
}

describe('every table', () => {
  test('has names and titles that are told apart, and a sentence for everything', async () => {
    const tables = await loadTables();
    expect(tables.map(({ name }) => name)).toEqual(TABLE_NAMES);
    for (const { columns, describe: sentence } of tables) {
      const names = columns.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      const titles = columns.filter(({ shown }) => shown !== 'data').map((each) => titleOf(each));
      expect(new Set(titles).size).toBe(titles.length);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      for (const column of columns) {
        expect(column.name).toMatch(/^[a-z][a-z0-9_]*$/);
        expect(column.describe).toMatch(/\S/);
      }
    }
  });

  test('means one thing by one name', async () => {
    const types = new Map<string, Set<string>>();
    const add = ({ name, type }: Column<never>) =>
      types.set(name, (types.get(name) ?? new Set()).add(type));
    for (const { columns } of await loadTables()) columns.forEach(add);
    const several = [...types].filter(([, set]) => set.size > 1).map(([name]) => name);
    // In `list` it is that of Kubernetes, as its option has it.
    expect(several).toEqual(['namespace']);
  });

  test('prints rows that its schema allows', async () => {
    const checkpoints = await Promise.all(
      ['rich-podman', 'rich-plain', 'old-v3.3'].map((name) => openCheckpoint(name)),
    );
    for (const name of NAMES) {
      const table = await loadCheckpointTable(name);
      const validate = new Ajv2020({ allowUnionTypes: true }).compile(tableSchema(table));
      for (const checkpoint of checkpoints) {
        validate(await rowsOf(name, checkpoint));
        expect([name, validate.errors]).toEqual([name, null]);
      }
    }
    for (const { archive } of checkpoints) archive.close();
  });
});

describe('a table tells what the kernel told', () => {
  const tables = new Map<CheckpointTableName, Row[]>();
  const isZombie = (pid: number) => procStatus(pid).get('State')?.startsWith('Z') === true;
  const living = TRUE_PIDS.filter((pid) => !isZombie(pid));

  beforeAll(async () => {
    const checkpoint = await openCheckpoint('app');
    for (const name of NAMES) tables.set(name, await rowsOf(name, checkpoint));
    checkpoint.archive.close();
  });

  function rows(name: CheckpointTableName, pid?: number): Row[] {
    return (tables.get(name) ?? []).filter((row) => pid === undefined || row['pid'] === pid);
  }

  test('of processes', () => {
    expect(rows('processes').map(({ pid }) => pid)).toEqual(
      expect.arrayContaining(TRUE_PIDS as unknown[]),
    );
    for (const pid of TRUE_PIDS) {
      const [row = {}] = rows('processes', pid);
      expect(row['comm']).toBe(procStatus(pid).get('Name'));
      if (isZombie(pid)) {
        expect(row['argv']).toBeNull();
        expect(row['absent']).toMatchObject({ argv: 'the process has ended' });
        continue;
      }
      expect(row['argv']).toEqual(procStrings(pid, 'cmdline'));
      expect(row['exe']).toBe(procLinks(pid).exe);
      expect(row['cwd']).toBe(procLinks(pid).cwd);
      expect(row['uid']).toBe(Number(procStatus(pid).get('Uid')?.split('\t')[1]));
      expect(row['threads']).toBe(Number(procStatus(pid).get('Threads')));
    }
  });

  test.each(living)('of the environment of %d', (pid) => {
    const entries = rows('environment', pid).map(
      ({ name, value }) => `${String(name)}=${String(value)}`,
    );
    expect(entries).toEqual(procStrings(pid, 'environ'));
  });

  test.each(living)('of the threads of %d', (pid) => {
    const names = rows('threads', pid).map(({ tid, name }) => [String(tid), name]);
    const truth = Object.entries(procLinks(pid).threads).map(([tid, { comm }]) => [tid, comm]);
    expect(names.sort()).toEqual(truth.sort());
  });

  test.each(living)('of the rights of %d', (pid) => {
    const [{ effective, bounding, no_new_privileges } = {}] = rows('capabilities', pid);
    const bits = (name: string) =>
      BigInt(`0x${procStatus(pid).get(name) ?? '0'}`)
        .toString(2)
        .replaceAll('0', '').length;
    expect(effective).toHaveLength(bits('CapEff'));
    expect(bounding).toHaveLength(bits('CapBnd'));
    expect(no_new_privileges).toBe(procStatus(pid).get('NoNewPrivs') === '1');
  });

  test.each(living)('of the regions of %d', (pid) => {
    const lines = rows('regions', pid)
      // CRIU joins [vvar] and its neighbour; pages outside of any region are no region.
      .filter(({ name, permissions }) => name !== '[vvar]' && permissions !== '????')
      .map(({ start_hex, end_hex, permissions, file_offset_hex }) =>
        [start_hex, end_hex, permissions, file_offset_hex].join(' '),
      );
    const truth = (procFile(pid, 'maps') ?? '')
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [, start = '', end = '', permissions = '', offset = ''] =
          /^(\w+)-(\w+) (\S+) (\w+)/.exec(line) ?? [];
        const hex = (digits: string) => `0x${BigInt(`0x${digits}`).toString(16)}`;
        return [hex(start), hex(end), permissions, hex(offset)].join(' ');
      });
    const missing = lines.filter((line) => !truth.includes(line));
    expect(missing).toEqual([]);
  });

  test.each(living)('of the descriptors of %d, as lsof would', (pid) => {
    const truth = JSON.parse((procFile(pid, 'links.json') ?? '{}').toString()) as {
      readonly fd: Readonly<Record<string, { readonly link: string; readonly fdinfo: string }>>;
    };
    const own = rows('descriptors', pid);
    const byFd = new Map(own.filter(({ use }) => use === 'fd').map((row) => [row['fd'], row]));
    expect([...byFd.keys()]).toEqual(Object.keys(truth.fd).map(Number));
    for (const [fd, { link, fdinfo }] of Object.entries(truth.fd)) {
      const row = byFd.get(Number(fd)) ?? {};
      const flags = parseInt(/flags:\t(\d+)/.exec(fdinfo)?.[1] ?? '', 8);
      expect(row['access']).toBe(['r', 'w', 'u'][flags & 3]);
      const inode = /^(?:socket|pipe):\[(\d+)\]$/.exec(link)?.[1];
      if (inode !== undefined) expect(row['inode']).toBe(Number(inode));
      if (link.startsWith('/') && row['type'] === 'REG') expect(row['name']).toBe(link);
      if (row['type'] === 'REG' && row['file_type'] === 'REG') {
        expect(row['position']).toBe(Number(/pos:\t(\d+)/.exec(fdinfo)?.[1]));
      }
    }
    const mapped = new Set(
      (procFile(pid, 'maps') ?? '')
        .toString()
        .split('\n')
        .map((line) => /\s(\/.*)$/.exec(line)?.[1])
        .filter((name) => name !== undefined),
    );
    const shown = own.filter(({ use }) => use === 'mem' || use === 'txt').map(({ name }) => name);
    expect(new Set(shown)).toEqual(mapped);
    expect(own.find(({ use }) => use === 'cwd')?.['name']).toBe(procLinks(pid).cwd);
    expect(own.find(({ use }) => use === 'rtd')?.['name']).toBe(procLinks(pid).root);
  });

  test('of mounts', () => {
    const truth = (procFile(1, 'mountinfo') ?? '')
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' '));
    const own = rows('mounts').filter(({ told_by }) => told_by === 'namespace');
    expect(own.map(({ mount_point }) => mount_point)).toEqual(truth.map((words) => words[4]));
    expect(own.map(({ device_number }) => device_number)).toEqual(truth.map((words) => words[2]));
  });
});
