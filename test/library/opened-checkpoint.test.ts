import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  isAbsent,
  openCheckpoint,
  type Found,
  type OpenCheckpointOptions,
} from '../../src/index.js';
import { writeForms } from '../support/archive-forms.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const forms = writeForms(scratch, readFileSync(`${CHECKPOINTS}pod.tar`));
const directory = join(scratch.path, 'directory');
await runHere('checkpointctl', ['extract', forms.plain, '-C', directory]);

function at(name: string, options: OpenCheckpointOptions = {}) {
  return openCheckpoint(join(CHECKPOINTS, name), options);
}

/** Whatever it is asked of the checkpoint in pod.tar, but for the archive's name. */
async function answersOf(file: string) {
  await using checkpoint = await openCheckpoint(file);
  const processes = checkpoint.processes();
  const { pid = 0 } = processes[0] ?? {};
  const found: Found[] = [];
  for await (const each of checkpoint.search({ kind: 'literal', text: 'HOSTNAME=' })) {
    found.push(each);
  }
  const tables = await checkpoint.table('threads');
  const core = Buffer.concat([...checkpoint.coreDump(pid).bytes()]);
  return {
    ...{ processes, descriptors: checkpoint.descriptors(), sockets: checkpoint.sockets() },
    ...{ registers: checkpoint.registers(), regions: checkpoint.regions(pid) },
    found: found.map(({ where, bytes }) => [
      where.kind === 'memory' ? where.owners.map(({ address }) => address) : where.place.member,
      Buffer.from(bytes).toString(),
    ]),
    threads: tables.map(({ archive: _, ...row }) => row),
    ...{ core: core.toString('latin1'), damage: checkpoint.damage },
  };
}

describe('in whatever form a checkpoint comes, it answers the same', async () => {
  const plain = await answersOf(forms.plain);

  test('and does answer', () => {
    expect(plain.processes.length).toBeGreaterThan(0);
    expect(plain.found.length).toBeGreaterThan(0);
    expect(plain.core.startsWith('\x7fELF')).toBe(true);
    expect(plain.damage).toEqual([]);
  });

  test.each([
    ['gzip', forms.gzip],
    ['zstd', forms.zstd],
    ['directory', directory],
  ])('%s', async (_, file) => {
    const { core, ...answers } = await answersOf(file);
    const { core: plainCore, ...plainAnswers } = plain;
    expect(answers).toEqual(plainAnswers);
    expect(core === plainCore).toBe(true);
  });
});

test('of an OCI archive', async () => {
  await using checkpoint = await at('checkpoint-oci.tar');
  expect(checkpoint.processes()[0]?.pid).toBe(1);
});

describe('memory', () => {
  test('is read across pages; what is not there is zeros, with its reason', async () => {
    await using checkpoint = await at('rich-podman.tar');
    const { pid = 0 } = checkpoint.processes().find(({ comm }) => comm === 'rich-mem') ?? {};
    const across = checkpoint.readMemory(pid, 0x10002ff6n, 23);
    expect(Buffer.from(across.bytes).toString()).toBe('ACROSS_PAGE_BOUNDARY_02');
    expect(across.absent).toEqual([]);
    // A page of a shared file mapping is in the file only.
    const regions = checkpoint.regions(pid);
    const shared = isAbsent(regions)
      ? undefined
      : regions.find((each) => each.path !== undefined && each.permissions.endsWith('s'));
    const { bytes, absent } = checkpoint.readMemory(pid, shared?.start ?? 0n, 16);
    expect(Buffer.from(bytes).equals(Buffer.alloc(16))).toBe(true);
    expect(absent.map(({ kind }) => kind)).toEqual(['absent']);
    expect(() => checkpoint.readMemory(4242, 0n, 1)).toThrow('4242');
    expect(() => checkpoint.readMemory(pid, 0n, -1)).toThrow('no length');
    expect(() => checkpoint.readMemory(pid, 1n << 64n, 1)).toThrow('no addresses');
  });

  test('comes from the checkpoints below, where they are named', async () => {
    const parents = ['incremental/2', 'incremental/1'].map((name) => join(CHECKPOINTS, name));
    await using checkpoint = await at('incremental/3', { parents });
    const found: Found[] = [];
    for await (const each of checkpoint.search('OLD_SECRET_IN_[A-Z]+')) found.push(each);
    expect(found[0]?.sources[0]).toMatchObject({ archive: parents[1], origin: 'parent' });
  });
});

test('registers are those that the program had', async () => {
  await using checkpoint = await at('rich-podman.tar');
  const { pid = 0 } = checkpoint.processes().find(({ comm }) => comm === 'rich-regs') ?? {};
  const [thread] = checkpoint.registers({ pids: new Set([pid]) });
  const { registers } = thread ?? {};
  const general = registers === undefined || isAbsent(registers) ? [] : registers.general;
  expect(general.find(({ name }) => name === 'rbx')?.value).toBe(0x1111111111111111n);
});

describe('YARA rules', () => {
  const HOST = 'rule host : env { strings: $host = "HOSTNAME=" condition: $host and wanted }';

  test('match by process and address', async () => {
    await using checkpoint = await at('article-crio.tar');
    const options = { pids: new Set([1]), tags: ['env'], variables: { wanted: true } };
    const { hits, warnings, failure } = await checkpoint.yara(HOST, options);
    expect(hits.map(({ rule, pids, matches }) => [rule.identifier, pids, matches.length])).toEqual([
      ['host', [1], 2],
      ['host', [1], 1],
    ]);
    expect(hits[0]?.where).toMatchObject({ kind: 'memory', owners: [{ pid: 1, comm: 'bash' }] });
    expect({ warnings, failure }).toEqual({ warnings: [], failure: undefined });
    expect((await checkpoint.yara(HOST, { ...options, tags: ['other'] })).hits).toEqual([]);
  });

  test('that are wrong are told with their place', async () => {
    await using checkpoint = await at('article-crio.tar');
    const rules = [{ name: 'a.yar', text: 'rule a {\n condition: b }' }];
    await expect(checkpoint.yara(rules)).rejects.toMatchObject({
      code: 'usage',
      message: 'a.yar:2:13: unknown identifier `b`: this identifier has not been declared',
    });
    await expect(checkpoint.yara(HOST, { pids: new Set([4711]) })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

test('rows of a table are by their columns', async () => {
  await using checkpoint = await at('article-crio.tar');
  const threads = await checkpoint.table('threads');
  expect(threads.map(({ tid, name, uid }) => [tid, name, uid])).toEqual([
    [1, 'bash', 0],
    [7, 'counter.py', 0],
    [8, 'tee', 0],
  ]);
  expect(threads[0]?.container).toBe('counter');
});

test('a core file is written whole, and nothing is replaced unless told', async () => {
  await using checkpoint = await openCheckpoint(forms.plain);
  const core = checkpoint.coreDump(checkpoint.processes()[0]?.pid ?? 0);
  const path = join(scratch.path, 'core');
  await core.write(path);
  const bytes = Buffer.concat([...core.bytes()]);
  expect(bytes.length).toBe(core.size);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  await expect(core.write(path)).rejects.toThrow('exists already');
  await core.write(path, { replace: true });
});

test('of a damaged archive there is what lies before the damage', async () => {
  const bytes = readFileSync(forms.plain);
  const cut = scratch.file('cut.tar', bytes.subarray(0, bytes.length >> 1));
  await using checkpoint = await openCheckpoint(cut);
  expect(checkpoint.damage.map(({ message }) => message).join()).toContain('cut.tar');
});

test('what is no checkpoint is an error with a code', async () => {
  await expect(at('../README.md')).rejects.toMatchObject({ code: 'invalid-tar' });
  await expect(at('article-crio.tar', { container: 'other' })).rejects.toMatchObject({
    code: 'not-found',
  });
});
